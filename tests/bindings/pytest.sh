#!/bin/sh
# The plugin for pytest: a database for every test, on SQLite and PostgreSQL, in one process and more.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/bindings/bindings.sh"
: "${python:?}"

pg=$(pg_new)
# Of the databases that tests wrote to the file "names", those that are there.  Other tests have
# theirs on the same server.
left()
{
	names=$(sed "s/.*/'&'/" names | paste -sd,)
	pg_sql "$pg" "SELECT count(*) FROM pg_database WHERE datname IN ($names)"
}
mkdir migrations
echo 'CREATE TABLE books (id BIGINT PRIMARY KEY, title TEXT NOT NULL);' >migrations/0001_books.up.sql
echo "INSERT INTO books VALUES (1, 'Middlemarch');" >migrations/0002_first.up.sql
mkdir migrations/seeds
echo "INSERT INTO books VALUES (9, 'Persuasion');" >migrations/seeds/more.sql
cat >pytest.ini <<INI
[pytest]
addopts = -p pytest_dunlin -p no:cacheprovider
dunlin_folders = migrations
INI
cp "$top_srcdir/tests/bindings/test_pytest_suite.py" test_suite.py
pytest()
{
	with_library "$python" -m pytest "$@"
}

# --- many -------------------------------------------------------------------------------------
#
# A thousand; a database of PostgreSQL is made and dropped on a disk, so that there are as many only
# where there is time.

for database in sqlite postgres; do
	case $database in
	sqlite) url=sqlite: COUNT=1000 ;;
	postgres)
		url=$pg
		[ -n "${DUNLIN_SOAK-}" ] || COUNT=100
		;;
	esac
	export COUNT
	pytest -q test_suite.py --dunlin-url "$url" -k many
	exits 0 "$database: $COUNT tests, each in a database of its own"
	prints "$COUNT passed" 'all of them'
	diag "$database: $(tail -n 1 "$out")"
	pytest -q test_suite.py --dunlin-url "$url" -k 'not many' -n 2
	exits 0 "$database: in two processes"
	prints ' passed' 'they pass'
	prints_not 'skipped' 'and none is left out'
done
ok 'the databases had names' [ "$(sort -u names | wc -l)" -ge "$COUNT" ]
is "$(left)" 0 'PostgreSQL has none of them left'

# --- settings ---------------------------------------------------------------------------------

titles='
def test_titles(dunlin_connection):
    cursor = dunlin_connection.cursor()
    cursor.execute("SELECT title FROM books ORDER BY id")
    print("titles:", *[row[0] for row in cursor.fetchall()])
'
echo "$titles" >test_titles.py
pytest -s test_titles.py
prints 'titles: Middlemarch' 'without a URL it is SQLite'
pytest -s test_titles.py --dunlin-version 1
prints 'titles:' 'with the first migration only'
prints_not 'Middlemarch' 'nothing is there yet'
mkdir other sub
echo "CREATE TABLE books (id INTEGER, title TEXT); INSERT INTO books VALUES (1, 'Emma')" >other/1_x.up.sql
pytest -s test_titles.py --dunlin-folder other
prints 'titles: Emma' 'an option comes before the ini file'
cd sub || exit 99
pytest -s ../test_titles.py --dunlin-folder ../other
prints 'titles: Emma' 'and starts where pytest does'
pytest -s ../test_titles.py
prints 'titles: Middlemarch' 'the ini file at its own folder'
cd .. || exit 99
mkdir -p other/seeds/dev
echo "INSERT INTO books VALUES (2, 'Persuasion')" >other/seeds/all.sql
echo "INSERT INTO books VALUES (3, 'Ulysses')" >other/seeds/dev/more.sql
pytest -s test_titles.py --dunlin-folder other
prints_not 'Persuasion' 'seeds are asked for'
pytest -s test_titles.py --dunlin-folder other --dunlin-seeds
prints 'titles: Emma Persuasion' 'those for everybody'
prints_not 'Ulysses' 'and no others'
pytest -s test_titles.py --dunlin-folder other --dunlin-env dev
prints 'titles: Emma Persuasion Ulysses' 'or those of an environment as well'
pytest -s test_titles.py --dunlin-folder other --dunlin-seeds --dunlin-url "$pg"
prints 'titles: Emma Persuasion' 'on PostgreSQL too'
cp pytest.ini plain.ini
printf '%s\n' 'dunlin_seeds = true' 'dunlin_cache = kept' >>pytest.ini
pytest -s test_titles.py --dunlin-folder other
exits 0 'settings of the ini file'
prints 'titles: Emma Persuasion' 'say the same'
ok 'what the migrations made is kept' [ "$(find kept -type f | wc -l)" -eq 1 ]
cp kept/* cached
pytest -s test_titles.py --dunlin-folder other
prints 'titles: Emma Persuasion' 'it serves the next session'
ok 'which makes no other' cmp -s cached kept/*
pytest -s test_titles.py --dunlin-folder other --dunlin-url "$pg"
prints 'titles: Emma Persuasion' 'on PostgreSQL, which has templates, it is in nobody'\''s way'
pytest -s test_titles.py --dunlin-cache elsewhere
ok 'an option comes before the ini file here as well' [ "$(find elsewhere -type f | wc -l)" -eq 1 ]
mv plain.ini pytest.ini
rm -r other/seeds
DUNLIN_TEST_URL=$pg
export DUNLIN_TEST_URL
echo 'def test_url(dunlin_url): print("at", str(dunlin_url)[:11])' >test_url.py
pytest -s test_url.py
prints 'at postgresql:' 'the URL may come from the environment'
pytest -s test_url.py --dunlin-url sqlite:
prints 'at sqlite:/' 'an option comes before it'
unset DUNLIN_TEST_URL
cat >conftest.py <<PY
import dunlin, pytest

@pytest.fixture(scope="session", params=["sqlite:", "$pg"], ids=["sqlite", "postgres"])
def dunlin_options(request):
    return dunlin.Options(request.param, folders=["other"])
PY
pytest -v test_titles.py
prints 'test_titles[sqlite] PASSED' 'options of your own'
prints 'test_titles[postgres] PASSED' 'give as many databases'
rm conftest.py

# --- what fails -------------------------------------------------------------------------------

pytest --dunlin-folder nowhere test_titles.py
exits 1 'a folder that is not there is an error'
prints 'nowhere' 'which names it'
prints 'no database for this test' 'and what is missing'
prints_not 'pytest_dunlin.py' 'without lines of the plugin'
sed -i '/dunlin_folders/d' pytest.ini
pytest test_titles.py
exits 1 'no folder is an error'
prints 'say --dunlin-folder DIR' 'which says what to do'
mkdir wrong
echo 'CREATE TABEL x (id INTEGER);' >wrong/1_x.up.sql
echo "$titles" | sed 's/test_titles/test_more/' >>test_titles.py
pytest test_titles.py --dunlin-folder wrong
exits 1 'so is a migration that fails'
prints '1_x.up.sql:1' 'with its place'
prints '2 errors' 'in every test'
cat >test_secret.py <<'PY'
def test_secret(dunlin_options, dunlin_url, dunlin_connection):
    assert False
PY
pytest -l test_secret.py --dunlin-folder other --dunlin-url "$pg&password=sesame"
exits 1 'a test that fails is shown'
prints 'postgresql:...' 'with its values'
prints_not sesame 'but no password'
pytest test_secret.py --dunlin-folder other --dunlin-url 'postgresql://me:sesame@127.0.0.1:1/x'
exits 1 'a server that is not there is an error'
prints 'no database for this test' 'which is told'
prints_not sesame 'without the password'
tap_done
