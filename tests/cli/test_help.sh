#!/bin/sh
# What the command says of itself, and what it does with words it does not know.
. "${top_srcdir:?}/tests/tools/tap.sh"

run dunlin
exits 2 'no command at all is wrong'
is "$(cat "$out")" '' 'and no result'
warns 'usage: dunlin [options] COMMAND' 'it shows what to write'
warns 'up         apply what is pending' 'and the commands'

for words in --help -h help '-q --help'; do
	# shellcheck disable=SC2086
	run dunlin $words
	exits 0 "dunlin $words is fine"
	prints 'exit codes:' 'it goes to stdout'
	is "$(cat "$err")" '' 'and nowhere else'
done

for command in init new check up down goto redo status plan verify seed history audit stamp repair resolve db testdb embed doctor driver drivers completion version; do
	run dunlin $command --help
	exits 0 "dunlin $command --help is fine"
	prints "usage: dunlin $command" 'it has a usage line'
	prints '--color WHEN' 'and the options of every command'
	is "$(cat "$err")" '' 'stderr is empty'
	run dunlin --help
	prints "  $command " "dunlin --help lists $command"
done
run dunlin help up
prints 'usage: dunlin up' 'help COMMAND is COMMAND --help'
run dunlin up 3 --to 7 --help
exits 0 '--help wins over what is wrong otherwise'
is "$(dunlin db --help | sed -n 1,2p)" "usage: dunlin db create
   or: dunlin db drop [--yes]" 'alternatives have a line each'

run dunlin version
exits 0 'version works'
prints 'dunlin 0.' 'it prints the version'
is "$(dunlin --version)" "$(dunlin version)" '--version says the same'
is "$(dunlin up --version)" "$(dunlin version)" 'also behind a command, which is not run'

run dunlin upp
exits 2 'an unknown command'
warns 'unknown command "upp"' 'is named'
warns 'did you mean up?' 'with the nearest known one'
run dunlin up --tu 3
exits 2 'an unknown option'
warns 'did you mean --to?' 'is answered with the nearest'
run dunlin up --to
exits 2 'an option without its argument'
warns '--to needs an argument: VERSION' 'says which'
run dunlin -q -v status
exits 2 'quiet and verbose do not go together'
run dunlin --color sometimes status
exits 2 'a colour that is none'
warns 'always, never or auto' 'says what there is'
run dunlin status extra
exits 2 'a word too many'
warns 'status: unexpected "extra"' 'is named'
run dunlin status postgres://u:secret@h/d
exits 2 'a URL in the place of a word'
warns_not secret 'shows no password'
run dunlin -C nowhere status
exits 2 'a folder that is not there'
warns '-C nowhere: No such file or directory' 'is named'
tap_done
