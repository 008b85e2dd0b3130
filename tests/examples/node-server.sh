#!/bin/sh
# The example examples/node-server: copies that start at once on a new database, on SQLite and
# PostgreSQL, serve what the migrations made; one that cannot migrate does not serve.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/bindings/bindings.sh"
node_ready

# The example itself, on a copy: as a program's own folder would be.
cp -R "$top_srcdir/examples/node-server" server
chmod -R u+w server

servers=
stop_servers()
{
	# shellcheck disable=SC2086 # words
	[ -z "$servers" ] || kill $servers 2>/dev/null || :
	servers=
}
trap 'stop_servers; tap_cleanup' EXIT

# serve NAME URL: starts one, whose process is $pid, and whose reader is $reader: that ends when it
# listens, or has ended.
serve()
{
	mkfifo "$1.fifo"
	timeout 120 head -n 1 "$1.fifo" >"$1.out" &
	reader=$!
	env ${preload:+LD_PRELOAD="$preload" ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0"} \
		node server/server.js "$2" >"$1.fifo" 2>"$1.err" </dev/null &
	pid=$!
	servers="$servers $pid"
}

# ask ADDRESS PATH
ask()
{
	node -e '
		require("node:http").get(process.argv[1], { headers: { "user-agent": "test" } }, (answer) => {
			answer.setEncoding("utf8");
			answer.on("data", (text) => process.stdout.write(text));
		});' "$1$2"
}

for database in sqlite postgres; do
	case $database in
	sqlite) url=sqlite:$tap_dir/visits.db ;;
	postgres) url=$(pg_new) ;;
	esac
	serve first "$url"
	first=$pid first_reader=$reader
	serve second "$url"
	wait "$first_reader" "$reader"
	one=$(sed -n 's/^listening on //p' first.out)
	two=$(sed -n 's/^listening on //p' second.out)
	ok "$database: both listen" test -n "$one" -a -n "$two"
	is "$(sed -n 's/^migrations: \([0-9]* applied, 2 standing\)$/\1/p' first.err second.err | sort |
		paste -sd';')" '0 applied, 2 standing;2 applied, 2 standing' "$database: one has migrated"
	is "$(ask "$one" /a; ask "$two" /a; ask "$one" /b)" '{"path":"/a","count":1,"visitor":"test"}
{"path":"/a","count":2,"visitor":"test"}
{"path":"/b","count":1,"visitor":"test"}' "$database: they share what they serve"
	for server in "$first" "$pid"; do
		kill -TERM "$server"
		wait "$server"
		is "$?" 0 "$database: it ends well when it is told to"
	done
	servers=
	[ "$tap_failed" -eq 0 ] || sed 's/^/# /' first.err second.err
	rm -f ./*.fifo
done

echo 'INSERT INTO nowhere VALUES (1);' >server/migrations/0003_bad.up.sql
for url in "sqlite:$tap_dir/visits.db" "$(pg_new)"; do
	with_library node server/server.js "$url"
	exits 1 'it does not start when a migration fails'
	prints_not 'listening' 'and does not listen'
	warns '0003_bad.up.sql:1:13: ' 'it says where'
	warns 'cannot start: ' 'and that it cannot start'
done
with_library node server/server.js
exits 1 'without a URL it cannot start'
warns 'usage: node server.js URL [PORT]' 'and says how it is used'
tap_done
