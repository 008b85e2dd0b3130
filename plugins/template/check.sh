#!/bin/sh
# Migrates a project with the driver, and holds the driver to what its table promises.
set -eu
driver=$PWD/mydb.so
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/migrations"
cat >"$work/migrations/0001_notes.sql" <<'SQL'
-- dunlin: up
CREATE TABLE notes (id INTEGER PRIMARY KEY, text VARCHAR(100) NOT NULL);
INSERT INTO notes (id, text) VALUES (1, 'it works');
-- dunlin: down
DROP TABLE notes;
-- dunlin: verify
-- dunlin: expect value = it works
SELECT text FROM notes WHERE id = 1;
SQL
run()
{
	echo "+ dunlin $*"
	dunlin -C "$work" --driver "$driver" --url "mydb:$work/check.db" "$@"
}
run up --verify
run status --check
run verify
run audit
run down 1 --yes
run up

echo "+ dunlin-conform mydb.so"
dunlin-conform --strict "$driver" "mydb:$work/conform.db"
