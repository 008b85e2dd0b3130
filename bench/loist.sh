#!/bin/sh
# loist.sh - how long the searches of migrations/loist take, and by which plan.
#
#   tests/tools/with-postgres -u postgres bench/loist.sh [TRACKS [RUNS]]     (default: 100000 21)
#
# Applies the project with the dunlin in $DUNLIN (default: the one on the PATH, with the drivers in
# $DUNLIN_DRIVER_PATH) to a new database each, fills both with the tracks of loist_rows.sh, and runs
# the files of migrations/loist/queries as they are, with other words in their place on the next
# lines. Prints the median as the database's own client measures it, and the plan. Without DUNLIN_TEST_PG
# only SQLite is measured. Exit status 1: some median is 200 ms or more, or a plan has no index.
set -eu

tracks=${1:-100000}
runs=${2:-21}
dunlin=${DUNLIN:-dunlin}
here=$(cd "$(dirname "$0")/.." && pwd)
loist=$here/migrations/loist
psql=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql
dir=$(mktemp -d "${TMPDIR:-/tmp}/dunlin-loist.XXXXXX")
status=0
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Measuring ----------------------------------------------------------------------------------------

# report WHAT INDEX: one line of $dir/times, and $dir/plan unless it is that of the line above.
report()
{
	median=$(sort -n "$dir/times" | awk '{ t[NR] = $1 } END { printf "%.1f", t[int((NR + 1) / 2)] }')
	verdict=
	if awk -v m="$median" 'BEGIN { exit !(m >= 200) }'; then
		verdict='  TOO SLOW'
		status=1
	fi
	if ! grep -q "$2" "$dir/plan"; then
		verdict="$verdict  WITHOUT $2"
		status=1
	fi
	printf '%-9s %-32s median %6s ms%s\n' "$database" "$1" "$median" "$verdict"
	if ! cmp -s "$dir/plan" "$dir/plan.above"; then
		sed 's/^/    /' "$dir/plan"
		cp "$dir/plan" "$dir/plan.above"
	fi
}

# repeat LINE: prints it once for every run.
repeat()
{
	yes "$1" | head -n "$runs"
}

# measure WHAT INDEX: what query made, once for its plan and then for its times.
measure()
{
	if [ "$database" = postgres ]; then
		{
			echo 'EXPLAIN (COSTS OFF)'
			cat "$dir/query.sql"
		} | "$psql" -XqAt -v ON_ERROR_STOP=1 "$url" >"$dir/plan"
		{
			printf '%s\n' '\o /dev/null' '\timing on'
			repeat "\\i $dir/query.sql"
		} | "$psql" -XqAt -v ON_ERROR_STOP=1 "$url" >"$dir/said"
		sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' "$dir/said" >"$dir/times"
	else
		{
			echo 'EXPLAIN QUERY PLAN'
			cat "$dir/query.sql"
		} | sqlite3 -bail "$dir/loist.db" >"$dir/plan"
		{
			echo '.timer on'
			repeat ".read $dir/query.sql"
		} | sqlite3 -bail "$dir/loist.db" >"$dir/said"
		sed -n 's/^Run Time: real \([0-9.]*\) .*/\1/p' "$dir/said" | awk '{ print $1 * 1000 }' >"$dir/times"
	fi
	[ "$(wc -l <"$dir/times")" -eq "$runs" ] || {
		echo "loist.sh: $1: not as many times as runs" >&2
		exit 2
	}
	report "$1" "$2"
}

# query NAME [SED-SCRIPT]: the statement of a query file; what it sets before is for small tables.
query()
{
	sed -e '/^SELECT set_config/,/;$/d' -e "${2-}" "$loist/queries/$database/$1.sql" >"$dir/query.sql"
}

# searches AND FULL-TEXT-INDEX FUZZY-INDEX: the guide's three queries, the searches also for others.
searches()
{
	for text in "rock $1 music" "love $1 night $1 rain" rock cathedral; do
		replacement=$(printf '%s\n' "$text" | sed 's/&/\\&/g')
		query full_text_search "s/'rock $1 music'/'$replacement'/"
		measure "full text: $text" "$2"
	done
	for name in beatles beetels 'aretha batton' 'the velvets'; do
		query fuzzy_artist_search "s/'beatles'/'$name'/"
		measure "fuzzy: $name" "$3"
	done
	query status_filtering
	measure 'status: PENDING' idx_audio_tracks_status
}

database=sqlite
"$dunlin" -q -C "$loist" --url "sqlite:$dir/loist.db" up >/dev/null
"$here/bench/loist_rows.sh" sqlite "$tracks" >"$dir/rows"
sqlite3 -bail "$dir/loist.db" <"$dir/rows"
echo "$(sqlite3 "$dir/loist.db" 'SELECT count(*) FROM audio_tracks') tracks, $(sqlite3 --version | cut -d' ' -f1)," \
	"$(($(wc -c <"$dir/loist.db") / 1000000)) MB"
# M: by what MATCH finds; without it the virtual table is read from end to end.
searches AND 'audio_tracks_search VIRTUAL TABLE INDEX [0-9]*:M' 'g VIRTUAL TABLE INDEX [0-9]*:M'

if [ -n "${DUNLIN_TEST_PG-}" ]; then
	database=postgres
	db=loist_bench_$$
	"$psql" -Xq "$DUNLIN_TEST_PG" -c "CREATE DATABASE $db TEMPLATE template0"
	trap 'rm -rf "$dir"
		"$psql" -Xq "$DUNLIN_TEST_PG" -c "DROP DATABASE $db"' EXIT
	url=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed "s,///postgres,///$db,")
	"$dunlin" -q -C "$loist" --url "$url" up >/dev/null
	"$here/bench/loist_rows.sh" postgres "$tracks" >"$dir/rows"
	"$psql" -XqAt -v ON_ERROR_STOP=1 "$url" <"$dir/rows"
	"$psql" -XAtq "$url" -c "SELECT format('%s tracks, PostgreSQL %s, %s MB', (SELECT count(*) FROM audio_tracks),
		current_setting('server_version'), pg_database_size(current_database()) / 1000000)"
	searches '&' idx_audio_tracks_search_vector idx_audio_tracks_artist
fi
exit $status
