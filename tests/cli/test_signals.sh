#!/bin/sh
# INT, TERM and HUP: the run is rolled back, and the exit code says which.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

project slow
put migrations/0002_orders.up.sql 'CREATE TABLE orders (n);' 'INSERT INTO orders' \
	'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c;'

# starts [ENV...]: an `up` that gets stuck in 0002; $pid is it.
starts()
{
	rm -f dev.db*
	: >"$err" # what the last one said is not waited for
	# A shell starts what is in the background with INT ignored; nohup ignores HUP.
	env --default-signal=INT,TERM,HUP "$@" "$DUNLIN" -v up >"$out" 2>"$err" </dev/null &
	pid=$!
	tries=0
	until grep -q '0002_orders: statement 1 of 2' "$err" || [ $tries -gt 200 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
}

ends()
{
	status=0
	wait "$pid" || status=$?
}

for signal in INT:130 TERM:143 HUP:129; do
	starts
	kill -s "${signal%:*}" "$pid"
	ends
	exits "${signal#*:}" "${signal%:*} ends it with its own exit code"
	warns 'canceled' 'it says what happened'
	warns '0001 is applied, 0002 and 1 more are pending' 'and what is left'
	is "$(tables dev.db)" users 'the rest is rolled back'
done

starts env --ignore-signal=HUP
kill -s HUP "$pid"
kill -s TERM "$pid"
ends
exits 143 'a HUP that is ignored, as below nohup, stays so'
# A second signal ends it at once, also while the first is still waiting for the database: here for
# a server process that is stopped.
url=$(pg_new)
put migrations/0002_orders.up.sql 'CREATE TABLE orders (n int);' 'SELECT pg_sleep(60);'
for signal in INT:130 TERM:143; do
	: >"$err"
	env --default-signal=INT "$DUNLIN" -v --url "$url" up >"$out" 2>"$err" </dev/null &
	pid=$!
	tries=0
	backend=
	until [ -n "$backend" ] || [ $tries -gt 200 ]; do
		tries=$((tries + 1))
		sleep 0.05
		backend=$(pg_sql "$url" "SELECT pid FROM pg_stat_activity
			WHERE datname = current_database() AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid() AND state = 'active'")
	done
	kill -s STOP "$backend"
	kill -s "${signal%:*}" "$pid"
	tries=0
	while grep -q '^ShdPnd:.*[1-9a-f]' "/proc/$pid/status" && [ $tries -lt 200 ]; do
		tries=$((tries + 1)) # it has not been taken yet
		sleep 0.01
	done
	ok "one ${signal%:*} waits for the database" kill -0 "$pid"
	began=$(date +%s%N)
	kill -s "${signal%:*}" "$pid"
	ends
	took=$((($(date +%s%N) - began) / 1000000))
	exits "${signal#*:}" 'a second one ends it'
	ok "at once ($took ms)" test $took -lt 900
	kill -s CONT "$backend"
	pg_sql "$DUNLIN_TEST_PG" "SELECT pg_terminate_backend($backend)" >/dev/null
done
put migrations/0002_orders.up.sql 'CREATE TABLE orders (n int);'
run dunlin --url "$url" up
exits 0 'the next run goes on'
prints '0 pending' 'to the end'

rm -f dev.db*
run dunlin up 1
exits 0 'the database is as good as before'
tap_done
