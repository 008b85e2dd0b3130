#!/bin/sh
# migrations/loist on every database: there, back to nothing, and there again; its queries, and
# that the planner finds the indexes by itself.
# shellcheck disable=SC2317 # functions are called by the name of the database
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
DATABASE_URL=
: "${out:?}" "${err:?}"

psql=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql
pg_dump=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}pg_dump

# The project is copied: its folder may be read-only, and the person who runs this may have a .env.
fresh loist
cp -R "$top_srcdir/migrations/loist/migrations" "$top_srcdir/migrations/loist/queries" \
	"$top_srcdir/migrations/loist/maintenance" "$top_srcdir/migrations/loist/dunlin.conf" .
chmod -R u+w .

# What differs between them: schema, sql TEXT, query FILE, left.  The statistics of
# ANALYZE are tables of SQLite's own, named sqlite_.
sqlite_schema()
{
	sqlite3 loist.db "SELECT type, name, tbl_name, sql FROM sqlite_schema
		WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\' ORDER BY type, name"
}

sqlite_sql()
{
	sqlite3 -bail loist.db "$1"
}

sqlite_query()
{
	sqlite3 -bail loist.db <"$1"
}

sqlite_left()
{
	sqlite3 loist.db "SELECT name FROM sqlite_schema
		WHERE name NOT LIKE 'dunlin\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
}

postgres_schema()
{
	"$pg_dump" -s "$DATABASE_URL" | grep -v '^\\\(un\)\{0,1\}restrict '
}

postgres_sql()
{
	pg_sql "$DATABASE_URL" "$1"
}

postgres_query()
{
	"$psql" -XqAt -v ON_ERROR_STOP=1 "$DATABASE_URL" <"$1"
}

# Everything of the schema, with types, functions and extensions.
postgres_left()
{
	postgres_sql "SELECT relname FROM pg_class
			WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'dunlin\\_%'
		UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
		UNION ALL SELECT typname FROM pg_type
			WHERE typnamespace = 'public'::regnamespace AND typname !~ '^_?dunlin_'
		UNION ALL SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"
}

mysql_schema()
{
	my_schema "$DATABASE_URL"
}

mysql_sql()
{
	my_sql "$DATABASE_URL" "$1"
}

mysql_query()
{
	my_client "$DATABASE_URL" <"$1" | tr '\t' '|'
}

mysql_left()
{
	my_left "$DATABASE_URL"
}

# rows NUMBER: so many tracks, of 400 artists; each word and each name is in few of them.
rows()
{
	n=s.value
	series="generate_series(1, $1) AS s"
	mode=
	case $db in
	postgres) series="generate_series(1, $1) AS s(value)" ;;
	mysql)
		series="(SELECT seq AS value FROM seq_1_to_$1) AS s"
		mode="SET sql_mode = concat(@@sql_mode, ',PIPES_AS_CONCAT'); "
		;;
	esac
	echo "${mode}INSERT INTO audio_tracks (status, artist, title, album, genre, audio_gcs_path)
		SELECT CASE WHEN $n % 50 = 7 THEN 'PENDING' ELSE 'COMPLETED' END,
			CASE WHEN $n % 400 = 0 THEN 'The Beatles'
				ELSE char_at($n % 20) || char_at($n % 19) || char_at($n % 17) || ' '
					|| char_at($n % 13) || char_at($n % 400 / 20) END,
			CASE WHEN $n % 200 = 0 THEN 'music ' ELSE '' END || 'track ' || char_at($n % 16) || $n,
			'album ' || ($n / 12), CASE WHEN $n % 10 = 0 THEN 'Rock' ELSE 'Jazz' END,
			'gs://loist-test/' || $n || '.mp3'
		FROM $series;" |
		sed "$([ "$db" = mysql ] && echo 's, / , DIV ,g;')s/char_at(\([^)]*\))/substr('kodazumilareponivuhesybegowifajutoqucaxe', 1 + (\1) * 2, 2)/g"
}

for db in sqlite postgres ${DUNLIN_TEST_MY:+mysql}; do
	target=prod
	case $db in
	sqlite) target=dev ;;
	postgres) DATABASE_URL=$(pg_new) ;;
	mysql) DATABASE_URL=$(my_new) ;;
	esac
	export DATABASE_URL

	run dunlin -t "$target" check --strict --dialect sqlite --dialect postgres --dialect mysql
	exits 0 "$db: check"
	if [ "$db" = postgres ]; then
		socket=$(printf '%s\n' "$DATABASE_URL" | sed 's/.*host=\([^&]*\).*/\1/')
		port=$(printf '%s\n' "$DATABASE_URL" | sed -n 's/.*port=\([0-9]*\).*/\1/p')
		run env DB_HOST="$socket" DB_PORT="$port" DB_NAME=postgres DB_USER=postgres DB_PASSWORD='a b&%' \
			DB_STATEMENT_TIMEOUT=30000 DB_IDLE_TIMEOUT=60000 "$DUNLIN" -t parts plan
		exits 0 "$db: the guide's variables name a database"
		prints 'SET statement_timeout = 30000;' "$db: with a timeout for statements"
		prints 'SET idle_in_transaction_session_timeout = 60000;' "$db: and for idle transactions"
	fi
	run dunlin -t "$target" up --verify
	exits 0 "$db: up, and what it promises holds"
	prints '1 applied, 0 pending' "$db: all of it"
	"${db}_schema" >schema.first
	run dunlin -t "$target" verify
	exits 0 "$db: verify"
	prints '1 verified' "$db: has a body for it"

	run dunlin -t "$target" seed --env dev
	exits 0 "$db: seed"
	prints '1 seeded' "$db: has seeds"
	run dunlin -t "$target" test queries
	exits 0 "$db: its queries hold, also with a handful of tracks"
	prints "seeds.sql" "$db: and find what the seeds have"

	if [ "$db" = mysql ]; then
		is "$(mysql_sql "SET NAMES latin1; BEGIN; DELETE FROM audio_tracks;
			INSERT INTO audio_tracks (title) SELECT 'x' FROM seq_1_to_200;
			SELECT count(DISTINCT left(id, 8)) FROM audio_tracks; ROLLBACK;")" 200 \
			"$db: ids differ, also in a session of another character set"
	fi
	run "${db}_sql" "$(rows 4000)"
	exits 0 "$db: 4000 more tracks"
	run "${db}_query" "maintenance/$db.sql"
	exits 0 "$db: maintenance, with statistics for the planner"
	run dunlin -t "$target" test queries
	exits 0 "$db: the queries hold with many, by the indexes that the planner chooses"
	for file in "queries/$db"/*.sql; do
		case $file in
		*/seeds.sql) continue ;; # it tries what must fail
		esac
		run "${db}_query" "$file"
		exits 0 "$db: the database's own client runs ${file##*/}"
	done
	is "$("${db}_query" "queries/$db/fuzzy_artist_search.sql" | grep '|' | cut -d'|' -f2 | sort | uniq -c | tr -s ' ')" \
		' 1 Beatels
 11 The Beatles
 1 The Beetles' "$db: among many the fuzzy search finds the same, and those that came"
	run dunlin -t "$target" verify
	exits 0 "$db: what it promises holds with data too"

	run dunlin -t "$target" down
	exits 0 "$db: down"
	prints '1 reverted, 1 pending' "$db: by one is by all"
	is "$("${db}_left")" '' "$db: and nothing is left but Dunlin's own"
	run dunlin -t "$target" up
	exits 0 "$db: up again"
	"${db}_schema" >schema.again
	run diff schema.first schema.again
	exits 0 "$db: gives the same schema"
	run dunlin -t "$target" down --all --yes
	exits 0 "$db: down --all"
	is "$("${db}_left")" '' "$db: leaves nothing either"
done
tap_done
