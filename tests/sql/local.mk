# Tests of core/sql; the tables of the splitter share the code that runs a row.
sql_rows = tests/sql/rows.c tests/sql/rows.h
unit_tests += \
	tests/sql/test_classify \
	tests/sql/test_dialects \
	tests/sql/test_lexer \
	tests/sql/test_splitter_client \
	tests/sql/test_splitter_mysql \
	tests/sql/test_splitter_postgres
tests_sql_test_classify_CPPFLAGS = $(unit_cppflags)
tests_sql_test_dialects_CPPFLAGS = $(unit_cppflags)
tests_sql_test_lexer_CPPFLAGS = $(unit_cppflags)
tests_sql_test_splitter_client_CPPFLAGS = $(unit_cppflags)
tests_sql_test_splitter_client_SOURCES = tests/sql/test_splitter_client.c $(sql_rows)
tests_sql_test_splitter_mysql_CPPFLAGS = $(unit_cppflags)
tests_sql_test_splitter_mysql_SOURCES = tests/sql/test_splitter_mysql.c $(sql_rows)
tests_sql_test_splitter_postgres_CPPFLAGS = $(unit_cppflags)
tests_sql_test_splitter_postgres_SOURCES = tests/sql/test_splitter_postgres.c $(sql_rows)

# Asks SQLite itself as well.
if WITH_SQLITE
unit_tests += tests/sql/test_splitter_sqlite
endif
tests_sql_test_splitter_sqlite_CPPFLAGS = $(unit_cppflags) $(SQLITE_CFLAGS)
tests_sql_test_splitter_sqlite_SOURCES = tests/sql/test_splitter_sqlite.c $(sql_rows)
tests_sql_test_splitter_sqlite_LDADD = $(LDADD) $(SQLITE_LIBS)
