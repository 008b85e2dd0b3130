#!/bin/sh
# The session in README.md is real: its commands print what it says, but for times and hashes.
. "${top_srcdir:?}/tests/tools/tap.sh"

# What differs from run to run.
plain()
{
	sed -E -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/TIME/g' -e 's/[0-9a-f]{64}/HASH/g' \
		-e 's/\([0-9]+ ms\)/(MS)/' -e 's/ [0-9]+ ms */ MS /' -e 's/SQLite [0-9.]+/SQLITE/' \
		-e 's/  +/ /g' -e 's/ +$//'
}

sed -n '/^```console$/,/^```$/p' "$top_srcdir/README.md" | sed '/^```/d' >session
ok 'the README has a session' test -s session

# Each command's messages come before its results, as in the README.
grep '^\$ ' session | while IFS= read -r line; do
	printf '%s\n' "$line"
	eval "${line#\$ }" >step.out 2>step.err
	cat step.err step.out
done >got
plain <session >want.plain
plain <got >got.plain
is "$(cat got.plain)" "$(cat want.plain)" 'it prints what the README says'
tap_done
