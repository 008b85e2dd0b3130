#!/bin/sh
# --json: every command prints one object that its schema describes, whatever becomes of it.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
schemas=$top_srcdir/docs/schema
# SCHEMA.json <VALUE
valid()
{
	"$top_builddir/tests/cli/json_valid" "$@"
}

# holds COMMAND WHAT: stdout is one line with an object of that command's schema.
holds()
{
	if [ "$(wc -l <"$out")" -ne 1 ]; then
		fail "$2: one line" && tap_show
	elif found=$(valid "$schemas/$1.json" <"$out"); then
		pass "$2"
	else
		fail "$2" && diag "$found" && tap_show
	fi
}

# The validator itself.
put s.json '{"$schema": "x", "type": "object", "required": ["n"], "additionalProperties": false,
	"properties": {"n": {"type": "integer", "minimum": 1}, "s": {"$ref": "t.json#/definitions/s"},
	"o": {"type": "array", "items": {"$ref": "#/definitions/o"}}, "c": {"const": "x"}},
	"definitions": {"o": {"type": "object", "required": ["k"], "properties": {"k": {"enum": ["a"]}}}},
	"anyOf": [{"required": ["s"]}, {"required": ["o"]}]}'
put t.json '{"definitions": {"s": {"type": "string", "pattern": "^[a-z]+$"}}}'
while IFS='|' read -r value message; do
	printf '%s\n' "$value" >value
	run sh -c '"$0" s.json <value' "$top_builddir/tests/cli/json_valid"
	if [ -z "$message" ]; then
		exits 0 "the validator takes $value"
	else
		exits 1 "the validator refuses $value"
		prints "$message" 'and says why'
	fi
done <<'END'
{"n": 1, "s": "abc"}|
{"n": 1, "o": [{"k": "a", "more": null}], "c": "x"}|
{"s": "abc"}|there is no member "n"
{"n": 1}|none of these holds
{"n": "1", "s": "a"}|.n: it is of type string, not integer
{"n": 1.5, "s": "a"}|.n: it is of type number, not integer
{"n": 0, "s": "a"}|.n: 0 is less than 1
{"n": 1, "s": "a", "more": 1}|.more: the schema knows no such member
{"n": 1, "s": "A"}|.s: "A" does not match
{"n": 1, "o": [{"k": "a"}, {"k": "b"}]}|.o[1].k: "b" is none of the values
{"n": 1, "o": [{}]}|.o[0]: there is no member "k"
{"n": 1, "o": {}}|.o: it is of type object, not array
{"n": 1, "s": "a", "c": "y"}|.c: it is not the one value
{"n": null, "s": "a"}|.n: it is of type null
{"n": 1, "s": "a"} {}|it is not one JSON text
{"n": 1, "n": 2, "s": "a"}|it is not one JSON text
[]|(all): it is of type array, not object
END
put s.json '{"maxLength": 3}'
run sh -c 'echo {} | "$0" s.json' "$top_builddir/tests/cli/json_valid"
exits 2 'a rule that the validator does not know is an error'
warns maxLength 'and named'

# The manual and the schemas name the same members, for the same cases.
valid --members "$schemas"/*.json | awk '
	$1 != "error" && $2 ~ /^(dunlin|command|exit|target|warnings|error)$/ { $1 = "every" }
	$1 == "every" && $2 == "command" { $3 = "always" }
	$1 == "every" && $2 == "error" { $3 = "sometimes" }
	{ print }' | sort -u >schema.txt
awk '
	/^## Every object/ { n = split("every", objects, " ") }
	/^###/ { n = split(substr($0, index($0, " ") + 1), objects, ", ") }
	/^The state of a step/ { n = 0 }
	/^\| `/ {
		split($0, cell, " *\\| *")
		gsub(/`/, "", cell[2])
		for (i = 1; i <= n; i++)
			print objects[i], cell[2], cell[4]
	}' "$top_srcdir/docs/json.md" | sort >manual.txt
ok 'there are members' test "$(wc -l <schema.txt)" -gt 150
is "$(diff schema.txt manual.txt)" '' 'docs/json.md and docs/schema agree'

# Every command has a schema, and every schema a command.
dunlin --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | grep -vx completion | sort >"$tap_dir/commands.txt"
find "$schemas" -name '*.json' | sed 's,.*/,,; s/\.json$//' | grep -vx -e common -e nocommand |
	sort >described.txt
is "$(comm -23 "$tap_dir/commands.txt" described.txt)" '' 'every command has its schema'

# all_commands: what there is to do in a project, on the database of the target; leaves $target, a
# pattern for it.
all_commands()
{
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

# What needs no database, or is about it.
fresh start
run dunlin init --json
exits 0 'init'
holds init 'is an object'
is "$(cat "$out")" "$(sed 's/,"files.*//' "$out"),\"files\":[\"dunlin.conf\",\"migrations/\"],\"warnings\":[]}" \
	'with what it made'
run dunlin init --json
exits 2 'a second time'
holds init 'is an object too'
run dunlin new 'first one' --json
exits 0 'new'
holds new 'is an object'
prints '"version":"0001","name":"first_one","files":["migrations/0001_first_one.up.sql","migrations/0001_first_one.down.sql"]' \
	'with its files'
run dunlin drivers --json
exits 0 'drivers'
holds drivers 'is an object'
prints '"schemes":["sqlite","' 'with lists as lists'
run dunlin version --json
exits 0 'version'
holds version 'is an object'
cp "$out" first
run dunlin --version --json
is "$(cat "$out")" "$(cat first)" '--version is the same'
run dunlin db create --json
exits 0 'db create'
holds db 'is an object'
run dunlin db drop --json
exits 2 'db drop without a yes'
holds db 'is an object'
prints '"hint":"--yes says so"' 'with a hint'
run dunlin db drop --yes --json
exits 0 'db drop'
holds db 'is an object'
prints '"done":"dropped"' 'that says so'

# Every command has one when it fails, also when its command line is wrong.
while read -r command; do
	run dunlin --json "$command" --bogus
	exits 2 "$command with a wrong option"
	holds "$command" 'is an object'
	prints '"error":{"status":"usage","exit":2,"message":"unknown option --bogus"' 'with the error'
	run dunlin "$command" --json -C nowhere
	exits 2 "$command in a folder that is not there"
	holds "$command" 'is an object'
done <"$tap_dir/commands.txt"
run dunlin --json
exits 2 'no command'
holds nocommand 'is an object'
run dunlin --json upp
exits 2 'an unknown command'
holds nocommand 'is an object'
run dunlin --color never up --bogus --json
holds up 'an option behind a wrong one counts'
run dunlin new --bogus -- --json
is "$(cat "$out")" '' 'a word does not'
run dunlin --help --json
exits 0 '--help'
prints 'usage: dunlin' 'is for people'

run dunlin up --sql --json
exits 2 '--sql'
holds up 'is refused with an object'
prints 'leave --json out' 'that says why'

# A run that is interrupted says so.
project slow
put migrations/0002_orders.up.sql 'CREATE TABLE c AS WITH RECURSIVE c(n) AS
	(SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c;'
program=$DUNLIN
[ -x "${DUNLIN%/*}/.libs/dunlin" ] && program=${DUNLIN%/*}/.libs/dunlin
run env LD_LIBRARY_PATH="$top_builddir/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" \
	timeout --foreground --preserve-status -s TERM 2 "$program" up --json
exits 143 'a signal'
holds up 'leaves an object'
prints '"error":{"status":"canceled","exit":143,' 'that says so'
prints '"name":"orders","file":"migrations/0002_orders.up.sql","reason":"pending","state":"failed"' \
	'and which step it was'

# Text that is not UTF-8, warnings, and a reader that goes.
project odd
printf "SELECT '\\377\\303\\244';\\n" >migrations/0004_odd.up.sql
put migrations/0005-wrong.sql 'SELECT 1;'
run dunlin plan --json
holds plan 'text that is not UTF-8'
prints "$(printf 'SELECT \047\357\277\275\303\244\047')" 'is replaced byte by byte'
ok 'a warning has its file' grep -Eq '"warnings":\[.*"message":"[^"]*","file":"migrations/' "$out"
if [ -c /dev/full ]; then
	status=0
	"$DUNLIN" status --json >/dev/full 2>"$err" || status=$?
	exits 1 'an output that is full'
	warns 'cannot write the results' 'is an error'
fi
tap_done
