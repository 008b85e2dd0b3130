# mysql.sh - sourced by tests of the command on MariaDB, after tap.sh.
# shellcheck shell=sh disable=SC2034,SC2154

my_socket=$(printf '%s\n' "${DUNLIN_TEST_MY:?run by make check, below tests/tools/with-mariadb}" |
	sed 's/.*socket=\([^&]*\).*/\1/')

# my_new NAME: makes a database of its own, and prints its URL.  With the server it is gone.
my_new()
{
	my_name=dunlin_cli_$$_$1
	mariadb --no-defaults -S "$my_socket" -u root -e "CREATE DATABASE $my_name CHARACTER SET utf8mb4" >&2
	printf '%s\n' "$DUNLIN_TEST_MY" | sed "s,///test?,///$my_name?,"
}

# my_sql STATEMENTS: runs them in the database of $DATABASE_URL, and prints the rows.
my_sql()
{
	mariadb --no-defaults -S "$my_socket" -u root -N --default-character-set=utf8mb4 \
		"$(printf '%s\n' "$DATABASE_URL" | sed 's,.*///\([^?]*\)?.*,\1,')" -e "$1"
}
