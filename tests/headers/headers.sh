#!/bin/sh
# Every public header compiles by itself, twice over, as strict C99 and as C++17.
. "${top_srcdir:?}/tests/tools/tap.sh"

# compiles DIALECT HEADER INCLUDE-FLAGS...
compiles()
{
	std=$1
	header=$2
	shift 2
	printf '#include <dunlin/%s>\n#include <dunlin/%s>\nint use;\n' "$header" "$header" >unit.c
	# shellcheck disable=SC2086 # CC and CXX may be several words
	case $std in
	c99) run ${CC:-cc} -std=c99 -pedantic-errors -Wall -Wextra -Werror -fsyntax-only "$@" unit.c ;;
	c++17)
		cp unit.c unit.cc
		run ${CXX:-c++} -std=c++17 -pedantic-errors -Wall -Wextra -Werror -fsyntax-only "$@" unit.cc
		;;
	esac
	[ "$status" -eq 0 ]
}

found=0
for path in "$top_srcdir"/core/include/dunlin/*.h "$top_builddir/core/include/dunlin/version.h"; do
	header=${path##*/}
	[ "$header" = version.h ] || found=$((found + 1))
	for std in c99 c++17; do
		if compiles $std "$header" -I"$top_srcdir/core/include" -I"$top_builddir/core/include"; then
			pass "dunlin/$header is $std by itself"
		else
			fail "dunlin/$header is $std by itself"
			sed 's/^/# /' "$err"
		fi
	done
done
ok 'there are headers to look at' [ "$found" -ge 3 ]

# The check itself can fail.
mkdir -p bad/dunlin
echo 'struct x { int32_t needs_stdint; };' >bad/dunlin/include.h
echo 'struct x { union { int a; int b; }; };' >bad/dunlin/c11.h
echo 'struct x { int class; };' >bad/dunlin/cxx.h
echo 'struct x { int twice; };' >bad/dunlin/guard.h
ok 'a missing include is found' eval '! compiles c99 include.h -Ibad'
ok 'C11 is found' eval '! compiles c99 c11.h -Ibad'
ok 'a word of C++ is found' eval '! compiles c++17 cxx.h -Ibad'
ok 'a missing guard is found' eval '! compiles c99 guard.h -Ibad'
tap_done
