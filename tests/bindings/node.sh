#!/bin/sh
# The binding for Node.js, on SQLite and PostgreSQL; and its types name all that it has.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/bindings/bindings.sh"
node_ready

for database in sqlite postgres; do
	mkdir "$tap_dir/$database"
	cd "$tap_dir/$database" || exit 99
	case $database in
	sqlite) url=sqlite:x.db ;;
	postgres) url=$(pg_new) ;;
	esac
	with_library node "$top_srcdir/tests/bindings/test_node.js" "$url"
	[ "$status" -eq 0 ] || tap_show
	relay 37 "$database"
done

types=$top_srcdir/bindings/node/dunlin.d.ts
with_library node -e '
	const dunlin = require("dunlin");
	for (const [name, value] of Object.entries(dunlin)) {
		console.log(name);
		if (typeof value === "object") Object.keys(value).forEach((one) => console.log(one));
		if (value.prototype) Object.getOwnPropertyNames(value.prototype).forEach((one) => console.log(one));
	}'
sed -n "/^const optionNames = /,/)/p; /^const \(start\|replica\|wish\)Names = /p; /^const testDbNames = /p" \
	"$top_srcdir/bindings/node/dunlin.js" | grep -o "'[A-Za-z]*'" | tr -d "'" >>"$out"
ok 'the binding tells its names' [ "$(wc -l <"$out")" -ge 120 ]
missing=
while read -r name; do
	grep -qw "$name" "$types" || missing="$missing $name"
done <"$out"
is "$missing" '' 'dunlin.d.ts has each of them'

DUNLIN_LIBRARY=/nowhere/libdunlin.so
run node -e 'require("dunlin")'
exits 1 'without the library it cannot be loaded'
warns 'DUNLIN_LIBRARY' 'and says what names it'
tap_done
