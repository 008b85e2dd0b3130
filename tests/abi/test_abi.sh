#!/bin/sh
# What programs and drivers were compiled against stays: the symbols of the library, and the structs,
# constants and calls of the public headers.  They grow, and tests/abi/update takes that over.
. "${top_srcdir:?}/tests/tools/tap.sh"
here=$top_srcdir/tests/abi
library=$top_builddir/.libs/libdunlin.so
growth='run tests/abi/update, and commit what it changes'

# --- the symbols ----------------------------------------------------------------------------

nm -D --defined-only --with-symbol-versions "$library" | awk '{ print $NF }' | grep -v '^DUNLIN_' |
	LC_ALL=C sort >exported
LC_ALL=C sort "$here/libdunlin.symbols" >kept
is "$(comm -23 kept exported)" '' 'every symbol that was ever exported is there'
comm -13 kept exported >new
is "$(cat new)" '' 'none is exported that is not kept'
[ ! -s new ] || diag "if they are meant: $growth"
awk -f "$here/map.awk" "$top_srcdir/core/libdunlin.map" | LC_ALL=C sort >mapped
is "$(comm -3 kept mapped)" '' 'core/libdunlin.map names each of them'
is "$(grep -F '*' mapped)" '' 'one by one'

# --- the headers ----------------------------------------------------------------------------

# The offsets that are kept are those of x86-64.
layout=no
# shellcheck disable=SC2086 # CC may be several words
case $(${CC:-cc} -dumpmachine) in
x86_64-*-linux-gnu | x86_64-linux-gnu) layout=yes ;;
esac
run "$here/interface" "$top_srcdir/core/include"
exits 0 'the public headers can be read'
cp "$out" interface
run awk -v layout=$layout -f "$here/compare.awk" "$here/interface.list" interface
exits 0 'what others are compiled against is as it is kept'
[ "$status" -ne 2 ] || diag "it has grown: $growth"
is "$(sed -n 's/^call \([^ ]*\) .*/\1/p' interface | LC_ALL=C sort)" "$(sed 's/@.*//' kept)" \
	'the headers declare what the library exports'

# --- each kind of breach is found, and growth is told from it --------------------------------

mkdir -p tree/tests tree/core/include/dunlin
# change SED-SCRIPT...: a tree with changed headers; then compares it with what is kept.
change()
{
	rm -rf tree/tests/abi
	cp -R "$here" tree/tests/
	cp "$top_srcdir/core/libdunlin.map" tree/core/
	chmod -R u+w tree
	for path in "$top_srcdir"/core/include/dunlin/*.h; do
		sed "$@" "$path" >"tree/core/include/dunlin/${path##*/}"
	done
	"$here/interface" tree/core/include >changed 2>"$err" || return
	run awk -v layout=$layout -f "$here/compare.awk" interface changed
}
breach()
{
	what=$1
	shift
	change "$@"
	exits 1 "$what is found"
}

change -e ''
exits 0 'headers that did not change are the same'
breach 'a member that is gone' -e '/struct dunlin_open {/,/};/ { /\*application;/d; }'
prints 'changed: member dunlin_open' 'and named'
breach 'a member that was put between others' \
	-e '/^struct dunlin_options {/,/};/ s/const char \*env;/int64_t inserted; &/'
prints 'inserted' 'and named'
breach 'a member of another type' -e 's/int64_t lock_timeout_ms;/uint64_t lock_timeout_ms;/'
breach 'two members that changed places' \
	-e '/^struct dunlin_bundle {/,/};/ { s/\*name;/*swap;/; s/\*checksum;/*name;/; s/\*swap;/*checksum;/; }'
breach 'a constant with another value' -e 's/^#define DUNLIN_EBUSY 18/#define DUNLIN_EBUSY 30/'
breach 'a constant that is gone' -e '/^#define DUNLIN_CAP_LEND /d' -e 's/DUNLIN_CAP_LEND/DUNLIN_CAP_EXPLAIN/'
breach 'a call with other arguments' -e 's/dunlin_cancel(dunlin_engine \*engine)/dunlin_cancel(dunlin_engine *engine, int how)/'
breach 'a typedef of something else' -e 's/^typedef int32_t dunlin_status;/typedef int16_t dunlin_status;/'
change -e 's/^struct dunlin_bundle {/struct dunlin_bundle { uint32_t a : 3;/'
ok 'a bit-field is refused' grep -q 'bit-field' "$err"
change -e 's/^DUNLIN_API void dunlin_cancel(/void dunlin_cancel(/'
ok 'and a call that is declared and not exported' grep -q 'DUNLIN_API' "$err"

change -e '/^struct dunlin_options {/,/^};/ s/^};/	const char *appended;\n};/' \
	-e 's/^#define DUNLIN_EREFUSED 19/&\n#define DUNLIN_ENEW 20/' \
	-e 's/^DUNLIN_API void dunlin_cancel(.*/&\nDUNLIN_API void dunlin_new_call(void);/' \
	-e 's/^struct dunlin_place {/struct dunlin_new { uint32_t size; };\n&/'
exits 2 'growth is told from a breach'
for name in 'member dunlin_options appended' 'constant DUNLIN_ENEW 20' 'call dunlin_new_call' \
	'member dunlin_new size'; do
	prints "new: $name" "it says: $name"
done

# --- taking growth over ---------------------------------------------------------------------

if [ $layout = yes ]; then
	before=$(cat tree/tests/abi/libdunlin.symbols)
	run tree/tests/abi/update
	exits 0 'update takes growth over'
	prints 'new: call dunlin_new_call' 'and says what it was'
	is "$(awk -f "$here/map.awk" tree/core/libdunlin.map | LC_ALL=C sort)" \
		"$(printf '%s\n' "$before" "dunlin_new_call@@DUNLIN_0" | LC_ALL=C sort)" \
		'a new call is exported, in the last version'
	ok 'and kept' grep -qx 'dunlin_new_call@@DUNLIN_0' tree/tests/abi/libdunlin.symbols
	ok 'as are the others' grep -q 'member dunlin_options appended' tree/tests/abi/interface.list
	cp -R tree again
	run again/tests/abi/update
	ok 'a second time it changes nothing' diff -r tree again

	change -e 's/^DUNLIN_API void dunlin_cancel(.*/&\nDUNLIN_API void dunlin_new_call(void);/'
	printf '\nDUNLIN_0_2 {\n\tglobal:\n} DUNLIN_0;\n' >>tree/core/libdunlin.map
	run tree/tests/abi/update
	is "$(tail -n 4 tree/core/libdunlin.map)" "$(printf 'DUNLIN_0_2 {\n\tglobal:\n\t\tdunlin_new_call;\n} DUNLIN_0;')" \
		'a version that was added takes what is new'
	ok 'which is kept with it' grep -qx 'dunlin_new_call@@DUNLIN_0_2' tree/tests/abi/libdunlin.symbols

	change -e 's/^#define DUNLIN_EBUSY 18/#define DUNLIN_EBUSY 30/' \
		-e 's/^#define DUNLIN_EREFUSED 19/&\n#define DUNLIN_ENEW 20/'
	rm -rf again
	cp -R tree again
	run tree/tests/abi/update
	exits 1 'update refuses anything else'
	warns 'constant DUNLIN_EBUSY 18' 'and names it'
	ok 'nothing is changed then' diff -r tree again
else
	pass 'tests/abi/update is for x86-64'
fi
tap_done
