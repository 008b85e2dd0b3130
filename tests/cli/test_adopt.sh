#!/bin/sh
# stamp --from: a database that another runner has migrated.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

# ask SQL: on the database at hand.
ask()
{
	case $DATABASE_URL in
	sqlite:*) sqlite3 dev.db "$1" ;;
	mysql:*) my_sql "$DATABASE_URL" "$1" ;;
	*) pg_sql "$DATABASE_URL" "$1" ;;
	esac
}

# begin NAME: the project in a folder of its own, on a new database.
begin()
{
	project "$1-$on"
	case $on in
	sqlite) DATABASE_URL=sqlite:dev.db ;;
	mysql) DATABASE_URL=$(my_new) ;;
	*) DATABASE_URL=$(pg_new) ;;
	esac
	export DATABASE_URL
	put dunlin.conf 'project { name = "shop" }' 'target dev { url = "${DATABASE_URL}" }'
}

# logged: the events with their details, a line each.
logged()
{
	case $on in
	mysql) ask "SELECT concat(event, ' ', id, ' ', detail) FROM dunlin_event ORDER BY seq" ;;
	*) ask "SELECT event || ' ' || id || ' ' || detail FROM dunlin_event ORDER BY seq" ;;
	esac
}

# flyway ROW...: its table, with these rows.
flyway()
{
	ask "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50),
		type varchar(20), script text, success boolean);"
	for row in "$@"; do
		ask "INSERT INTO flyway_schema_history VALUES ($row)"
	done
}

for on in sqlite postgres mysql; do
	begin versions
	ask "CREATE TABLE schema_migrations (version int PRIMARY KEY, description text);
		INSERT INTO schema_migrations VALUES (1, 'users'), (3, 'notes');"
	run dunlin plan stamp --from schema_migrations
	exits 0 "$on: it can be planned"
	prints 'from schema_migrations' 'and says why'
	run dunlin stamp --from schema_migrations
	exits 2 'it asks, and here is nobody'
	warns '  0001_users: from schema_migrations' 'it lists what it would record'
	warns 'this records 2 migrations as applied, and runs nothing; nobody can be asked' 'and how many'
	warns 'warning: not in schema_migrations: it stays pending, lower than 3 (migrations/0002_orders.up.sql)' 'a gap is told'
	run dunlin stamp --from schema_migrations --yes
	exits 0 'yes is enough'
	is "$(sed 's/  (.*//; s/, head.*//' "$out")" 'stamped   0001_users
stamped   0003_notes
2 stamped, 1 pending' 'one line each, and one for all'
	warns 'not in schema_migrations' 'the gap is told here too'
	is "$(logged)" 'stamp 1 from schema_migrations
stamp 3 from schema_migrations' 'the log says from where'
	run dunlin stamp --from schema_migrations
	exits 0 'a second time nobody is asked'
	prints 'nothing to do' 'since there is nothing to do'
	run dunlin status --check
	exits 4 'what the table lacks is pending, out of order'
	ask "INSERT INTO schema_migrations VALUES (7, 'gone'), (8, 'gone too')"
	run dunlin stamp --from schema_migrations --yes
	exits 4 'rows without a file are refused'
	warns '"7" in schema_migrations has no migration file' 'by name'
	warns '"8" in schema_migrations has no migration file' 'all of them'

	begin golang
	ask "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
		INSERT INTO schema_migrations VALUES (2, true);"
	run dunlin stamp --from schema_migrations --yes
	exits 4 "$on: what was cut off is refused"
	warns 'version 2 is dirty' 'by name'
	warns 'migrate force' 'with what to do'
	ask "UPDATE schema_migrations SET dirty = false"
	run dunlin stamp --from schema_migrations --yes
	exits 0 'one row stands for all up to it'
	prints '2 stamped, 1 pending' 'and no more'
	ask "DELETE FROM schema_migrations"
	run dunlin stamp --from schema_migrations --yes
	exits 0 'none stands for none'
	ask "INSERT INTO schema_migrations VALUES (1, false), (2, false)"
	run dunlin stamp --from schema_migrations --yes
	exits 4 'and two are not of golang-migrate'

	# As it was written of old, with a row for what is reverted.
	begin goose
	ask "CREATE TABLE goose_db_version (id int PRIMARY KEY, version_id bigint, is_applied boolean, tstamp text);
		INSERT INTO goose_db_version VALUES (4, 2, false, ''), (1, 0, true, ''), (2, 1, true, ''),
			(3, 2, true, ''), (5, 3, true, '');"
	run dunlin stamp --from goose_db_version --yes
	exits 0 "$on: what goose has applied"
	is "$(logged)" 'stamp 1 from goose_db_version
stamp 3 from goose_db_version' 'and has not reverted since'
	warns 'not in goose_db_version: it stays pending, lower than 3 (migrations/0002_orders.up.sql)' 'which is a gap'
	ask "INSERT INTO goose_db_version VALUES (6, 2, true, '')"
	run dunlin stamp --from goose_db_version --yes
	prints '1 stamped, 0 pending' 'until it is applied again'

	begin flyway
	flyway "4, '3', 'SQL', 'V3__notes.sql', false" "0, NULL, 'SCHEMA', 's', true" "1, '1', 'SQL', 'V1__users.sql', true" \
		"2, NULL, 'SQL', 'R__views.sql', true" "3, '2', 'SQL', 'V2__orders.sql', true"
	run dunlin stamp --from flyway_schema_history --yes
	exits 4 "$on: what failed with Flyway is refused"
	warns 'flyway_schema_history says that version 3 failed' 'by name'
	warns 'say so with flyway repair' 'with what to do'
	ask "UPDATE flyway_schema_history SET version = NULL WHERE version = '3'"
	run dunlin stamp --from flyway_schema_history --yes
	exits 4 'a repeatable as well'
	warns 'says that one without a version failed' 'as far as it has a name'
	ask "DELETE FROM flyway_schema_history WHERE installed_rank = 4;
		INSERT INTO flyway_schema_history VALUES (5, '2', 'UNDO_SQL', 'U2__orders.sql', true)"
	run dunlin stamp --from flyway_schema_history --yes
	exits 0 'what is undone'
	is "$(logged)" 'stamp 1 from flyway_schema_history' 'is not recorded'
	ask "INSERT INTO flyway_schema_history VALUES (6, '3', 'SQL', 'V3__notes.sql', true), (7, '3', 'DELETE', 'V3__notes.sql', true)"
	run dunlin stamp --from flyway_schema_history --yes
	prints 'nothing to do' 'nor what was taken out'

	begin baseline
	flyway "1, '2.5', 'BASELINE', 'b', true"
	run dunlin stamp --from flyway_schema_history --yes
	exits 4 "$on: a baseline that is no version here"
	warns '"2.5" in flyway_schema_history has no version' 'is refused'
	ask "UPDATE flyway_schema_history SET version = '2'"
	run dunlin stamp --from flyway_schema_history --yes
	exits 0 'one that is'
	prints '2 stamped, 1 pending' 'stands for all up to it'

	begin sqlx
	ask "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text, success boolean);
		INSERT INTO _sqlx_migrations VALUES (1, 'users', true), (2, 'orders', false)"
	run dunlin stamp --from _sqlx_migrations --yes
	exits 4 "$on: what failed is refused wherever a table tells it"
	warns '_sqlx_migrations says that version 2 failed' 'by name'
	ask "UPDATE _sqlx_migrations SET success = true"
	run dunlin stamp --from _sqlx_migrations --yes
	prints '2 stamped, 1 pending' 'and the others are recorded'

	begin atlas
	ask "CREATE TABLE atlas_schema_revisions (version varchar(255) PRIMARY KEY, description text, type bigint,
			applied bigint, total bigint);
		INSERT INTO atlas_schema_revisions VALUES ('.atlas_cloud_identifier', '', 0, 0, 0), ('1', 'users', 1, 0, 0),
			('0003', 'notes', 2, 1, 2)"
	run dunlin stamp --from atlas_schema_revisions --yes
	exits 4 "$on: what Atlas has applied in part is refused"
	warns 'atlas_schema_revisions says that version 0003 is applied in part' 'by name'
	ask "UPDATE atlas_schema_revisions SET type = 6 WHERE version = '0003'"
	run dunlin stamp --from atlas_schema_revisions --yes
	exits 0 'unless it is resolved'
	is "$(logged)" 'stamp 1 from atlas_schema_revisions
stamp 3 from atlas_schema_revisions' 'and its baseline is recorded'

	begin prisma
	ask "CREATE TABLE _prisma_migrations (id char(1) PRIMARY KEY, finished_at text, migration_name text, rolled_back_at text);
		INSERT INTO _prisma_migrations VALUES ('a', 'then', '0001_users', NULL), ('b', NULL, '0002_orders', 'then'),
			('c', NULL, '0002_orders', NULL)"
	run dunlin stamp --from _prisma_migrations --yes
	exits 4 "$on: what Prisma has not finished is refused"
	warns '_prisma_migrations says that version 0002_orders is not finished' 'by name'
	ask "DELETE FROM _prisma_migrations WHERE id = 'c'"
	run dunlin stamp --from _prisma_migrations --yes
	exits 0 'what was rolled back'
	prints '1 stamped, 2 pending' 'is not recorded'

	begin sql-migrate
	ask "CREATE TABLE gorp_migrations (id varchar(255) PRIMARY KEY, applied_at text);
		INSERT INTO gorp_migrations VALUES ('0001_users.sql', '')"
	run dunlin stamp --from gorp_migrations --yes
	prints '1 stamped, 2 pending' "$on: sql-migrate has names of files"

	for column in name filename migration version; do
		begin "$column"
		ask "CREATE TABLE migrations (id int, $column text, at text);
			INSERT INTO migrations VALUES (1, '0001_users.sql', ''), (2, '0002_orders.up.sql', '');"
		run dunlin stamp --from migrations 1 --yes
		exits 0 "$on: file names in the column $column"
		prints '1 stamped, 2 pending' 'up to a version'
		run dunlin stamp --from migrations --yes
		prints '1 stamped, 1 pending' 'and then the rest'
		run dunlin up
		exits 0 'and what is left is applied'
		prints '1 applied, 0 pending' 'alone'
	done
	ask "INSERT INTO migrations VALUES (3, 'init', ''), (4, NULL, '')"
	run dunlin stamp --from migrations --yes
	exits 4 'texts without a version'
	warns '"init" in migrations has no version' 'are named'
	warns '"" in migrations has no version' 'a NULL too'

	run dunlin stamp --from nowhere --yes
	exits 2 "$on: a table that is not there"
	warns 'there is no table nowhere' 'is named'
	ask 'CREATE TABLE other (id int, title text)'
	run dunlin stamp --from other --yes
	exits 2 'one without such a column'
	warns 'other has no column that tells versions' 'is named'
	warns 'version, name, filename or migration' 'with those that are known'
	run dunlin stamp --from '' --yes
	exits 2 'a table without a name'
	run dunlin stamp --from migrations 17 --yes
	exits 2 'a version that nobody wrote'
	run dunlin stamp --from migrations 1 2 --yes
	exits 2 'one word at most'
	run dunlin plan up --from migrations
	exits 2 'it goes with stamp'
	case $on in
	mysql) ask "CREATE TABLE \`odd \"'name\` (version int)" ;;
	*) ask "CREATE TABLE \"odd \"\"'name\" (version int)" ;;
	esac
	run dunlin stamp --from "odd \"'name" --yes
	exits 0 'a name is quoted'
done

on=sqlite
begin terminal
sqlite3 dev.db 'CREATE TABLE t (version int); INSERT INTO t VALUES (2)'
printf 'y\n' >answer
status=0
script -qec "'$DUNLIN' stamp --from t" /dev/null <answer >"$out" 2>"$err" || status=$?
exits 0 'asked on a terminal'
prints 'Go on? [y/N]' 'and answered'
is "$(grep -c 'not in t' "$out")" 1 'a gap is told once'
is "$(logged)" 'stamp 2 from t' 'and it is recorded'

begin main
run dunlin stamp --from schema_migrations --yes
exits 2 'a database that is not there'
ok 'is not made' test ! -e dev.db
sqlite3 dev.db 'CREATE TABLE t (version int); INSERT INTO t VALUES (1)'
run dunlin stamp --from main.t --yes --json
exits 0 'main is a schema'
prints '"state":"recorded"' 'in JSON too'

on=postgres
begin schema
pg_sql "$DATABASE_URL" 'CREATE SCHEMA old;
	CREATE TABLE old.schema_migrations (version text); INSERT INTO old.schema_migrations VALUES ('"'0001'"')'
run dunlin stamp --from schema_migrations --yes
exits 2 'a table in another schema'
warns 'there is no table schema_migrations in the schema public' 'is not found'
warns 'SCHEMA.schema_migrations' 'with how to name it'
run dunlin stamp --from old.schema_migrations --yes
exits 0 'SCHEMA.TABLE is'
is "$(logged)" 'stamp 1 from old.schema_migrations' 'and is in the log'
pg_sql "$DATABASE_URL" "DROP ROLE IF EXISTS dunlin_adopt_$$; CREATE ROLE dunlin_adopt_$$"
put dunlin.conf 'project { name = "shop" }' \
	"target dev { url = \"\${DATABASE_URL}\" session = {\"SET ROLE dunlin_adopt_$$\"} }"
pg_sql "$DATABASE_URL" "GRANT USAGE ON SCHEMA old TO dunlin_adopt_$$;
	GRANT SELECT ON ALL TABLES IN SCHEMA public TO dunlin_adopt_$$"
run dunlin stamp --from old.schema_migrations --yes
exits 1 'a table that the role may not read'
warns 'permission denied' 'is refused'
warns 'GRANT SELECT ON old.schema_migrations' 'with what to do'
pg_sql "$DATABASE_URL" "DROP OWNED BY dunlin_adopt_$$; DROP ROLE dunlin_adopt_$$"
tap_done
