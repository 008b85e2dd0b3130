# cluster.sh - sourced after tap.sh and project.sh: a Galera cluster of three nodes, on free local ports, in $tap_dir.
#
#   cluster_start                the nodes 1, 2 and 3, all synced
#   node_sql N SQL...            runs SQL on a node, as its root
#   node_url N DATABASE          prints the URL of a database there
#   node_kill N                  ends a node as a crash does; the other two are a cluster then
#   node_start N                 starts it again; it catches up with the others
#   cluster_stop                 ends what runs, without a goodbye
#
# As root, the nodes run as the user mysql.
# shellcheck shell=sh disable=SC2154

cluster=$tap_dir/cluster
cluster_provider=
for cluster_program in /usr/lib/galera/libgalera_smm.so /usr/lib/galera-4/libgalera_smm.so; do
	[ ! -e "$cluster_program" ] || cluster_provider=$cluster_program
done
cluster_program=/usr/sbin/mariadbd
[ -x "$cluster_program" ] || cluster_program=$(command -v mariadbd || :)
cluster_as=setpriv
if [ "$(id -u)" = 0 ]; then
	cluster_as="setpriv --reuid=$(id -u mysql) --regid=$(id -g mysql) --clear-groups"
fi
# shellcheck disable=SC2034 # read by name
{
	node_1=''
	node_2=''
	node_3=''
}

# What asks for nothing runs without a line in the test's output.
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

node_pid()
{
	eval "printf '%s\n' \"\$node_$1\""
}

# node_is N NAME VALUE: a status variable of it.
node_is()
{
	[ "$(node_sql "$1" "SHOW GLOBAL STATUS LIKE '$2'" | cut -f 2)" = "$3" ]
}

# node_run N OPTION...: becomes the server of a node.
node_run()
{
	node_no=$1
	shift
	# shellcheck disable=SC2086 # $cluster_as is words
	cd "$cluster/$node_no" && exec $cluster_as --pdeathsig KILL env HOME="$cluster" LC_ALL=C.UTF-8 \
		"$cluster_program" --no-defaults --datadir="$cluster/$node_no/data" \
		--socket="$cluster/$node_no/socket" --pid-file="$cluster/$node_no/pid" \
		--skip-networking --skip-name-resolve --binlog-format=ROW --wsrep-on=ON \
		--innodb-autoinc-lock-mode=2 --innodb-flush-log-at-trx-commit=0 \
		--innodb-log-file-size=8M --innodb-buffer-pool-size=32M --max-connections=60 \
		--wsrep-provider="$cluster_provider" --wsrep-node-name="node$node_no" \
		--wsrep-node-address=127.0.0.1 --wsrep-sst-method=rsync \
		--wsrep-sst-receive-address="127.0.0.1:$((cluster_port + node_no + 6))" \
		--wsrep-slave-threads=2 "$@" >>"$cluster/$node_no/log" 2>&1 </dev/null
}

# node_begin N ADDRESSES [OPTION...]: starts it, and does not wait for it.  Node N talks with the others
# at $cluster_port + N, and gets what it missed at the port 3 above that, or all there is 6 above.  On a
# busy machine nodes are silent for a second: two that lose each other and the third are no majority.
node_begin()
{
	node_no=$1 node_peers=$2
	shift 2
	rm -f "$cluster/$node_no/socket"
	node_options="gmcast.listen_addr=tcp://127.0.0.1:$((cluster_port + node_no))"
	node_options="$node_options;ist.recv_addr=127.0.0.1:$((cluster_port + node_no + 3))"
	node_options="$node_options;evs.suspect_timeout=PT3S;evs.inactive_timeout=PT8S"
	node_options="$node_options;evs.inactive_check_period=PT0.2S;evs.keepalive_period=PT0.3S"
	node_options="$node_options;gcache.size=16M"
	(node_run "$node_no" --wsrep-cluster-address="gcomm://$node_peers" \
		--wsrep-provider-options="$node_options" "$@") &
	eval "node_$node_no=\$!"
}

node_is_synced()
{
	node_is "$1" wsrep_local_state 4 && node_is "$1" wsrep_ready ON
}

# Waits until a node is synced, or has ended.
node_await()
{
	node_tries=0
	until node_is_synced "$1"; do
		node_tries=$((node_tries + 1))
		if [ "$node_tries" -gt 600 ] || ! kill -0 "$(node_pid "$1")" 2>/dev/null; then
			tail -n 30 "$cluster/$1/log" | sed 's/^/# /'
			return 1
		fi
		sleep 0.05
	done
}

cluster_peers()
{
	printf '127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d\n' $((cluster_port + 1)) \
		$((cluster_port + 2)) $((cluster_port + 3))
}

node_end()
{
	kill -KILL "$(node_pid "$1")" 2>/dev/null
	wait "$(node_pid "$1")" 2>/dev/null
	eval "node_$1="
}

# For a moment the others do not know either whether they are the majority.
node_kill()
{
	node_end "$1"
	for node_other in 1 2 3; do
		[ -z "$(node_pid $node_other)" ] || until_true node_is $node_other wsrep_cluster_size 2
		[ -z "$(node_pid $node_other)" ] || node_await $node_other
	done
}

# After a crash the node first says how far it had come, so that it gets the rest and not all.
node_start()
{
	: >"$cluster/$1/log"
	(node_run "$1" --wsrep-recover --wsrep-cluster-address="gcomm://$(cluster_peers)")
	node_position=$(sed -n 's/.*WSREP: Recovered position: *//p' "$cluster/$1/log" | tail -n 1)
	node_begin "$1" "$(cluster_peers)" --wsrep-start-position="$node_position"
	node_await 1 && node_await 2 && node_await 3
}

cluster_stop()
{
	for node_no in 1 2 3; do
		[ -z "$(node_pid $node_no)" ] || node_end $node_no
	done
}

# All data begin as copies of one folder, with the position of the first node in it.
cluster_start()
{
	if [ -z "$cluster_provider" ] || [ -z "$cluster_program" ]; then
		diag 'no Galera here (Debian: galera-4, mariadb-server)'
		return 1
	fi
	chmod 755 "$tap_dir"
	mkdir -p "$cluster/1" "$cluster/2" "$cluster/3"
	[ "$(id -u)" != 0 ] || chown -R mysql "$cluster"
	# shellcheck disable=SC2086
	(cd "$cluster" && exec $cluster_as env HOME="$cluster" mariadb-install-db --no-defaults \
		--datadir="$cluster/1/data" --auth-root-authentication-method=normal \
		--skip-test-db --skip-name-resolve --innodb-log-file-size=8M) \
		>"$cluster/log" 2>&1 </dev/null || { sed 's/^/# /' "$cluster/log"; return 1; }
	cp -a "$cluster/1/data" "$cluster/2/data"
	cp -a "$cluster/1/data" "$cluster/3/data"
	cluster_port=$((20000 + ($$ * 7) % 12000))
	for _ in 1 2 3 4 5; do
		node_begin 1 '' --wsrep-new-cluster
		! node_await 1 || break
		node_end 1
		cluster_port=$((cluster_port + 97))
	done
	[ -n "$node_1" ] || return 1
	# All have the same data, which the position says; each that comes moves it on.
	for node_next in 2 3; do
		node_position=$(node_sql 1 "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_state_uuid'" |
			cut -f 2)
		node_position=$node_position:$(node_sql 1 \
			"SHOW GLOBAL STATUS LIKE 'wsrep_last_committed'" | cut -f 2)
		node_begin "$node_next" "$(cluster_peers)" --wsrep-start-position="$node_position"
		node_await "$node_next" && node_await 1 || return 1
	done
}
