# common.sh - sourced, after tap.sh, by the tests of what is installed.
# shellcheck shell=sh disable=SC2154

# A make of its own, not a part of the one that runs the test.
own_make()
{
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make "$@"
}

# Three migrations that both databases know, in the folder migrations.
write_migrations()
{
	mkdir migrations
	echo 'CREATE TABLE a (id INTEGER PRIMARY KEY);' >migrations/1_a.sql
	echo 'CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a);' >migrations/2_b.sql
	echo 'INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1);' >migrations/3_rows.sql
}

# clean COMMAND...: with nothing in the environment that could help it.  What the sanitizers need
# stays.
clean()
{
	run env -i PATH=/usr/bin:/bin HOME="$tap_dir" ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} "$@"
}

# urls N: of as many SQLite files that are not there.
urls()
{
	i=0
	while [ "$i" -lt "$1" ]; do
		i=$((i + 1))
		printf 'sqlite:%s/%d.db ' "$tap_dir" "$i"
	done
}
