#!/bin/sh
# doctor: everything a run needs, a line each, and what to do.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"

project sqlite
run dunlin doctor
exits 0 'all is well'
prints 'ok       configuration: dunlin.conf; url from dunlin.conf, target dev' 'the configuration is found'
case " ${STATIC_DRIVERS-} " in
*sqlite*) prints 'ok       driver: sqlite, linked in' 'the driver' ;;
*) prints 'ok       driver: sqlite, from ' 'the driver' ;;
esac
prints 'ok       files: 3 migrations' 'the files'
prints 'ok       connection: SQLite 3' 'the connection'
prints 'dunlin up makes a file that is missing' 'a warning says what to do'
prints '0 problems, 1 warning' 'they are counted'
ok 'nothing is made' test ! -e dev.db
dunlin -q up >/dev/null
run dunlin doctor
exits 0 'after a run as well'
prints 'ok       log: ' 'the log is looked at'
prints 'ok       rights: ' 'and whether it can be written'
sqlite3 dev.db "UPDATE dunlin_event SET name = 'x' WHERE seq = 2"
put migrations/0001_users.up.sql 'SELECT 1;'
run dunlin doctor
exits 1 'problems are exit code 1'
prints 'problem  log: ' 'a log that was altered'
prints 'problem  migrations: ' 'a file that has changed'
prints '2 problems, 0 warnings' 'they are counted'
rm -r migrations
run dunlin doctor
exits 1 'no folder'
prints 'problem  files: migrations: no such folder' 'is a problem, and the rest is looked at all the same'
prints 'ok       connection: ' 'as far as it goes'
put dunlin.conf 'target dev { url = "${NOT_SET_AT_ALL}" }'
run dunlin doctor
exits 2 'a configuration that is wrong comes first'
warns 'NOT_SET_AT_ALL' 'with what is wrong'

project nowhere
run dunlin --url 'postgresql://u:geheim@/none?host=/nowhere' doctor
exits 6 'no connection'
prints 'problem  connection: ' 'is a finding'
prints_not geheim 'without the password'
run dunlin --url 'acme://u:geheim@h/d' doctor
exits 1 'a scheme nobody knows'
prints 'problem  driver: ' 'is one as well'
prints_not geheim 'without the password, too'

project crash
run dunlin --driver "${DUNLIN_FAKES:?}/crash.so" --url sqlite:x.db doctor
exits 1 'a driver that crashes'
prints "problem  driver: $DUNLIN_FAKES/crash.so crashed: Aborted" 'is a problem, by name'
prints '1 problem, 0 warnings' 'which is counted'
prints_not 'connection:' 'and nothing is said of what was not seen'
ok 'nothing is made' test ! -e x.db
run dunlin --json --driver "$DUNLIN_FAKES/crash.so" --url sqlite:x.db doctor
exits 1 'and as JSON'
holds doctor 'one document says so'
prints 'crash.so crashed: Aborted' 'with the same words'
run dunlin --json --url sqlite::memory: doctor
holds doctor 'and there is one document when nothing crashes'

project pg
url=$(pg_new)
run dunlin --url "$url" doctor
exits 0 'PostgreSQL'
ok 'names its version' grep -Eq '^ok       connection: PostgreSQL [0-9]+' "$out"
ok 'its clock is compared' grep -q '^ok       clock: ' "$out"
dunlin -q --url "$url" up >/dev/null
run dunlin --url "$url" doctor
exits 0 'after a run'
prints 'ok       lock: no run is under way' 'the lock is looked at'
run dunlin --json --url "$url" doctor
exits 0 'and as JSON'
tap_done
