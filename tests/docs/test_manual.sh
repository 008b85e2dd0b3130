#!/bin/sh
# The manual pages, --help, the completion and the source name the same things.
. "${top_srcdir:?}/tests/tools/tap.sh"
man=$top_srcdir/docs/man
here=$top_srcdir/tests/docs

# both WHAT LEFT RIGHT: says what is only in one of two files of lines.
both()
{
	sort -u "$2" >left.sorted
	sort -u "$3" >right.sorted
	comm -23 left.sorted right.sorted | sed "s/^/$1: not in the manual: /"
	comm -13 left.sorted right.sorted | sed "s/^/$1: only in the manual: /"
}

# What the program says of itself.
{
	dunlin --help | awk -v scope=global -f "$here/help.awk"
	for command in $(dunlin --help | awk -v scope=global -f "$here/help.awk" |
		sed -n 's/^command //p'); do
		dunlin "$command" --help | awk -v scope="$command" -f "$here/help.awk"
	done
} >help.all
sed -n 's/^option [^ ]* [^ ]* \([^ ]*\) .*/\1/p' help.all | sort -u >options.all
"$top_builddir/dunlin-conform" --help | grep -o -e '--[a-z-]*' | sed 's/^--//' | sort -u >options.conform
sed -n 's/^command //p; s/^word [^ ]* //p' help.all | sort -u >words.all

# Each takes a folder of pages and prints what is wrong with them.
look_program()
{
	awk -f "$here/manual.awk" "$1/dunlin.1" >page
	grep -v '^mention ' page >page.said
	both dunlin.1 help.all page.said
	for page in "$1"/*; do
		case $page in
		*/dunlin-conform.1) options=options.conform ;;
		*) options=options.all ;;
		esac
		awk -f "$here/manual.awk" "$page" | sed -n 's/^mention //p' | sort -u |
			comm -23 - $options | sed "s|^|${page##*/}: no option --|"
	done
	sed -n 's/^\.Cm \([a-z][a-z]*\).*/\1/p' "$1/dunlin.1" "$1/dunlin.conf.5" | sort -u |
		comm -23 - words.all | sed 's/^/no command /'
}

# The strings of a table in the source, from the line with its name to the brace that ends it.
table()
{
	sed -n "/$2\[\] = {/,/};/p" "$top_srcdir/$1" | grep -o '"[^"]*"' | tr -d '"'
}

# The names in a section of a page: .It Ic NAME ..., from .Ss or .Sh to the next.
names()
{
	awk -v want="$2" '/^\.S[sh] / { on = $2 == want } on && /^\.It Ic / { print $3 }' "$1"
}

look_config()
{
	for section in project target; do
		table core/cli/confparse.c "${section}_options" >source.names
		names "$1/dunlin.conf.5" $section >page.names
		both "dunlin.conf.5 $section" source.names page.names
	done
}

look_layout()
{
	sed -n 's/.*\[DN_WORD_[A-Z_]*\] = { "\([a-z-]*\)".*/\1/p' \
		"$top_srcdir/core/source/directive.c" >source.names
	names "$1/dunlin-layout.7" DIRECTIVES >page.names
	both 'dunlin-layout.7' source.names page.names
}

look_library()
{
	cat "$top_srcdir/core/include/dunlin/dunlin.h" "$top_srcdir/core/include/dunlin/testing.h" |
		tr '\n' ' ' | sed 's/DUNLIN_API/\n&/g' |
		sed -n 's/^DUNLIN_API[^(;]*[ *]\(dunlin_[a-z_]*\)(.*/\1/p' >source.names
	sed -n 's/^\.It Fn //p' "$1/libdunlin.3" >page.names
	both libdunlin.3 source.names page.names
	grep -oh 'DUNLIN_E[A-Z]*' "$top_srcdir/core/include/dunlin/error.h" | sed '/_ERROR/d' >source.names
	sed -n 's/^\.It Dv \(DUNLIN_E[A-Z]*\)$/\1/p' "$1/libdunlin.3" >page.names
	sed -i '/^DUNLIN_ERROR$/d' source.names
	both libdunlin.3 source.names page.names
	# What else the pages name in capitals or with the prefix is in a header.
	api='\<(dunlin_[a-z_0-9]+|DUNLIN_[A-Z_0-9]+)\>'
	grep -ohE "$api" "$top_srcdir"/core/include/dunlin/*.h | sort -u >source.names
	for page in "$1/libdunlin.3" "$1/dunlin-driver.7"; do
		grep -oE "$api" "$page" | sort -u | comm -23 - source.names |
			sed "/^DUNLIN_\(DRIVER_PATH\)*\$/d; s/^/${page##*/}: no /"
	done
}

look_driver()
{
	grep -oh '^#define DUNLIN_CAP_[A-Z]*' "$top_srcdir/core/include/dunlin/driver.h" |
		sed 's/#define //; /_ALL$/d' >source.names
	sed -n 's/^\.It Dv //p' "$1/dunlin-driver.7" >page.names
	both dunlin-driver.7 source.names page.names
	sed -n '/keys\[\] = {/,/};/p' "$top_srcdir/core/host/manifest.c" | grep -o '"[^"]*"' |
		tr -d '"' >source.names
	names "$1/dunlin-driver.7" The >page.names
	both 'dunlin-driver.7 .driver' source.names page.names
	sed -n '/^struct dunlin_driver {/,/^};/s/.*(\*\([a-z_]*\))(.*/\1/p' \
		"$top_srcdir/core/include/dunlin/driver.h" >source.names
	sed -n 's/^\.\(It \)*Fa \(.*\)/\2/p' "$1/dunlin-driver.7" | tr -s ' ,' '\n' |
		grep -E '^[a-z_]+$' | grep -v -x -e caps -e base -e fail >page.names
	both 'dunlin-driver.7 calls' source.names page.names
}

# Without output when all is well.
look()
{
	look_program "$1"
	look_config "$1"
	look_layout "$1"
	look_library "$1"
	look_driver "$1"
}

is "$(look_program "$man")" '' 'dunlin.1 has the commands and options of --help, and no others'
is "$(look_config "$man")" '' 'dunlin.conf.5 has the settings that are read'
is "$(look_layout "$man")" '' 'dunlin-layout.7 has the directives'
is "$(look_library "$man")" '' 'libdunlin.3 has the functions and statuses of the headers'
is "$(look_driver "$man")" '' 'dunlin-driver.7 has the calls, abilities and keys'
ok 'there is something to compare' test "$(wc -l <help.all)" -gt 40

# doctor PAGE SED-SCRIPT WANT: that change of a page is found out.
look "$man" | sort -u >undoctored
doctor()
{
	rm -rf doctored
	mkdir doctored
	cp "$man"/* doctored/
	sed "$2" "$man/$1" >"doctored/$1"
	is "$(look doctored | sort -u | comm -23 - undoctored)" "$3" "found out in $1: ${3%%
*}"
}
doctor dunlin.1 's/^\.It Cm version$/.It Cm release/' 'dunlin.1: not in the manual: command version
dunlin.1: only in the manual: command release'
doctor dunlin.1 '/^\.It Fl Fl all$/d' 'dunlin.1: not in the manual: option down - all -
dunlin.1: not in the manual: option plan - all -'
doctor dunlin.1 's/^\.Cm db create |/.Cm db make |/' 'dunlin.1: not in the manual: word db create
dunlin.1: only in the manual: word db make'
doctor dunlin.1 's/^\.It Fl Fl url Ar URL/.It Fl Fl uri Ar URL/' 'dunlin.1: no option --uri
dunlin.1: not in the manual: option global - url URL
dunlin.1: only in the manual: option global - uri URL'
doctor dunlin.1 's/^\.It Fl t , Fl Fl target/.It Fl T , Fl Fl target/' \
	'dunlin.1: not in the manual: option global t target TARGET
dunlin.1: only in the manual: option global T target TARGET'
doctor dunlin-conform.1 's/Fl Fl strict/Fl Fl strikt/' 'dunlin-conform.1: no option --strikt'
doctor dunlin.conf.5 's/Fl Fl url$/Fl Fl database/' 'dunlin.conf.5: no option --database'
doctor dunlin.conf.5 's/^\.It Ic lock_wait /.It Ic lock_waits /' \
	'dunlin.conf.5 target: not in the manual: lock_wait
dunlin.conf.5 target: only in the manual: lock_waits'
doctor dunlin-layout.7 '/^\.It Ic irreversible$/d' 'dunlin-layout.7: not in the manual: irreversible'
doctor libdunlin.3 's/^\.It Fn dunlin_migrate$/.It Fn dunlin_run/' 'libdunlin.3: no dunlin_run
libdunlin.3: not in the manual: dunlin_migrate
libdunlin.3: only in the manual: dunlin_run'
doctor dunlin-driver.7 's/DUNLIN_CAP_COPY/DUNLIN_CAP_LOAD/' 'dunlin-driver.7: no DUNLIN_CAP_LOAD
dunlin-driver.7: not in the manual: DUNLIN_CAP_COPY
dunlin-driver.7: only in the manual: DUNLIN_CAP_LOAD'
doctor dunlin-driver.7 's/^\.It Ic abi$/.It Ic api/' 'dunlin-driver.7 .driver: not in the manual: abi
dunlin-driver.7 .driver: only in the manual: api'

# What a shell offers, a line each, with its completion in completion.SHELL: for no word the
# commands, for -- the options before one, for a command the options behind it.
offers_bash()
{
	# shellcheck disable=SC2016 # for the other shell
	bash -c '. ./completion.bash || exit
		fn=$(complete -p dunlin | sed "s/.*-F *\([^ ]*\).*/\1/")
		COMP_WORDS=(dunlin "$@")
		COMP_CWORD=$#
		COMP_LINE="dunlin $*"
		COMP_POINT=${#COMP_LINE}
		COMPREPLY=()
		"$fn" dunlin "${@: -1}" "${COMP_WORDS[$# - 1]}"
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}
offers_zsh()
{
	zsh -f "$here/offers.zsh" ./completion.zsh "$1"
}
offers_fish()
{
	# shellcheck disable=SC2016 # for the other shell
	HOME=$tap_dir fish --no-config -c 'source completion.fish; complete -C "dunlin $argv"' -- \
		"$@" 2>/dev/null | cut -f1
}

# offers SHELL WORD...: without what only sets them apart.
offers()
{
	"offers_$1" "${2-}" ${3+"$3"} | sed 's/[ =]*$//' | sort -u
}

# missing_offers SHELL: what --help lists and the shell does not offer, or the other way round.
missing_offers()
{
	sed -n 's/^command //p' help.all | sort -u >want
	offers "$1" '' | comm -3 - want | sed 's/^[[:space:]]*/command /'
	sed -n 's/^option global [^ ]* \([^ ]*\) .*/--\1/p' help.all | sort -u >want
	offers "$1" -- | comm -3 - want | sed 's/^[[:space:]]*/global /'
	for command in $(sed -n 's/^command //p' help.all); do
		sed -n "s/^option \($command\|global\) [^ ]* \([^ ]*\) .*/--\2/p" help.all |
			sort -u >want
		offers "$1" "$command" -- | comm -3 - want | sed "s/^[[:space:]]*/$command /"
	done
}
for shell in bash zsh fish; do
	if ! command -v $shell >/dev/null; then
		skip "$shell completes what --help lists" "there is no $shell"
		continue
	fi
	dunlin completion $shell >completion.$shell
	is "$(missing_offers $shell)" '' \
		"$shell completes the commands and options of --help, and no others"
	sed -i 's/one-transaction/two-transactions/g' completion.$shell
	ok 'it would be missed' test "$(missing_offers $shell | grep -c '^up --one-transaction$')" = 1
done
if command -v fish >/dev/null; then
	dunlin completion fish >completion.fish
	is "$(offers fish plan 'down --' | grep -x -e --sql -e --yes)" '' \
		'a word behind a command is no command'
fi

# README and guide: what they call dunlin with exists.  A line for each option and command word.
calls()
{
	awk '/^```/ { fence = !fence; next }
		{
			text = $0
			while (match(text, /(^|[^a-z.\/_-])dunlin [^`|;&]*/)) {
				call = substr(text, RSTART, RLENGTH)
				before = substr(text, 1, RSTART)
				code = fence || gsub(/`/, "`", before) % 2 == 1
				if (code && call !~ /^.?dunlin [{(#]/)
					print call
				text = substr(text, RSTART + RLENGTH)
			}
		}' "$@" | sed -E 's/.*dunlin //; s/(-C|-t|--target|--url|--env|--driver) +[^ ]+//g' |
		while IFS= read -r call; do
			printf '%s\n' "$call" | grep -oE '(^| )--[a-z-]+' | sed 's/^ *--/option /'
			printf '%s\n' "$call" | grep -oE '^ *[a-z]+' | sed 's/^ */command /'
		done | sort -u
}
{
	sed 's/^/option /' options.all
	grep '^command ' help.all
	echo 'command help'
} | sort -u >known
calls "$top_srcdir/README.md" "$top_srcdir"/docs/guide/*.md >called
is "$(comm -23 called known)" '' 'README and guide name no command or option that does not exist'
ok 'and name some' test "$(wc -l <called)" -gt 10
# shellcheck disable=SC2016 # backticks of Markdown
printf '%s\n' 'Use `dunlin upp --too 3`.' '```' 'dunlin -t x jump' '```' >page.md
is "$(calls page.md | comm -23 - known)" 'command jump
command upp
option too' 'it would be found out'

# dead PAGE...: links to files that are not there.
dead()
{
	for page; do
		grep -oE '\]\([^)#:]+' "$page" | sed 's/^](//' | while IFS= read -r link; do
			[ -e "${page%/*}/$link" ] || echo "${page##*/}: $link"
		done
	done
}
is "$(dead "$top_srcdir/README.md" "$top_srcdir"/docs/guide/*.md)" '' 'links lead somewhere'
printf '%s\n' 'See [this](test.md) and [that](page.md).' >page.md
is "$(dead ./page.md)" 'page.md: test.md' 'and would be missed'

# long PAGE...: those of more than 80 lines.
long()
{
	awk 'FNR == 81 { sub(/.*\//, "", FILENAME); print FILENAME }' "$@"
}
is "$(long "$top_srcdir"/docs/guide/*.md)" '' 'the pages of the guide are short'
is "$(printf '%s\n' "$top_srcdir"/docs/guide/[0-9]*.md | wc -l)" 12 'and twelve'
yes '' | head -81 >page.md
is "$(long page.md)" page.md 'a long one would be found'

# Rendering.
for page in "$man"/*; do
	if command -v mandoc >/dev/null; then
		is "$(mandoc -Tlint -W warning "$page" 2>&1)" '' "mandoc has nothing to say of ${page##*/}"
	else
		skip "mandoc has nothing to say of ${page##*/}" 'there is no mandoc'
	fi
	if command -v groff >/dev/null; then
		is "$(groff -ww -mdoc -Tutf8 "$page" 2>&1 >/dev/null)" '' \
			"groff has nothing to say of ${page##*/}"
	fi
done
if command -v mandoc >/dev/null; then
	sed 's/^\.El$//' "$man/dunlin.1" >page.1
	ok 'it would have something to say' test -n "$(mandoc -Tlint -W warning page.1 2>&1)"
fi
tap_done
