# The sqlite driver.  One pair per line below _SOURCES.
if WITH_SQLITE
driver_LTLIBRARIES += drivers/sqlite.la
dist_driver_DATA += drivers/sqlite/sqlite.driver
endif
drivers_sqlite_la_CPPFLAGS = $(driver_cppflags) $(SQLITE_CFLAGS)
drivers_sqlite_la_LIBADD = $(SQLITE_LIBS)
drivers_sqlite_la_LDFLAGS = $(driver_ldflags)
drivers_sqlite_la_SOURCES = $(driver_common_sources) \
	drivers/sqlite/backup.c \
	drivers/sqlite/codes.c \
	drivers/sqlite/conn.c drivers/sqlite/conn.h \
	drivers/sqlite/copy.c \
	drivers/sqlite/database.c \
	drivers/sqlite/driver.c \
	drivers/sqlite/exec.c \
	drivers/sqlite/explain.c \
	drivers/sqlite/guard.c \
	drivers/sqlite/holder.c \
	drivers/sqlite/inspect.c drivers/sqlite/inspect.h \
	drivers/sqlite/inspect_indexes.c \
	drivers/sqlite/inspect_tables.c \
	drivers/sqlite/location.c drivers/sqlite/location.h \
	drivers/sqlite/position.c \
	drivers/sqlite/restore.c \
	drivers/sqlite/run.c \
	drivers/sqlite/scratch.c \
	drivers/sqlite/session.c \
	drivers/sqlite/snapshot.c \
	drivers/sqlite/verify.c
