# The postgres driver.  One pair per line below _SOURCES.
if WITH_POSTGRES
if SHARED
driver_LTLIBRARIES += drivers/postgres.la
dist_driver_DATA += drivers/postgres/postgres.driver
endif
endif
EXTRA_DIST += drivers/postgres/postgres.driver
if LINK_POSTGRES
linked_archives += drivers/libpostgres_linked.la
linked_libs += drivers/libpostgres_linked.la $(POSTGRES_LIBS)
linked_manifests += drivers/postgres/postgres.driver
noinst_LTLIBRARIES += drivers/libpostgres_linked.la
endif
drivers_libpostgres_linked_la_CPPFLAGS = $(driver_cppflags) $(POSTGRES_CFLAGS) $(linked_cppflags)
drivers_libpostgres_linked_la_SOURCES = $(postgres_sources)
drivers_postgres_la_CPPFLAGS = $(driver_cppflags) $(POSTGRES_CFLAGS)
drivers_postgres_la_SOURCES = $(driver_common_sources) $(postgres_sources)
postgres_sources = \
	drivers/postgres/backup.c drivers/postgres/backup.h \
	drivers/postgres/blocker.c drivers/postgres/blocker.h \
	drivers/postgres/clone.c drivers/postgres/clone.h \
	drivers/postgres/conn.c drivers/postgres/conn.h \
	drivers/postgres/connect.c drivers/postgres/connect.h \
	drivers/postgres/copy.c drivers/postgres/copy.h \
	drivers/postgres/database.c drivers/postgres/database.h \
	drivers/postgres/driver.c \
	drivers/postgres/error.c drivers/postgres/error.h \
	drivers/postgres/exec.c drivers/postgres/exec.h \
	drivers/postgres/explain.c drivers/postgres/explain.h \
	drivers/postgres/failover.c drivers/postgres/failover.h \
	drivers/postgres/guard.c drivers/postgres/guard.h \
	drivers/postgres/hold.c drivers/postgres/hold.h \
	drivers/postgres/info.c drivers/postgres/info.h \
	drivers/postgres/inspect.c drivers/postgres/inspect.h \
	drivers/postgres/inspect_sql.c drivers/postgres/inspect_sql.h \
	drivers/postgres/likeness.c drivers/postgres/likeness.h \
	drivers/postgres/lend.c drivers/postgres/lend.h \
	drivers/postgres/lock.c drivers/postgres/lock.h \
	drivers/postgres/locktime.c drivers/postgres/locktime.h \
	drivers/postgres/look.c drivers/postgres/look.h \
	drivers/postgres/params.c drivers/postgres/params.h \
	drivers/postgres/pipeline.c drivers/postgres/pipeline.h \
	drivers/postgres/place.c drivers/postgres/place.h \
	drivers/postgres/pooler.c drivers/postgres/pooler.h \
	drivers/postgres/prepared.c drivers/postgres/prepared.h \
	drivers/postgres/query.c drivers/postgres/query.h \
	drivers/postgres/refusal.c drivers/postgres/refusal.h \
	drivers/postgres/refuse.c drivers/postgres/refuse.h \
	drivers/postgres/replicas.c drivers/postgres/replicas.h \
	drivers/postgres/restore.c drivers/postgres/restore.h \
	drivers/postgres/server.c drivers/postgres/server.h \
	drivers/postgres/session.c drivers/postgres/session.h \
	drivers/postgres/side.c drivers/postgres/side.h \
	drivers/postgres/sqlstate.c drivers/postgres/sqlstate.h \
	drivers/postgres/step.c drivers/postgres/step.h \
	drivers/postgres/tool.c drivers/postgres/tool.h \
	drivers/postgres/tool_run.c \
	drivers/postgres/unknown.c drivers/postgres/unknown.h \
	drivers/postgres/values.c drivers/postgres/values.h \
	drivers/postgres/verify.c drivers/postgres/verify.h \
	drivers/postgres/verify_ask.c drivers/postgres/verify_ask.h \
	drivers/postgres/verify_index.c drivers/postgres/verify_index.h \
	drivers/postgres/verify_object.c drivers/postgres/verify_object.h \
	drivers/postgres/verify_read.c drivers/postgres/verify_read.h \
	drivers/postgres/verify_same.c drivers/postgres/verify_same.h \
	drivers/postgres/wait.c drivers/postgres/wait.h \
	drivers/postgres/watch.c drivers/postgres/watch.h \
	drivers/postgres/words.c drivers/postgres/words.h
drivers_postgres_la_LIBADD = $(POSTGRES_LIBS)
drivers_postgres_la_LDFLAGS = $(driver_ldflags)
