#!/bin/sh
# Every case of the conformance kit has a driver that lies about just that: that case finds it out, and
# a few others that are run beside it do not.
. "${top_srcdir:?}/tests/tools/tap.sh"
conform=$top_builddir/dunlin-conform
lies=$top_srcdir/tests/conform/lies.txt
drivers=$top_builddir/drivers/.libs
PATH=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN:}$PATH
export PATH
beside='info_filled exec_unknown_kind text_unicode'

grep -v -e '^#' -e '^also ' "$lies" >table
grep '^also ' "$lies" >also
"$conform" --list | sort >cases
cut -d' ' -f1 table | sort >lied
is "$(comm -3 cases lied)" '' 'every case has one lie, and every lie a case'
is "$(cut -d' ' -f2- table | sort | uniq -d)" '' 'and none has that of another'
ok 'there are many' test "$(wc -l <cases)" -ge 80

# due CASE: what fails.
due()
{
	{
		echo "$1"
		sed -n "s/^also $1 //p" also | tr ' ' '\n'
	} | sort | tr '\n' ' '
}
# tell NAME URL: the lies of the table NAME, one after the other.  What is found goes to NAME.told, a line
# for each.  Not one of them is of its own making: without a lie the driver in between changes nothing.
tell()
{
	while read -r case driver lie; do
		only=
		for name in $case $beside; do
			only="$only --only $name"
		done
		# shellcheck disable=SC2086 # words
		DUNLIN_LIAR_DRIVER=$drivers/$driver.so DUNLIN_LIE=$lie "$conform" \
			"$DUNLIN_FAKES/liar.so" "$2" --strict $only >"$1.out" 2>&1 </dev/null
		failed=$(sed -n 's/^not ok [0-9]* - //p' "$1.out" | sort | tr '\n' ' ')
		if [ "$failed" = "$(due "$case")" ]; then
			why=$(grep -A1 "^not ok [0-9]* - $case\$" "$1.out" | sed -n 's/^# //p')
			printf '%s\n' "ok $case finds out $lie: $why"
		else
			printf '%s\n' "not ok $case alone finds out $lie: $failed: $(tr '\n' ' ' <"$1.out")"
		fi
	done <"$1" >"$1.told"
}
# SQLite's are in files of their own, and may be told side by side; those of one server may not.
grep '^[^ ]* sqlite ' table >sqlite
awk -v n="$(wc -l <sqlite)" '{ print > (NR * 2 <= n ? "first" : "second") }' sqlite
grep '^[^ ]* postgres ' table >third
mkdir 1 2
if [ -e "$drivers/sqlite.so" ]; then
	tell first "sqlite:$tap_dir/1/lies.db" &
	tell second "sqlite:$tap_dir/2/lies.db" &
fi
if [ -e "$drivers/postgres.so" ]; then
	(flock 9 && tell third "$(pg_new)" && flock -u 9) 9>"$top_builddir/tests/conform/postgres.lock"
fi
wait
for told in first.told second.told third.told; do
	[ -e "$told" ] || continue
	is "$(wc -l <"$told")" "$(wc -l <"${told%.told}")" 'all are told'
	while read -r line; do
		case $line in
		ok*) pass "$(printf '%s' "${line#ok }" | tr '#' ' ')" ;;
		*) fail "$(printf '%s' "${line#not ok }" | tr '#' ' ')" ;;
		esac
	done <"$told"
done
tap_done
