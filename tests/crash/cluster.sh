# cluster.sh - sourced after tap.sh: a Galera cluster of three nodes on this machine.
#
#   cluster_start                the nodes 1, 2 and 3, all synced
#   node_sql N SQL...            runs SQL on a node, as its root
#   node_url N DATABASE          prints the URL of a database there
#   node_settle N                waits until it has all that any node had committed
#   node_kill N                  ends a node as a crash does; the others are a cluster then
#   node_start N                 starts it again; it catches up with the others
#   node_leave N                 cuts it off from the others, which stay a cluster
#   node_return N                and lets it back in
#   cluster_stop                 ends what runs, without a goodbye, and removes all of it
#
# Nobody but the nodes themselves needs a port: clients use sockets.  A node looks for free ones each
# time it starts, and for others if somebody was faster.  Data, logs and temporary files are in a
# folder in memory where there is room, whatever TMPDIR says.  As root, the nodes run as the
# user mysql.  What fails has said why, as comments of TAP.
# shellcheck shell=sh disable=SC2154

cluster= # the folder
# Each variable is of the node whose number it ends with.  pid: empty, it does not run; gone: cut off.
# shellcheck disable=SC2034 # read by name
{
	pid_1='' pid_2='' pid_3=''
	port_1='' port_2='' port_3=''
	gone_1='' gone_2='' gone_3=''
}
cluster_patience=150 # s, for whatever a busy machine takes its time with
cluster_calm=PT10S   # a node that is silent for so long is taken for dead
cluster_hasty=PT2S   # the same, while one is known to be

# of NAME N: a node's variable.
of()
{
	eval "printf '%s\n' \"\$$1_$2\""
}

node_sql()
{
	node_no=$1
	shift
	printf '%s\n' "$@" | mariadb --no-defaults -u root -S "$cluster/$node_no/socket" -N -B 2>&1
}

node_url()
{
	printf 'mysql://root@localhost/%s?socket=%s/%s/socket\n' "$2" "$cluster" "$1"
}

node_settle()
{
	node_sql "$1" 'SET SESSION wsrep_sync_wait = 15; DO (SELECT COUNT(*) FROM mysql.user)'
}

# --- waiting ------------------------------------------------------------------------------

# waits_for COMMAND...: false when it was in vain.
waits_for()
{
	wait_end=$(($(date +%s) + cluster_patience))
	until "$@"; do
		if [ "$(date +%s)" -ge "$wait_end" ]; then
			diag "waited for $cluster_patience s in vain: $*"
			return 1
		fi
		sleep 0.05
	done
}

# Those that are one cluster.
members()
{
	for member in 1 2 3; do
		[ -z "$(of pid $member)" ] || [ -n "$(of gone $member)" ] || printf '%s ' $member
	done
}

# node_says N "SIZE STATUS STATE READY"
node_says()
{
	[ "$(node_sql "$1" "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_cluster_size',
		'wsrep_cluster_status', 'wsrep_local_state', 'wsrep_ready')" |
		sort | cut -f 2 | paste -s -d ' ' -)" = "$2" ]
}

node_is_over()
{
	! kill -0 "$(of pid "$1")" 2>/dev/null
}

# shellcheck disable=SC2317 # called by waits_for
node_is_at_end()
{
	node_is_over "$1" || node_says "$1" "$2"
}

# All members see each other, have the majority and are synced.
cluster_await()
{
	await_members=$(members)
	# shellcheck disable=SC2086 # words
	set -- $await_members
	for await_one in $await_members; do
		if ! waits_for node_is_at_end "$await_one" "$# Primary 4 ON" ||
			node_is_over "$await_one"; then
			diag "node $await_one is not synced: the end of its log"
			tail -n 30 "$cluster/$await_one/log" | sed 's/^/# /'
			return 1
		fi
	done
}

# How long those that run wait for one that is silent.
cluster_suspects_after()
{
	for suspect_at in 1 2 3; do
		[ -z "$(of pid $suspect_at)" ] || node_sql $suspect_at \
			"SET GLOBAL wsrep_provider_options = 'evs.suspect_timeout=$1'"
	done
}

# --- starting -----------------------------------------------------------------------------

# Three below those that the system gives to clients.
free_ports()
{
	perl -MIO::Socket::INET -e 'while (@s < 3) {
		$s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1,
			LocalPort => 10000 + int rand 22000) or next;
		push @s, $s;
	}
	print join(" ", map { $_->sockport } @s), "\n"'
}

# The address of those that run.
peers()
{
	peer_list=
	for peer in 1 2 3; do
		[ -z "$(of port $peer)" ] ||
			peer_list="${peer_list:+$peer_list,}127.0.0.1:$(of port $peer)"
	done
	printf 'gcomm://%s\n' "$peer_list"
}

# node_run N OPTION...: becomes the server of a node, the leader of a session of its own.
node_run()
{
	node_no=$1
	shift
	# shellcheck disable=SC2086 # $cluster_as is words
	cd "$cluster/$node_no" && exec setsid $cluster_as --pdeathsig KILL \
		env HOME="$cluster" TMPDIR="$cluster/$node_no/tmp" LC_ALL=C.UTF-8 \
		"$cluster_program" --no-defaults --datadir="$cluster/$node_no/data" \
		--tmpdir="$cluster/$node_no/tmp" --socket="$cluster/$node_no/socket" \
		--pid-file="$cluster/$node_no/pid" --skip-networking --skip-name-resolve \
		--binlog-format=ROW --innodb-autoinc-lock-mode=2 \
		--innodb-flush-log-at-trx-commit=0 --innodb-log-file-size=8M \
		--innodb-buffer-pool-size=32M --max-connections=400 --wsrep-on=ON \
		--wsrep-provider="$cluster_provider" --wsrep-node-name="node$node_no" \
		--wsrep-node-address=127.0.0.1 --wsrep-sst-method=rsync --wsrep-slave-threads=2 \
		"$@" >>"$cluster/$node_no/log" 2>&1 </dev/null 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
}

# node_begin N ADDRESSES OPTION...: with ports of its own, for the others, for what it missed and for
# all there is.
node_begin()
{
	begin_no=$1 begin_peers=$2
	shift 2
	# shellcheck disable=SC2046 # words
	set -- $(free_ports) "$@"
	eval "port_$begin_no=$1"
	begin_options="gmcast.listen_addr=tcp://127.0.0.1:$1;ist.recv_addr=127.0.0.1:$2"
	begin_options="$begin_options;evs.suspect_timeout=$cluster_calm;evs.inactive_timeout=PT25S"
	begin_options="$begin_options;evs.inactive_check_period=PT0.2S;evs.keepalive_period=PT0.5S"
	begin_options="$begin_options;gcache.size=16M"
	begin_sst=127.0.0.1:$3
	shift 3
	rm -f "$cluster/$begin_no/socket"
	: >"$cluster/$begin_no/log"
	(node_run "$begin_no" --wsrep-cluster-address="$begin_peers" \
		--wsrep-provider-options="$begin_options" \
		--wsrep-sst-receive-address="$begin_sst" "$@") &
	eval "pid_$begin_no=\$!"
}

# node_join N ADDRESSES OPTION...: the node and its cluster are there.
node_join()
{
	for join_try in 1 2 3 4 5; do
		node_begin "$@"
		if waits_for node_is_at_end "$1" "$(members | wc -w) Primary 4 ON" &&
			node_is_over "$1" && [ $join_try -lt 5 ] &&
			grep -q -i 'already in use' "$cluster/$1/log"; then
			node_end "$1"
			continue
		fi
		break
	done
	cluster_await
}

# After a crash the node first says how far it had come, so that it gets the rest and not all.
node_start()
{
	: >"$cluster/$1/log"
	(node_run "$1" --wsrep-recover --wsrep-cluster-address="$(peers)")
	start_at=$(sed -n 's/.*WSREP: Recovered position: *//p' "$cluster/$1/log" | tail -n 1)
	if [ -z "$start_at" ]; then
		diag "node $1 does not say how far it had come: the end of its log"
		tail -n 30 "$cluster/$1/log" | sed 's/^/# /'
		return 1
	fi
	node_join "$1" "$(peers)" --wsrep-start-position="$start_at"
}

# --- ending -------------------------------------------------------------------------------

# A node and what it started, which is of its session.
node_end()
{
	end_pid=$(of pid "$1")
	eval "pid_$1= port_$1= gone_$1="
	[ -n "$end_pid" ] || return 0
	kill -KILL "$end_pid" 2>/dev/null
	wait "$end_pid" 2>/dev/null
	end_rest=$(cat /proc/[0-9]*/stat 2>/dev/null |
		awk -v session="$end_pid" '{ pid = $1; sub(/^.*\) /, ""); if ($4 == session) print pid }')
	# shellcheck disable=SC2086 # words
	[ -z "$end_rest" ] || kill -KILL $end_rest 2>/dev/null || :
}

# For a moment the others do not know either whether they are the majority.
node_kill()
{
	node_end "$1"
	cluster_suspects_after $cluster_hasty
	cluster_await || return 1
	cluster_suspects_after $cluster_calm
}

node_leave()
{
	cluster_suspects_after $cluster_hasty
	node_sql "$1" "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'"
	eval "gone_$1=yes"
	waits_for node_says "$1" '1 non-Primary 0 OFF' && cluster_await || return 1
	cluster_suspects_after $cluster_calm
}

node_return()
{
	node_sql "$1" "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'"
	eval "gone_$1="
	cluster_await
}

cluster_stop()
{
	for stop_no in 1 2 3; do
		node_end $stop_no
	done
	[ -z "$cluster" ] || rm -rf "$cluster"
	cluster=
}

# --- all of it ----------------------------------------------------------------------------

cluster_find()
{
	cluster_provider=
	for found in /usr/lib/galera-4/libgalera_smm.so /usr/lib/galera/libgalera_smm.so; do
		[ ! -e "$found" ] || cluster_provider=$found
	done
	cluster_program=/usr/sbin/mariadbd
	[ -x "$cluster_program" ] || cluster_program=$(command -v mariadbd || :)
	if [ -z "$cluster_provider" ] || [ -z "$cluster_program" ]; then
		diag 'no Galera here (Debian: mariadb-server, galera-4)'
		return 1
	fi
	cluster_as=setpriv
	if [ "$(id -u)" = 0 ]; then
		cluster_as="setpriv --reuid=$(id -u mysql) --regid=$(id -g mysql) --clear-groups"
	fi
}

# The name of a socket may have 107 bytes.
cluster_make_folder()
{
	cluster_base=${TMPDIR:-/tmp}
	[ ${#cluster_base} -le 70 ] || cluster_base=/tmp
	if [ -w /dev/shm ] &&
		[ "$(df -P -k /dev/shm | awk 'NR == 2 { print $4 }')" -ge 1000000 ]; then
		cluster_base=/dev/shm
	fi
	cluster=$(mktemp -d "$cluster_base/dunlin-galera.XXXXXX") || return 1
	for made in 1 2 3; do
		mkdir -p "$cluster/$made/tmp" || return 1
	done
	chmod 755 "$cluster"
	[ "$(id -u)" != 0 ] || chown -R mysql "$cluster"
}

# All data begin as copies of one folder, so that each that joins gets only what was done since.
cluster_start()
{
	cluster_find && cluster_make_folder || return 1
	# shellcheck disable=SC2086
	if ! (cd "$cluster" && exec $cluster_as env HOME="$cluster" mariadb-install-db --no-defaults \
		--datadir="$cluster/1/data" --tmpdir="$cluster/1/tmp" \
		--auth-root-authentication-method=normal --skip-test-db --skip-name-resolve \
		--innodb-log-file-size=8M) >"$cluster/log" 2>&1 </dev/null; then
		sed 's/^/# /' "$cluster/log"
		return 1
	fi
	cp -a "$cluster/1/data" "$cluster/2/data"
	cp -a "$cluster/1/data" "$cluster/3/data"
	node_join 1 gcomm:// --wsrep-new-cluster || return 1
	for next_no in 2 3; do
		start_at=$(node_sql 1 "SHOW GLOBAL STATUS WHERE Variable_name IN
			('wsrep_cluster_state_uuid', 'wsrep_last_committed')" |
			sort | cut -f 2 | paste -s -d : -)
		node_join $next_no "$(peers)" --wsrep-start-position="$start_at" || return 1
	done
}
