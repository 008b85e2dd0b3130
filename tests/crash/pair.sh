# pair.sh - sourced: a primary with a streaming standby, below tests/tools/with-postgres.
# shellcheck shell=sh disable=SC2154
bin=${DUNLIN_TEST_PG_BIN:?run by make check, below tests/tools/with-postgres}

# The user that the test server runs as may run another one.
as=
owner=
if [ "$(id -u)" = 0 ]; then
	folder=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed 's/.*host=\([^&]*\)&.*/\1/')
	owner=$(stat -c %U "$folder/data")
	as="setpriv --reuid=$(id -u "$owner") --regid=$(id -g "$owner") --clear-groups"
	chown "$owner" "$tap_dir"
fi
chmod 755 "$tap_dir"

servers=
# shellcheck disable=SC2086,SC2317 # $servers are words; called by a trap
stop_all()
{
	[ -z "$servers" ] || kill -QUIT $servers 2>/dev/null || :
	wait
	tap_cleanup
}
trap stop_all EXIT

# Sockets only: a and b are their ports.  The name of a socket has room if the folder's is short.
at="host=$tap_dir&user=postgres"
a="postgresql:///postgres?$at&port=5432"
b="postgresql:///postgres?$at&port=5433"
both="postgresql://postgres@/postgres?host=$tap_dir,$tap_dir&port=5432,5433&connect_timeout=2"
both="$both&target_session_attrs=read-write"

# asks URL SQL WANTED
asks()
{
	[ "$(pg_sql "$1" "$2" 2>/dev/null)" = "$3" ]
}

# server FOLDER PORT SETTING...: $server is its pid.
server()
{
	server_folder=$tap_dir/$1
	server_port=$2
	shift 2
	# shellcheck disable=SC2086
	$as setpriv --pdeathsig QUIT "$bin/postgres" -D "$server_folder" -k "$tap_dir" \
		-p "$server_port" -c listen_addresses= -c fsync=off -c cluster_name=node \
		-c autovacuum=off "$@" >"$server_folder.log" 2>&1 </dev/null &
	server=$!
	servers="$servers $server"
}

# pair NAME: a new primary, $primary, and its standby; work in a project of that name.
pair()
{
	[ -z "$servers" ] || stop_servers
	# shellcheck disable=SC2086
	(cd "$tap_dir" && $as env LC_ALL=C.UTF-8 "$bin/initdb" --no-sync --auth=trust \
		--username=postgres --encoding=UTF8 --locale=C.UTF-8 -D "$tap_dir/$1-a") \
		>"$tap_dir/initdb.log" 2>&1 || cat "$tap_dir/initdb.log" >&2
	server "$1-a" 5432
	primary=$server
	until_true asks "$a" 'SELECT 1' 1
	# shellcheck disable=SC2086
	(cd "$tap_dir" && $as "$bin/pg_basebackup" -d "$a" -D "$tap_dir/$1-b" -R --checkpoint=fast \
		--no-sync) >"$tap_dir/backup.log" 2>&1 || cat "$tap_dir/backup.log" >&2
	server "$1-b" 5433
	# What pg_basebackup received the log with may still be there, and streams as well.
	until_true asks "$a" "SELECT string_agg(application_name, ',') FROM pg_stat_replication
		WHERE state = 'streaming'" node
	project "$1"
}

# shellcheck disable=SC2086 # words
stop_servers()
{
	kill -QUIT $servers 2>/dev/null || :
	for pid in $servers; do
		wait "$pid" 2>/dev/null || :
	done
	servers=
}

# Waits until the standby has all that is committed on the primary.  What was committed without
# waiting for the disk is on it, and on its way, when a transaction behind it has waited.
replayed()
{
	pg_sql "$a" "SELECT pg_logical_emit_message(true, 'dunlin', '')" >"$tap_dir/flushed"
	until_true asks "$a" "SELECT bool_and(replay_lsn >= pg_current_wal_flush_lsn())
		FROM pg_stat_replication" t
}

# Kills the primary and promotes the standby.
fail_over()
{
	kill -KILL "$primary"
	wait "$primary" 2>/dev/null || :
	pg_sql "$b" 'SELECT pg_promote()' >"$tap_dir/promoted"
}
