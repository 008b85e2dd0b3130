#!/bin/sh
# 32 runners, each a process of the command, started at once on an empty database: one does the
# work, and the others find nothing to do.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

n=32

# start ARGUMENT...: starts the runners, which all wait for one gate to open; $pids are they.
start()
{
	mkfifo gate
	exec 8<>gate
	pids=
	i=0
	while [ $i -lt $n ]; do
		i=$((i + 1))
		(read -r _ <&8 && exec "$DUNLIN" "$@" up 8<&-) >"out.$i" 2>"err.$i" </dev/null &
		pids="$pids $!"
	done
	yes go | head -n $n >&8
	exec 8<&-
}

# check NAME: all have ended well, and only one has done anything.
check()
{
	failed=0
	for pid in $pids; do
		wait "$pid" || failed=$((failed + 1))
	done
	is "$failed" 0 "$1: all $n succeed"
	is "$(cat out.* | grep -c '^3 applied, 0 pending')" 1 'one has applied all of it'
	is "$(cat out.* | grep -c '^nothing to do: 3 applied')" $((n - 1)) 'the others find nothing to do'
	cat err.* | grep -v '^dunlin: target' | sort | uniq -c | sort -rn | head -n 5 | sed 's/^/# /'
}

log="SELECT event, id FROM dunlin_event ORDER BY seq"

runners="application_name LIKE 'dunlin%' AND application_name NOT LIKE '% (watch)'
	AND datname = current_database()"

project postgres
url=$(pg_new)
# It waits until all of them are there.  One that waits for long has a connection to watch from as well.
put migrations/0001_users.up.sql 'CREATE TABLE users (id int PRIMARY KEY, name text);' \
	'DO $$ BEGIN FOR i IN 1..3000 LOOP' \
	'  PERFORM pg_stat_clear_snapshot();' \
	"  EXIT WHEN (SELECT count(*) FROM pg_stat_activity WHERE $runners) >= $n;" \
	'  PERFORM pg_sleep(0.01);' \
	'END LOOP; END $$;' \
	"INSERT INTO users SELECT count(*), 'there' FROM pg_stat_activity" \
	"  WHERE $runners;"
put migrations/0003_notes.up.sql 'CREATE TABLE notes (id int PRIMARY KEY, note text);' \
	'CREATE INDEX CONCURRENTLY notes_note ON notes (note);' "INSERT INTO notes VALUES (1, 'once');"
start --url "$url"
check PostgreSQL
is "$(pg_sql "$url" 'SELECT id, name FROM users')" "$n|there" 'all were there at once'
is "$(pg_sql "$url" "$log")" "$(printf 'apply|1\napply|2\nstart|3\napply|3')" \
	'the log is that of one run'
is "$(pg_sql "$url" "SELECT count(*) FROM notes, pg_index WHERE
	indexrelid = 'notes_note'::regclass AND indisvalid")" 1 'also of what is no transaction'
is "$(pg_sql "$url" 'SELECT count(DISTINCT run_id) FROM dunlin_event')" 1 'of a single one'
run dunlin --url "$url" audit
exits 0 'and its chain holds'

# Somebody has the file locked until all of them say that they wait.
project sqlite
put migrations/0001_users.up.sql 'CREATE TABLE users (id int PRIMARY KEY, name text);' \
	"INSERT INTO users VALUES (1, 'once');"
mkfifo hold
sqlite3 dev.db <hold >held 2>&1 &
holder=$!
exec 9>hold
printf '%s\n' 'BEGIN IMMEDIATE;' "SELECT 'held';" >&9
tries=0
until grep -q held held; do
	tries=$((tries + 1))
	[ $tries -le 400 ] || break
	sleep 0.05
done
start
tries=0
until [ "$(grep -l 'waiting' err.* | wc -l)" -eq $n ]; do
	tries=$((tries + 1))
	[ $tries -le 400 ] || break
	sleep 0.05
done
is "$(grep -l 'waiting' err.* | wc -l)" $n 'all of them wait for a file that is locked'
printf 'ROLLBACK;\n' >&9
exec 9>&-
wait "$holder"
check SQLite
is "$(sqlite3 dev.db 'SELECT id, name FROM users')" '1|once' 'and once'
is "$(sqlite3 dev.db "$log")" "$(printf 'apply|1\napply|2\napply|3')" 'the log is that of one run'
is "$(sqlite3 dev.db 'SELECT count(DISTINCT run_id) FROM dunlin_event')" 1 'of a single one'
run dunlin audit
exits 0 'and its chain holds'

# With nobody in the way, they come at a file that is not there yet.
project new
start
check 'a new file'
is "$(sqlite3 dev.db "$log")" "$(printf 'apply|1\napply|2\napply|3')" 'the log is that of one run'
tap_done
