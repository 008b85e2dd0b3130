#!/bin/sh
# dunlin.conf, .env and the environment, as the command sees them; and that no password is shown.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

project targets
put dunlin.conf 'target dev { url = "sqlite:dev.db" }' 'target test { url = "sqlite:test.db" }'
run dunlin status
warns 'target dev, dev.db' 'the first target is the default'
run dunlin -t test status
warns 'target test, test.db' 'another is named'
run dunlin status --target tset
exits 2 'one that is not there'
warns 'dunlin.conf has no target "tset"' 'is named'
warns 'did you mean test?' 'with the nearest'
DUNLIN_URL=sqlite:env.db
export DUNLIN_URL
run dunlin status
warns 'target dev, env.db' 'DUNLIN_URL replaces the url of the first'
warns 'url from DUNLIN_URL' 'and is named'
run dunlin -t test status
warns 'target test, test.db' 'a target that is named wins over it'
run dunlin --url sqlite:flag.db status
warns 'target dev, flag.db' '--url wins over all'
warns 'url from --url' 'and is named'
DUNLIN_URL=
run dunlin status
exits 2 'an empty DUNLIN_URL is not taken for none'
warns 'so is DUNLIN_URL' 'and is named'
unset DUNLIN_URL

cd "$tap_dir" || exit 99
run dunlin -C targets up 1
exits 0 '-C works as if started there'
ok 'files are relative to it' test -f targets/dev.db
mkdir -p targets/below
cd targets/below || exit 99
run dunlin status
exits 2 'dunlin.conf is not looked for above'
warns 'there is no dunlin.conf here' 'and it is said'

project conf
conf_fails()
{
	conf_what=$1
	conf_want=$2
	shift 2
	put dunlin.conf "$@"
	run dunlin status
	exits 2 "$conf_what"
	warns "$conf_want" 'and it says where'
}
conf_fails 'an unknown name' 'dunlin.conf:2: unknown name "ulr"' 'target dev {' '  ulr = "x"' '}'
conf_fails 'a target twice' 'dunlin.conf:3: ' 'target dev { url = "a" }' '# {' 'target dev { url = "b" }'
conf_fails 'an option twice' 'dunlin.conf:3: url is given twice, first in line 2' \
	'target dev {' ' url = "a"' ' url = "b"' '}'
conf_fails 'no closing brace' 'dunlin.conf:1: the brace that starts here has no end' 'target dev {'
conf_fails 'no closing quote' 'dunlin.conf:1: the string that starts here has no end' \
	'target dev { url = "sqlite:x }' ''
conf_fails 'a bad time' 'dunlin.conf:2: lock_timeout: "2 s" is no time' \
	'target dev { url = "sqlite:x"' ' lock_timeout = "2 s" }'
conf_fails 'a bad lag' 'dunlin.conf:2: wait_replicas: "16 MB" is no lag' \
	'target dev { url = "sqlite:x"' ' wait_replicas = "16 MB" }'
conf_fails 'a bad timeout for replicas' 'dunlin.conf:2: replica_timeout: "x" is no time' \
	'target dev { url = "sqlite:x"' ' replica_timeout = "x" }'
conf_fails 'a bad word' 'dunlin.conf:1: missing_body is "error" or "skip"' \
	'project { missing_body = "ignore" }' 'target dev { url = "sqlite:x" }'
conf_fails 'a variable that is not set' \
	'dunlin.conf:1: url needs the variable NOT_SET_AT_ALL, which is not set' \
	'target dev { url = "${NOT_SET_AT_ALL}" }'
conf_fails 'a target without url' 'target dev has no url' 'target dev { }'
conf_fails 'a setting that SQLite does not have' schema \
	'target dev {' ' url = "sqlite:x.db"' ' schema = "app"' '}'
conf_fails 'no target' 'dunlin.conf has no target' 'project { name = "x" }'
mkdir dunlin.d && rm dunlin.conf && mkdir dunlin.conf
run dunlin status
exits 2 'a folder called dunlin.conf'
warns dunlin.conf 'is named'
rmdir dunlin.conf

put dunlin.conf 'target pg {' ' url = "postgresql://h/d"' ' schema = "app"' ' session = {"SET ROLE x"}' '}'
run dunlin --url sqlite:x.db status
exits 0 'another dialect leaves out what it does not have'
warns 'warning: --url is sqlite and target pg is postgres: left out its schema, session' 'with a warning'
put dunlin.conf 'target pg {' ' url = "postgresql://h/d"' ' wait_replicas = "10s"' '}'
run dunlin --url sqlite:x.db up
exits 0 'another database has no replicas'
warns 'warning: --url is sqlite and target pg is postgres: left out its wait_replicas' 'with a warning'

project dotenv
put dunlin.conf 'target dev { url = "sqlite:${DB_FILE_NAME}" }'
put .env '# local' 'export DB_FILE_NAME="from env.db" # here'
run dunlin status
exits 0 '.env fills variables'
warns 'from env.db' 'of dunlin.conf'
run env DB_FILE_NAME=set.db "$DUNLIN" status
warns 'set.db' 'unless they are set'
put .env 'DUNLIN_URL=sqlite:x.db'
run dunlin status
warns 'url from DUNLIN_URL in .env' 'and the variables of URLs'
rm dunlin.conf
put .env 'DATABASE_URL=sqlite:y.db'
run dunlin status
warns 'dunlin: y.db' 'also without a dunlin.conf'
warns 'url from DATABASE_URL in .env' 'which is said'
put .env 'DATABASE_URL=sqlite:y.db' 'pass word=geheim'
run dunlin status
exits 2 'a line that is none'
warns '.env:2: not of the form KEY=VALUE' 'is named by its number'
warns_not geheim 'and not shown'
rm .env

# No password, whatever is wrong.
project secrets
for url in 'postgresql://u:geheim@localhost:1/d' 'postgresql://u:ge@heim@localhost:1/d' \
	'postgresql://u:ge heim@h/d' 'postgresql://u:geheim@[::1/d' 'postgresql://u:geheim@h:port/d' \
	'postgresql:u:geheim' 'host=localhost port=1 password=geheim' 'host=localhost port=x password=geheim' \
	'acme://u:geheim@h/d' 'u:geheim@h/d' 'postgresql://u:geheim@localhost:1/d?pool_size=3' \
	'postgresql+asyncpg://u:geheim@localhost:1/d' 'postgresql://u:%zzgeheim@h/d' \
	'postgresql://localhost:1/d?password=geheim&x=y'; do
	run dunlin --url "$url" status
	ok "status fails with $url" test "$status" -ne 0
	cat "$out" "$err" >said
	ok 'and shows no password' sh -c '! grep -q heim said'
	run env DUNLIN_URL="$url" "$DUNLIN" db drop
	cat "$out" "$err" >said
	ok 'nor does the environment' sh -c '! grep -q heim said'
	put dunlin.conf "target dev {" " url = \"$url\"" "}"
	run dunlin status
	cat "$out" "$err" >said
	ok 'nor dunlin.conf' sh -c '! grep -q heim said'
	put dunlin.conf "target dev {" " url = $url" "}"
	run dunlin status
	cat "$out" "$err" >said
	ok 'nor one without quotes' sh -c '! grep -q heim said'
done
rm dunlin.conf

# The process list: a run that waits, with its URL in argv.
mkfifo pipe
put migrations/0004_slow.up.sql 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)' \
	'SELECT count(*) FROM c;'
"$DUNLIN" up --url 'sqlite:geheim.db' >"$out" 2>"$err" &
pid=$!
tries=0
until [ -e geheim.db ] || [ $tries -gt 100 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
tr '\0' ' ' <"/proc/$pid/cmdline" >said
ok 'the process list has the command' grep -q ' up ' said
ok 'but not what is in the URL' sh -c '! grep -q geheim said'
kill -TERM $pid
wait $pid
tap_done
