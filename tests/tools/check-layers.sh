#!/bin/sh
# check-layers.sh [FOLDER]
#
# Holds the tree to its include table: who may include what, and what the library leaves to the
# command (the environment, the terminal, signals, the end of the process).  Then plants every kind
# of breach in a small tree of its own and sees that each one is found, since a check that cannot
# fail says nothing.  TAP on stdout.
set -eu

top=$(cd "${1:-${top_srcdir:-.}}" && pwd)

# Prints "file:line: what is wrong" for every breach in the tree at $1.
breaches()
{
	# shellcheck disable=SC2016 # awk's dollars
	(cd "$1" && find core drivers plugins tests/conform -name '*.[ch]' 2>/dev/null | sort |
		xargs awk '
# The table.  may[LAYER] lists folders of core, or * for all but cli; dunlin[LAYER] lists public
# headers, or * for all.
BEGIN {
	may["base"] = ""
	may["sql"] = "base"
	may["source"] = "base sql"
	may["plan"] = "base source"
	may["host"] = "base"
	may["run"] = "base source plan"
	may["engine"] = "base sql source plan host run"
	may["cli"] = "base"
	dunlin["base"] = dunlin["plan"] = "error.h"
	dunlin["source"] = "error.h bundle.h"
	dunlin["sql"] = "error.h dialect.h"
	dunlin["host"] = dunlin["run"] = "error.h driver.h dialect.h version.h"
	dunlin["engine"] = dunlin["cli"] = dunlin["plugins"] = dunlin["public"] = "*"
	dunlin["drivers"] = dunlin["conform"] = "error.h driver.h dialect.h version.h"

	# Client libraries: who may include them.
	library["mysql.h"] = "drivers/mysql"
	library["libpq-fe.h"] = library["libpq-events.h"] = "drivers/postgres"
	library["sqlite3.h"] = "drivers/sqlite"
	library["mysql.h"] = library["mysql/mysql.h"] = library["mariadb/mysql.h"] = "drivers/mysql"
	library["confuse.h"] = library["jansson.h"] = library["libsmartcols/libsmartcols.h"] = "core/cli"
	library["zlib.h"] = "core/cli"
	library["getopt.h"] = "core/cli"
	library["cmocka.h"] = "nobody"

	# Calls, by what they would do behind the back of an embedding program.
	all = "printf vprintf puts putchar fprintf vfprintf fputs fputc putc fwrite perror warn warnx " \
		"err errx syslog dprintf exit _exit quick_exit signal sigaction system popen"
	split(all, list)
	for (i in list)
		never[list[i]] = "library"
	split("getenv secure_getenv setenv unsetenv putenv setlocale isatty getopt getopt_long", list)
	for (i in list)
		never[list[i]] = "engine"
	split("open openat fopen fdopen creat read write opendir stat lstat fstat access unlink rename " \
		"mkdir rmdir realpath dlopen dlsym mmap socket dn_path_read dn_path_list", list)
	for (i in list)
		never[list[i]] = "pure"
	split("time clock clock_gettime gettimeofday dn_clock_text dn_clock_us", list)
	for (i in list)
		clock[list[i]] = 1
}

function breach(what) { print FILENAME ":" FNR ": " what }

function has(list, word) { return list == "*" || index(" " list " ", " " word " ") }

FNR == 1 {
	n = split(FILENAME, part, "/")
	own = FILENAME
	sub("/[^/]*$", "", own)
	in_comment = 0
	if (FILENAME ~ "^core/include/")
		layer = "public"
	else if (part[1] == "core" && n == 2)
		layer = "engine"
	else if (part[1] == "core")
		layer = part[2]
	else if (part[1] == "tests")
		layer = "conform"
	else
		layer = part[1]
	if (!(layer in dunlin))
		breach("the include table knows no folder " own)
	in_core = part[1] == "core" && layer != "cli"
	in_library = in_core || layer == "drivers"
	pure = layer == "sql" || layer == "plan"
}

/^[ \t]*#[ \t]*include/ && !in_comment {
	name = $0
	sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
	mark = substr(name, 1, 1)
	name = substr(name, 2)
	sub(/[">].*/, "", name)
	n = split(name, part, "/")
	if (index(name, "..")) {
		breach("\"" name "\" leaves its folder")
	} else if (part[1] == "dunlin") {
		if (!has(dunlin[layer], part[2]))
			breach(layer " may not include <" name ">")
	} else if (name in library) {
		if (own != library[name] && layer != "plugins")
			breach(own " may not include <" name ">")
	} else if (mark == "\"" && n == 1) {
		; # its own folder
	} else if (mark == "\"" && layer == "drivers") {
		if (part[1] != "common" && "drivers/" part[1] != own)
			breach(own " may not include \"" name "\"")
	} else if (mark == "\"") {
		if (!has(may[layer], part[1]) && part[1] != layer)
			breach(layer " may not include \"" name "\"")
	}
	next
}

# Everything else, without comments and literals.
{
	text = $0
	code = ""
	while (text != "") {
		if (in_comment) {
			at = index(text, "*/")
			if (!at)
				break
			text = substr(text, at + 2)
			in_comment = 0
		} else if (match(text, /\/\*|\/\/|"|\047/)) {
			code = code substr(text, 1, RSTART - 1)
			what = substr(text, RSTART, RLENGTH)
			text = substr(text, RSTART + RLENGTH)
			if (what == "//")
				break
			if (what == "/*") {
				in_comment = 1
				continue
			}
			while (text != "") { # a literal: to its closing quote
				c = substr(text, 1, 1)
				text = substr(text, c == "\\" ? 3 : 2)
				if (c == what)
					break
			}
			code = code " "
		} else {
			code = code text
			text = ""
		}
	}
	while (match(code, /[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/)) {
		before = RSTART > 1 ? substr(code, RSTART - 1, 1) : ""
		arrow = RSTART > 2 ? substr(code, RSTART - 2, 2) : ""
		call = substr(code, RSTART, RLENGTH)
		code = substr(code, RSTART + RLENGTH)
		sub(/[ \t]*\($/, "", call)
		if (before ~ /[A-Za-z0-9_.]/ || arrow == "->")
			continue # a member has a name of its own
		if (call in never) {
			who = never[call]
			if (FILENAME == "drivers/postgres/guard.c" && has("_exit sigaction", call))
				continue # a child process, which is its own from fork() on
			if ((who == "library" && in_library) || (who == "engine" && in_core) ||
			    (who == "pure" && pure))
				breach(layer " may not call " call "()")
		}
		if (call in clock && pure)
			breach(layer " may not call " call "()")
	}
}')
}

n=0
failed=0
report() # ok|"not ok" TEXT
{
	n=$((n + 1))
	printf '%s %d - %s\n' "$1" "$n" "$2"
	[ "$1" = ok ] || failed=1
}

files=$(find "$top/core" "$top/drivers" -name '*.[ch]' | wc -l)
found=$(breaches "$top")
if [ "$files" -lt 10 ]; then
	report 'not ok' "only $files files to look at in $top"
elif [ -z "$found" ]; then
	report ok "$files files keep to the include table"
else
	report 'not ok' "the include table is broken"
	echo "$found" | sed 's/^/# /'
fi

tmp=$(mktemp -d "${TMPDIR:-/tmp}/dunlin-layers.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# plant PATH LINE: a tree with that one line must have a breach there.
plant()
{
	rm -rf "$tmp/tree"
	mkdir -p "$tmp/tree/${1%/*}"
	printf '/* planted\n * here */\n%s\n' "$2" >"$tmp/tree/$1"
	case $(breaches "$tmp/tree") in
	"$1:"[13]": "*) report ok "found in $1: $2" ;;
	*) report 'not ok' "not found in $1: $2" ;;
	esac
}

# allow PATH LINE: the same must have none.
allow()
{
	rm -rf "$tmp/tree"
	mkdir -p "$tmp/tree/${1%/*}"
	printf '/* planted\n * here */\n%s\n' "$2" >"$tmp/tree/$1"
	if [ -z "$(breaches "$tmp/tree")" ]; then
		report ok "allowed in $1: $2"
	else
		report 'not ok' "not allowed in $1: $2"
	fi
}

plant core/base/x.c '#include "sql/lexer.h"'
plant core/base/x.c '#include <dunlin/dialect.h>'
plant core/sql/x.c '#include "source/source.h"'
plant core/sql/x.c '#include "run/store.h"'
plant core/sql/x.c '	file = fopen(path, "r");'
plant core/source/x.c '#include "plan/plan.h"'
plant core/source/x.c '#include "host/loader.h"'
plant core/plan/x.c '#include "sql/lexer.h"'
plant core/plan/x.c '#include "run/session.h"'
plant core/plan/x.c '#include <dunlin/driver.h>'
plant core/plan/x.c '	now = dn_clock_us();'
plant core/plan/x.c '	status = dn_path_read(&data, &len, path, err);'
plant core/host/x.c '#include "source/source.h"'
plant core/host/x.c '#include "run/session.h"'
plant core/run/x.c '#include "host/registry.h"'
plant core/run/x.c '#include "sql/classify.h"'
plant core/run/x.h '  #  include "sql/classify.h"'
plant core/engine.c '#include "cli/opt.h"'
plant core/cli/x.c '#include "source/source.h"'
plant core/cli/x.c '#include "../run/store.h"'
plant core/other/x.c '#include "base/str.h"'
plant core/run/x.c '#include <libpq-fe.h>'
plant core/host/x.c '#include <confuse.h>'
plant drivers/sqlite/x.c '#include "base/str.h"'
plant drivers/sqlite/x.c '#include "postgres/conn.h"'
plant drivers/sqlite/x.c '#include <libpq-fe.h>'
plant drivers/postgres/x.c '#include <mysql.h>'
plant drivers/sqlite/x.c '#include <dunlin/dunlin.h>'
plant drivers/common/x.c '#include "sqlite/conn.h"'
plant plugins/demo/x.c '#include "base/str.h"'
plant tests/conform/x.c '#include <cmocka.h>'
plant tests/conform/x.c '#include "base/str.h"'
plant core/run/x.c '	home = getenv("HOME");'
plant core/run/x.c '	fprintf(stderr, "x"); /* why */'
plant core/run/x.c '	x = "/*"; printf("x");'
plant core/run/x.c '	/* one */ exit (1);'
plant core/host/x.c '	if (signal(SIGINT, SIG_IGN))'
plant core/run/x.c '	sigaction(SIGINT, &act, NULL);'
plant drivers/postgres/x.c '	puts("connected");'
plant drivers/postgres/guard.c '	exit(1);'

allow core/run/x.c '	host->exit(1); table.signal(2); dn_exit(3);'
allow core/run/x.c '	x = "getenv(\"y\")"; // getenv()'
allow core/run/x.c '	snprintf(x, sizeof(x), "%d", 1); /* printf() */'
allow drivers/postgres/guard.c '	_exit(1);'
allow core/run/x.c '#include "plan/plan.h"'
allow core/run/x.c '#include "store.h"'
allow core/engine.c '#include "host/registry.h"'
allow core/cli/x.c '	printf("%s\n", getenv("HOME"));'
allow drivers/postgres/x.c '#include <libpq-fe.h>'
allow drivers/mysql/x.c '#include <mysql.h>'
allow drivers/postgres/x.c '#include "common/fault.h"'

echo "1..$n"
exit $failed
