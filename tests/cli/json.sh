# json.sh - sourced by the tests of --json, after tap.sh: holds what is printed to its schema.
# shellcheck shell=sh disable=SC2154
schemas=$top_srcdir/docs/schema
# SCHEMA.json <VALUE
valid()
{
	"$top_builddir/tests/cli/json_valid" "$@"
}

# holds COMMAND WHAT: stdout is one line with an object of that command's schema.
holds()
{
	if [ "$(wc -l <"$out")" -ne 1 ]; then
		fail "$2: one line" && tap_show
	elif found=$(valid "$schemas/$1.json" <"$out"); then
		pass "$2"
	else
		fail "$2" && diag "$found" && tap_show
	fi
}
