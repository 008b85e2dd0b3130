# report.sh - sourced by bench/run: tables and plot of what was measured.
# shellcheck shell=bash disable=SC2154,SC2034

# Prints the table, writes it and the plot; fails when a bar is not met.
report()
{
	local met=0
	awk -v peers="$all_peers" -f "$top/bench/lib/sort.awk" -f "$top/bench/lib/table.awk" \
		"$results" "$top/bench/bars.tsv" >"$out/table.md" ||
		met=1
	awk -v peers="$all_peers" -f "$top/bench/lib/sort.awk" -f "$top/bench/lib/medians.awk" "$results" >"$out/medians.md"
	awk -f "$top/bench/lib/sort.awk" -f "$top/bench/lib/plot.awk" "$results" >"$out/plot.svg"
	echo
	cat "$out/table.md"
	echo
	cat "$out/notes"
	grep . "$out/left-out" || :
	[ -s "$out/table.md" ] || met=1 # nothing was measured
	[ -z "$docs" ] || write_docs
	return "$met"
}

# What it was measured on.
describe_machine()
{
	local peer version commit
	version=$(LD_LIBRARY_PATH=$build/.libs "$dunlin" version | sed 's/^dunlin //; q')
	commit=$(git -C "$top" rev-parse --short HEAD 2>/dev/null || echo 'of no commit')
	echo "- $(date -u +%Y-%m-%d), $runs runs"
	echo "- $(getconf _NPROCESSORS_ONLN) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1))," \
		"$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), $(uname -s) $(uname -r | cut -d - -f 1);" \
		"load at the end $(cut -d ' ' -f 1-3 /proc/loadavg)"
	echo "- dunlin $version ($commit), $(psql --version | awk '{ print "PostgreSQL", $3 }')," \
		"SQLite $(sqlite3 --version | cut -d ' ' -f 1)"
	for peer in $all_peers; do
		if has_peer "$peer"; then echo "$peer $(peer_version "$peer")"; fi
	done | paste -s -d ',' | sed 's/,/, /g; s/^/- /'
}

# Puts what was measured between the marks of docs/performance.md.
write_docs()
{
	local page=$top/docs/performance.md
	{
		cat "$out/table.md"
		echo
		sed 's/^/- /' "$out/notes"
		grep . "$out/left-out" | sed 's/^/- Not measured: /; s/$/./' || :
	} >"$out/figures.md"
	awk -v folder="$out" '
		/^<!-- end -->$/ { skip = 0 }
		!skip { print }
		/^<!-- (machine|figures|medians) -->$/ {
			file = folder "/" $2 ".md"
			while ((getline line < file) > 0) print line
			close(file)
			skip = 1
		}' "$page" >"$out/page.md"
	cp "$out/page.md" "$page"
	cp "$out/plot.svg" "$top/docs/performance.svg"
}
