# The driver for MariaDB and MySQL.  One pair per line below _SOURCES.
if WITH_MYSQL
if SHARED
driver_LTLIBRARIES += drivers/mysql.la
dist_driver_DATA += drivers/mysql/mysql.driver
endif
endif
EXTRA_DIST += drivers/mysql/mysql.driver
if LINK_MYSQL
linked_archives += drivers/libmysql_linked.la
linked_libs += drivers/libmysql_linked.la $(MYSQL_LIBS)
linked_manifests += drivers/mysql/mysql.driver
noinst_LTLIBRARIES += drivers/libmysql_linked.la
endif
drivers_libmysql_linked_la_CPPFLAGS = $(driver_cppflags) $(MYSQL_CFLAGS) $(linked_cppflags)
drivers_libmysql_linked_la_SOURCES = $(mysql_sources)
drivers_mysql_la_CPPFLAGS = $(driver_cppflags) $(MYSQL_CFLAGS)
drivers_mysql_la_LIBADD = $(MYSQL_LIBS)
drivers_mysql_la_LDFLAGS = $(driver_ldflags)
drivers_mysql_la_SOURCES = $(driver_common_sources) $(mysql_sources)
mysql_sources = \
	drivers/mysql/backup.c drivers/mysql/backup.h \
	drivers/mysql/blocker.c drivers/mysql/blocker.h \
	drivers/mysql/cluster.c drivers/mysql/cluster.h \
	drivers/mysql/conn.h \
	drivers/mysql/connect.c drivers/mysql/connect.h \
	drivers/mysql/database.c drivers/mysql/database.h \
	drivers/mysql/driver.c \
	drivers/mysql/error.c drivers/mysql/error.h \
	drivers/mysql/exec.c drivers/mysql/exec.h \
	drivers/mysql/explain.c drivers/mysql/explain.h \
	drivers/mysql/inspect.c drivers/mysql/inspect.h \
	drivers/mysql/inspect_sql.c drivers/mysql/inspect_sql.h \
	drivers/mysql/job.c drivers/mysql/job.h \
	drivers/mysql/kind.c drivers/mysql/kind.h \
	drivers/mysql/lock.c drivers/mysql/lock.h \
	drivers/mysql/params.c drivers/mysql/params.h \
	drivers/mysql/restore.c drivers/mysql/restore.h \
	drivers/mysql/run.c drivers/mysql/run.h \
	drivers/mysql/silence.c drivers/mysql/silence.h \
	drivers/mysql/session.c drivers/mysql/session.h \
	drivers/mysql/state.c drivers/mysql/state.h \
	drivers/mysql/swap.c drivers/mysql/swap.h \
	drivers/mysql/tool.c drivers/mysql/tool.h drivers/mysql/tool_run.c \
	drivers/mysql/verify.c drivers/mysql/verify.h
