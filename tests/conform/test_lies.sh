#!/bin/sh
# Every case of the conformance kit has a driver that lies about just that, and finds it out.
. "${top_srcdir:?}/tests/tools/tap.sh"
conform=$top_builddir/dunlin-conform
lies=$top_srcdir/tests/conform/lies.txt
drivers=$top_builddir/drivers/.libs
PATH=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN:}$PATH
export PATH

"$conform" --list | sort >cases
grep -v '^#' "$lies" | cut -d' ' -f1 | sort >lied
is "$(comm -3 cases lied)" '' 'every case has one lie, and every lie a case'
ok 'there are many' test "$(wc -l <cases)" -ge 80

# Not one of its own making: without a lie the driver in between changes nothing.
pg=$(pg_new)
url()
{
	if [ "$1" = sqlite ]; then echo "sqlite:$tap_dir/lies.db"; else echo "$pg"; fi
}
# tell DRIVER LIE CASE
tell()
{
	run env DUNLIN_LIAR_DRIVER="$drivers/$1.so" DUNLIN_LIE="$2" "$conform" \
		"$DUNLIN_FAKES/liar.so" "$(url "$1")" --strict --only "$3"
}
grep -v '^#' "$lies" >table
while read -r case driver lie; do
	[ -e "$drivers/$driver.so" ] || continue
	tell "$driver" "$lie" "$case"
	if [ "$status" -eq 1 ] && grep -q "^not ok 1 - $case\$" "$out"; then
		pass "$case finds out $lie: $(sed -n 's/^# //p' "$out" | head -1 | tr '#' ' ')"
	else
		fail "$case finds out $lie" && tap_show
	fi
done <table
tap_done
