#!/bin/sh
# Every fuzz target takes every seed of its own.
. "${top_srcdir:?}/tests/tools/tap.sh"

targets=0
for source in "$top_srcdir"/tests/fuzz/fuzz_*.c; do
	[ -e "$source" ] || continue
	name=${source##*/fuzz_}
	name=${name%.c}
	targets=$((targets + 1))
	seeds=$(find "$top_srcdir/tests/fuzz/corpus/$name" -type f 2>/dev/null | wc -l)
	if [ "$seeds" -eq 0 ]; then
		fail "$name has no seed in tests/fuzz/corpus/$name"
		continue
	fi
	run "$top_builddir/tests/fuzz/fuzz_$name" "$top_srcdir/tests/fuzz/corpus/$name"/*
	exits 0 "$name takes its $seeds seeds"
done
ok 'there are targets' [ "$targets" -gt 0 ]
tap_done
