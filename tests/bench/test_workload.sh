#!/bin/sh
# The workload is what it is said to be, and the bare programs do all of it.
. "${top_srcdir:?}/tests/tools/tap.sh"
tools=$top_builddir/bench

# made URL: how many tables and views of the workload there are; ten migrations make four.
made()
{
	pg_sql "$1" "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'v') AND relname ~
		'^(customers|orders|open_orders|order_lines)_[0-9]+\$'"
}

run "$tools/generate" postgres 30 first
exits 0 'it is written'
run "$tools/generate" postgres 30 second
ok 'the same at every time' diff -r first second
is "$(find first -type f | wc -l)" 60 'two files for each migration'
run "$tools/generate" postgres 30 first
exits 1 'no folder is written over'
run "$tools/generate" nothing 30 third
exits 1 'a layout must be known'
warns 'nothing: no such layout' 'and is named when it is not'
run "$tools/generate" postgres 12x third
exits 1 'a number must be one'
ok 'and nothing is made then' test ! -e third
for layout in psql dbmate sql-migrate node-pg-migrate postgrator sqitch alembic floor-postgres \
	floor-sqlite; do
	run "$tools/generate" "$layout" 30 "$layout"
	exits 0 "$layout is written"
done
is "$(cat dbmate/*.sql | grep -c '^-- migrate:down')" 30 'a down body in each'

# Dunlin and the bare program leave the same behind, apart from the clock and the run.
url=$(pg_new)
mkdir project
mv first project/migrations
run dunlin -C project --url "$url" up
exits 0 'Dunlin applies it'
floor=$(pg_new)
run "$tools/floor_postgres" "$floor" floor-postgres/up.statements
exits 0 'the bare pipeline does'
is "$(made "$floor")" 12 'all of it'
history="SELECT kind, id, name, dialect, checksum, ordinal, statements, tool_version FROM dunlin_history
	ORDER BY ordinal"
pg_sql "$url" "$history" >dunlin.rows
pg_sql "$floor" "$history" >floor.rows
ok 'its history is the one that Dunlin writes' cmp dunlin.rows floor.rows
columns="SELECT table_name, column_name, data_type, collation_name, is_nullable FROM
	information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position"
pg_sql "$url" "$columns" >dunlin.rows
pg_sql "$floor" "$columns" >floor.rows
ok 'and so are the tables' cmp dunlin.rows floor.rows
events="SELECT seq, event, kind, id, direction, name, dialect, checksum, format, length(hash) FROM
	dunlin_event WHERE event <> 'start' ORDER BY seq"
pg_sql "$url" "$events" >dunlin.rows
pg_sql "$floor" "$events" >floor.rows
ok 'and the events' cmp dunlin.rows floor.rows

relaxed=$(pg_new)
run "$tools/floor_postgres" relaxed "$relaxed" floor-postgres/up.statements
exits 0 'the relaxed pipeline does it as well'
is "$(pg_sql "$relaxed" 'SELECT count(*) FROM dunlin_history')" 30 'with its history'
run "$tools/floor_postgres" "$floor" floor-postgres/up.statements
exits 1 'what fails in the midst is a failure'
warns 'already exists' 'with the words of the server'
run "$tools/floor_postgres" "$floor" floor-postgres/down.statements
exits 0 'it reverts'
is "$(made "$floor")" 0 'all of it'
run dunlin -C project --url "$url" down 30 --yes
exits 0 'and so does Dunlin'
is "$(made "$url")" 0 'to the same end'

mkdir lite
run "$tools/generate" sqlite 30 lite/migrations
run dunlin -C lite --url "sqlite:$tap_dir/dunlin.db" up
exits 0 'Dunlin applies the one for SQLite'
run "$tools/floor_sqlite" apply floor.db floor-sqlite/up.statements
exits 0 'the bare program does'
schema='SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2'
sqlite3 dunlin.db "$schema" >dunlin.rows
sqlite3 floor.db "$schema" >floor.rows
ok 'to the same tables' cmp dunlin.rows floor.rows
run "$tools/floor_sqlite" read floor.db
exits 0 'and its rows are read'
run "$tools/floor_sqlite" read empty.db
exits 1 'what has none is a failure'

run "$tools/floor_read" lite/migrations
prints '30 files' 'the up files are read'
run "$tools/floor_read" lite/migrations .sql
prints '60 files' 'or all of them'
run "$tools/floor_read" .
exits 1 'none is a failure'
tap_done
