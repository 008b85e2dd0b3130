# tools.sh - sourced by bench/run: the other tools, where they come from and how each is started.
# shellcheck shell=bash disable=SC2154,SC2034

peer_packages="sqitch libdbd-pg-perl alembic python3-psycopg2 sql-migrate"
peer_modules="dbmate node-pg-migrate pg postgrator-cli"
all_peers="dbmate sql-migrate node-pg-migrate postgrator sqitch alembic"

# has_peer NAME: whether it can be started.
has_peer()
{
	case $1 in
	dbmate | node-pg-migrate | postgrator) [ -x "$modules/.bin/$1" ] ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# Installs what is missing, as far as it can be had, and says by name what cannot.
install_peers()
{
	local peer wanted=() missing=
	for peer in $peers; do
		has_peer "$peer" || missing=yes
	done
	if [ -n "$missing" ]; then
		# shellcheck disable=SC2086 # these are words
		(install_packages $peer_packages) || say "some of these packages cannot be had: $peer_packages"
		mkdir -p "${modules%/*}"
		# shellcheck disable=SC2086
		npm install --no-audit --no-fund --prefix "${modules%/*}" $peer_modules >"$out/npm.log" 2>&1 ||
			say "npm could not install $peer_modules; see $out/npm.log"
	fi
	for peer in $peers; do
		if has_peer "$peer"; then
			wanted+=("$peer")
		else
			say "NOT MEASURED: $peer, which cannot be had here"
			left_out+=("$peer (not to be had)")
		fi
	done
	peers=${wanted[*]}
}

peer_version()
{
	case $1 in
	dbmate) "$modules/.bin/dbmate" --version | sed 's/.* //' ;;
	node-pg-migrate) sed -n 's/^ *"version": "\(.*\)".*/\1/p' "$modules/node-pg-migrate/package.json" ;;
	postgrator) sed -n 's/^ *"version": "\(.*\)".*/\1/p' "$modules/postgrator/package.json" ;;
	*) dpkg-query -W -f='${Version}' "$1" ;;
	esac
}

# url DATABASE: for libpq.
url()
{
	echo "postgresql:///$1?host=$pg_host&port=$pg_port&user=postgres&sslmode=disable&gssencmode=disable"
}

# apply_command WHO N DATABASE: sets `command` and `folder` to what applies N migrations, on
# $pg_host (a number or the folder of a socket) and $pg_port.
apply_command()
{
	local at node_host=${pg_host//\//%2F}
	folder=$(layout "$(layout_of "$1")" "$2")
	case $1 in
	dunlin) command=("$dunlin" -C "$folder" --url "$(url "$3")" -q up) ;;
	floor) command=("$tools/floor_postgres" "$(url "$3")" up.statements) ;;
	relaxed) command=("$tools/floor_postgres" relaxed "$(url "$3")" up.statements) ;;
	psql) command=(psql -X -q -v ON_ERROR_STOP=1 -f up.sql "$(url "$3")") ;;
	dbmate)
		at="postgres://postgres@/$3?host=$pg_host&port=$pg_port&sslmode=disable"
		command=("$modules/.bin/dbmate" --no-dump-schema -d "$folder" --url "$at" up)
		;;
	sql-migrate)
		at="host=$pg_host port=$pg_port user=postgres dbname=$3 sslmode=disable"
		command=(env BENCH_DSN="$at" sql-migrate up -env bench)
		;;
	node-pg-migrate)
		at="postgres://postgres@$node_host:$pg_port/$3"
		command=(env DATABASE_URL="$at" "$modules/.bin/node-pg-migrate" up -m "$folder"
			--no-single-transaction --no-check-order)
		;;
	postgrator)
		command=("$modules/.bin/postgrator" --driver pg --host "$pg_host" --port "$pg_port"
			--username postgres --database "$3" --migration-pattern "$folder/*.sql")
		;;
	sqitch) command=(sqitch deploy "db:pg://postgres@/$3?host=$pg_host&port=$pg_port&sslmode=disable") ;;
	alembic)
		at="postgresql://postgres@/$3?host=$pg_host&port=$pg_port&sslmode=disable"
		command=(env BENCH_URL="$at" PYTHONDONTWRITEBYTECODE=1 alembic upgrade head)
		;;
	esac
}

layout_of()
{
	case $1 in
	dunlin) echo postgres ;;
	floor | relaxed | single) echo floor-postgres ;;
	*) echo "$1" ;;
	esac
}

# layout NAME N: the folder with it, made when it is not there.  Dunlin's has its migrations in a
# folder of their own.
layout()
{
	local place=$work/$1-$2 into=
	case $1 in
	postgres | sqlite) into=/migrations ;;
	esac
	if [ ! -d "$place" ]; then
		rm -rf "$place.new"
		if [ -n "$into" ]; then mkdir "$place.new"; fi
		"$tools/generate" "$1" "$2" "$place.new$into"
		mv "$place.new" "$place"
	fi
	echo "$place"
}
