# The sqlite driver.  One pair per line below _SOURCES.
if WITH_SQLITE
if SHARED
driver_LTLIBRARIES += drivers/sqlite.la
dist_driver_DATA += drivers/sqlite/sqlite.driver
endif
endif
EXTRA_DIST += drivers/sqlite/sqlite.driver
if LINK_SQLITE
linked_archives += drivers/libsqlite_linked.la
linked_libs += drivers/libsqlite_linked.la $(SQLITE_LIBS)
linked_manifests += drivers/sqlite/sqlite.driver
noinst_LTLIBRARIES += drivers/libsqlite_linked.la
endif
drivers_libsqlite_linked_la_CPPFLAGS = $(driver_cppflags) $(SQLITE_CFLAGS) $(linked_cppflags)
drivers_libsqlite_linked_la_SOURCES = $(sqlite_sources)
drivers_sqlite_la_CPPFLAGS = $(driver_cppflags) $(SQLITE_CFLAGS)
drivers_sqlite_la_LIBADD = $(SQLITE_LIBS)
drivers_sqlite_la_LDFLAGS = $(driver_ldflags)
drivers_sqlite_la_SOURCES = $(driver_common_sources) $(sqlite_sources)
sqlite_sources = \
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
	drivers/sqlite/lend.c \
	drivers/sqlite/location.c drivers/sqlite/location.h \
	drivers/sqlite/position.c \
	drivers/sqlite/restore.c \
	drivers/sqlite/run.c \
	drivers/sqlite/scratch.c \
	drivers/sqlite/session.c \
	drivers/sqlite/snapshot.c \
	drivers/sqlite/verify.c
