# zsh -f offers.zsh FILE [-- | COMMAND]: what the completion in FILE offers, a line each: commands,
# the options before a command, or those behind one.  The functions of zsh's own completion, which
# need a terminal, are replaced by ones that print what they are told.
compdef() { }
_describe()
{
	print -l -- ${${(P)2}%%:*}
}
_arguments()
{
	if [[ $1 == -C && $asked != -- ]]; then
		# As the real one answers at the place in question.
		state=${asked:+word}
		state=${state:-command}
		line=($asked)
		return
	fi
	print -l -- $@ | sed -n 's/^[^[]*\(--[a-z-]*\)\[.*/\1/p'
}
asked=${2-}
. $1
_dunlin
