#!/bin/sh
# Live Conversational Threads: from nothing to nothing and back, on SQLite and on PostgreSQL.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

system=$top_srcdir/migrations/conversational-threads
# A copy, since a target writes beside its dunlin.conf; readable by who runs this.
cp -R "$system" "$tap_dir/threads" && chmod -R u+w "$tap_dir/threads" && cd "$tap_dir/threads" ||
	exit 99
rm -f threads.db threads.db-* .env
ours="'conversations', 'utterances', 'nodes', 'relationships', 'clusters', 'edits_log', 'api_calls_log'"

# sql TEXT: rows of the database at hand, columns parted by |.
# dump: its whole schema, without what differs between two dumps of the same.
sql()
{
	if [ "$db" = sqlite ]; then
		sqlite3 threads.db "PRAGMA foreign_keys = ON; $1"
	else
		pg_sql "$DATABASE_URL" "$1"
	fi
}

dump()
{
	if [ "$db" = sqlite ]; then
		sqlite3 threads.db "SELECT type, name, tbl_name, sql FROM sqlite_schema
			WHERE tbl_name NOT LIKE 'dunlin_%' ORDER BY type, name"
	else
		"${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}pg_dump" -s --exclude-table='dunlin_*' \
			"$DATABASE_URL" | grep -Ev '^\\(un)?restrict '
	fi
}

# query NAME: what a file of queries/ prints.
query()
{
	query_file=queries/$1.$db.sql
	[ -f "$query_file" ] || query_file=queries/$1.sql
	sql "$(cat "$query_file")"
}

# all_of_it: the same story on the database at hand; its names are $db and $target.
all_of_it()
{
	run dunlin check --dialect "$db"
	exits 0 "$db: check"
	dunlin -q -t "$target" up --to 0 >/dev/null 2>&1 || :
	dump >"$tap_dir/empty"

	run dunlin -t "$target" up --verify
	exits 0 "$db: up from nothing, each step verified"
	prints '4 applied, 0 pending' "$db: all of it"
	run dunlin -t "$target" status --check
	exits 0 "$db: status"
	run dunlin -t "$target" verify
	exits 0 "$db: verify of an empty database"
	prints '4 verified' "$db: every migration has a verify body"
	dump >"$tap_dir/first"

	run dunlin -t "$target" seed --env dev
	exits 0 "$db: seed"
	prints '3 seeded' "$db: all seeds"
	run dunlin -t "$target" seed --env dev
	prints 'nothing to do' "$db: seeds run once"
	run dunlin -t "$target" verify
	exits 0 "$db: verify with data"

	run dunlin -t "$target" test queries
	exits 0 "$db: what the product asks is answered, by the indexes"
	prints 'queries/training.sql' "$db: all of it"
	run query monitoring
	exits 0 "$db: the database's own client runs it too"
	prints edits_log "$db: and names the tables"

	# 0004 fills in what was there before it, and nobody has edited that.
	run dunlin -t "$target" down
	prints 'reverted  0004_conversation_search' "$db: down of the search"
	sql "UPDATE conversations SET updated_at = '2026-03-04T00:00:00Z'" || fail "$db: old rows"
	run dunlin -t "$target" up --verify
	exits 0 "$db: up over old rows"
	is "$(sql "SELECT count(*) FROM conversations WHERE updated_at <> '2026-03-04T00:00:00Z'")" 0 \
		"$db: which stay as old as they were"
	case $(query search) in
	'Release planning|'*) pass "$db: and are found" ;;
	*) fail "$db: and are found" ;;
	esac

	run dunlin -t "$target" goto -1
	prints 'reverted  0004_conversation_search' "$db: down 4, by goto -1"
	run dunlin -t "$target" verify
	exits 0 "$db: what is left holds"
	run dunlin -t "$target" down
	prints 'reverted  0003_logs' "$db: down 3"
	run dunlin -t "$target" down --to 1
	prints 'reverted  0002_nodes' "$db: down 2"
	is "$(sql 'SELECT count(*) FROM utterances')" 5 "$db: what was said is still there"
	run dunlin -t "$target" verify
	exits 0 "$db: and holds"
	run dunlin -t "$target" down
	prints '4 pending' "$db: down 1"
	dump >"$tap_dir/nothing"
	ok "$db: nothing is left but Dunlin's own" cmp "$tap_dir/empty" "$tap_dir/nothing"

	run dunlin -t "$target" goto +4
	exits 0 "$db: up again"
	dump >"$tap_dir/second"
	ok "$db: is the identical schema" cmp "$tap_dir/first" "$tap_dir/second"
	run dunlin -t "$target" seed --env dev
	prints '3 seeded' "$db: seeds are due again"
	run dunlin -t "$target" down --all --yes
	exits 0 "$db: down to nothing, with data"
	dump >"$tap_dir/nothing"
	ok "$db: again nothing is left" cmp "$tap_dir/empty" "$tap_dir/nothing"
	run dunlin -t "$target" audit
	exits 0 "$db: the log is whole"
}

db=sqlite
target=dev
all_of_it
dunlin -q up >/dev/null
is "$(sql "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ($ours)")" 7 \
	'sqlite: the seven tables of the guide'
# What is printed for review is what the database's own client can run; so below for psql.
dump >"$tap_dir/first"
rm -f threads.db threads.db-*
run dunlin -q up --sql
exits 0 'sqlite: up --sql'
cp "$out" review.sql
run sqlite3 -bail threads.db '.read review.sql'
exits 0 'sqlite: sqlite3 runs it'
dump >"$tap_dir/second"
ok 'sqlite: to the identical schema' cmp "$tap_dir/first" "$tap_dir/second"

db=postgres
target=prod
DATABASE_URL=$(pg_new) || exit 99
export DATABASE_URL
all_of_it
dunlin -q -t prod up >/dev/null
is "$(sql "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'
	AND tablename NOT LIKE 'dunlin_%'")" 7 'postgres: seven tables'
is "$(sql "SELECT count(*) FROM pg_tables WHERE tablename IN ($ours)")" 7 'postgres: of the guide'
is "$(sql "SELECT string_agg(attrelid::regclass || '.' || attname, ' '
		ORDER BY attrelid::regclass::text, attname)
	FROM pg_attribute WHERE (attrelid::regclass::text, attname) IN
		(('conversations', 'source_metadata'), ('conversations', 'participants'),
		 ('utterances', 'platform_metadata'), ('nodes', 'speaker_info'), ('nodes', 'cluster_info'))
	AND atttypid = 'jsonb'::regtype")" \
	'conversations.participants conversations.source_metadata nodes.cluster_info nodes.speaker_info utterances.platform_metadata' \
	'postgres: the JSONB columns of the guide'
dunlin -q -t prod down --all --yes >/dev/null
run dunlin -q -t prod up --sql
exits 0 'postgres: up --sql'
cp "$out" review.sql
run "${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql" -X -q -v ON_ERROR_STOP=1 -f review.sql \
	"$DATABASE_URL"
exits 0 'postgres: psql runs it'
dump >"$tap_dir/second"
ok 'postgres: to the identical schema' cmp "$tap_dir/first" "$tap_dir/second"

# A database that Alembic has brought to its head: recorded as applied, and nothing is run.
DATABASE_URL=$(pg_new) || exit 99
pg_sql "$DATABASE_URL" 'CREATE TABLE conversations (id uuid PRIMARY KEY)'
run dunlin -t prod up
exits 1 'postgres: a relation that already exists'
warns 'relation "conversations" already exists' 'is named'
run dunlin -t prod stamp 4 --yes
exits 0 'postgres: stamp'
run dunlin -t prod status --check
exits 0 'leaves nothing pending'
tap_done
