#!/bin/sh
# AmunX on every database: up, verify, seed, its queries, down to nothing, and up again to the
# identical schema; the parts that need pgvector; and what sqlc reads of its files.
# shellcheck disable=SC2317 # functions are called by the name of the database
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
: "${out:?}"

bin=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}
# A copy, since a target writes beside its dunlin.conf.
cp -R "$top_srcdir/migrations/amunx/." . && chmod -R u+w . || exit 99
rm -f .env amunx.db*

# For each database: its schema, and what there is besides Dunlin's own.
postgres_schema()
{
	"${bin}pg_dump" -s -T '*dunlin_*' "$DATABASE_URL" | grep -v '^\\\(un\)\{0,1\}restrict '
}
sqlite_schema()
{
	sqlite3 amunx.db "SELECT type, name, tbl_name, sql FROM sqlite_schema
		WHERE tbl_name NOT LIKE 'dunlin\_%' ESCAPE '\' ORDER BY type, name"
}
postgres_left()
{
	pg_sql "$DATABASE_URL" "SELECT relname FROM pg_class
			WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'dunlin\_%'
		UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
		UNION ALL SELECT typname FROM pg_type
			WHERE typnamespace = 'public'::regnamespace AND typname !~ '^_?dunlin_'
		UNION ALL SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"
}
sqlite_left() { sqlite_schema; }
mysql_schema() { my_schema "$DATABASE_URL"; }
mysql_left() { my_left "$DATABASE_URL"; }

# cycle DATABASE TARGET APPLIED
cycle()
{
	run dunlin -t "$2" up
	exits 0 "$1: up from nothing"
	prints "$3 applied, 0 pending" "$1: all that can be"
	run dunlin -t "$2" verify
	exits 0 "$1: verify"
	prints "$3 verified" "$1: every migration has a body for it"
	"$1_schema" >"$1.first"
	ok "$1: there is a schema" grep -q transcripts "$1.first"

	run dunlin -t "$2" seed --env dev
	exits 0 "$1: seed"
	prints '4 seeded' "$1: the topics, and three of dev"
	run dunlin -t "$2" seed --env dev
	prints 'nothing to do' "$1: once"
	run dunlin -t "$2" test queries
	exits 0 "$1: its queries hold"
	prints '- queries/audio_items.sql' "$1: those for all"
	run dunlin -t "$2" verify
	exits 0 "$1: verify with data"

	run dunlin -t "$2" down --all --yes
	exits 0 "$1: down to nothing"
	is "$("$1_left" || echo unknown)" '' "$1: nothing is left but Dunlin's own"
	run dunlin -t "$2" up
	exits 0 "$1: up again"
	"$1_schema" >"$1.again"
	run diff "$1.first" "$1.again"
	exits 0 "$1: to the identical schema"
	run dunlin -t "$2" seed --env dev
	prints '4 seeded' "$1: the seeds are due again"
	run dunlin -t "$2" test queries
	exits 0 "$1: and the queries hold as before"
}

# What needs pgvector, where the server has it: 0007 at once, and 0008 once 1000 rows are there.
with_vector()
{
	pg_sql "$DATABASE_URL" "INSERT INTO embeddings (audio_id, chunk_index, vector, text_chunk)
		SELECT '00000000-5eed-4000-8000-000000000401', n, array_fill(n::real, ARRAY[1536])::vector, 'x'
		FROM generate_series(1, 1000) AS n"
	run dunlin -t prod up --verify
	exits 0 'pgvector: with 1000 embeddings the index is due'
	prints 'applied   0008_embeddings_ivfflat' 'pgvector: and made'
	put queries/nearest.postgres.sql 'SET LOCAL enable_seqscan = off;' \
		'-- dunlin: uses index embeddings_vector_idx' 'SELECT chunk_index FROM embeddings' \
		'ORDER BY vector <=> array_fill(1::real, ARRAY[1536])::vector LIMIT 5;'
	run dunlin -t prod test queries/nearest.postgres.sql
	exits 0 'pgvector: the nearest neighbours are found by it'
}

# Where it has not: waiting, with the reason, and nothing is held up.
without_vector()
{
	run dunlin -t prod status
	ok 'no pgvector: embeddings wait, with the reason' grep -Eq \
		'^waiting +0007_embeddings +waits until SELECT EXISTS .*pg_available_extensions' "$out"
	ok 'no pgvector: and their index waits for them' grep -Eq \
		'^waiting +0008_embeddings_ivfflat +requires 7, which is waiting' "$out"
	run dunlin -t prod up --check
	exits 0 'no pgvector: a deployment is not held up'
}

run dunlin check --strict --dialect postgres --dialect sqlite --dialect mysql
exits 0 'check'
cycle sqlite dev 7
if [ -n "${DUNLIN_TEST_MY-}" ]; then
	DATABASE_URL=$(my_new) || exit 99
	export DATABASE_URL
	cycle mysql prod 7
	is "$(my_sql "$DATABASE_URL" "SET NAMES latin1; BEGIN;
		INSERT INTO topics (slug, title) SELECT concat('id-', seq), 'x' FROM seq_1_to_200;
		SELECT count(DISTINCT left(id, 8)) FROM topics WHERE slug LIKE 'id-%'; ROLLBACK;")" 200 \
		'mysql: ids differ, also in a session of another character set'
fi
DATABASE_URL=$(pg_new) || exit 99
export DATABASE_URL
vector=$(pg_sql "$DATABASE_URL" "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'")
cycle postgres prod $((6 + vector))
if [ "$vector" = 1 ]; then with_vector; else without_vector; fi

# sqlc takes the .sql files of a folder by name, not of folders below it, and leaves out *.down.sql.
# Of verify bodies it reads the tables they make, so they make none.
sqlc_reads()
{
	for file in migrations/*.sql; do
		case $file in
		*.down.sql) ;;
		*) printf '%s\n' "$file" ;;
		esac
	done
}
sqlc_reads | grep -v '\.verify\.sql$' >sqlc.files
is "$(sed 's,migrations/\([0-9]*\)_.*,\1,' sqlc.files | tr '\n' ' ')" '0001 0002 0003 0004 0005 0006 0007 0008 ' \
	'sqlc: sees each migration once, in order'
is "$(sqlc_reads | grep '\.verify\.sql$' | xargs grep -liE '^ *(CREATE|ALTER|DROP|COMMENT)')" '' \
	'sqlc: no verify body makes a table'
is "$(find queries -maxdepth 1 -name '*sqlite*.sql')" '' 'sqlc: no query it sees is for SQLite alone'
# That this is PostgreSQL, and whole, PostgreSQL says: of what does not wait for something.
waiting=0008
[ "$vector" = 1 ] || waiting='000[78]'
DATABASE_URL=$(pg_new) || exit 99
grep -v "/${waiting}_" sqlc.files | xargs cat |
	"${bin}psql" -X -q -1 -v ON_ERROR_STOP=1 "$DATABASE_URL" >"$out" 2>&1
is "$(cat "$out")" '' 'sqlc: psql takes all of it'
postgres_schema >sqlc.schema
run diff postgres.first sqlc.schema
exits 0 'sqlc: which is the schema that Dunlin makes'
tap_done
