# Plugins are built as strangers build, from what is installed; here they are only files.
template_files = \
	plugins/template/Makefile \
	plugins/template/README.md \
	plugins/template/check.sh \
	plugins/template/gitignore \
	plugins/template/mydb.c \
	plugins/template/mydb.driver \
	plugins/template/toy.c \
	plugins/template/toy.h
EXTRA_DIST += $(template_files)
EXTRA_DIST += \
	plugins/odbc/Makefile \
	plugins/odbc/README.md \
	plugins/odbc/cancel.c \
	plugins/odbc/driver.c \
	plugins/odbc/fault.c \
	plugins/odbc/odbc.h \
	plugins/odbc/odbc_postgres.driver \
	plugins/odbc/odbc_sqlite.driver \
	plugins/odbc/postgres.c \
	plugins/odbc/run.c \
	plugins/odbc/sqlite.c
