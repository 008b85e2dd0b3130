# What --help says, in the lines of manual.awk.  `scope` is the command, or "global" for the help of
# the program.
/^usage:|^   or:/ && scope != "global" {
	rest = $0
	sub(/^.*dunlin [a-z]+ */, "", rest)
	# Words in small letters, before the first argument or option.
	gsub(/[][|]/, " ", rest)
	n = split(rest, words, " ")
	for (i = 1; i <= n && words[i] ~ /^[a-z]+$/; i++)
		print "word", scope, words[i]
}
/^commands:/ { part = "commands"; next }
/^options/ { part = $0 ~ /of every command/ && scope != "global" ? "" : "options"; next }
/^$/ { part = "" }
part == "commands" { print "command", $1 }
part == "options" && /^  / {
	form = $0
	sub(/^ +/, "", form)
	if (form !~ /^-/)
		next
	sub(/  .*/, "", form)
	n = split(form, words, " ")
	letter = "-"
	at = 1
	if (words[1] ~ /^-[A-Za-z],$/) {
		letter = substr(words[1], 2, 1)
		at = 2
	}
	print "option", scope, letter, substr(words[at], 3), at < n ? words[at + 1] : "-"
}
