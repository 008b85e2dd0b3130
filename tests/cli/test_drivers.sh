#!/bin/sh
# drivers: what is found, where, and what is refused.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

fresh plain
run dunlin drivers
exits 0 'drivers needs no target'
prints 'sqlite   sqlite   sqlite sqlite3' 'the sqlite driver is there'
prints DUNLIN_DRIVER_PATH 'from the place that was named'
prints 'looked in:' 'the places are listed'
prints "$DUNLIN_DRIVER_PATH (DUNLIN_DRIVER_PATH)" 'with who named them'
HOME=$tap_dir/home
export HOME
unset XDG_DATA_HOME
run dunlin drivers
prints "$tap_dir/home/.local/share/dunlin/drivers (your data folder)" 'your data folder is one'
run env XDG_DATA_HOME="$tap_dir/data" "$DUNLIN" drivers
prints "$tap_dir/data/dunlin/drivers (your data folder)" 'which you may move'
run env -u DUNLIN_DRIVER_PATH "$top_builddir/dunlin" drivers
prints 'build tree' 'a program that is not installed knows its build tree'
prints 'sqlite   sqlite   sqlite sqlite3' 'and the drivers in it'
run env DUNLIN_DRIVER_PATH="relative:$DUNLIN_DRIVER_PATH" "$DUNLIN" drivers
warns 'a path that is not absolute is left out' 'a relative place is none'
prints 'sqlite   sqlite   sqlite sqlite3' 'the others count'

mkdir "$tap_dir/mine"
cp "$DUNLIN_DRIVER_PATH/sqlite.so" "$DUNLIN_DRIVER_PATH/sqlite.driver" "$tap_dir/mine"
chmod 777 "$tap_dir/mine/sqlite.so"
run env DUNLIN_DRIVER_PATH="$tap_dir/mine" "$DUNLIN" drivers
exits 0 'a driver that everybody may change'
prints 'can be written by everybody' 'is refused with the reason'

fresh project
put dunlin.conf 'project { drivers = {"drivers"} }' 'target x { url = "sqlite:x.db" }'
mkdir drivers migrations
run dunlin drivers
prints_not "$PWD/drivers (dunlin.conf)" 'a project cannot have its drivers loaded by itself'
prints '--trust-project-drivers' 'it says how'
run dunlin --trust-project-drivers drivers
prints "$PWD/drivers (dunlin.conf)" 'when it is trusted'
put dunlin.conf 'project { drivers = {"drivers"} }' 'target x { url = "acme:x" }'
run dunlin status
exits 2 'a scheme that no driver takes'
warns acme 'is named'
warns 'dunlin.conf names drivers; --trust-project-drivers loads them' 'with what might help'
run dunlin --driver nowhere.so --url sqlite:x.db status
exits 2 'a driver that is not there'
warns 'nowhere.so: No such file' 'is named'
run dunlin --driver "$DUNLIN_DRIVER_PATH/sqlite.so" --url sqlite:x.db status
exits 0 'one can be named outright'
tap_done
