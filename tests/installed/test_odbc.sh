#!/bin/sh
# The driver in plugins/odbc is built from an installed tree, which it knows only through pkg-config, and
# migrates PostgreSQL and SQLite.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/installed/common.sh"
. "$top_srcdir/tests/cli/project.sh"
unset DUNLIN_DRIVER_PATH
# What a sanitizer holds back the kit would take for a leak.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=0:thread_local_quarantine_size_kb=0
export ASAN_OPTIONS

install_tree
exits 0 'Dunlin is installed'
[ "$status" -eq 0 ] || tap_done
PKG_CONFIG_PATH=$pc:${PKG_CONFIG_PATH-}
DUNLIN=$bin/dunlin
PATH=$bin:$PATH
HOME=$tap_dir/home
export DUNLIN PKG_CONFIG_PATH PATH HOME
unset XDG_DATA_HOME
prefix=$(pkg-config --variable=prefix dunlin)
cp -r "$top_srcdir/plugins/odbc" odbc
chmod -R u+w odbc
run own_make -C odbc install CC="${CC:-cc}" CFLAGS="-O1 -Werror -I$tap_dir/root$prefix/include ${SANITIZER_CFLAGS-}"
exits 0 'the driver is built without a warning, and installed'
ok 'it needs no library of Dunlin' eval '! ldd odbc/odbc_sqlite.so | grep -q libdunlin'
run dunlin drivers
prints 'odbc_postgres postgres odbc+postgres' 'both are found'
prints 'odbc_sqlite   sqlite   odbc+sqlite' 'each with its dialect'

mkdir migrations
cat >migrations/1_notes.sql <<'SQL'
-- dunlin: up
CREATE TABLE notes (id INTEGER PRIMARY KEY, text VARCHAR(5000) NOT NULL);
INSERT INTO notes VALUES (1, 'what? {fn now()} ü');
-- dunlin: down
DROP TABLE notes;
-- dunlin: verify
-- dunlin: expect value = what? {fn now()} ü
SELECT text FROM notes WHERE id = 1;
-- dunlin: expect error 23505
INSERT INTO notes VALUES (1, 'twice');
-- dunlin: expect error 23502
INSERT INTO notes VALUES (2, NULL);
SQL
long=$(printf '%4000s' '' | tr ' ' x)
printf '%s\n' '-- dunlin: up' "INSERT INTO notes VALUES (2, '$long');" '-- dunlin: down' 'DELETE FROM notes WHERE id = 2;' \
	'-- dunlin: verify' "-- dunlin: expect value = $long" 'SELECT text FROM notes WHERE id = 2;' >migrations/2_long.sql
echo 'INSERT INTO notes VALUES (3, (SELECT text FROM nowhere));' >broken.sql

# walk URL: everything a project needs of a driver.
walk()
{
	run dunlin --url "$1" status
	exits 0 "$2: status of what is empty"
	run dunlin --url "$1" up --verify
	exits 0 "$2: up, and what holds afterwards"
	prints '2 applied, 0 pending' "$2: all of it"
	run dunlin --url "$1" status --check
	exits 0 "$2: status"
	run dunlin --url "$1" verify
	exits 0 "$2: values come back as they went, long ones, marks and all"
	cp broken.sql migrations/3_broken.sql
	run dunlin --url "$1" up
	exits 1 "$2: a statement that fails"
	warns 'migrations/3_broken.sql:1: ' "$2: is told with its line"
	warns '(42P01)' "$2: and the SQLSTATE of the database"
	warns 'rolled back; 2 is applied, 3 is pending' "$2: and leaves nothing"
	rm migrations/3_broken.sql
	run dunlin --url "$1" down 2 --yes
	exits 0 "$2: down"
	run dunlin --url "$1" up
	exits 0 "$2: and up again"
	run dunlin --url "$1" audit
	exits 0 "$2: the log is whole"
	prints '7 events' "$2: each is in there once"
}

sqlite="odbc+sqlite:Driver=SQLite3;Database=$PWD/x.db"
run dunlin --url "$sqlite" status
ok 'looking makes no file' test ! -e x.db
walk "$sqlite" SQLite
is "$(sqlite3 x.db 'SELECT count(*) FROM notes')" 2 'it is in the file'

url=$(pg_new)
database=${url#*:///}
socket=${url#*host=}
postgres="odbc+postgres:Driver=PostgreSQL ANSI;Server=${socket%%&*};Port=5432;Uid=postgres;Database=${database%%\?*}"
walk "$postgres" PostgreSQL
is "$(psql -X -q -A -t -d "$url" -c 'SELECT count(*) FROM notes')" 2 'it is in the database'
run dunlin --url "$postgres" down 2 --yes

# Runners that begin together; the log is their only lock.
for i in 1 2 3 4; do
	dunlin -q --url "$postgres" up >"run$i" 2>&1 &
	pids="${pids-} $!"
done
for pid in $pids; do
	wait "$pid" || failed=yes
done
is "${failed-}" '' 'four at once all end well'
is "$(cat run? | grep -c '^applied ')" 2 'and each migration was applied by one of them'

echo 'SELECT pg_sleep(60);' >migrations/3_slow.postgres.sql
dunlin --url "$postgres" -v up >"$out" 2>"$err" &
pid=$!
is_asleep()
{
	[ "$(psql -X -q -A -t -d "$url" -c "SELECT count(*) FROM pg_stat_activity
		WHERE datname = current_database() AND query LIKE '%pg_sleep(60)%' AND state = 'active' AND pid <> pg_backend_pid()")" = 1 ]
}
ok 'a slow statement is under way' until_true is_asleep
kill -TERM "$pid"
wait "$pid"
is "$?" 143 'and canceled'
run dunlin --url "$postgres" status
prints '3_slow' 'and pending'

# What the kit finds; semicolons in comments and in bracketed names are the SQLite ODBC driver's own fault.
database=$(pg_new | sed 's,.*:///\([^?]*\).*,\1,')
url="odbc+postgres:Driver=PostgreSQL ANSI;Server=${socket%%&*};Port=5432;Uid=postgres;Database=$database"
driver=$HOME/.local/share/dunlin/drivers/odbc_postgres.so
echo 'server = none' >quirks
run dunlin-conform --strict --quirks quirks "$driver" "$url"
exits 0 'the kit is content with it on PostgreSQL'
cat >quirks <<QUIRKS
server = ${socket%%&*}/.s.PGSQL.5432
proxy_url = odbc+postgres:Driver=PostgreSQL ANSI;Server=127.0.0.1;Port={port};Uid=postgres;Database=$database;SSLmode=disable
QUIRKS
# Not open_can_be_stopped and lost_in_silence: ODBC gives no way to either.
for case in open_timeout lost_exec lost_while_running lost_query lost_before_commit lost_commit_done \
	lost_commit_not_done lost_in_rows lost_in_batch lost_resume lost_closes lost_killed; do
	run dunlin-conform --strict --quirks quirks --only "$case" "$driver" "$url"
	exits 0 "and with what it does over a network: $case"
done
run dunlin-conform "$HOME/.local/share/dunlin/drivers/odbc_sqlite.so" "odbc+sqlite:Driver=SQLite3;Database=$PWD/kit.db"
is "$(sed -n 's/^not ok [0-9]* - //p' "$out")" text_corpus 'and on SQLite, but for what ODBC refuses there'
prints 'only one SQL statement allowed' 'which it says'

run dunlin --url 'odbc+postgres:Driver=PostgreSQL ANSI;Server=/nowhere;Database=x;Uid=u;Pwd=geheim' status
exits 6 'no connection'
warns_not geheim 'and no password'
run dunlin --url 'odbc+sqlite:nothing' status
exits 2 'a URL that says nothing'
warns 'the URL goes on as ODBC has it' 'is told what it must say'
tap_done
