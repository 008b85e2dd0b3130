#!/bin/sh
# The bindings agree with the headers: every member of the structs they use lies where the compiler
# puts it, none is missing, and every constant of their kinds has its value.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/bindings/bindings.sh"
: "${out:?}" "${err:?}" "${python:?}"

include="-I$top_srcdir/core/include -I$top_builddir/core/include"
echo '#include <dunlin/testing.h>' >all.c
# shellcheck disable=SC2086 # words
{
	${CC:-cc} $include -E -P all.c
	${CC:-cc} $include -E -dM all.c
} | awk -f "$top_srcdir/tests/bindings/layout.awk" >layout.c
# shellcheck disable=SC2086
run ${CC:-cc} $include -o layout layout.c
exits 0 'the program that prints the layout is built'
./layout | sort >header

# agrees LANGUAGE STRUCTS KINDS: the lines in $out, of so many structs, against those of the header
# that are of the same kinds.
agrees()
{
	sort "$out" >"$1"
	structs=$(sed -n 's/^struct \([a-z_]*\) .*/\1/p' "$1" | paste -sd'|')
	grep -E "^(struct ($structs) |member ($structs)\.|constant DUNLIN_(OK|E[A-Z]+|($3)_[A-Z_]+) )" \
		header >wanted
	is "$(grep -c '^struct' "$1")" "$2" "$1 has its structs"
	ok "$1 has its constants" [ "$(grep -c '^constant' "$1")" -ge 60 ]
	is "$(diff wanted "$1")" '' "$1 agrees with the header"
}
with_library "$python" "$top_srcdir/tests/bindings/layout.py"
exits 0 'dunlin.py tells its layout'
kinds='EVENT|DIRECTION|STATE|WISH|PENDING|OPTION|PLACE|RESULT'
agrees python 8 "$kinds|TESTDB"
node_ready
with_library node "$top_srcdir/tests/bindings/layout.js"
exits 0 'dunlin.js tells its layout'
agrees node 8 "$kinds|TESTDB|COLLECT"

# A header that has grown is seen.
mkdir dunlin
cp "$top_srcdir"/core/include/dunlin/*.h "$top_builddir"/core/include/dunlin/version.h dunlin
sed -i 's/^\tint64_t standing;.*/&\n\tint64_t grown;/; s/^#define DUNLIN_WISH_ALL .*/&\n#define DUNLIN_WISH_NEW 77/' \
	dunlin/dunlin.h
{
	${CC:-cc} -I. -E -P all.c
	${CC:-cc} -I. -E -dM all.c
} | awk -f "$top_srcdir/tests/bindings/layout.awk" >layout.c
run ${CC:-cc} -I. -o layout layout.c
./layout | sort >grown
ok 'a new member is seen' grep -q '^member dunlin_result.grown ' grown
ok 'a new constant is seen' grep -q '^constant DUNLIN_WISH_NEW 77$' grown
tap_done
