# The commands that a page shows in code spans, against what --help says.  The first file has the
# lines of help.awk, the others are pages; prints what is wrong with FILE:LINE, and at the end
# "N commands".
FNR == NR {
	if ($1 == "command")
		commands[$2] = 1
	else if ($1 == "word")
		words[$2, $3] = has_words[$2] = 1
	else if ($1 == "option") {
		name = $4
		optional = sub(/\[.*/, "", name)
		arg = optional ? "-" : $5
		takes[$2, "--" name] = arg
		if ($3 != "-")
			takes[$2, "-" $3] = arg
	}
	next
}
function wrong(what) { printf "%s:%d: %s: dunlin%s\n", FILENAME, FNR, what, shown }
# One command line, from the word behind `dunlin` on; `VERSION` and the like stand for anything.
function look(line,  n, i, token, scope, name, given, placed) {
	shown = " " line
	scope = "global"
	n = split(line, token, " ")
	for (i = 1; i <= n; i++) {
		if (token[i] ~ /^[<>|&;]/)
			break
		if (token[i] ~ /^-[^0-9]/) {
			name = token[i]
			given = sub(/=.*/, "", name)
			if ((scope, name) in takes)
				given = given || takes[scope, name] == "-"
			else if (("global", name) in takes)
				given = given || takes["global", name] == "-"
			else {
				wrong("no option " name)
				return
			}
			if (!given && ++i > n)
				wrong(name " without its argument")
		} else if (scope == "global") {
			scope = token[i]
			if (!(scope in commands)) {
				wrong("no command " scope)
				return
			}
		} else if ((scope in has_words) && placed < 2 && token[i] ~ /^[a-z]+$/) {
			placed++
			if (!((scope, token[i]) in words))
				wrong("no word " token[i])
		}
	}
	if (scope == "global")
		wrong("no command at all")
	count++
}
# Code spans: every second part between backticks.
{
	parts = split($0, span, "`")
	for (p = 2; p <= parts; p += 2) {
		runs = split(span[p], run, / && |; /)
		for (r = 1; r <= runs; r++)
			if (run[r] ~ /(^| )dunlin /) {
				sub(/^(.* )?dunlin +/, "", run[r])
				look(run[r])
			}
	}
}
END { print count + 0, "commands" }
