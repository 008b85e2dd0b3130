#!/bin/sh
# testserver.sh - how long `dunlin testdb serve` takes until its command runs, and may begin to ask.
#
#   bench/testserver.sh [RUNS]     (default: 21)
#
# With the dunlin in $DUNLIN (default: the one on the PATH, with the drivers in $DUNLIN_DRIVER_PATH), and
# as a user that is not root.  Prints medians, with the quickest and the slowest: with new data each time,
# and from the cache, in the folder that is chosen by default and in /tmp.  Exit status 1: with new data it
# takes 1 s or more, or from the cache, by default, 200 ms or more.
set -eu

runs=${1:-21}
dunlin=${DUNLIN:-dunlin}
dir=$(mktemp -d "${TMPDIR:-/tmp}/dunlin-bench.XXXXXX")
status=0
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset TMPDIR

# start WHAT MOST OPTION...: MOST is in ms.
start()
{
	what=$1 most=$2
	shift 2
	: >"$dir/times"
	for _ in $(seq "$runs"); do
		began=$(date +%s%N)
		ended=$("$dunlin" testdb serve "$@" -- date +%s%N)
		echo $(((ended - began) / 1000)) >>"$dir/times"
	done
	sort -n "$dir/times" | awk -v what="$what" -v most="$most" '
		{ ms[NR] = $1 / 1000 }
		END {
			median = ms[int((NR + 1) / 2)]
			printf "%-34s %4.0f ms (%.0f to %.0f)%s\n", what, median, ms[1], ms[NR],
				median >= most ? "  TOO SLOW" : ""
			exit median >= most
		}' || status=1
}

"$dunlin" testdb serve --cache "$dir/cache" -- true
start 'new data' 1000 --no-cache
start 'from the cache' 200 --cache "$dir/cache"
TMPDIR=/tmp
export TMPDIR
start 'from the cache, TMPDIR=/tmp' 1000 --cache "$dir/cache"
exit "$status"
