#!/bin/sh
# test_testdb_clones counts clones and drops all templates: it has a server of its own.
set -eu
socket=$(printf '%s\n' "${DUNLIN_TEST_PG:?}" | sed -n 's/.*[?&]host=\([^&]*\).*/\1/p')
[ "$(id -u)" != 0 ] || set -- -u "$(stat -c %U "$socket")"
exec env -u DUNLIN_TEST_PG "${top_srcdir:?}/tests/tools/with-postgres" "$@" \
	"${top_builddir:?}/tests/engine/test_testdb_clones"
