#!/bin/sh
# verify and seed.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

project verify
run dunlin verify
exits 0 'without verify bodies there is nothing to verify'
prints 'nothing to verify' 'and it is said'
put migrations/0001_users.verify.sql '-- dunlin: expect rows = 0' 'SELECT * FROM users;'
put migrations/0002_orders.verify.sql 'SELECT id FROM orders;' 'DELETE FROM users;'
dunlin -q up >/dev/null
run dunlin verify
exits 0 'what holds is verified'
ok 'one line each' grep -Eqx 'verified  0001_users  \([0-9]+ ms\)' "$out"
prints '2 verified' 'and one for all'
sqlite3 dev.db "INSERT INTO users VALUES (1, 'a')"
run dunlin verify
exits 1 'what does not hold fails'
warns 'migrations/0001_users.verify.sql:1: expected 0 rows, got 1' 'with its place'
is "$(sqlite3 dev.db 'SELECT count(*) FROM users')" 1 'and nothing it does stays'
put migrations/0001_users.verify.sql '-- dunlin: max-time 5min' '-- dunlin: uses index by_name' \
	"SELECT 1 FROM users WHERE name = 'a';"
run dunlin verify
exits 1 'an index that is not used fails'
warns 'migrations/0001_users.verify.sql:2: expected the index by_name, the plan uses none' 'with its place'
sqlite3 dev.db 'CREATE INDEX by_name ON users (name)'
run dunlin verify
exits 0 'one that is used does not'
put migrations/0001_users.verify.sql '-- dunlin: max-time 1ms' \
	'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)' \
	'SELECT count(*) FROM n;'
run dunlin verify
exits 1 'what takes too long fails'
warns 'migrations/0001_users.verify.sql:1: expected at most 1 ms, got ' 'with the limit'
warns ' ms, the median of three runs' 'and the time that counts'
put migrations/0001_users.verify.sql '-- dunlin: uses index by_name' 'CREATE TABLE x (a);'
run dunlin verify
warns 'migrations/0001_users.verify.sql:1: sqlite has no plan' 'what has no plan says so'
run dunlin verify 1
exits 2 'it takes no words'

project seed
dunlin -q up >/dev/null
run dunlin seed
exits 0 'no seeds are no error'
is "$(sed 's/, head.*//' "$out")" 'nothing to do' 'but said'
put migrations/seeds/users.sql "INSERT INTO users (name) VALUES ('a');"
put migrations/seeds/demo/more.sql "INSERT INTO users (name) VALUES ('b');"
run dunlin seed
exits 0 'seeds are loaded'
ok 'one line each' grep -Eq '^seeded    .*users' "$out"
ok 'and one for all' grep -Eqx '1 seeded, head [0-9]+:[0-9a-f]{64}' "$out"
run dunlin seed
prints 'nothing to do' 'once'
run dunlin seed --env demo
prints '1 seeded' 'those of an environment when it is named'
is "$(sqlite3 dev.db 'SELECT group_concat(name) FROM users')" a,b 'the rows are there'
put migrations/seeds/users.sql "INSERT INTO users (nme) VALUES ('a');"
run dunlin seed
exits 1 'a seed that fails'
warns seeds/users.sql:1 'says where'
tap_done
