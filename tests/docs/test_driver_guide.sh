#!/bin/sh
# docs/driver-guide.md speaks of every call that a driver may have, and of no other.
. "${top_srcdir:?}/tests/tools/tap.sh"
: "${out:?}"

page=$top_srcdir/docs/driver-guide.md
sed -n '/^struct dunlin_driver {/,/^};/s/.*(\*\([a-z_]*\))(.*/\1/p' "$top_srcdir/core/include/dunlin/driver.h" |
	sort >calls
ok 'the table has its calls' [ "$(wc -l <calls)" -ge 30 ]
# rows PAGE: the calls in the first column of the table.
rows()
{
	sed -n '/^## Each call/,/^## What/s/^| \(`[^|]*\) |.*/\1/p' "$1" | tr -cs 'a-z_' '\n' | sed '/^$/d' | sort
}
rows "$page" >named
is "$(cat named)" "$(cat calls)" 'each has its row'
grep -v '`find_tables`' "$page" >shorter
rows shorter >named
ok 'one that lacks a row is found' eval '! cmp -s named calls'
tap_done
