#!/bin/sh
# Vibe Agents on both databases: up, verify, seed, its queries, down, up again; every body twice by
# hand, as its guide demands; and many servers that migrate as they start.
# shellcheck disable=SC2086,SC2317 # $versions is words; much is called by its name alone
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

bin=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}
ada=00000000-5eed-4000-8000-000000000101

# Each part below is run for `db` postgres and sqlite; these are what differs.
sql()
{
	case $db in
	postgres) pg_sql "$DATABASE_URL" "$@" ;;
	sqlite) printf '%s\n' 'PRAGMA foreign_keys = ON;' "$@" | sqlite3 -batch -bail vibe_agents.db ;;
	esac
}

migrate()
{
	case $db in
	postgres) dunlin -t prod "$@" ;;
	sqlite) dunlin "$@" ;;
	esac
}

# by_hand FILE...: what somebody without Dunlin would run.
by_hand()
{
	case $db in
	postgres) cat "$@" | "${bin}psql" -X -q -v ON_ERROR_STOP=1 "$DATABASE_URL" ;;
	sqlite) cat "$@" | sqlite3 -batch -bail vibe_agents.db ;;
	esac
}

# body VERSION up|down: its file.
body()
{
	for body_file in "migrations/sqlite/$1"_*".$2.sql" "migrations/$1"_*".$2.sql"; do
		if [ -e "$body_file" ] && [ "$db:${body_file%/*}" != postgres:migrations/sqlite ]; then
			printf '%s\n' "$body_file"
			return
		fi
	done
	return 1
}

# The schema without Dunlin's own tables; `everything` has the rows too.
schema()
{
	case $db in
	postgres) "${bin}pg_dump" -s -T '*dunlin_*' -d "$DATABASE_URL" | grep -v '^\\\(un\)\{0,1\}restrict' ;;
	sqlite) sqlite3 vibe_agents.db "SELECT type, name, tbl_name, sql FROM sqlite_schema
		WHERE tbl_name NOT LIKE 'dunlin\_%' ESCAPE '\' ORDER BY type, name" ;;
	esac
}

everything()
{
	case $db in
	postgres) "${bin}pg_dump" -d "$DATABASE_URL" | grep -v '^\\\(un\)\{0,1\}restrict' ;;
	sqlite) sqlite3 vibe_agents.db .dump ;;
	esac
}

# What is there besides Dunlin's own tables and what belongs to them.
left()
{
	case $db in
	postgres) sql "SELECT string_agg(what, ' ') FROM (
		SELECT relname AS what FROM pg_class WHERE relnamespace = 'public'::regnamespace
			AND relname NOT LIKE '%dunlin\\_%'
		UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
		UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
			AND typname NOT LIKE '%dunlin\\_%'
		UNION ALL SELECT extname FROM pg_extension WHERE extname <> 'plpgsql') AS t" ;;
	sqlite) schema ;;
	esac
}

# new PART: a copy of the project in an empty folder, and an empty database.
new()
{
	fresh "$db-$1"
	cp -R "$top_srcdir/migrations/vibe-agents/." . && chmod -R u+w . || exit 99
	rm -f .env vibe_agents.db*
	unset DATABASE_URL
	if [ "$db" = postgres ]; then
		DATABASE_URL=$(pg_new) || exit 99
		export DATABASE_URL
	fi
}

until_true()
{
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ "$tries" -le 600 ] || return 1
		sleep 0.05
	done
}

# The parts that need pgvector: waiting, with the reason, where the server does not offer it.
embeddings()
{
	run migrate status
	if [ "$vector" = f ]; then
		ok 'embeddings wait, with the reason' grep -Eq \
			'^waiting +0006_story_embeddings +waits until SELECT EXISTS .*pg_available_extensions' "$out"
		ok 'and their index waits for them' grep -Eq \
			'^waiting +0007_story_embeddings_index +requires 6, which is waiting' "$out"
		prints '5 applied, 0 pending, 2 waiting' 'and hold nothing up'
		run migrate up --check
		exits 0 'nor is a deployment held up'
		return
	fi
	prints '7 applied, 0 pending' 'embeddings are there'
	is "$(sql "UPDATE stories SET embedding = array_fill(0.5::real, ARRAY[1536])::vector WHERE user_id = '$ada';" \
		"SELECT happened_on FROM stories
		ORDER BY embedding <=> array_fill(0.25::real, ARRAY[1536])::vector LIMIT 1;")" \
		1998-07-12 'the story that means most of the same'
	plan=$(sql 'SET enable_seqscan = off; SET enable_sort = off;' "EXPLAIN SELECT id FROM stories
		ORDER BY embedding <=> array_fill(0.25::real, ARRAY[1536])::vector LIMIT 1;")
	ok 'its index is of use' grep -q stories_embedding_idx <<-EOF
		$plan
	EOF
}

for db in postgres sqlite; do
	versions='0001 0002 0003 0004 0005'
	new walk
	if [ $db = postgres ]; then
		vector=$(sql "SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'vector')")
		[ "$vector" = f ] || versions="$versions 0006 0007"
	fi
	last=${versions##* }
	downwards=$(printf '%s\n' $versions | sort -r)

	# One by one up, and what is there is kept for the way down.
	run dunlin check --strict --dialect postgres --dialect sqlite
	exits 0 "$db: the files are right"
	for version in $versions; do
		run migrate up --verify --to "$version"
		exits 0 "$db: up to $version"
		schema >"schema.$version"
	done
	run migrate verify
	exits 0 "$db: what the migrations promise holds"
	prints "$(printf '%s\n' $versions | wc -l) verified" "$db: of every one"
	run migrate seed --env dev
	exits 0 "$db: seeds"
	prints '2 seeded' "$db: load"
	run migrate test queries
	exits 0 "$db: what the application asks is answered, by the indexes"
	prints 'application.sql' "$db: all of it"
	[ $db = sqlite ] || embeddings
	run migrate verify
	exits 0 "$db: the promises hold with rows too"
	run by_hand migrations/seeds/dev/10_users.sql migrations/seeds/dev/20_memories.$db.sql
	exits 0 "$db: seeds may be loaded twice"

	for version in $downwards; do
		is "$(schema)" "$(cat "schema.$version")" "$db: at $version all is as it was on the way up"
		run migrate down
		exits 0 "$db: down from $version"
	done
	is "$(left)" '' "$db: down to nothing leaves nothing"
	run migrate up
	exits 0 "$db: up again"
	is "$(schema)" "$(cat "schema.$last")" "$db: up again is the same schema"
	run migrate down --all --yes
	exits 0 "$db: down in one go"
	is "$(left)" '' "$db: leaves nothing either"

	# Every body twice, by the client of the database alone.
	schema_of_dunlin=$(cat "schema.$last")
	new hand
	for version in $versions; do
		file=$(body "$version" up)
		run by_hand "$file"
		exits 0 "$db: $file by hand"
		run by_hand "$file"
		exits 0 "$db: and once more"
	done
	is "$(schema)" "$schema_of_dunlin" "$db: twice by hand is what Dunlin does once"
	run by_hand migrations/seeds/dev/10_users.sql migrations/seeds/dev/20_memories.$db.sql
	exits 0 "$db: with rows"
	rows=$(everything)
	for version in $versions; do
		by_hand "$(body "$version" up)" 2>>"$err" || fail "$db: $version with rows"
	done
	is "$(everything)" "$rows" "$db: a third time changes no row"
	run migrate up
	exits 0 "$db: Dunlin can take over what was made by hand"
	is "$(schema)" "$schema_of_dunlin" "$db: and leaves it as it is"
	for version in $downwards; do
		file=$(body "$version" down)
		run by_hand "$file"
		exits 0 "$db: $file by hand"
		run by_hand "$file"
		exits 0 "$db: and once more"
	done
	is "$(left)" '' "$db: down twice leaves nothing"

	# Eight servers migrate as they start. Somebody is in the way until all of them are there, so
	# that they do come at once.
	new many
	sed 's/^  url .*/&\n  lock_timeout = "60s"/; /"2s"/d' dunlin.conf >conf && mv conf dunlin.conf
	mkfifo hold
	if [ $db = postgres ]; then
		"${bin}psql" -X -q "$DATABASE_URL" <hold >held 2>&1 &
		exec 9>hold
		echo 'BEGIN; CREATE TABLE users (in_the_way int);' >&9
		is_held()
		{
			[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
				AND state = 'idle in transaction' AND query LIKE 'CREATE TABLE%'")" = 1 ]
		}
	else
		sqlite3 -batch vibe_agents.db <hold >held 2>&1 &
		exec 9>hold
		printf '%s\n' '.timeout 60000' 'BEGIN IMMEDIATE;' >&9 # is_held may hold it just then
		is_held()
		{
			! sqlite3 vibe_agents.db 'BEGIN IMMEDIATE; ROLLBACK;' 2>/dev/null
		}
	fi
	ok "$db: somebody is in the way" until_true is_held
	for i in 1 2 3 4 5 6 7 8; do
		{
			exec 9>&-
			started=0
			migrate up >"out.$i" 2>"err.$i" || started=$?
			echo "$started" >"status.$i"
		} &
	done
	all_there()
	{
		[ "$(cat err.? 2>/dev/null | grep -c '^dunlin: target')" = 8 ]
	}
	ok "$db: eight servers start" until_true all_there
	is "$(cat status.? 2>/dev/null)" '' "$db: none of them is done yet"
	echo 'ROLLBACK;' >&9
	exec 9>&-
	wait
	is "$(cat status.? | tr '\n' ' ')" '0 0 0 0 0 0 0 0 ' "$db: all of them go on" || cat err.? | diag
	count=$(printf '%s\n' $versions | wc -l)
	is "$(grep -l "^$count applied, 0 pending" out.? | wc -l)" 1 "$db: one has migrated"
	is "$(grep -l 'nothing to do' out.? | wc -l)" 7 "$db: the others found nothing to do"
	is "$(sql "SELECT count(*), count(DISTINCT id), count(DISTINCT run_id) FROM dunlin_event WHERE event = 'apply';")" \
		"$count|$count|1" "$db: each migration ran once"
	is "$(schema)" "$schema_of_dunlin" "$db: and the schema is whole"
done
tap_done
