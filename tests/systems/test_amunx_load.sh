#!/bin/sh
# AmunX's 0006 over many old rows on PostgreSQL, and back: every row is looked at, and dunlin needs
# no more memory for many than for few. 20,000 episodes; 1,000,000 with DUNLIN_SOAK=1.
. "${top_srcdir:?}/tests/tools/tap.sh"
: "${out:?}"

few=1000
many=20000
[ "${DUNLIN_SOAK-}" != 1 ] || many=1000000
data=$top_srcdir/tests/data/amunx
cp -R "$top_srcdir/migrations/amunx/." . && chmod -R u+w . || exit 99
rm -f .env

# scaled FILE EPISODES: what is written for 100,000, for so many; all that hangs on them grows along.
# There are 2,000 people at least: fewer would react twice.
scaled()
{
	people=$(($2 / 50))
	[ "$people" -ge 2000 ] || people=2000
	sed -E "s/\(1, 1000\)/(1, $(($2 / 100)))/; s/\<12000\>/$(($2 * 12 / 100))/; s/\<9000\>/$(($2 * 9 / 100))/
		s/\<2000\>/$people/g; s/\<150000\>/$(($2 * 3 / 2))/; s/\<100000\>/$2/g" \
		"$data/$1_postgres.sql"
}

psql()
{
	"${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql" -X -q -A -t -v ON_ERROR_STOP=1 "$DATABASE_URL"
}

# check NAME EPISODES WHAT: every query of the file returns no row.
check()
{
	scaled "$1" "$2" | psql >"$out" 2>&1
	is "$(head -c 2000 "$out")" '' "$2 episodes: $3"
}

# measured WHAT EPISODES COMMAND...: sets peak, and shows it.
measured()
{
	what=$1
	episodes=$2
	shift 2
	run "$top_builddir/bench/measure" -o said "$@"
	exits 0 "$episodes episodes: $what" || diag "$(cat said)"
	read -r wall _ peak <"$out" || peak=0
	diag "$episodes episodes: $what took $wall s, and at most $peak KiB of memory"
}

# there_and_back EPISODES: sets up_peak and down_peak.
there_and_back()
{
	DATABASE_URL=$(pg_new) || exit 99
	export DATABASE_URL
	run dunlin -t prod up --to 5
	exits 0 "$1 episodes: the old model"
	scaled load_old "$1" | psql || fail "$1 episodes: loaded"
	echo 'ANALYZE' | psql
	measured 'up over them' "$1" "$DUNLIN" -t prod up
	up_peak=$peak
	check check_moved "$1" 'each row is where it should be'
	psql <"$data/add_new_postgres.sql" || fail "$1 episodes: the new model is used"
	measured 'down again' "$1" "$DUNLIN" -t prod down --to 5
	down_peak=$peak
	check check_back "$1" 'each row is back'
}

# flat WAY FEW MANY: by a MiB at most.
flat()
{
	ok "$1: memory for $many is that for $few ($3 KiB, $2 KiB)" [ $(($3 - $2)) -le 1024 ]
}

there_and_back $few
few_up=$up_peak
few_down=$down_peak
there_and_back $many
flat up "$few_up" "$up_peak"
flat down "$few_down" "$down_peak"
tap_done
