# tap.sh - sourced by shell tests: one TAP line per check, and a folder to work in.
#
#   . "$top_srcdir/tests/tools/tap.sh"
#   run dunlin up                    runs it; leaves $status and the files $out and $err
#   exits 0 'up works'               checks $status; a failure shows both files
#   prints 'TEXT' 'it names it'      $out has the text;   prints_not: it has not
#   warns 'TEXT' 'it says why'       $err has the text;   warns_not: it has not
#   is "$got" "$want" 'they agree'
#   ok 'the file is there' test -f x
#   url=$(pg_new)                    a new database on the test server, and its URL
#   url=$(my_new)                    the same on that of MariaDB; $DUNLIN_TEST_MY: there is one
#   skip 'zsh completes it' 'there is no zsh'    a check that cannot be made here
#   tap_done
#
# The working folder is new and empty, $tap_dir, and is removed at the end.  `dunlin` is the program
# that was built.
# shellcheck shell=sh

set -u
: "${top_srcdir:?run by make check, or set it}" "${top_builddir:?run by make check, or set it}"
: "${DUNLIN:=$top_builddir/tests/cli/dunlin}"
: "${DUNLIN_DRIVER_PATH:=$top_builddir/drivers/.libs}"
export DUNLIN_DRIVER_PATH

tap_n=0
tap_failed=0
tap_dir=$(mktemp -d "${TMPDIR:-/tmp}/dunlin-test.XXXXXX") || exit 99
out=$tap_dir.out
err=$tap_dir.err
status=0
# shellcheck disable=SC2317 # called by a trap
tap_cleanup()
{
	cd / || :
	chmod -R u+rwx "$tap_dir" 2>/dev/null || :
	rm -rf "$tap_dir" "$out" "$err"
}
trap tap_cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$tap_dir" || exit 99

dunlin()
{
	"$DUNLIN" "$@"
}

diag()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

pass()
{
	tap_n=$((tap_n + 1))
	printf 'ok %d - %s\n' "$tap_n" "$*"
}

fail()
{
	tap_n=$((tap_n + 1))
	tap_failed=$((tap_failed + 1))
	printf 'not ok %d - %s\n' "$tap_n" "$*"
}

skip()
{
	tap_n=$((tap_n + 1))
	printf 'ok %d - %s # SKIP %s\n' "$tap_n" "$1" "$2"
}

tap_show()
{
	diag "exit status $status"
	sed 's/^/# stdout: /' "$out"
	sed 's/^/# stderr: /' "$err"
}

run()
{
	status=0
	"$@" >"$out" 2>"$err" </dev/null || status=$?
}

ok()
{
	tap_what=$1
	shift
	if "$@"; then pass "$tap_what"; else fail "$tap_what" && diag "failed: $*"; fi
}

is()
{
	if [ "$1" = "$2" ]; then pass "$3"; else fail "$3" && diag "got:    $1" && diag "wanted: $2"; fi
}

exits()
{
	if [ "$status" -eq "$1" ]; then pass "$2"; else fail "$2" && diag "wanted $1" && tap_show; fi
}

prints()
{
	if grep -qF -e "$1" "$out"; then pass "$2"; else fail "$2" && diag "wanted: $1" && tap_show; fi
}

prints_not()
{
	if grep -qF -e "$1" "$out"; then fail "$2" && diag "not wanted: $1" && tap_show; else pass "$2"; fi
}

warns()
{
	if grep -qF -e "$1" "$err"; then pass "$2"; else fail "$2" && diag "wanted: $1" && tap_show; fi
}

warns_not()
{
	if grep -qF -e "$1" "$err"; then fail "$2" && diag "not wanted: $1" && tap_show; else pass "$2"; fi
}

# Runs SQL on the test server: pg_sql URL TEXT...
pg_sql()
{
	tap_url=$1
	shift
	printf '%s\n' "$@" | "${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql" -X -q -A -t \
		-v ON_ERROR_STOP=1 "$tap_url"
}

# A new, empty database; the server is thrown away with all of them.  In a subshell, as in
# url=$(pg_new), the name must not depend on a counter.
pg_new()
{
	tap_db=t$$_$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
	pg_sql "${DUNLIN_TEST_PG:?no test server: use tests/tools/with-postgres}" \
		"CREATE DATABASE $tap_db TEMPLATE template0" >&2 || return 1
	printf '%s\n' "$DUNLIN_TEST_PG" | sed "s,///postgres,///$tap_db,"
}

# The client of MariaDB on a database of its test server, for SQL on its input: my_client URL [OPTION...]
my_client()
{
	tap_db=${1#*///}
	tap_socket=${1##*socket=}
	shift
	mariadb --no-defaults --default-character-set=utf8mb4 -N -B --user=root \
		--socket="${tap_socket%%&*}" "$@" "${tap_db%%\?*}"
}

# The same two as for PostgreSQL: my_sql URL TEXT..., url=$(my_new)
my_sql()
{
	tap_url=$1
	shift
	printf '%s\n' "$@" | my_client "$tap_url"
}

my_new()
{
	tap_new=t$$_$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
	my_sql "${DUNLIN_TEST_MY:?no test server: use tests/tools/with-mariadb}" \
		"CREATE DATABASE $tap_new CHARACTER SET utf8mb4" >&2 || return 1
	printf '%s\n' "$DUNLIN_TEST_MY" | sed "s,///test,///$tap_new,"
}

# All of its schema, but where the counters of its tables stand: my_schema URL
my_schema()
{
	tap_db=${1#*///}
	tap_socket=${1##*socket=}
	mariadb-dump --no-defaults --user=root --socket="${tap_socket%%&*}" --no-data --routines \
		--events --triggers --skip-comments "${tap_db%%\?*}" |
		sed 's/ AUTO_INCREMENT=[0-9]*//'
}

# What there is besides Dunlin's own: my_left URL
my_left()
{
	my_sql "$1" "SELECT table_name FROM information_schema.tables
			WHERE table_schema = database() AND table_name NOT LIKE 'dunlin\\_%'
		UNION ALL SELECT trigger_name FROM information_schema.triggers
			WHERE trigger_schema = database()
		UNION ALL SELECT routine_name FROM information_schema.routines
			WHERE routine_schema = database()
		UNION ALL SELECT event_name FROM information_schema.events
			WHERE event_schema = database()"
}

tap_done()
{
	printf '1..%d\n' "$tap_n"
	[ "$tap_failed" -eq 0 ]
	exit
}
