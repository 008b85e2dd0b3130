# The postgres driver.  Take the comment signs away with driver.c; one pair per line below _SOURCES.
if WITH_POSTGRES
#driver_LTLIBRARIES += drivers/postgres.la
#dist_driver_DATA += drivers/postgres/postgres.driver
endif
#drivers_postgres_la_CPPFLAGS = $(driver_cppflags) $(POSTGRES_CFLAGS)
#drivers_postgres_la_LIBADD = $(POSTGRES_LIBS)
#drivers_postgres_la_LDFLAGS = $(driver_ldflags)
#drivers_postgres_la_SOURCES = $(driver_common_sources) \
#	drivers/postgres/driver.c
