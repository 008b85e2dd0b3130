#!/bin/sh
# INT, TERM and HUP: the run is rolled back, and the exit code says which.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

# The program itself, not the script that libtool has in its place: a signal is for one process.
program=$DUNLIN
[ -x "${DUNLIN%/*}/.libs/dunlin" ] && program=${DUNLIN%/*}/.libs/dunlin
LD_LIBRARY_PATH=$top_builddir/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH

project slow
put migrations/0002_orders.up.sql 'CREATE TABLE orders (n);' 'INSERT INTO orders' \
	'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c;'

# starts [ENV...]: an `up` that gets stuck in 0002; $pid is it.
starts()
{
	rm -f dev.db*
	: >"$err" # what the last one said is not waited for
	# A shell starts what is in the background with INT ignored; nohup ignores HUP.
	env --default-signal=INT,TERM,HUP "$@" "$program" -v up >"$out" 2>"$err" </dev/null &
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
rm -f dev.db*
run dunlin up 1
exits 0 'the database is as good as before'
tap_done
