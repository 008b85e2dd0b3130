# project.sh - sourced by the tests of the command, after tap.sh: small projects to try it on.
# shellcheck shell=sh disable=SC2154

# fresh NAME: a new, empty folder to work in.
fresh()
{
	mkdir "$tap_dir/$1" && cd "$tap_dir/$1" || exit 99
}

# put FILE LINE...: writes a file, with its folders.
put()
{
	case $1 in
	*/*) mkdir -p "${1%/*}" ;;
	esac
	put_file=$1
	shift
	printf '%s\n' "$@" >"$put_file"
}

# project NAME: three migrations with down bodies, on SQLite, in dev.db.
project()
{
	fresh "$1"
	put dunlin.conf 'project { name = "shop" }' 'target dev { url = "sqlite:dev.db" }'
	put migrations/0001_users.up.sql 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);'
	put migrations/0001_users.down.sql 'DROP TABLE users;'
	put migrations/0002_orders.up.sql \
		'CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));' \
		'CREATE INDEX orders_user ON orders (user_id);'
	put migrations/0002_orders.down.sql 'DROP TABLE orders;'
	put migrations/0003_notes.up.sql 'CREATE TABLE notes (id INTEGER PRIMARY KEY);'
	put migrations/0003_notes.down.sql 'DROP TABLE notes;'
}

# tables DATABASE: the names of its tables, without Dunlin's own, in one line.
tables()
{
	sqlite3 "$1" "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master
		WHERE type = 'table' AND name NOT LIKE 'dunlin_%' ORDER BY name)"
}

# until_true COMMAND...: waits for it, but not for ever.
until_true()
{
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -le 400 ] || return 1
		sleep 0.05
	done
}
