#!/bin/sh
# test: query files, what their lines ask, and TAP.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"

project queries
run dunlin test
exits 2 'without files and without a folder there is nothing to test'
warns 'test: say which files, or make a folder queries' 'and it is said'

put queries/a.sql '-- dunlin: expect rows = 1' "SELECT * FROM users WHERE name = 'a';" \
	"INSERT INTO users (name) VALUES ('b');" '-- dunlin: expect value = 2' \
	'SELECT count(*)' '  FROM users;'
dunlin -q up >/dev/null
sqlite3 dev.db "INSERT INTO users VALUES (1, 'a')"
run dunlin test
exits 0 'the folder queries is the default'
is "$(cat "$out")" "TAP version 13
ok 1 - queries/a.sql:2 SELECT * FROM users WHERE name = 'a'
ok 2 - queries/a.sql:3 INSERT INTO users (name) VALUES ('b')
ok 3 - queries/a.sql:5 SELECT count(*) FROM users
1..3" 'a point for each statement, which sees what those before it did'
is "$(sqlite3 dev.db 'SELECT count(*) FROM users')" 1 'and nothing stays'
run dunlin test -v
ok 'the time is a comment, with -v' grep -Eqx '# [0-9]+\.[0-9] ms' "$out"

# What fails spoils nothing else.
put more.sql '-- dunlin: expect rows = 3' 'SELECT 1;' 'SELECT nothing FROM users;' 'VACUUM;' \
	'-- dunlin: expect error 23502' 'INSERT INTO users VALUES (9, NULL);' \
	'INSERT OR ROLLBACK INTO users VALUES (1, 2);' '-- dunlin: uses index orders_user' \
	'SELECT * FROM orders WHERE user_id = 1;' '-- dunlin: uses index "Orders_user"' \
	'SELECT * FROM orders WHERE user_id = 1;'
run dunlin test more.sql
exits 1 'a point that failed is exit code 1'
is "$(grep -E '^(not )?ok|^1' "$out")" "not ok 1 - more.sql:2 SELECT 1
not ok 2 - more.sql:3 SELECT nothing FROM users
not ok 3 - more.sql:4 VACUUM
ok 4 - more.sql:6 INSERT INTO users VALUES (9, NULL)
not ok 5 - more.sql:7 INSERT OR ROLLBACK INTO users VALUES (1, 2)
ok 6 - more.sql:9 SELECT * FROM orders WHERE user_id = 1
not ok 7 - more.sql:11 SELECT * FROM orders WHERE user_id = 1
1..7" 'the file goes on behind each'
is "$(sed -n '/^not ok 1 /,/\.\.\./p' "$out" | sed 1d)" '  ---
  message: "expected 3 rows, got 1"
  severity: "fail"
  file: "more.sql"
  line: 1
  expected: "3 rows"
  got: "1"
  ...' 'what was expected and what came is YAML'
prints 'runs in a transaction, and this statement cannot' 'what cannot run in one says so'
prints 'expected the index Orders_user, the plan uses orders_user' 'a name in quotes is exact'
warns '5 of 7 failed' 'the sum is said'

# Names and folders.
put queries/b.postgres.sql 'SELECT now();'
put queries/postgres/c.sql 'SELECT now();'
put queries/sqlite/d.sql 'SELECT sqlite_version();'
put queries/e.sql '-- dunlin: only pg' 'SELECT now();'
put queries/f.sql '-- nothing'
put queries/README.md 'text'
put queries/g.SQL 'SELECT 1;'
put queries/other/h.sql 'SELECT 1;'
run dunlin test queries
exits 0 'a folder is its files and those of its dialects'
is "$(sed -n '/SKIP/p' "$out")" 'ok 4 - queries/b.postgres.sql # SKIP for postgres
ok 5 - queries/e.sql # SKIP for postgres
ok 6 - queries/f.sql # SKIP it has no statements
ok 7 - queries/postgres/c.sql # SKIP for postgres' 'those for another dialect are skipped, by name'
prints 'ok 8 - queries/sqlite/d.sql:1 SELECT sqlite_version()' 'and those for this one are not'
warns 'not read: the suffix is written in lower case: g.sql (queries/g.SQL)' 'a near miss is told'
warns 'not read: a folder here is named after a dialect' 'a folder as well'
run dunlin test queries/postgres queries/sqlite/d.sql
is "$(grep -c '^ok' "$out")" 2 'several may be named'

# CRLF, a byte order mark, a link.
printf '\357\273\277SELECT 1;\r\n\r\nSELECT 2 +\r\n  x;\r\n' >crlf.sql
run dunlin test crlf.sql
prints 'not ok 2 - crlf.sql:3 SELECT 2 + x' 'CRLF and a byte order mark are as in a migration'
mkdir linked
ln -s ../crlf.sql linked/a.sql
run dunlin test linked
exits 2 'a link that leads out of the folder'
warns 'linked/a.sql: a symbolic link that leads nowhere, or out of linked' 'is refused'

# What cannot be read is said before anything runs.
bad()
{
	bad_text=$1
	shift
	put bad.sql "$@"
	run dunlin test queries/a.sql bad.sql
	exits 2 "refused: $bad_text"
	warns "$bad_text" 'with its place'
	prints_not 'ok 1' 'nothing ran'
}
bad 'bad.sql:1: transaction means nothing in a query file: it always runs' '-- dunlin: transaction off'
bad 'bad.sql:1: env means nothing in a query file' '-- dunlin: env prod' 'SELECT 1;'
bad 'bad.sql:1: statement-timeout means nothing in a query file' '-- dunlin: statement-timeout 1s'
bad 'bad.sql:2: a query file has no sections' 'SELECT 1;' '-- dunlin: down'
bad 'bad.sql:2: expect has no statement below it' 'SELECT 1;' '-- dunlin: expect rows = 1'
bad 'bad.sql:1: max-time stands without expect' '-- dunlin: expect max-time 1s' 'SELECT 1;'
bad 'bad.sql:2: max-time cannot stand with the others here' '-- dunlin: expect error 23505' \
	'-- dunlin: max-time 1s' 'SELECT 1;'
bad 'bad.sql:1' 'COMMIT;'
run dunlin test nope.sql
exits 2 'a file that is not there'
warns 'nope.sql: no such file or folder' 'is named'
mkdir empty
run dunlin test empty
warns 'empty: has no query files' 'so is a folder without any'
put x.up.sql 'SELECT 1;'
run dunlin test x.up.sql
warns 'x.up.sql: a query file has no direction' 'a migration is no query file'
run dunlin test dunlin.conf
warns 'dunlin.conf: is no query file' 'nor is anything else'
if [ "$(id -u)" -ne 0 ]; then
	put secret.sql 'SELECT 1;'
	chmod 000 secret.sql
	run dunlin test secret.sql
	exits 2 'a file that may not be read'
	warns 'secret.sql: cannot open: Permission denied' 'says why'
fi

# A database that is not there is an empty one, and is not made.
put one.sql 'SELECT 1;'
run dunlin test --url sqlite:absent.db one.sql
exits 0 'it needs no history'
ok 'and makes no file' test ! -e absent.db

run dunlin test --json queries/a.sql one.sql
exits 0 'as JSON'
holds test 'is an object'
prints '"outcome":"ok","file":"queries/a.sql","line":2,"text":"SELECT * FROM users' 'each point'
prints '"counts":{"passed":4,"failed":0,"skipped":0}' 'and how many'

run dunlin test --json more.sql queries/e.sql
exits 1 'with points that failed'
holds test 'it is one as well'
prints '"message":"expected 3 rows, got 1","expected":"3 rows","got":"1","at_file":"more.sql","at_line":1' \
	'with what was asked'
prints '"error":{"status":"database error","exit":1,"message":"5 of 7 failed"' 'and how many'
run dunlin test --json nope.sql
holds test 'so it is when nothing can be read'

# PostgreSQL.
url=$(pg_new)
put pg.sql 'CREATE TABLE t (a int PRIMARY KEY, b int);' \
	'INSERT INTO t SELECT i, i FROM generate_series(1, 2000) i;' 'ANALYZE t;' \
	'-- dunlin: uses index t_pkey' '-- dunlin: max-time 10s' '-- dunlin: expect value = 7' \
	'SELECT b FROM t WHERE a = 7;' 'SELECT 1/0;' '-- dunlin: expect error 23505' \
	'INSERT INTO t VALUES (1, 1);' '-- dunlin: expect value = 2000' 'SELECT count(*) FROM t;' \
	'-- dunlin: uses index t_b' 'SELECT * FROM t WHERE b = 1;' \
	'VACUUM t;' '-- dunlin: max-time 20ms' 'SELECT pg_sleep(0.05);' \
	'-- dunlin: uses index t_pkey' 'CREATE INDEX ON t (b);' 'COPY t FROM stdin;' '5001	1' '\.' \
	'-- dunlin: expect rows = 1' 'SELECT * FROM t WHERE a = 5001;' \
	'SET search_path TO nowhere;'
put pg2.sql "-- dunlin: expect value = public" "SELECT current_schema();"
run dunlin test --url "$url" pg.sql pg2.sql
exits 1 'on PostgreSQL'
is "$(sed -n 's/^not ok \([0-9]*\) - .*/\1/p' "$out" | tr '\n' ' ')" '5 8 9 10 11 ' \
	'what fails spoils nothing else'
prints 'expected the index t_b, the plan uses none' 'the plan is told'
prints 'expected at most 20 ms, got ' 'and the time'
prints 'has no plan' 'and what has none'
is "$(dunlin test --url "$url" --json pg2.sql | grep -c '"passed":1')" 1 'the session is as before'
is "$(psql -XAtq "$url" -c "SELECT count(*) FROM pg_class WHERE relname = 't'")" 0 'nothing stays'

# MariaDB.
if [ -n "${DUNLIN_TEST_MY-}" ]; then
	url=$(my_new)
	my_sql "$url" 'CREATE TABLE t (a int PRIMARY KEY, b int, c int, KEY t_b (b));
		INSERT INTO t SELECT seq, seq, seq FROM seq_1_to_2000; ANALYZE TABLE t;' >analyzed
	put my.sql '-- dunlin: uses index PRIMARY' '-- dunlin: expect value = 7' \
		'SELECT b FROM t WHERE a = 7;' '-- dunlin: uses index t_b' \
		'UPDATE t SET b = 0 WHERE b = 7;' '-- dunlin: uses index PRIMARY' \
		'SELECT count(*) FROM t WHERE b = 7;' '-- dunlin: uses index t_b' \
		'SELECT * FROM t WHERE c = 7;' '-- dunlin: uses index t_b' 'SET @x = 1;'
	run dunlin test --url "$url" my.sql
	exits 1 'on MariaDB'
	is "$(sed -n 's/^not ok \([0-9]*\) - .*/\1/p' "$out" | tr '\n' ' ')" '3 4 5 ' \
		'what uses another index, none, and what has no plan'
	prints 'expected the index PRIMARY, the plan uses t_b' 'the plan is told there'
	prints 'expected the index t_b, the plan uses none' 'and that it has none'
	prints 'has no plan' 'and what is no query'
	is "$(my_sql "$url" 'SELECT b FROM t WHERE a = 7')" 7 'nothing stays there'
fi
tap_done
