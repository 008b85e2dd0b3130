#!/bin/sh
# dunlin.hpp with every C++ compiler that is here, on SQLite and PostgreSQL, without a leak.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/bindings/bindings.sh"
: "${SANITIZER_CFLAGS=}"

command -v g++ >/dev/null || fail 'there is a g++'
for cxx in g++ clang++; do
	command -v $cxx >/dev/null || continue
	# The library's sanitizers are those of its own compiler.
	[ -z "$SANITIZER_CFLAGS" ] || [ $cxx = g++ ] || continue
	# shellcheck disable=SC2086 # words
	run $cxx -std=c++17 -g -Wall -Wextra -Wpedantic -Werror $SANITIZER_CFLAGS \
		-I"$top_srcdir/core/include" -I"$top_builddir/core/include" \
		-o "$tap_dir/test-$cxx" "$top_srcdir/tests/bindings/test_cpp.cc" \
		-L"$top_builddir/.libs" -ldunlin -Wl,-rpath,"$top_builddir/.libs" -pthread
	exits 0 "$cxx compiles it without a warning"
	for database in sqlite postgres; do
		mkdir "$tap_dir/$cxx-$database"
		cd "$tap_dir/$cxx-$database" || exit 99
		case $database in
		sqlite) url=sqlite:x.db ;;
		postgres) url=$(pg_new) ;;
		esac
		set --
		if [ -z "$SANITIZER_CFLAGS" ] && [ $cxx-$database = g++-sqlite ]; then
			set -- valgrind --quiet --error-exitcode=99 --leak-check=full \
				--errors-for-leak-kinds=definite,indirect
		fi
		run "$@" "$tap_dir/test-$cxx" "$url" "$DUNLIN_DRIVER_PATH"
		relay 15 "$cxx, $database"
	done
done
tap_done
