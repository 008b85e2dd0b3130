# bindings.sh - sourced by the tests of the bindings, after tap.sh: what they load, and how their
# programs report.
# shellcheck shell=sh disable=SC2154

DUNLIN_LIBRARY=$top_builddir/.libs/libdunlin.so
export DUNLIN_LIBRARY
python=/usr/bin/python3
[ -x $python ] || python=python3
PYTHONPATH=$top_srcdir/bindings/python
PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE

# node_ready: ends the test as failed where there is no Node.js or no koffi; else require('dunlin') is
# the binding.
node_ready()
{
	NODE_PATH=${NODE_PATH:+$NODE_PATH:}$top_srcdir/build/npm/node_modules:$tap_dir/.node
	export NODE_PATH
	if ! command -v node >/dev/null || ! node -e 'require("koffi")' 2>/dev/null; then
		fail 'there are Node.js and koffi, which tools/check --install gets'
		tap_done
	fi
	mkdir -p "$tap_dir/.node"
	ln -s "$top_srcdir/bindings/node" "$tap_dir/.node/dunlin"
}

# with_library COMMAND...: a program without sanitizers must load those of the library before all
# else; what an interpreter leaves allocated is its own affair.
preload=$(ldd "$DUNLIN_LIBRARY" | awk '/lib(a|ub)san/ { print $3 }' | paste -sd' ')
with_library()
{
	if [ -n "$preload" ]; then
		run env LD_PRELOAD="$preload" ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" "$@"
	else
		run "$@"
	fi
}

# relay COUNT WHAT: passes on the lines "ok TEXT" and "not ok TEXT" of what ran last; it must have
# ended well after COUNT of them.
relay()
{
	relay_n=0
	while IFS= read -r line; do
		case $line in
		'ok '*) pass "$2: ${line#ok }" ;;
		'not ok '*) fail "$2: ${line#not ok }" ;;
		*) diag "$line" && continue ;;
		esac
		relay_n=$((relay_n + 1))
	done <"$out"
	exits 0 "$2: the program ends well"
	is "$relay_n" "$1" "$2: it made all its checks"
}
