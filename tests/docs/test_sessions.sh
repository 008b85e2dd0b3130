#!/bin/sh
# The sessions in README.md and the guides are real.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/docs/pages.sh"

for page in "$top_srcdir"/README.md "$top_srcdir"/docs/guide/*.md "$top_srcdir/docs/driver-guide.md"; do
	grep -q '^```console$' "$page" || continue
	# Built without its driver, there is no MariaDB.
	[ -n "${DUNLIN_TEST_MY-}" ] || ! grep -q MARIADB_URL "$page" || continue
	play "$page"
	report "$page"
done

# A page that does not tell the truth is found out.
sed 's/^1 applied, 1 pending/2 applied, 0 pending/' "$top_srcdir/README.md" >"$tap_dir/doctored.md"
play "$tap_dir/doctored.md"
is "$(grep -vc '^ok$' "$tap_dir/played")" 2 'lines that are wrong in a page are found'
printf '%s\n' '```console' '$ echo 1; echo 2; echo 3' '1' '…' '3' '$ echo abc' 'a…d' '$ echo abc' 'a…' \
	'$ true' 'more' '$ echo 1' '```' >"$tap_dir/doctored.md"
play "$tap_dir/doctored.md"
is "$(sed 's/.*steps.*/not/' "$tap_dir/played" | tr '\n' ' ')" 'ok not ok not not ' \
	'an ellipsis stands for what it should, and missing lines count'
tap_done
