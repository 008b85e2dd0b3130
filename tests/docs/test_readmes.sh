#!/bin/sh
# The pages of the projects below migrations/: every `dunlin` command in them is one, with options
# that it has.
. "${top_srcdir:?}/tests/tools/tap.sh"
: "${out:?}"

{
	dunlin --help | awk -v scope=global -f "$top_srcdir/tests/docs/help.awk"
	for command in $(dunlin --help | awk -v scope=global -f "$top_srcdir/tests/docs/help.awk" |
		sed -n 's/^command //p'); do
		dunlin "$command" --help | awk -v scope="$command" -f "$top_srcdir/tests/docs/help.awk"
	done
} >help
ok 'there are commands' grep -q '^option up - to VERSION$' help

# look PAGE...
look()
{
	awk -f "$top_srcdir/tests/docs/readme.awk" help "$@"
}

for page in "$top_srcdir"/migrations/*/README.md; do
	run look "$page"
	name=${page#"$top_srcdir/"}
	is "$(sed '$d' "$out" | sed "s,$top_srcdir/,,")" '' "$name: its commands exist"
	ok "$name: it has some" [ "$(sed -n '$s/ commands//p' "$out")" -ge 10 ]
done

# What is wrong is found.
found()
{
	printf '%s\n' "| theirs | $1 |" >page
	run look page
	prints "page:1: $2" "$3"
}
found '`dunlin upp`' 'no command upp' 'an unknown command'
found '`dunlin up` and `dunlin -t prod downn 1`' 'no command downn' 'the second one in a line'
found '`X=… dunlin -t prod up --froce`' 'no option --froce' 'an unknown option'
found '`dunlin --frob up`' 'no option --frob' 'one in front'
found '`dunlin up --steps=2`' 'no option --steps' 'with a value'
found '`dunlin -t prod db create && dunlin -t prod db frob`' 'no word frob' 'an unknown word of db'
found '`dunlin db inspect frobs`' 'no word frobs' 'and one behind it'
found '`dunlin up --to`' '--to without its argument' 'a missing value'
found '`dunlin -t prod`' 'no command at all' 'a missing command'
printf '%s\n' '`dunlin -t prod up --to 3 -q > x`, `dunlin goto -1`, `export A=… dunlin -C x up 1 && dunlin status`' >page
run look page
is "$(cat "$out")" '4 commands' 'what is right is not'
tap_done
