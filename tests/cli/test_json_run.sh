#!/bin/sh
# --json of everything that is done to a database, on SQLite and on PostgreSQL.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"

# all_commands NAME: what there is to do in a project, on the database of its target.
all_commands()
{
	run dunlin --json check
	exits 0 "$1: check"
	holds check 'is an object'
	prints '"findings":[{"severity":"good","about":"files","message":"' 'with what was looked at'
	run dunlin check --statements --format json
	holds check "$1: check --statements"
	ok 'it has every statement' grep -Eq '"id":"0002","name":"orders","up":\{"file":"migrations/0002_orders.up.sql","statements":\[\{"line":1,"offset":0,"length":[0-9]+,"kind":"statement","sql":"CREATE TABLE orders .*"verify":\{' "$out"
	run dunlin --json doctor
	exits 0 "$1: doctor"
	holds doctor 'is an object'
	prints '"findings":[{"severity":"good","about":"configuration","message":"' 'with findings'
	run dunlin --json status
	exits 0 "$1: status"
	holds status 'is an object'
	prints '"counts":{"applied":0,"pending":4,' 'with its counts'
	prints '"kind":"versioned","id":"0001","name":"users","state":"pending"' 'and migrations'
	run dunlin plan --json
	exits 0 "$1: plan"
	holds plan 'is an object'
	prints '"file":"migrations/0002_orders.up.sql","line":2,' 'with the lines of the files'
	run dunlin up --check --json
	exits 3 "$1: up --check"
	holds up 'is an object'
	prints '"exit":3' 'with the exit code'
	prints '"state":"pending"' 'and what is pending'
	run dunlin up 2 --dry-run --json
	exits 0 "$1: up --dry-run"
	holds up 'is an object'
	prints '"state":"tried"' 'which has kept nothing'
	prints '"trial":"' 'and says how'
	run dunlin up --json
	exits 0 "$1: up"
	holds up 'is an object'
	prints '"steps":[{"direction":"up","kind":"versioned","id":"0001","name":"users","file":"migrations/0001_users.up.sql","reason":' \
		'with its steps'
	prints '"counts":{"applied":4,"reverted":0,' 'with its counts'
	prints '"pending":0,"waiting":0,"head":"' 'and the head'
	warns 'dunlin: target ' 'messages go to stderr'
	run dunlin -q status --json
	holds status "$1: status of what is applied"
	ok 'it has times and checksums' grep -Eq \
		'"state":"applied",.*"applied_at":"20[0-9T:.-]*Z","duration_us":[0-9]+,"checksum":"[0-9a-f]{64}"' "$out"
	is "$(cat "$err")" '' 'quiet, stderr is empty'
	run dunlin verify --json
	exits 0 "$1: verify"
	holds verify 'is an object'
	prints '"counts":{"verified":1}' 'with its count'
	run dunlin redo --json
	exits 0 "$1: redo"
	holds redo 'is an object'
	prints '"state":"reverted"' 'that reverted'
	prints '"state":"applied"' 'and applied'
	run dunlin goto 1 --json
	exits 0 "$1: goto"
	holds goto 'is an object'
	run dunlin down --json
	exits 0 "$1: down"
	holds down 'is an object'
	prints '"counts":{"applied":0,"reverted":1,' 'that reverted one'
	dunlin -q up >/dev/null
	run dunlin seed --json
	exits 0 "$1: seed"
	holds seed 'is an object'
	prints '"state":"seeded"' 'with what was loaded'
	run dunlin down 1 --json
	run dunlin stamp 4 --yes --json
	exits 0 "$1: stamp"
	holds stamp 'is an object'
	prints '"state":"recorded"' 'with what was recorded'
	put migrations/0003_notes.up.sql 'SELECT 3;'
	run dunlin up --json
	exits 4 "$1: a body that changed"
	holds up 'is an object'
	prints '"error":{"status":"refused","exit":4,"message":"' 'with the error'
	warns 'dunlin: ' 'which is on stderr as well'
	run dunlin repair --yes --json
	exits 0 "$1: repair"
	holds repair 'is an object'
	prints '"recorded":1' 'with its count'
	run dunlin history --json
	exits 0 "$1: history"
	holds history 'is an object'
	prints '"event":"repair"' 'with its events'
	run dunlin audit --json
	exits 0 "$1: audit"
	holds audit 'is an object'
	prints '"ok":true' 'that is content'
	run dunlin audit --json --expect "1:$(printf '%064d' 0)"
	exits 4 "$1: audit of another log"
	holds audit 'is an object'
	prints '"ok":false' 'that is not'
	put migrations/0005_broken.up.sql 'SELECT 1;' 'INSERT INTO nowhere VALUES (1);'
	run dunlin -q up --json
	exits 1 "$1: a statement that fails"
	holds up 'is an object'
	prints '"file":"migrations/0005_broken.up.sql","line":2,"column":13,"source":"INSERT INTO nowhere VALUES (1);"' \
		'that says where'
	prints '"sqlstate":"42P01"' 'and what'
	prints '"state":"failed"' 'and which step'
	is "$(cat "$err")" '' 'quiet, stderr is empty'
	rm migrations/0005*
	run dunlin db wait --json
	exits 0 "$1: db wait"
	holds db 'is an object'
	prints '"done":"answers"' 'that says so'
	run dunlin db reset --json
	exits 2 "$1: db reset without a yes"
	holds db 'is an object'
	run dunlin db reset --yes --json
	exits 0 "$1: db reset"
	holds db 'is an object'
	prints '"done":"reset"' 'that says so'
	prints '"counts":{"applied":4,' 'and what was applied'
	run dunlin status --json
}

# more PROJECT: with a repeatable, a verify body and a seed.
more()
{
	put migrations/0004_more.up.sql 'CREATE TABLE more (id INTEGER);'
	put migrations/0004_more.down.sql 'DROP TABLE more;'
	put migrations/0004_more.verify.sql '-- dunlin: expect rows = 0' 'SELECT * FROM more;'
	put migrations/seeds/demo.sql "INSERT INTO users (id, name) VALUES (1, 'x');"
}

project sqlite
more
all_commands SQLite
prints '"target":{"name":"dev","database":"dev.db","product":"SQLite 3' 'the target is named'

project postgres
more
DATABASE_URL=$(pg_new)
export DATABASE_URL
put dunlin.conf 'project { name = "shop" }' 'target pg { url = "${DATABASE_URL}" schema = "app" }'
all_commands PostgreSQL
prints '"target":{"name":"pg","database":"' 'the target is named'
prints '"url_from":"dunlin.conf"' 'with where its URL is from'
unset DATABASE_URL
tap_done
