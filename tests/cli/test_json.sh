#!/bin/sh
# --json: every command prints one object that its schema describes, whatever becomes of it.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"

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
is "$(diff "$tap_dir/commands.txt" described.txt)" '' 'every command has its schema'

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
prints '"hint":"say so with --yes"' 'with a hint'
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
run dunlin --json completion bash
exits 2 'completion has no JSON'
holds nocommand 'which is said in an object'
prints '"command":"completion",' 'that names it'
run dunlin --color never up --bogus --json
holds up 'an option behind a wrong one counts'
run dunlin -q --json up --bogus
is "$(cat "$err")" '' 'and quiet is quiet'
run dunlin new --bogus -- --json
is "$(cat "$out")" '' 'a word does not'
run dunlin --help --json
exits 0 '--help'
prints 'usage: dunlin' 'is for people'

run dunlin check --json --format github
exits 2 'two formats'
holds check 'is refused with an object'
run dunlin up --sql --json
exits 2 '--sql'
holds up 'is refused with an object'
prints 'leave --json out' 'that says why'

# A run that is interrupted says so.
project slow
put migrations/0002_orders.up.sql 'CREATE TABLE c AS WITH RECURSIVE c(n) AS
	(SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c;'
run timeout --foreground --preserve-status -s TERM 2 "$DUNLIN" up --json
exits 143 'a signal'
holds up 'leaves an object'
prints '"error":{"status":"canceled","exit":143,' 'that says so'
prints '"name":"orders","file":"migrations/0002_orders.up.sql","reason":"pending","state":"failed"' \
	'and which step it was'

# Findings, and annotations of them.
project wrong
put migrations/0002_orders.up.sql 'SELECT 1;' '-- dunlin: wen x, 50 %'
run dunlin check --json
exits 2 'findings'
holds check 'are an object'
ok 'with their places' grep -Eq '"findings":\[\{"severity":"error","about":"[a-z]*","file":"migrations/0002_orders.up.sql","line":2,' "$out"
prints_not '"error":{' 'and no error of the command'
cd .. || exit 99
run dunlin -C wrong check --format github
exits 2 'annotations'
ok 'name the file from where it was started' grep -Eq \
	'^::error file=wrong/migrations/0002_orders.up.sql,line=2,(col=[0-9]+,)?title=[a-z]+::' "$out"
put wrong/dunlin.conf 'target dev { ulr = "x" }'
run dunlin -C wrong check --format github
ok 'a failure is one as well' grep -q '^::error file=wrong/dunlin.conf,line=1,title=dunlin::' "$out"

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
