#!/bin/sh
# loist_rows.sh - the tracks that the searches of migrations/loist are measured on, as SQL.
#
#   bench/loist_rows.sh postgres|sqlite [TRACKS]     (default: 100000)
#
# For the database's own client, in the schema of migrations/loist; it ends with what a planner must
# be told after so large an import. Titles and names are made of words, a few of them in most
# places, and by arithmetic: the same tracks on both databases, and at every run.
set -eu

dialect=${1:?which dialect}
tracks=${2:-100000}
case $dialect in
postgres) series='s(value)' ;;
sqlite) series=s ;;
*)
	echo "loist_rows.sh: no dialect $dialect" >&2
	exit 2
	;;
esac

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
# and some are nearly spelt so.
rows()
{
	n='CAST(s.value AS bigint)'
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
		FROM generate_series(0, $artists - 1) AS $series;
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
		FROM generate_series(1, $tracks) AS $series;
	END
}

case $dialect in
sqlite)
	echo 'BEGIN;' # a transaction for each track would take longest
	rows
	echo 'COMMIT;'
	cat "$(dirname "$0")/../migrations/loist/maintenance/sqlite.sql"
	;;
postgres)
	rows
	echo 'VACUUM (ANALYZE) audio_tracks;'
	;;
esac
