# cases.sh - sourced by bench/run: what is measured.  A case is a function case_NAME, which hands
# each of its contests to contest(); a contest is a function that sets `command`.
# shellcheck shell=bash disable=SC2154,SC2034

# --- contests: NAME_before WHO N makes ready, NAME_command WHO N sets `command`, NAME_after WHO N
# --- says whether it was done

apply_before() { fresh_database bench; }
apply_command_of() { apply_command "$1" "$2" bench; }
apply_after() { [ "$(count_made bench)" -eq $(($2 * 4 / 10)) ]; }

down_before() { fresh_database bench "applied_$2"; }
down_command_of()
{
	folder=$(layout "$(layout_of "$1")" "$2")
	case $1 in
	dunlin) command=("$dunlin" -C "$folder" --url "$(url bench)" -q down "$2" --yes) ;;
	floor) command=("$tools/floor_postgres" "$(url bench)" down.statements) ;;
	*) command=("$tools/floor_postgres" "$1" "$(url bench)" down.statements) ;;
	esac
}
down_after() { [ "$(count_made bench)" -eq 0 ]; }

delay_before()
{
	fresh_database bench
	start_proxy 5
}
delay_command_of() { apply_command "$1" "$2" bench; }
delay_after()
{
	stop_proxy
	apply_after "$@"
}

idle_before() { :; }
idle_command_of()
{
	folder=$(layout postgres "$2")
	case $1 in
	dunlin) command=("$dunlin" -C "$folder" --url "$(url "applied_$2")" -q up) ;;
	select) command=(psql -X -q -c 'select 1' "$(url "applied_$2")") ;;
	read) command=("$tools/floor_read" migrations) ;;
	esac
}
idle_after() { :; }

idle_trips_before() { start_proxy 5; }
idle_trips_command_of() { idle_command_of "$@"; }
idle_trips_after()
{
	stop_proxy
	trips=$((trips - 1)) # the first is the connecting
}

sqlite_before() { rm -f "$work/bench.db"*; }
sqlite_command_of()
{
	case $1 in
	dunlin)
		folder=$(layout sqlite "$2")
		command=("$dunlin" -C "$folder" --url "sqlite:$work/bench.db" -q up)
		;;
	floor)
		folder=$(layout floor-sqlite "$2")
		command=("$tools/floor_sqlite" apply "$work/bench.db" up.statements)
		;;
	esac
}
sqlite_after() { [ -s "$work/bench.db" ]; }

sqlite_idle_before() { :; }
sqlite_idle_command_of()
{
	folder=$(layout sqlite "$2")
	case $1 in
	dunlin) command=("$dunlin" -C "$folder" --url "sqlite:$work/applied-$2.db" -q up) ;;
	rows) command=("$tools/floor_sqlite" read "$work/applied-$2.db") ;;
	read) command=("$tools/floor_read" migrations) ;;
	esac
}
sqlite_idle_after() { :; }

start_before() { :; }
start_command_of()
{
	case $1 in
	dunlin) command=("$dunlin" version) ;;
	empty) command=("$tools/empty") ;;
	esac
}
start_after() { :; }

check_before() { :; }
check_command_of()
{
	folder=$(layout postgres "$2")
	case $1 in
	dunlin) command=("$dunlin" -C "$folder" check --dialect postgres) ;;
	every) command=("$dunlin" -C "$folder" check) ;;
	read) command=("$tools/floor_read" migrations .sql) ;;
	esac
}
check_after() { :; }

# --- cases ---------------------------------------------------------------------------------

# applied_database N: one with all of them applied by Dunlin, to be copied and looked at.
applied_database()
{
	[ -z "$(ask -c "SELECT 1 FROM pg_database WHERE datname = 'applied_$1'")" ] || return 0
	fresh_database "applied_$1"
	apply_command dunlin "$1" "applied_$1"
	"${command[@]}" >>"$log" 2>&1
}

case_apply()
{
	local n
	for n in ${numbers:-1000 5000}; do
		# shellcheck disable=SC2086
		contest apply "$n" "$runs" dunlin floor relaxed psql $peers
	done
}

# More numbers of migrations for the plot, less often.
case_plot()
{
	local n
	for n in 100 300 3000; do
		# shellcheck disable=SC2086
		contest apply "$n" $(((runs + 1) / 2)) dunlin floor relaxed psql $peers
	done
}

case_down()
{
	local n
	for n in ${numbers:-1000 5000}; do
		applied_database "$n"
		contest down "$n" "$runs" dunlin floor
		show_locks "$n"
	done
}

# One transaction for all of them needs a lock for each table.
show_locks()
{
	fresh_database bench "applied_$1"
	down_command_of single "$1"
	(cd "$folder" && "${command[@]}") >"$work/single.log" 2>&1 &&
		note "Reverting $1 in one transaction worked." ||
		note "Reverting $1 in one transaction: $(sed -n 's/.*ERROR: *//p' "$work/single.log" | head -n 1)."
}

# shellcheck disable=SC2086
case_delay() { contest delay 100 $((runs * 2)) dunlin floor relaxed $peers; }

case_idle()
{
	local n
	for n in ${numbers:-1000 5000}; do
		applied_database "$n"
		contest idle "$n" $((runs * 4)) dunlin select read
		contest idle_trips "$n" 1 dunlin
	done
}

case_sqlite()
{
	contest sqlite 1000 "$runs" dunlin floor
	sqlite_command_of dunlin 1000
	rm -f "$work/applied-1000.db"
	"$dunlin" -C "$folder" --url "sqlite:$work/applied-1000.db" -q up >>"$log" 2>&1
	contest sqlite_idle 1000 $((runs * 4)) dunlin rows read
}

case_start() { contest start 0 200 dunlin empty; }

case_memory()
{
	contest sqlite 5000 1 dunlin floor
	contest memory 5000 1 dunlin
}
memory_before() { apply_before "$@"; }
memory_command_of() { apply_command_of "$@"; }
memory_after() { apply_after "$@"; }

case_cpu()
{
	local i
	for ((i = 0; i < runs; i++)); do
		contest cpu 1000 1 dunlin
		contest cpu 10000 1 dunlin
	done
}
cpu_before() { apply_before "$@"; }
cpu_command_of() { apply_command_of "$@"; }
cpu_after() { apply_after "$@"; }

case_check() { contest check 10000 "$runs" dunlin every read; }

case_size()
{
	local file copy=$work/stripped total=0
	for file in "$build/.libs/dunlin" "$build"/.libs/libdunlin.so.*.*.* "$build"/drivers/.libs/*.so; do
		strip -o "$copy" "$file"
		total=$((total + $(stat -c %s "$copy")))
	done
	# As KiB, in the place of a peak.
	printf 'size\t0\tdunlin\t0\t0\t0\t%s\t-\n' $(((total + 1023) / 1024)) >>"$results"
}

case_slow_disk() { contest slow_disk 1000 "$runs" dunlin floor relaxed psql; }
slow_disk_before() { apply_before "$@"; }
slow_disk_command_of() { apply_command_of "$@"; }
slow_disk_after() { apply_after "$@"; }
