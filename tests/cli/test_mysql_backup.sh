#!/bin/sh
# db backup, db restore and up --backup on MariaDB.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"

project my
put dunlin.conf 'project { name = "shop" }'
put migrations/0002_orders.up.sql \
	'CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER, FOREIGN KEY (user_id) REFERENCES users (id));' \
	'CREATE TRIGGER orders_new BEFORE INSERT ON orders FOR EACH ROW SET NEW.user_id = 1;' \
	'CREATE VIEW orders_view AS SELECT id FROM orders;'
put migrations/0002_orders.down.sql 'DROP VIEW orders_view;' 'DROP TABLE orders;'
DATABASE_URL=$(my_new)
export DATABASE_URL
mkdir saved
run dunlin up --backup saved
exits 0 'up with a backup'
prints 'backup    saved/' 'says where it is'
is "$(find saved -type f -perm 0600 -name '*-20??????T??????Z.sql' | wc -l)" 1 'one file, for its owner'
dunlin -q status >status.before
run dunlin db backup copy
exits 0 'db backup'
ok 'says what it wrote' grep -Eq '^backup    copy  \([0-9.]+ (bytes|kB), ' "$out"
run dunlin db backup copy
exits 1 'a second time the file is there'
warns 'copy is there already' 'which is said'
run dunlin down
exits 0 'down'
run dunlin db restore copy
exits 2 'db restore asks, and here is nobody'
warns 'this replaces all that is in the database' 'it says what'
run dunlin db restore copy --yes
exits 0 'db restore --yes'
dunlin -q status >status.after
ok 'the history is as it was' cmp -s status.before status.after
run dunlin audit
exits 0 'and whole'
run dunlin status --check
exits 0 'with nothing pending'
my_sql "$DATABASE_URL" "INSERT INTO users VALUES (1, 'a'); INSERT INTO orders VALUES (7, NULL)"
is "$(my_sql "$DATABASE_URL" 'SELECT o.user_id, v.id FROM orders o JOIN orders_view v USING (id)')" '1	7' 'trigger and view, too'
run dunlin down 2
exits 0 'and it goes on from there'
run dunlin up
exits 0 'both ways'
run dunlin --url "$(my_new | sed 's/?/_c?/')" db restore copy --json
exits 0 'to a database that is not there'
holds db 'as JSON'
echo 'no dump' >other
run dunlin db restore other --yes
exits 2 'what is no dump'
warns 'is not a dump of mariadb-dump or mysqldump' 'is said to be none'
run env PATH=/nowhere "$DUNLIN" db backup again
exits 2 'without the program'
warns 'there is no mariadb-dump, and no mysqldump' 'it is named'
warns 'install mariadb-client' 'with what to do'
ok 'and there is no file' test ! -e again
tap_done
