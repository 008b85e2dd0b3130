#!/bin/sh
# Once more what MariaDB tells of itself, by a server that counts: performance_schema cannot be turned on
# in one that runs.
set -eu
unset DUNLIN_TEST_MY DUNLIN_TEST_MY_TCP DUNLIN_TEST_MY_PID
DUNLIN_TEST_MY_OPTIONS='--performance-schema=ON --performance-schema-instrument=wait/lock/metadata/sql/mdl=ON'
export DUNLIN_TEST_MY_OPTIONS
exec "${top_srcdir:?}/tests/tools/with-mariadb" "${top_builddir:?}/tests/drivers/test_mysql_inspect"
