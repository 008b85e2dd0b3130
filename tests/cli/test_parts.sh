#!/bin/sh
# DB_HOST, DB_NAME, DB_USER, DB_PASSWORD and their timeouts, against a server that wants the password.
#
# It has a server of its own, whose rules for who may come in it changes.
if [ -z "${DUNLIN_TEST_PARTS-}" ]; then
	socket=$(printf '%s\n' "${DUNLIN_TEST_PG:?}" | sed -n 's/.*[?&]host=\([^&]*\).*/\1/p')
	set --
	[ "$(id -u)" != 0 ] || set -- -u "$(stat -c %U "$socket")"
	exec env -u DUNLIN_TEST_PG DUNLIN_TEST_PARTS=yes \
		"${top_srcdir:?}/tests/tools/with-postgres" "$@" sh "$0"
fi
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

socket=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed -n 's/.*[?&]host=\([^&]*\).*/\1/p')
port=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed -n 's/.*[?&]port=\([0-9]*\).*/\1/p')
user="we'ird &%/?#é"
password="p@ss w:rd'\\/%&?#=é \"x\""
name="n%41me/?&#é"

# quoted TEXT QUOTE: doubles what would end it.
quoted()
{
	printf '%s' "$1" | sed "s/$2/&&/g"
}

pg_sql "$DUNLIN_TEST_PG" "SET password_encryption = 'scram-sha-256';" \
	"CREATE ROLE \"$user\" LOGIN PASSWORD '$(quoted "$password" "'")';" \
	"CREATE DATABASE \"$name\" OWNER \"$user\" TEMPLATE template0;"
rules=$(pg_sql "$DUNLIN_TEST_PG" 'SHOW hba_file')
cp "$rules" rules
{
	printf 'local all "%s" scram-sha-256\n' "$user"
	cat rules
} >"$rules"
pg_sql "$DUNLIN_TEST_PG" 'SELECT pg_reload_conf()' >/dev/null

fresh parts
put migrations/0001_a.sql 'CREATE TABLE a (x int);'
export DB_HOST="$socket" DB_PORT="$port" DB_NAME="$name" DB_USER="$user"

# Until the server has read its rules anew.
refuses()
{
	env DB_PASSWORD=wrong "$DUNLIN" status >"$out" 2>"$err" && return 1
	return 0
}
ok 'the server wants the password' until_true refuses
run env DB_PASSWORD=wrong "$DUNLIN" up
exits 6 'a wrong one'
warns 'password authentication failed' 'is refused'
warns 'url from DB_HOST' 'it says where it came from'
warns_not wrong 'without showing it'
run env DB_PASSWORD= "$DUNLIN" up
exits 6 'an empty one is none'
run env DB_PASSWORD="$password" "$DUNLIN" up
exits 0 'the right one, with every odd character'
prints '1 applied, 0 pending' 'migrates'
warns "$name" 'the database is named as it is'
run env DB_PASSWORD="$password" "$DUNLIN" -v status
ok 'the password is nowhere' sh -c '! grep -qF "p@ss w" "$0" "$1"' "$out" "$err"

# The same from .env, in quotes.
unset DB_HOST DB_PORT DB_NAME DB_USER
put .env "DB_HOST=$socket" "DB_PORT=$port" "DB_NAME='$name'" "DB_USER=\"$user\"" \
	"DB_PASSWORD=plain" 'DB_STATEMENT_TIMEOUT=300'
pg_sql "$DUNLIN_TEST_PG" "ALTER ROLE \"$user\" PASSWORD 'plain'"
run dunlin status
exits 0 'all of it from .env'
warns 'url from DB_HOST in .env' 'which is said'
put migrations/0002_slow.sql 'SELECT pg_sleep(60);'
run dunlin up
exits 1 'what takes longer than DB_STATEMENT_TIMEOUT'
warns 'statement timeout' 'is stopped'
warns migrations/0002_slow.sql:1 'and named'
run env DB_STATEMENT_TIMEOUT= DB_IDLE_TIMEOUT=1234 "$DUNLIN" plan
prints 'SET idle_in_transaction_session_timeout = 1234' 'DB_IDLE_TIMEOUT is set in the session'
prints_not 'timeout = 300' 'and an empty timeout is none'
rm migrations/0002_slow.sql
run env DB_IDLE_TIMEOUT=soon "$DUNLIN" plan
exits 2 'a timeout that is none'
warns 'DB_IDLE_TIMEOUT is "soon", not a number of milliseconds' 'is named'
run env DB_HOST= PGHOST="$socket" PGPORT="$port" "$DUNLIN" status
exits 0 'an empty host is none'
warns 'url from DB_NAME in .env' 'and the name is what it goes by'
tap_done
