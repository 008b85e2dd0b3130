# What dunlin.1 names, a line each:
#
#   command NAME
#   word NAME WORD                   a word that may follow it: db create
#   option COMMAND|global LETTER|- NAME ARGUMENT|-
#   mention NAME                     an option anywhere in the text
function option(scope,    i, letter)
{
	letter = $2 == "Fl" && $3 != "Fl" ? $3 : "-"
	for (i = 2; i < NF; i++)
		if ($i == "Fl" && $(i + 1) == "Fl")
			break
	print "option", scope, letter, $(i + 2), $(i + 3) == "Ar" ? $(i + 4) : "-"
}
# The words behind Cm in the first line of a command; the first of all is its name.
function header(    i, on)
{
	for (i = 1; i <= NF; i++) {
		if ($i == "Cm" || $i == ".Cm")
			on = 1
		else if ($i ~ /^\.?(Ar|Fl|Op|Ns|No)$/)
			on = 0
		else if (on && $i ~ /^[a-z][a-z-]*$/) {
			if (command == "") {
				command = $i
				print "command", command
			} else {
				print "word", command, $i
			}
		}
	}
}
/^\.\\"/ { next }
/^\.Sh / { section = $2; depth = 0 }
/^\.Bl/ { depth++ }
/^\.El/ { depth-- }
{
	for (i = 1; i < NF - 1; i++)
		if ($i ~ /^\.?Fl$/ && $(i + 1) == "Fl")
			print "mention", $(i + 2)
}
section == "OPTIONS" && /^\.It .*Fl Fl / { option("global") }
section == "COMMANDS" && depth == 1 && /^\.It Xo/ { command = ""; open = 1; next }
section == "COMMANDS" && depth == 1 && /^\.Xc/ { open = 0; next }
section == "COMMANDS" && depth == 1 && /^\.It Cm/ { command = ""; header() }
open { header() }
section == "COMMANDS" && depth > 1 && /^\.It .*Fl Fl / { option(command) }
