#!/bin/sh
# loist.sh - how long the searches of migrations/loist take, and by which plan.
#
#   tests/tools/with-postgres -u postgres bench/loist.sh [TRACKS [RUNS]]     (default: 100000 21)
#
# Applies the project with the dunlin in $DUNLIN (default: the one on the PATH, with the drivers in
# $DUNLIN_DRIVER_PATH) to a new database each, fills both with the same tracks, and runs the files
# of migrations/loist/queries as they are, with other words in their place on the next lines.
# Prints the median as the database's own client measures it, and the plan. Without DUNLIN_TEST_PG
# only SQLite is measured. Exit status 1: some median is 200 ms or more, or a plan has no index.
set -eu

tracks=${1:-100000}
runs=${2:-21}
dunlin=${DUNLIN:-dunlin}
here=$(cd "$(dirname "$0")/.." && pwd)
loist=$here/migrations/loist
psql=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql
dir=$(mktemp -d "${TMPDIR:-/tmp}/dunlin-loist.XXXXXX")
status=0
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Words --------------------------------------------------------------------------------------------

titles='love night you heart blue time rain fire river road dance home summer light girl dream song
moon boy world street morning sun baby sky shadow water city gold wind summertime soul star angel
day black winter train music letter wild kiss ocean lonely mirror rose tomorrow ghost silver rock
highway forever paper broken thunder dust mountain window midnight garden little stranger red waltz
diamond hurricane crying island devil smoke electric velvet yesterday radio sweet honey whisper bird
falling stone running hollow harbor lullaby october feather burning lantern wolf carnival sister
bridge machine ballad neon prayer orchid sparrow gravity parade saturn echo tender horizon iron
distant crystal magnolia serenade compass runaway satellite cathedral november pilgrim tambourine
kerosene avalanche porcelain cinnamon labyrinth chandelier tangerine marigold quicksilver'
first='James Maria John Anna Robert Ella David Nina Michael Ray Billie Sam Otis Carla Ben Aretha Joni
Neil Patti Leonard Etta Miles Sarah Chet Dinah Gil Bea Tom Kate Nick Joan Marvin Alma Buddy Cesaria
Django Edith Fela Gal Hugh Ida Jorge Kiri Lena Mulatu Nadia Omar Paco Rosa Stan Tania Umm Vera Wes'
front='Ba Be Bo Bra Ca Cla Co Da De Do Fa Fi Ga Gra Ha He Ja Jo Ka Ki La Le Lo Ma Mi Mo Na No Pa Pe
Ra Ri Ro Sa Sha Si Ste Ta Te To Va Wa Wi'
middle='ll n r t tt rr nn m s ck rd nd st bb dd gg l v lm rt'
back='er son man en ton ini ez ard ley ova is ow ing ett a o eau ski ius el'
genres='Rock Pop Jazz Electronic Classical Hip-Hop Folk Soul Blues Country Reggae Ambient Metal Latin
Funk Gospel Disco Punk World Spoken'

# words TABLE WORD...: a table of them, numbered from 0.
words()
{
	table=$1
	shift
	echo "CREATE TEMPORARY TABLE $table (i integer PRIMARY KEY, w text NOT NULL);"
	i=0
	for word; do
		echo "INSERT INTO $table VALUES ($i, '$word');"
		i=$((i + 1))
	done
}

# roll N SALT: a number from 0 to 65535 that looks like chance and is the same everywhere.
roll()
{
	x="((($1) * 7919 + $2 * 104729) % 2147483648 * 1103515245 % 2147483648)"
	echo "($x * $x / 32768 % 65536)"
}

# often TABLE N SALT: a word, the first ones far more often than the last.
often()
{
	r=$(roll "$2" "$3")
	echo "(SELECT w FROM $1 WHERE i = $r * $r / 65536 * (SELECT count(*) FROM $1) / 65536)"
}

# any TABLE N SALT: a word, all alike.
any()
{
	echo "(SELECT w FROM $1 WHERE i = $(roll "$2" "$3") * (SELECT count(*) FROM $1) / 65536)"
}

# One artist for twelve tracks; a few have most of them. Number 0 is the one the guide looks for,
# and some are nearly spelt so. $1 is the column of generate_series in this dialect.
rows()
{
	n="CAST(s.$1 AS bigint)"
	# shellcheck disable=SC2086 # lists of words
	{
		words title $titles
		words first_name $first
		words front $front
		words middle $middle
		words back $back
		words genre $genres
	}
	surname="$(any front "$n" 1) || $(any middle "$n" 2) || $(any back "$n" 3)"
	band="$(any title "$n" 4)"
	artists=$((tracks / 12 + 1))
	pick=$(roll "$n" 11)
	cat <<-END
		CREATE TEMPORARY TABLE artist (i integer PRIMARY KEY, w text NOT NULL);
		INSERT INTO artist
		SELECT $n,
		       CASE WHEN $n = 0 THEN 'The Beatles' WHEN $n = 97 THEN 'The Beetles'
		            WHEN $n = 193 THEN 'Beatels' WHEN $n = 389 THEN 'Beagles'
		            WHEN $n % 10 < 6 THEN $(any first_name "$n" 5) || ' ' || $surname
		            WHEN $n % 10 < 8 THEN 'The ' || upper(substr($band, 1, 1)) || substr($band, 2) || 's'
		            ELSE $surname || ' & the ' || $(any title "$n" 6) || ' band' END
		FROM generate_series(0, $artists - 1) AS s$2;
		INSERT INTO audio_tracks (status, artist, title, album, genre, year, duration_seconds, channels,
		                          sample_rate, bitrate, format, file_size_bytes, audio_gcs_path)
		SELECT CASE WHEN $n % 50 = 7 THEN 'PENDING' WHEN $n % 100 = 8 THEN 'PROCESSING'
		            WHEN $n % 100 = 9 THEN 'FAILED' ELSE 'COMPLETED' END,
		       (SELECT w FROM artist WHERE i = $pick * $pick / 65536 * $artists / 65536),
		       $(often title "$n" 12) || ' ' || $(often title "$n" 13)
		       || CASE WHEN $n % 3 = 0 THEN '' ELSE ' in the ' || $(often title "$n" 14) END
		       || CASE WHEN $n % 4 = 0 THEN ' ' || $(any title "$n" 15) ELSE '' END,
		       $(often title "$n" 16) || ' and ' || $(any title "$n" 17),
		       $(often genre "$n" 18),
		       1950 + $(roll "$n" 19) % 76, 90 + $(roll "$n" 20) / 200.0, 2, 44100, 320000, 'MP3',
		       1000000 + $(roll "$n" 21) * 100,
		       'gs://loist-bench/' || $n || '.mp3'
		FROM generate_series(1, $tracks) AS s$2;
	END
}

# Measuring ----------------------------------------------------------------------------------------

# report WHAT INDEX: one line of $dir/times, and $dir/plan unless it is that of the line above.
report()
{
	median=$(sort -n "$dir/times" | awk '{ t[NR] = $1 } END { printf "%.1f", t[int((NR + 1) / 2)] }')
	verdict=
	if awk -v m="$median" 'BEGIN { exit !(m >= 200) }'; then
		verdict='  TOO SLOW'
		status=1
	fi
	if ! grep -q "$2" "$dir/plan"; then
		verdict="$verdict  WITHOUT $2"
		status=1
	fi
	printf '%-9s %-32s median %6s ms%s\n' "$database" "$1" "$median" "$verdict"
	if ! cmp -s "$dir/plan" "$dir/plan.above"; then
		sed 's/^/    /' "$dir/plan"
		cp "$dir/plan" "$dir/plan.above"
	fi
}

# repeat LINE: prints it once for every run.
repeat()
{
	yes "$1" | head -n "$runs"
}

# measure WHAT FILE INDEX: one query file, once for its plan and then for its times.
measure()
{
	if [ "$database" = postgres ]; then
		{
			echo 'EXPLAIN (COSTS OFF)'
			cat "$2"
		} | "$psql" -XqAt -v ON_ERROR_STOP=1 "$url" >"$dir/plan"
		{
			printf '%s\n' '\o /dev/null' '\timing on'
			repeat "\\i $2"
		} | "$psql" -XqAt -v ON_ERROR_STOP=1 "$url" >"$dir/said"
		sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' "$dir/said" >"$dir/times"
	else
		{
			echo 'EXPLAIN QUERY PLAN'
			cat "$2"
		} | sqlite3 -bail "$dir/loist.db" >"$dir/plan"
		{
			echo '.timer on'
			repeat ".read $2"
		} | sqlite3 -bail "$dir/loist.db" >"$dir/said"
		sed -n 's/^Run Time: real \([0-9.]*\) .*/\1/p' "$dir/said" | awk '{ print $1 * 1000 }' >"$dir/times"
	fi
	[ "$(wc -l <"$dir/times")" -eq "$runs" ] || {
		echo "loist.sh: $1: not as many times as runs" >&2
		exit 2
	}
	report "$1" "$3"
}

# searches AND FULL-TEXT-INDEX FUZZY-INDEX: the guide's three queries, the searches also for others.
searches()
{
	queries=$loist/queries/$database
	for text in "rock $1 music" "love $1 night $1 rain" rock cathedral; do
		replacement=$(printf '%s\n' "$text" | sed 's/&/\\&/g')
		sed "s/'rock $1 music'/'$replacement'/" "$queries/full_text_search.sql" >"$dir/query.sql"
		measure "full text: $text" "$dir/query.sql" "$2"
	done
	for name in beatles beetels 'aretha batton' 'the velvets'; do
		sed "s/'beatles'/'$name'/" "$queries/fuzzy_artist_search.sql" >"$dir/query.sql"
		measure "fuzzy: $name" "$dir/query.sql" "$3"
	done
	measure 'status: PENDING' "$queries/status_filtering.sql" idx_audio_tracks_status
}

database=sqlite
"$dunlin" -q -C "$loist" --url "sqlite:$dir/loist.db" up >/dev/null
{
	echo 'BEGIN;'
	rows value ''
	echo 'COMMIT;'
	cat "$loist/queries/sqlite/maintenance.sql"
} >"$dir/rows"
sqlite3 -bail "$dir/loist.db" <"$dir/rows"
echo "$(sqlite3 "$dir/loist.db" 'SELECT count(*) FROM audio_tracks') tracks, $(sqlite3 --version | cut -d' ' -f1)," \
	"$(($(wc -c <"$dir/loist.db") / 1000000)) MB"
# M: by what MATCH finds; without it the virtual table is read from end to end.
searches AND 'audio_tracks_search VIRTUAL TABLE INDEX [0-9]*:M' 'g VIRTUAL TABLE INDEX [0-9]*:M'

if [ -n "${DUNLIN_TEST_PG-}" ]; then
	database=postgres
	db=loist_bench_$$
	"$psql" -Xq "$DUNLIN_TEST_PG" -c "CREATE DATABASE $db TEMPLATE template0"
	trap 'rm -rf "$dir"
		"$psql" -Xq "$DUNLIN_TEST_PG" -c "DROP DATABASE $db"' EXIT
	url=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed "s,///postgres,///$db,")
	"$dunlin" -q -C "$loist" --url "$url" up >/dev/null
	rows value '(value)' >"$dir/rows"
	"$psql" -XqAt -v ON_ERROR_STOP=1 "$url" <"$dir/rows"
	"$psql" -XqAt -v ON_ERROR_STOP=1 "$url" -c 'VACUUM ANALYZE audio_tracks'
	"$psql" -XAtq "$url" -c "SELECT format('%s tracks, PostgreSQL %s, %s MB', (SELECT count(*) FROM audio_tracks),
		current_setting('server_version'), pg_database_size(current_database()) / 1000000)"
	searches '&' idx_audio_tracks_search_vector idx_audio_tracks_artist
fi
exit $status
