#!/bin/sh
# What is made of the figures: a bar that is not met is never a pass.
. "${top_srcdir:?}/tests/tools/tap.sh"
tools=$top_builddir/bench
lib=$top_srcdir/bench/lib

# figure CASE N WHO RUN WALL CPU PEAK TRIPS
figure()
{
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>results.tsv
}

table()
{
	awk -v peers='dbmate sqitch' -f "$lib/sort.awk" -f "$lib/table.awk" results.tsv "$top_srcdir/bench/bars.tsv"
}

# --- the table

for run in 0 1 2; do
	figure apply 1000 floor $run 2.0 0.1 9000 -
	figure apply 1000 psql $run 3.0 0.1 9000 -
	figure apply 1000 dbmate $run 4.0 0.1 9000 -
	figure apply 1000 sqitch $run 90.0 0.1 9000 -
done
figure apply 1000 dunlin 0 2.1 0.1 9000 -
figure apply 1000 dunlin 1 2.1 0.1 9000 -
figure apply 1000 dunlin 2 99 0.1 9000 -
run table
exits 0 'all bars are met'
prints 'each time | 1.05 | at most 1.10 | pass | 2.10 s, 2.00 s' 'by the medians'
prints 'other tool (dbmate) | 1.90 | at least 1.40 | pass' 'against the fastest of the others'
prints '2.10 s, 2.00 s | 1.05 |' 'with the quotient of the best runs'
prints_not '5,000' 'what was not measured is not in the table'
figure apply 1000 dunlin 3 2.3 0.1 9000 -
figure apply 1000 dunlin 4 2.3 0.1 9000 -
run table
exits 1 'a bar that is not met is a failure'
prints 'each time | 1.15 | at most 1.10 | **FAIL**' 'and shown as one'

: >results.tsv
figure delay 100 dunlin 0 0.2 0.1 9000 11
run table
exits 1 'a number alone is held against its bar too'
prints 'round trips, connecting included | 11 | at most 10 | **FAIL**' 'and shown'

: >results.tsv
figure idle 1000 dunlin 0 0.05 0.01 9000 -
figure idle 1000 select 0 0.03 0.01 9000 -
run table
prints_not 'nothing to do' 'half of a sum is no sum'
figure idle 1000 read 0 0.01 0.01 9000 -
run table
prints 'reading the files | 1.25 | at most 1.50 | pass' 'a sum is one'

: >results.tsv
figure cpu 1000 dunlin 0 2 0.100 9000 -
figure cpu 10000 dunlin 0 20 1.120 9000 -
run table
exits 1 'time for each that grows is a failure'
prints '1.12 | at most 1.10 | **FAIL** | 112 us, 100 us' 'and shown'

# --- the plot

for n in 1000 100 300; do
	figure apply $n dunlin 0 $((n / 100)) 0.1 9000 -
	figure apply $n floor 0 $((n / 200 + 1)) 0.1 9000 -
done
awk -f "$lib/sort.awk" -f "$lib/plot.awk" results.tsv >plot.svg
is "$(grep -c '<polyline' plot.svg)" 2 'a line for each'
is "$(grep '<polyline' plot.svg | head -n 1 | grep -o '<circle' | wc -l)" 3 'with a mark for each number'
is "$(grep -o '>bare pipeline<' plot.svg | wc -l)" 1 'and a name'
ok 'it ends' grep -q '^</svg>$' plot.svg

# --- the clock

run "$tools/measure" -n 3 true
exits 0 'a command is measured'
is "$(wc -l <"$out")" 3 'as often as is said'
run "$tools/measure" -o log sh -c 'echo said; exit 7'
exits 7 'its exit status is handed on'
is "$(cat log)" said 'and what it printed is kept'
run "$tools/measure" "$tap_dir/nothing"
exits 127 'one that is not there is a failure'
run "$tools/measure" sh -c 'sh -c "i=0; while [ \$i -lt 300000 ]; do i=\$((i + 1)); done"; true'
ok 'the time of what it started counts' awk '{ exit !($2 > 0.02) }' "$out"

# --- the disk

echo text >file
start=$(date +%s%N)
LD_PRELOAD=$top_builddir/bench/slowdisk.so BENCH_SYNC_US=200000 sync file
end=$(date +%s%N)
ok 'the disk is slow' test $(((end - start) / 1000000)) -ge 200

# --- instructions

count=$top_srcdir/bench/instructions
echo 'plan 4000000000' >old
echo 'plan 4190000000' >new
run "$count" --compare old new
exits 0 'a little more passes'
echo 'plan 4210000000' >new
run "$count" --compare old new
exits 1 'more than that does not'
prints 'plan: 4210000000 instructions, were 4000000000, +5.25 %: TOO MANY' 'with both numbers'
echo 'plan 100' >new
run "$count" --compare old new
exits 0 'less passes'
prints 'fewer: --update' 'and asks to be noted'
echo 'other 100' >new
run "$count" --compare old new
exits 1 'what was not counted is a failure'

# --- what it is asked

run "$top_srcdir/bench/run" --cases nothing
exits 1 'a case must be known'
warns 'no such case: nothing' 'and is named when it is not'
run "$top_srcdir/bench/run" --n 15
exits 1 'numbers go in tens'
run "$top_srcdir/bench/run" --peers liquibase
warns 'no such tool: liquibase' 'a tool must be known'
run "$top_srcdir/bench/run" --runs
warns '--runs wants a value' 'an option must have its value'
tap_done
