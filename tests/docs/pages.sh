# pages.sh - sourced by tests of pages, after tap.sh: runs the sessions of a page, and compares.
#
# Every ```console block is run, page by page, and must print what the page says, but for times, hashes
# and versions.  A block below a line `PATH`: is that file.  Each page has a folder named shop and, in
# $DATABASE_URL, an empty PostgreSQL database of that name, or one of MariaDB in $MARIADB_URL.
# shellcheck shell=sh disable=SC2154

# What differs from run to run.
plain()
{
	sed -E -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/TIME/g' -e 's/[0-9a-f]{64}/HASH/g' \
		-e 's/\([0-9.]+ m?s\)/(TOOK)/' -e 's/ [0-9.]+ m?s( |$)/ TOOK /' \
		-e 's/SQLite [0-9.]+/SQLITE/' -e 's/PostgreSQL [0-9][0-9.]*( \([^)]*\))?/POSTGRESQL/' \
		-e 's/ [a-z_][a-z0-9_-]*@[A-Za-z0-9.-]+( |$)/ USER /' \
		-e 's/\<t[0-9]+_[0-9a-f]{12}\>/shop/g' -e 's/  +/ /g' -e 's/ +$//'
}

# `dunlin` is a program here, not the function of tap.sh, so that `env` and `timeout` find it.
mkdir "$tap_dir/bin"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$DUNLIN" >"$tap_dir/bin/dunlin"
chmod +x "$tap_dir/bin/dunlin"
unset -f dunlin
PATH=$tap_dir/bin:$PATH

# play PAGE: runs it, and leaves a line for each command in $tap_dir/played: "ok", or the name of a
# folder with the command, what it wants and what it got.
play()
{
	steps=$(mktemp -d "$tap_dir/steps.XXXXXX")
	count=$(awk -v to="$steps" -f "$top_srcdir/tests/docs/session.awk" "$1")
	: >"$tap_dir/played"
	mkdir "$steps/work" "$steps/work/shop"
	# A command may change the folder and the environment for those that follow.
	(
		if grep -q MARIADB_URL "$1"; then
			MARIADB_URL=$(my_new)
			export MARIADB_URL
		else
			DATABASE_URL=$(pg_new)
			export DATABASE_URL
		fi
		cd "$steps/work/shop" || exit
		set +u
		step=0
		while [ $((step += 1)) -le "$count" ]; do
			s=$steps/$step
			if [ -f "$s.file" ]; then
				file=$(cat "$s.file")
				mkdir -p "$(dirname "$file")" && cp "$s.text" "$file"
				continue
			fi
			# Messages come before results, as the pages show them.
			eval "$(cat "$s.cmd")" >"$s.out" 2>"$s.err" </dev/null
			cat "$s.err" "$s.out" | plain >"$s.got"
			plain <"$s.want" >"$s.plain"
			if awk -f "$top_srcdir/tests/docs/match.awk" "$s.plain" "$s.got"; then
				echo ok >>"$tap_dir/played"
			else
				echo "$s" >>"$tap_dir/played"
			fi
		done
	)
}

# Every command of a page is a check.
report()
{
	ok "${1##*/} has sessions" test -s "$tap_dir/played"
	while IFS= read -r result; do
		if [ "$result" = ok ]; then
			pass "${1##*/}: a command does what the page says"
			continue
		fi
		fail "${1##*/}:$(cat "$result.line"): $(cat "$result.cmd")"
		sed 's/^/# wanted: /' "$result.plain"
		sed 's/^/# got:    /' "$result.got"
	done <"$tap_dir/played"
}
