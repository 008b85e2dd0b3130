# The sqlite driver.  Take the comment signs away with driver.c; one pair per line below _SOURCES.
if WITH_SQLITE
#driver_LTLIBRARIES += drivers/sqlite.la
#dist_driver_DATA += drivers/sqlite/sqlite.driver
endif
#drivers_sqlite_la_CPPFLAGS = $(driver_cppflags) $(SQLITE_CFLAGS)
#drivers_sqlite_la_LIBADD = $(SQLITE_LIBS)
#drivers_sqlite_la_LDFLAGS = $(driver_ldflags)
#drivers_sqlite_la_SOURCES = $(driver_common_sources) \
#	drivers/sqlite/driver.c
