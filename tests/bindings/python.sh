#!/bin/sh
# The binding for Python, on SQLite and PostgreSQL.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/bindings/bindings.sh"
: "${python:?}"

for database in sqlite postgres; do
	mkdir "$tap_dir/$database"
	cd "$tap_dir/$database" || exit 99
	case $database in
	sqlite) url=sqlite:x.db ;;
	postgres) url=$(pg_new) ;;
	esac
	with_library "$python" "$top_srcdir/tests/bindings/test_python.py" "$url"
	[ "$status" -eq 0 ] || tap_show
	relay 24 "$database"
done

DUNLIN_LIBRARY=/nowhere/libdunlin.so
run "$python" -c 'import dunlin'
exits 1 'without the library it cannot be imported'
warns 'DUNLIN_LIBRARY' 'and says what names it'
tap_done
