#!/bin/sh
# The drivers of the tree keep their contract, and dunlin-conform says what it finds as it should.
. "${top_srcdir:?}/tests/tools/tap.sh"
conform=$top_builddir/dunlin-conform
drivers=$top_builddir/drivers/.libs
PATH=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN:}$PATH
export PATH
# Sanitizers keep what is freed for a while, which a case would take for a leak.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=0:thread_local_quarantine_size_kb=0
export ASAN_OPTIONS

# passes DRIVER NAME URL [WORD...]: with nothing left out that it claims.
passes()
{
	name=$2
	driver=$1
	url=$3
	shift 3
	run "$conform" "$driver" "$url" --strict "$@"
	exits 0 "$name: every case passes"
	is "$(grep -c '^ok ' "$out")" "$(sed -n 's/^1\.\.//p' "$out")" "$name: and is told"
	is "$(grep 'the quirks do not say' "$out")" '' "$name: nothing is left out untold"
	is "$(cat "$err")" '' "$name: the driver printed nothing"
}
liar=$DUNLIN_FAKES/liar.so
if [ -e "$drivers/sqlite.so" ]; then
	sqlite=$drivers/sqlite.so
	passes "$sqlite" sqlite "sqlite:$tap_dir/conform.db"
	DUNLIN_LIAR_DRIVER=$sqlite
	export DUNLIN_LIAR_DRIVER
	passes "$liar" 'around sqlite' "sqlite:$tap_dir/conform.db"
	# An older and a newer table than the kit's.
	DUNLIN_LIE=table~size~-8
	export DUNLIN_LIE
	passes "$liar" 'an older table' "sqlite:$tap_dir/conform.db" --only abi_size --only query_rows
	DUNLIN_LIE=table~size~64
	passes "$liar" 'a newer table' "sqlite:$tap_dir/conform.db" --only abi_size --only query_rows
	# setup() goes with no ability: a table may lack it.
	DUNLIN_LIE=table~no_setup
	passes "$liar" 'a table without setup' "sqlite:$tap_dir/conform.db" --only open_setup \
		--only abi_promised_calls --only query_rows
	prints 'open_setup # SKIP it has no setup()' 'nobody asks for what it lacks'
	unset DUNLIN_LIE
fi
if [ -e "$drivers/postgres.so" ]; then
	# The kit's databases beside the one it is given have one name for each server, and test_lies.sh
	# runs it there as well.
	exec 9>"$top_builddir/tests/conform/postgres.lock"
	flock 9
	passes "$drivers/postgres.so" postgres "$(pg_new)"
	# Every case but those that only take long; a sanitizer sees nothing new there.
	if [ -z "${SANITIZER_CFLAGS-}" ]; then
		DUNLIN_LIAR_DRIVER=$drivers/postgres.so
		export DUNLIN_LIAR_DRIVER
		# shellcheck disable=SC2046 # words
		passes "$liar" 'around postgres' "$(pg_new)" \
			$("$conform" --list | grep -v '^load_\(leaks\|threads\)' | sed 's/^/--only /')
	fi
	flock -u 9
	exec 9>&-
fi
if [ -e "$drivers/mysql.so" ]; then
	passes "$drivers/mysql.so" mysql "$DUNLIN_TEST_MY"
	passes "$drivers/mysql.so" 'mysql by its port' "$DUNLIN_TEST_MY_TCP" --only lost_exec \
		--only lost_in_silence --only lost_killed --only database_create --only open_timeout
fi

# How it is called.
run "$conform" --help
exits 0 '--help works'
prints 'usage: dunlin-conform DRIVER.so URL' 'and says how it is called'
run "$conform" --version
exits 0 '--version works'
prints 'dunlin-conform 0' 'and says which it is'
# refused TEXT WORD...
refused()
{
	text=$1
	shift
	run "$conform" "$@"
	exits 2 "bad usage is refused: $text"
	warns "$text" 'and named'
	is "$(cat "$out")" '' 'with nothing on stdout'
}
refused 'no driver is given'
refused 'no URL is given' x.so
refused 'unknown option --strickt' x.so url --strickt
refused 'a value is missing behind --quirks' x.so url --quirks
refused 'there is no case nothing' x.so url --only nothing
refused 'too many arguments: three' x.so url three
refused 'No such file' "$tap_dir/missing.so" url
echo text >text.so
refused 'text.so' ./text.so url
refused 'it has no function dunlin_driver_v1' "$DUNLIN_FAKES/no_entry.so" url
refused 'dunlin_driver_v0), and this kit is for dunlin_driver_v1' "$DUNLIN_FAKES/draft_entry.so" url
refused 'returns no table' "$DUNLIN_FAKES/null_table.so" url
if [ -e "$drivers/sqlite.so" ]; then
	url=sqlite:$tap_dir/conform.db
	refused 'No such file' "$sqlite" "$url" --quirks missing
	printf '# a comment\n\nnotice\n' >bad.quirks
	refused 'bad.quirks:3: not of the form key = value' "$sqlite" "$url" --quirks bad.quirks
	printf 'notise = none\n' >bad.quirks
	refused 'bad.quirks:1: unknown key "notise"' "$sqlite" "$url" --quirks bad.quirks
	printf ' show = none \n' >some.quirks
	run "$conform" "$sqlite" "$url" --quirks some.quirks --strict --only reset_setting
	exits 0 'what the database has not is left out'
	prints 'ok 1 - reset_setting # SKIP the quirks say: show = none' 'and told'
	run env DUNLIN_LIAR_DRIVER="$sqlite" DUNLIN_LIE='exec~crash' "$conform" "$liar" "$url" --only exec_empty --only close_null
	prints 'not ok' 'a driver that crashes fails its case'
	prints 'the driver crashed: Aborted' 'and is told to'
	prints '1 of 2 failed' 'the other cases are run'
	# Claimed, and nobody told how it can be tried.
	set -- env DUNLIN_LIAR_DRIVER="$sqlite" DUNLIN_LIE=table~claim~6 "$conform" "$liar" "$url" \
		--only copy_takes_rows
	run "$@"
	exits 0 'what is claimed and cannot be tried is left out'
	prints 'SKIP claimed, and not for this connection' 'and told'
	run "$@" --strict
	exits 1 'unless --strict calls it a failure'
	prints 'not ok 1 - copy_takes_rows' 'of its case'
fi

# What can be claimed is tried somewhere.
sed -n 's/^#define DUNLIN_\(CAP_[A-Z]*\) .*/\1/p' "$top_srcdir/core/include/dunlin/driver.h" | grep -v -x CAP_ALL >caps
ok 'there are capabilities' test "$(wc -l <caps)" -gt 20
untried=
while read -r cap; do
	grep -q -w "DUNLIN_$cap" "$top_srcdir"/tests/conform/cases_[!au]*.c || untried="$untried $cap"
done <caps
is "$untried" '' 'each has a case that tries it'

# The pages and the program name the same keys and cases.
man=$top_srcdir/docs/man/dunlin-conform.1
sed -n '/^} keys\[\] = {/,/^};/s/^\t{ "\([a-z_]*\)",.*/\1/p' "$top_srcdir/tests/conform/quirks.c" |
	sort >keys
sed -n 's/^\.It Ic //p' "$man" | sort >page
ok 'there are keys' test "$(wc -l <keys)" -gt 30
is "$(comm -3 keys page)" '' 'dunlin-conform.1 has the keys of a file of quirks'
"$conform" --help | grep -o -e '--[a-z]*' | sort -u >options
sed -n 's/^\.It Fl Fl \([a-z]*\).*/--\1/p' "$man" | sort -u >page
is "$(comm -3 options page)" '' 'and the options'
tap_done
