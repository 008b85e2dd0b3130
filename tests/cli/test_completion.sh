#!/bin/sh
# completion: what the shells offer, from the tables and from the project.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

for shell in zsh fish; do
	dunlin completion $shell >completion.$shell
	ok "$shell is told what an option does" grep -q 'also apply versions lower than' "completion.$shell"
	ok 'and a command' grep -q 'show what is applied and what is pending' "completion.$shell"
done
for shell in bash zsh fish; do
	run dunlin completion $shell
	exits 0 "completion for $shell"
	is "$(cat "$err")" '' 'says nothing else'
	prints one-transaction 'it has the options'
	cp "$out" "completion.$shell"
	# Where that shell is, it must be able to read it.
	if command -v $shell >/dev/null; then
		run $shell -n "completion.$shell"
		exits 0 "$shell can read it"
	else
		skip "$shell can read it" "there is no $shell"
	fi
done
run dunlin completion
exits 2 'the shell must be said'
run dunlin completion fihs
exits 2 'and be known'
warns 'did you mean fish?' 'it is guessed'
run dunlin --json completion bash
exits 2 'there is no JSON of it'

# offers WORD...: what bash offers for the last of the words.
offers()
{
	bash -c '. "$0" || exit
		COMP_WORDS=("$DUNLIN" "$@") COMP_CWORD=$# COMPREPLY=()
		_dunlin
		printf "%s\n" "${COMPREPLY[@]}"' "$tap_dir/completion.bash" "$@" | sort | tr '\n' ' '
}
export DUNLIN
project words
put dunlin.conf 'target dev { url = "sqlite:dev.db" }' 'target prod { url = "${NOT_SET}" }' \
	'target "$(touch here)" { url = "sqlite:x" }'
is "$(offers s)" 'seed stamp status ' 'commands'
is "$(offers -t '')" 'dev prod ' 'targets'
is "$(offers up --target p)" 'prod ' 'also behind the command'
is "$(offers up --to '')" '0001 0002 0003 ' 'versions'
is "$(offers goto 0)" '0001 0002 0003 ' 'also as a word'
is "$(offers plan '')" 'down goto redo repair seed stamp up ' 'what can be planned'
is "$(offers db r)" 'reset restore ' 'what can be done with a database'
is "$(offers testdb '')" 'create drop gc serve ' 'and with those for tests'
is "$(offers check --dialect '')" 'mysql postgres sqlite ' 'dialects'
is "$(offers --color a)" 'always auto ' 'and what else is known'
is "$(offers -C migr)" 'migrations ' 'folders'
is "$(offers up --env '')" ' ' 'nothing where nothing is known'
is "$(offers --target dev up --o)" '--one-transaction --out-of-order ' 'an argument is not the command'
cd ..
is "$(offers -C words goto '')" '0001 0002 0003 ' 'in the folder that was named'
is "$(offers -C nowhere goto '')" ' ' 'which may not be there'
ok 'no name is run' test ! -e words/here
tap_done
