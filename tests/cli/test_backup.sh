#!/bin/sh
# db backup, db restore and --backup, on SQLite and on PostgreSQL.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"
PATH=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN:}$PATH
export PATH

# leftovers: files that were begun and not finished.
leftovers()
{
	find . -name '*.part*'
}

# round NAME TAIL INSERT COUNT: on the database of the target; INSERT and COUNT are commands.
round()
{
	run dunlin up 1 --backup saved
	exits 2 "$1: a folder that is not there"
	warns 'no backup can be written to saved: No such file' 'is named'
	mkdir saved
	run dunlin up 1 --backup saved
	exits 0 "$1: up with a backup"
	prints 'backup    saved/' 'says where it is'
	prints 'applied   0001_users' 'and goes on'
	is "$(find saved -type f | wc -l)" 1 'there is one file'
	is "$(find saved -type f -perm 0600 -name "*-20??????T??????Z$2" | wc -l)" 1 'of its own name, for its owner'
	run dunlin history
	prints "backup $PWD/$(find saved -type f), " 'the event log names it'
	run dunlin up 0 --backup saved
	exits 2 'and 0 is no count'
	run dunlin up 1 --dry-run --backup saved
	exits 2 'a trial takes none'
	warns 'no --sql, --dry-run or --check' 'which is said'
	run dunlin up --check --backup saved
	exits 2 'nor does a question'
	run dunlin up --backup ''
	exits 2 'a folder without a name'
	run dunlin -q up --backup saved --json
	exits 0 "$1: up with a backup, as JSON"
	holds up 'is an object'
	ok 'with the file' grep -Eq '"backup":\{"file":"saved/[^"]*","bytes":[0-9]+,"sha256":"[0-9a-f]{64}","duration_us":[0-9]+\}' "$out"
	is "$(sed 's/.*"sha256":"\([0-9a-f]*\)".*/\1/' "$out")" \
		"$(sha256sum "$(sed 's/.*"file":"\(saved[^"]*\)".*/\1/' "$out")" | cut -d ' ' -f 1)" 'and its sum'
	run dunlin up --backup saved
	prints 'nothing to do' 'where nothing is to do'
	is "$(find saved -type f | wc -l)" 2 'nothing is written'

	dunlin -q status >status.before
	head=$(dunlin -q audit | tail -n 1)
	run dunlin db backup copy
	exits 0 "$1: db backup"
	ok 'says what it wrote' grep -Eq '^backup    copy  \([0-9]+ bytes, ' "$out"
	run dunlin db backup copy
	exits 1 'a second time the file is there'
	warns 'copy is there already' 'which is said'
	$3
	run dunlin down
	run dunlin db restore copy
	exits 2 "$1: db restore asks, and here is nobody"
	warns 'this replaces all that is in the database' 'it says what'
	warns 'by what copy holds; nobody can be asked' 'and by what'
	is "$($4)" 1 'nothing was done'
	if command -v script >/dev/null; then
		echo n >answer
		status=0
		script -qec "'$DUNLIN' db restore copy" /dev/null <answer >"$out" 2>"$err" || status=$?
		exits 1 'no is an answer'
		is "$($4)" 1 'and holds'
		echo y >answer
		status=0
		script -qec "'$DUNLIN' db restore copy" /dev/null <answer >"$out" 2>"$err" || status=$?
		exits 0 'yes is another'
		is "$($4)" 0 'and counts'
		$3
	else
		skip 'it asks' 'there is no script'
	fi
	run dunlin db restore copy --yes
	exits 0 "$1: db restore --yes"
	prints 'restored  ' 'says so'
	prints ' from copy' 'and from what'
	is "$($4)" 0 'the rows are those of the backup'
	dunlin -q status | diff status.before - >diff.out
	is "$(cat diff.out)" '' 'and so is the history'
	is "$(dunlin -q audit | tail -n 1)" "$head" 'and the event log, which holds'
	run dunlin --json db restore copy --yes
	exits 0 "$1: db restore, as JSON"
	holds db 'is an object'
	prints '"done":"restored"' 'that says so'
	run dunlin --json db backup json.copy
	exits 0 "$1: db backup, as JSON"
	holds db 'is an object'
	prints '"done":"backed_up"' 'that says so'
	prints '"backup":{"file":"json.copy","bytes":' 'with the file'

	run dunlin db restore none --yes
	exits 1 'a file that is not there'
	warns 'none does not exist' 'is named'
	echo nonsense >bad
	run dunlin db restore bad --yes
	exits 2 'a file that is no backup'
	warns 'bad is not a' 'is named'
	head -c "$(($(wc -c <copy) / 2))" copy >half
	run dunlin db restore half --yes
	ok 'half a backup is none' test "$status" -ne 0
	is "$($4)" 0 'and costs nothing'
	put migrations/0009_bad.up.sql 'INSERT INTO nowhere VALUES (1);'
	run dunlin up --backup saved --json
	exits 1 'a run that fails'
	prints '"backup":{"file":"saved/' 'says all the same what it wrote'
	holds up 'is an object'
	rm migrations/0009_bad.up.sql
	run dunlin redo --backup saved
	exits 0 'redo'
	prints 'backup    saved/' 'has the option'
	run dunlin goto 1 --backup saved
	prints 'backup    saved/' 'goto as well'
	run dunlin down --backup saved
	prints 'backup    saved/' 'and down'
	is "$(leftovers)" '' 'nothing half done lies about'
}

project sqlite
sqlite_insert() { sqlite3 dev.db "INSERT INTO users VALUES (7, 'x')"; }
sqlite_count() { sqlite3 dev.db 'SELECT count(*) FROM users'; }
round SQLite .db sqlite_insert sqlite_count
run dunlin db backup
exits 2 'a file must be named'
run dunlin db backup a b
exits 2 'and one is enough'
warns 'unexpected "b"' 'which is said'
run dunlin db wait copy
exits 2 'others take none'
run dunlin --url sqlite:new.db db restore copy
exits 0 'a database that is not there is made, and nobody asked'
is "$(tables new.db)" 'notes orders users' 'with all that was in the backup'
run dunlin --url sqlite:nothing.db db backup nothing.copy
exits 1 'a database that is not there cannot be backed up'
ok 'and is not made' test ! -e nothing.db
mkdir elsewhere
run dunlin --url "sqlite:$PWD/new.db" -C elsewhere db backup there
exits 0 'the file is where -C leads'
ok 'there it is' test -e elsewhere/there

# A disk that is full, as a limit makes one.
project full
dunlin -q up >/dev/null
sqlite3 dev.db "CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
	WHERE i < 3000) SELECT i, hex(randomblob(500)) AS b FROM n"
put migrations/0004_more.up.sql 'CREATE TABLE more (id INTEGER);'
mkdir saved
run sh -c 'trap "" XFSZ; ulimit -f 1000; exec "$0" up --backup saved' "$DUNLIN"
exits 1 'a disk that is full'
warns 'no backup, and so no run: cannot write ' 'says so'
warns 'nothing was changed; 1 pending' 'and what is left'
is "$(ls saved)" '' 'no file is left'
is "$(tables dev.db)" 'big notes orders users' 'nothing was applied'
run dunlin up --backup saved
exits 0 'with room it goes on'

fresh postgres
DATABASE_URL=$(pg_new)
export DATABASE_URL
put dunlin.conf 'project { name = "shop" }' 'target pg { url = "${DATABASE_URL}" }'
cp -R ../sqlite/migrations .
pg_insert() { pg_sql "$DATABASE_URL" "INSERT INTO users VALUES (7, 'x')"; }
pg_count() { pg_sql "$DATABASE_URL" 'SELECT count(*) FROM users'; }
round PostgreSQL .dump pg_insert pg_count

# A password, and a pg_dump that shows how it was called.
mkdir fake
put fake/pg_dump '#!/bin/sh' '[ "$1" = --version ] && { echo "pg_dump (PostgreSQL) 99.1"; exit; }' \
	'printf "%s\n" "$@" >argv; /usr/bin/env >environment' \
	'echo "pg_dump: error: connection to server failed: $PGPASSWORD is wrong" >&2; exit 1'
chmod +x fake/pg_dump
case $DATABASE_URL in
*\?*) with="$DATABASE_URL&password=geheim" ;;
*) with="$DATABASE_URL?password=geheim" ;;
esac
run env PATH="$PWD/fake" "$DUNLIN" --url "$with" db backup other
exits 6 'a pg_dump that cannot connect'
warns 'pg_dump: connection to server failed: *** is wrong' 'is quoted without the password'
warns_not geheim 'which shows nowhere'
is "$(grep -c geheim argv)" 0 'not in its arguments'
ok 'it is in its environment' grep -qx PGPASSWORD=geheim environment
ok 'no file is left' test ! -e other
put migrations/0004_more.up.sql 'CREATE TABLE more (id INTEGER);'
run env PATH="$PWD/fake" "$DUNLIN" --url "$with" up --backup saved
exits 6 'a backup that fails stops the run'
warns 'nothing was changed; ' 'before anything is changed'
is "$(pg_sql "$DATABASE_URL" "SELECT to_regclass('more')")" '' 'there is nothing of it'
run env PATH=/nowhere "$DUNLIN" db backup other
exits 2 'no pg_dump at all'
warns 'there is no pg_dump for PostgreSQL ' 'is said'
warns 'install postgresql-client-' 'with what to install'
put fake/pg_dump '#!/bin/sh' 'echo "pg_dump (PostgreSQL) 9.6.24"'
run env PATH="$PWD/fake" "$DUNLIN" db backup other
exits 2 'an old one'
warns "fake/pg_dump 9.6.24" 'is named'

# A signal in the middle.
put fake/pg_dump '#!/bin/sh' "[ \"\$1\" = --version ] && { echo '$(pg_dump --version)'; exit; }" \
	'for a; do case $a in --file=*) echo half >"${a#--file=}" ;; esac; done' \
	': >begun; exec sleep 600'
PATH=$PWD/fake:$PATH "$DUNLIN" up --backup saved >"$out" 2>"$err" &
pid=$!
tries=0
until [ -e begun ] || [ $tries -gt 400 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
before=$(find saved -name '*.dump' | wc -l)
kill -TERM $pid
status=0
wait $pid || status=$?
exits 143 'a signal stops it'
is "$(find saved -name '*.dump' | wc -l)" "$before" 'without a file'
is "$(leftovers)" '' 'nor a part of one'
is "$(pg_sql "$DATABASE_URL" "SELECT to_regclass('more')")" '' 'nothing was applied'

# Somebody is connected.
dunlin -q db backup busy.copy >/dev/null
pg_sql "$DATABASE_URL" 'SELECT pg_sleep(600)' >/dev/null 2>&1 &
pid=$!
tries=0
until [ "$(pg_sql "$DUNLIN_TEST_PG" "SELECT count(*) FROM pg_stat_activity WHERE query =
	'SELECT pg_sleep(600)' AND '$DATABASE_URL' LIKE '%' || datname || '%'")" = 1 ] || [ $tries -gt 400 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
run dunlin db restore busy.copy --yes
exits 5 'a database that is in use is not replaced'
warns 'is in use by pid ' 'and who uses it is said'
pg_sql "$DUNLIN_TEST_PG" "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE
	'$DATABASE_URL' LIKE '%' || datname || '%' AND datname <> 'postgres'" >/dev/null
wait $pid
is "$(pg_sql "$DUNLIN_TEST_PG" "SELECT count(*) FROM pg_database WHERE datname ~ 'dunlin-' AND
	'$DATABASE_URL' LIKE '%' || split_part(datname, '.', 1) || '%'")" 0 'no database is left over'
tap_done
