#!/bin/sh
# Version 1 of the driver interface stays: the headers of today only append to those that were frozen,
# and a driver built with either, or with later ones, works with the Dunlin of today.
. "${top_srcdir:?}/tests/tools/tap.sh"
here=$top_srcdir/tests/abi
v1=$here/v1
public=$top_srcdir/core/include
layout=no
# shellcheck disable=SC2086 # CC may be several words
case $(${CC:-cc} -dumpmachine) in
x86_64-*-linux-gnu | x86_64-linux-gnu) layout=yes ;;
esac

# --- what was frozen --------------------------------------------------------------------------

run "$here/interface" "$v1"
exits 0 'the frozen headers can be read'
if [ $layout = yes ]; then
	ok 'they are as they were frozen' cmp "$out" "$v1/layout"
else
	pass 'their offsets are kept for x86-64'
fi
is "$(awk '$1 == "member" && !seen[$2]++ && $2 != "dunlin_driver" { print $3, $4, $5, $6 }' "$v1/layout" |
	sort -u)" 'size 0 4 uint32_t' 'every struct begins with its size'
is "$(awk '$1 == "member" && $2 == "dunlin_driver" && n++ < 4 { print $3, $4, $5 }' "$v1/layout" | paste -sd,)" \
	'magic 0 4,major 4 2,minor 6 2,size 8 4' 'and the table with its head'
is "$(awk '$1 == "member" { if ($2 == in_struct && $4 != end) print $2, $3; in_struct = $2; end = $4 + $5 }' \
	"$v1/layout")" '' 'no struct has a hole'
is "$(grep -Ew 'int|long|short|unsigned|signed|bool|_Bool|enum|union|float|double|time_t|off_t|FILE' "$v1/layout")" \
	'' 'no member or call is of a type whose width a compiler picks'

# --- what there is today -----------------------------------------------------------------------

# compared HEADERS: with what was frozen.
compared()
{
	"$here/interface" "$1" >now 2>"$err" || return
	run awk -v layout=$layout -f "$here/compare.awk" "$v1/layout" now
}
compared "$public"
ok 'the headers of today keep all of it' [ "$status" -ne 1 ]
[ "$status" -ne 1 ] || tap_show
for driver in "$top_builddir"/drivers/.libs/*.so; do
	[ -e "$driver" ] || continue
	is "$(nm -D --defined-only "$driver" | awk '{ print $NF }')" "$(cat "$v1/symbols")" \
		"${driver##*/} exports what was frozen"
done

# change SED-SCRIPT...: the headers of today, changed.
change()
{
	mkdir -p changed/dunlin
	for path in "$public"/dunlin/*.h; do
		sed "$@" "$path" >"changed/dunlin/${path##*/}"
	done
}
breach()
{
	what=$1
	shift
	change "$@"
	compared changed
	exits 1 "$what is found"
}
breach 'a member that is gone' -e '/^struct dunlin_found {/,/^};/ { /\*remember;/d; }'
breach 'a member that was put between others' -e '/^struct dunlin_info {/,/^};/ s/int64_t version;/int64_t put; &/'
breach 'a member in the place of a reserved one' -e '/^struct dunlin_info {/,/^};/ s/uint32_t reserved;/uint32_t taken;/'
breach 'a member of another type' -e '/^struct dunlin_open {/,/^};/ s/int64_t silence_ms;/uint64_t silence_ms;/'
breach 'a wider member' -e '/^struct dunlin_fault {/,/^};/ s/int32_t native_code;/int64_t native_code;/'
breach 'two members that changed places' \
	-e '/^struct dunlin_backup {/,/^};/ { s/\*file;/*swap;/; s/\*tools;/*file;/; s/\*swap;/*tools;/; }'
breach 'a change in the head' -e 's/uint16_t major;/uint32_t major;/' -e '/uint16_t minor;/d'
breach 'a call that is gone' -e '/(\*explain)(/,/;/d'
breach 'a call with another argument' -e 's/(\*cancel)(dunlin_conn \*conn)/(*cancel)(dunlin_conn *conn, int32_t how)/'
breach 'a call that was put between others' -e 's/int32_t (\*tx_state)/void (*put)(void); &/'
breach 'a callback with another argument' -e 's/(\*dunlin_row_fn)(void \*payload, size_t n/(*dunlin_row_fn)(void *payload, uint32_t n/'
breach 'a status with another number' -e 's/^#define DUNLIN_EBUSY 18/#define DUNLIN_EBUSY 21/'
breach 'a capability with another bit' -e 's/^\(#define DUNLIN_CAP_SCRATCH\) (1u << 11)/\1 (1u << 21)/'
breach 'a number of a list with another value' -e 's/^#define DUNLIN_STMT_OWN 6/#define DUNLIN_STMT_OWN 7/'
breach 'another major' -e 's/^#define DUNLIN_DRIVER_MAJOR 1/#define DUNLIN_DRIVER_MAJOR 2/'

# What growth looks like: a member more at the end of every struct, a bit, a number and a status.
later()
{
	change -e '/^struct dunlin_[a-z_]* {/,/^};/ s/^};/	const char *appended;\n};/' \
		-e 's/(offsetof(struct \(dunlin_[a-z_]*\), [a-z_]*) + sizeof(.*)))/(offsetof(struct \1, appended) + sizeof(const char *)))/' \
		-e 's/^#define DUNLIN_CAP_LOCK .*/#define DUNLIN_CAP_LATER (1u << 31)\n&/' \
		-e 's/^#define DUNLIN_STMT_PLAIN 0/&\n#define DUNLIN_STMT_LATER 99/' \
		-e 's/^#define DUNLIN_OK 0/&\n#define DUNLIN_ELATER 99/'
}
later
compared changed
exits 2 'growth is none of these'
awk '$1 == "member" { print $2 }' "$v1/layout" | sort -u >structs
while read -r name; do
	prints "new: member $name appended" "it says what grew: $name"
done <structs
prints 'new: constant DUNLIN_ELATER 99' 'and the status'

# --- drivers of other times, in the Dunlin of today --------------------------------------------

mkdir -p project/migrations broken/migrations
cat >project/migrations/0001_notes.sql <<'END'
-- dunlin: up
CREATE TABLE notes (id INTEGER PRIMARY KEY, text VARCHAR(100) NOT NULL);
INSERT INTO notes (id, text) VALUES (1, 'it works');
-- dunlin: down
DROP TABLE notes;
-- dunlin: verify
-- dunlin: expect value = it works
SELECT text FROM notes WHERE id = 1;
-- dunlin: expect error 23502
INSERT INTO notes (id, text) VALUES (2, NULL);
END
cat >broken/migrations/0001_broken.sql <<'END'
CREATE TABLE broken (id INTEGER);
SELECT id,
	absent FROM broken;
END
# build NAME HEADERS [FLAG...]: the driver that was frozen.
build()
{
	driver=$tap_dir/$1.so
	headers=$2
	shift 2
	# shellcheck disable=SC2046,SC2086 # flags are words
	run ${CC:-cc} $SANITIZER_CFLAGS -std=c11 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -shared \
		-I"$headers" -I"$top_srcdir/tests/fake" "$@" $(pkg-config --cflags sqlite3) -o "$driver" "$v1/driver.c" \
		$(pkg-config --libs sqlite3)
	exits 0 "${driver##*/} is built"
	is "$(nm -D --defined-only "$driver" | awk '{ print $NF }' | grep '^dunlin_driver_v')" "$(cat "$v1/symbols")" \
		'and exports what was frozen'
}
# works WHAT [OPTION...]: with the driver just built; options of dunlin-conform.
works()
{
	what=$1
	shift
	rm -f notes.db
	with="--driver $driver --url kept:$tap_dir/notes.db"
	# shellcheck disable=SC2086 # $with is words
	for command in 'up --verify' 'status --check' verify audit 'redo --yes' 'down 1 --yes' up; do
		run dunlin -C project $with $command
		exits 0 "$what: $command"
	done
	# shellcheck disable=SC2086
	run dunlin -C project $with history
	prints notes "$what: it is in the history"
	# shellcheck disable=SC2086
	run dunlin -C project $with db backup "$tap_dir/copy"
	exits 2 "$what: what it lacks"
	warns '(backup)' "$what: is named"
	rm -f notes.db
	# shellcheck disable=SC2086
	run dunlin -C broken $with up
	exits 1 "$what: a statement that is wrong"
	warns '0001_broken.sql:3:2: no such column: absent' "$what: is pointed at"
	run dunlin -C project --driver "$driver" --url "kept:$tap_dir/read-only.db" up
	exits 1 "$what: what cannot be written to"
	warns 'a file cannot be written to: its name says so' "$what: is named, long after it was said"
	run "$top_builddir/dunlin-conform" "$driver" "kept:$tap_dir/conform.db" --only abi_magic --only abi_major \
		--only abi_size --only abi_required_calls --only abi_promised_calls --only abi_same_table \
		--only unclaimed_backup --only unclaimed_replicas "$@"
	exits 0 "$what: dunlin-conform takes it as well"
}
if pkg-config --exists sqlite3; then
	build whole "$v1"
	works 'a driver as it was built then' --only abi_newer_host
	run dunlin --driver "$driver" drivers
	prints 'cancel find savepoints' 'it can do what it claims'
	build short "$v1" -DV1_SHORT
	works 'the shortest table' --only abi_newer_host
	build anew "$public"
	works 'its source, built anew'
	build later changed -DV1_LATER=appended
	works 'a driver of a later time'
	run dunlin --driver "$driver" drivers
	prints 'cancel find savepoints' 'it can do what is known, and no more'
else
	skip 'drivers of other times' 'there is no SQLite to build them for'
fi

# --- drivers of other majors ----------------------------------------------------------------------

# refused MAJOR HINT FAKE: by the function that it exports, and by what a manifest says.
refused()
{
	mkdir -p "drivers$1"
	printf '%s\n' 'name = acme' 'file = acme.so' 'dialect = sqlite' "abi = $1" 'schemes = acme' >"drivers$1/acme.driver"
	cp "$DUNLIN_FAKES/honest.so" "drivers$1/acme.so"
	for how in "--driver $DUNLIN_FAKES/$3.so" ''; do
		# shellcheck disable=SC2086 # $how is words, or none
		run env DUNLIN_DRIVER_PATH="$tap_dir/drivers$1" "$DUNLIN" $how --url acme:x status
		exits 2 "a driver of ABI $1 is refused${how:+ by its function}"
		warns "it is built for driver ABI $1 (dunlin_driver_v$1), and this Dunlin takes ABI 1 (dunlin_driver_v1)" \
			'and both are named'
		warns "$2" 'with what to do'
	done
}
refused 0 'build it anew with the headers of this Dunlin' draft_entry
refused 2 'it needs a newer Dunlin' later_entry
tap_done
