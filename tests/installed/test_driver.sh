#!/bin/sh
# The driver that `dunlin driver new` writes is built from an installed tree, which it knows only through
# pkg-config, and works.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/installed/common.sh"
unset DUNLIN_DRIVER_PATH
# What a sanitizer holds back the kit would take for a leak.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=0:thread_local_quarantine_size_kb=0
export ASAN_OPTIONS

install_tree
exits 0 'Dunlin is installed'
[ "$status" -eq 0 ] || tap_done
PKG_CONFIG_PATH=$pc:${PKG_CONFIG_PATH-}
PKG_CONFIG_SYSROOT_DIR=$tap_dir/root
DUNLIN=$bin/dunlin
PATH=$bin:$PATH
HOME=$tap_dir/home
export DUNLIN PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR PATH HOME
unset XDG_DATA_HOME

run dunlin driver new acme
exits 0 'a driver is begun'
cd acme || exit 99
run own_make CC="${CC:-cc}" CFLAGS="-O1 -Werror ${SANITIZER_CFLAGS-}"
exits 0 'it is built without a warning'
ok 'it needs no library of Dunlin' eval '! ldd acme.so | grep -q libdunlin'
run own_make check
exits 0 'its own check is content'
prints '+ dunlin down 1 --yes' 'which migrates with it'
run own_make install
exits 0 'it is installed'
run dunlin drivers
prints 'acme     sqlite   acme' 'and found where it is'
ok 'with what it can do' grep -Eq '^acme .*cancel' "$out"
mkdir migrations
echo 'CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1), (1);' >migrations/1_a.sql
run dunlin --url acme:x.db up
exits 1 'a row twice is refused'
warns 'migrations/1_a.sql:1: UNIQUE constraint failed: a.id (23505)' 'with its SQLSTATE'
run dunlin --url acme:x.db status
prints 'pending' 'and nothing of it is left'
echo 'CREATE TABLE a (id INTEGER); CREATE TALE b (id INTEGER);' >migrations/1_a.sql
run dunlin --url acme:x.db up
warns 'migrations/1_a.sql:1:37: near "TALE": syntax error' 'a mistake is shown to the column'
run dunlin --url acme:not-there.db status
ok 'looking makes no database' test ! -e not-there.db
tap_done
