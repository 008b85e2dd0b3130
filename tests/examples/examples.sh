# examples.sh - sourced, after tap.sh, by the tests of the examples.
# shellcheck shell=sh disable=SC2154
. "$top_srcdir/tests/bindings/bindings.sh"

# example NAME: goes to a copy of it, which may be written to.
example()
{
	cp -R "$top_srcdir/examples/$1" "$tap_dir/example"
	chmod -R u+w "$tap_dir/example"
	cd "$tap_dir/example" || exit 99
}

# copies N REQUESTS COMMAND...: see copies.py; what the copies say of their migrations is in $err.
copies()
{
	copies_n=$1
	printf '%s\n' "$2" >"$tap_dir/requests"
	shift 2
	status=0
	"$python" "$top_srcdir/tests/examples/copies.py" "$copies_n" "$@" \
		<"$tap_dir/requests" >"$out" 2>"$err" || status=$?
}

# migrated_once N ALL: of N copies one says that it applied ALL, and the others none.
migrated_once()
{
	is "$(sed -n 's/^migrations: \([0-9]*\) applied$/\1/p' "$err" | sort -n | paste -sd' ')" \
		"$(awk -v n="$1" -v all="$2" 'BEGIN { while (--n > 0) printf "0 "; print all }')" \
		"$1 copies at once: one migrates"
}
