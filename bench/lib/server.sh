# server.sh - sourced by bench/run: databases on the throw-away server, and the proxy before it.
# shellcheck shell=bash disable=SC2154,SC2034

ask()
{
	psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$server_url" "$@"
}

# The server's socket, as with-postgres has made it.
find_server()
{
	server_url=$DUNLIN_TEST_PG
	socket=${server_url#*host=}
	socket=${socket%%&*}
	use_socket
}

use_socket()
{
	pg_host=$socket
	pg_port=5432
}

# fresh_database NAME [TEMPLATE]: a new one; what was written before is on the disk, so that nobody
# pays for his predecessor.  That one's is kept under another name, as long as there is the server:
# ext4 takes no inode that was freed in the last minutes, and looks at each of them for every file
# that is made: where the databases before had been dropped, Dunlin and the bare pipelines took nearly
# a third of their time for that.
# Without its statistics autovacuum has nothing to do there.
fresh_database()
{
	if [ -n "$(ask -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" ]; then
		psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$(url "$1")" -c "SELECT pg_stat_reset()" \
			>/dev/null
		ask <<-END
			SELECT format('ALTER DATABASE %I RENAME TO %I', datname, datname || '_' || oid)
			FROM pg_database WHERE datname = '$1' \\gexec
		END
	fi
	ask -c "CREATE DATABASE $1 ${2:+TEMPLATE $2}" -c CHECKPOINT
}

# How many tables and views of the workload a database has; every ten migrations make four.
count_made()
{
	psql -X -q -A -t -d "$(url "$1")" -c "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'v')
		AND relname ~ '^(customers|orders|open_orders|order_lines)_[0-9]+\$'"
}

# start_proxy MS: in front of the server, each message MS late each way; clients go there from now on.
start_proxy()
{
	proxy_log=$work/proxy.log
	rm -f "$proxy_log" "$work/proxy.port"
	mkfifo "$work/proxy.port"
	"$build/tests/crash/proxy" --to "$socket/.s.PGSQL.5432" --log "$proxy_log" delay "$1" count \
		>"$work/proxy.port" &
	proxy=$!
	read -r pg_port <"$work/proxy.port"
	rm -f "$work/proxy.port"
	pg_host=127.0.0.1
}

# Sets `trips` to how many round trips there were, connecting included.
stop_proxy()
{
	kill -TERM "$proxy"
	wait "$proxy" || :
	use_socket
	trips=$(awk '{ for (i = 2; i <= NF; i++) if ($i == "round") sum += $(i - 1) } END { print sum + 0 }' "$proxy_log")
}
