#!/bin/sh
# What the library promises to a program that embeds it: no output, no exit, no signal handler, no
# environment, no terminal, and no global state.  Held to what its objects refer to, and to the
# writable data they have.  The code of drivers that are linked in is not looked at: a client library
# does as it likes.
. "${top_srcdir:?}/tests/tools/tap.sh"
here=$top_srcdir/tests/abi
archives="$top_builddir/.libs/libdunlincore.a $top_builddir/.libs/libdunlinbase.a"

# refers FILE...: the names they have from elsewhere, in their plain form.
refers()
{
	for file; do
		case $file in
		*.so) nm -D --undefined-only "$file" ;;
		*) nm --undefined-only "$file" ;;
		esac
	done | awk 'NF == 2 { name = $2; sub(/@.*/, "", name); sub(/^__/, "", name); sub(/_chk$/, "", name); print name }' |
		sort -u
}

# forbidden FILE...: those of them that must not be, with the reason.
forbidden()
{
	refers "$@" >names
	sed -n 's/^\([a-z ]*\): \(.*\)/\1:\2/p' "$here/forbidden" | awk -F: '
		NR == FNR { n = split($2, list, " "); for (i = 1; i <= n; i++) why[list[i]] = $1; next }
		$0 in why { print $0 " (" why[$0] ")" }' - names
}

# writable FILE...: OBJECT SYMBOL for every symbol in writable data.  What is constant once the loader
# has put addresses in, .data.rel.ro, is not.
writable()
{
	objdump -t "$@" | awk '
		/file format/ { object = $1; sub(/:$/, "", object); sub(/.*-/, "", object); sub(/[.]l?o$/, "", object) }
		/[ \t]([.](data|bss|tdata|tbss)[^ \t]*|[*]COM[*])[ \t]/ &&
			!/[.]data[.]rel[.]ro/ && !/ d[ \t]+[.]/ {
			name = $NF # of a function: "name.1" for one compiler, "function.name" for another
			sub(/[.][0-9]+$/, "", name)
			sub(/^.*[.]/, "", name)
			print object, name
		}' | sort
}

explained()
{
	sed -n 's/^\([a-z_]* [a-z_0-9]*\) .*/\1/p' "$here/writable" | sort
}

# Sanitizers put calls and data of their own into every object.
if [ -z "${SANITIZER_CFLAGS-}" ]; then
	# shellcheck disable=SC2086 # two files
	{
		ok 'the engine has objects to look at' [ "$(refers $archives | wc -l)" -gt 50 ]
		is "$(forbidden $archives)" '' 'its objects call nothing that they must not'
		is "$(writable $archives)" "$(explained)" 'its writable data is what tests/abi/writable explains'
	}
	[ -n "${STATIC_DRIVERS-}" ] ||
		is "$(forbidden "$top_builddir/.libs/libdunlin.so")" '' 'nor does the library'
fi

# The check can fail.
cat >bad.c <<'C'
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
extern char **environ;
extern const int there;
int counter;
static int hidden = 1;
static __thread int each;
static const char *const fine[] = { "a", "b" };
int bad(int i);
int bad(int i)
{
	static int calls;

	printf("%s %s\n", fine[i], getenv("HOME"));
	fprintf(stderr, "%s\n", *environ);
	signal(SIGINT, SIG_IGN);
	if (i > there)
		exit(i);
	return calls++ + hidden++ + each++ + counter++;
}
C
# shellcheck disable=SC2086 # CC may be several words
run ${CC:-cc} -O0 -fPIC -D_FORTIFY_SOURCE=0 -c -o x-bad.o bad.c
exits 0 'a bad object is made'
is "$(forbidden x-bad.o | sed 's/^_sysv_//' | paste -sd,)" \
	'environ (environment),exit (exit),fprintf (output),getenv (environment),printf (output),signal (signals),stderr (output)' \
	'what it must not call is found'
is "$(writable x-bad.o | paste -sd,)" 'bad calls,bad counter,bad each,bad hidden' \
	'and what state it keeps'
tap_done
