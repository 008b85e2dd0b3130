#!/bin/sh
# up --sql on MariaDB: what it prints does, below MariaDB's own client, what up does.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

project my
put dunlin.conf 'project { name = "shop" }'
put migrations/0004_routines.up.sql \
	'CREATE PROCEDURE p(n int) BEGIN IF n > 0 THEN INSERT INTO users VALUES (n, ";"); END IF; END;' \
	'DELIMITER //' \
	'CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.name = CONCAT(NEW.name, " // ä"); END//' \
	'DELIMITER ;' \
	'/*!50003 CREATE FUNCTION f() RETURNS int DETERMINISTIC BEGIN RETURN 7; END */;' \
	'# a comment; of one line' \
	"INSERT INTO users VALUES (1, 'it''s; \\\\'); -- behind" \
	'CALL p(f());'
put migrations/0004_routines.down.sql 'DROP FUNCTION f;' 'DROP TRIGGER t;' 'DROP PROCEDURE p;' 'DELETE FROM users;'
DATABASE_URL=$(my_new)
export DATABASE_URL

# apply SCRIPT: below a client with an encoding of its own
apply()
{
	my_client "$DATABASE_URL" --default-character-set=latin1 <"$1"
}

run dunlin up --sql
exits 0 'up --sql'
cp "$out" script.sql
run apply script.sql
exits 0 'the client runs it'
run dunlin status --check
exits 0 'and all is applied'
run dunlin audit
exits 0 'with a log that is whole'
by_script=$(my_sql "$DATABASE_URL" 'SELECT id, name FROM users ORDER BY id')
is "$by_script" "1	it's; \\\\ // ä
7	; // ä" 'and what it was to do'
run apply script.sql
ok 'a second time it stops' test "$status" != 0
run dunlin down --sql --yes
cp "$out" script.sql
run apply script.sql
exits 0 'the way back as well'
run dunlin up
exits 0 'and up once more, without a script'
is "$(my_sql "$DATABASE_URL" 'SELECT id, name FROM users ORDER BY id')" "$by_script" 'is the same'
tap_done
