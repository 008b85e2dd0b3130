# table.awk - medians of the results, and what they say about the bars, as a table in Markdown.  Beside
# them stands the quotient of the best runs: far from the other one, the machine had other work.
#
#   awk -v peers="NAME..." -f sort.awk -f table.awk results.tsv bars.tsv     exit status 1: some bar is not met
BEGIN { FS = "\t"; column["wall"] = 5; column["cpu"] = 6; column["peak"] = 7; column["trips"] = 8 }

# A result: case, N, who, run, wall, cpu, peak, trips.
FNR == NR {
	at = $1 SUBSEP $2 SUBSEP $3
	n = ++count[at]
	for (name in column)
		value[at, name, n] = $(column[name])
	next
}

/^#/ { next }

# The median, or the least when `least` is set, or -1 when there is none.
function median(which, n, who, name,    at, i, list, m, middle)
{
	at = which SUBSEP n SUBSEP who
	m = count[at]
	if (m == 0)
		return -1
	for (i = 1; i <= m; i++)
		list[i] = value[at, name, i] + 0
	middle = median_of(list, m)
	return least ? list[1] : middle
}

# Of one contestant, of a+b, or of the fastest peer, whose name is then in `fastest`.
function figure(which, n, who, name,    part, k, i, sum, one, best)
{
	if (who == "peers") {
		best = -1
		k = split(peers, part, " ")
		for (i = 1; i <= k; i++) {
			one = median(which, n, part[i], name)
			if (one >= 0 && (best < 0 || one < best)) {
				best = one
				fastest = part[i]
			}
		}
		return best
	}
	k = split(who, part, "+")
	for (i = 1; i <= k; i++) {
		one = median(which, n, part[i], name)
		if (one < 0)
			return -1
		sum += one
	}
	return sum
}

function seconds(s) { return s < 1 ? sprintf("%.1f ms", s * 1000) : sprintf("%.2f s", s) }

# A bar: case, N, figure, whose, against whom, how, bar, words.
{
	fastest = ""
	if ($3 == "flat") {
		mine = figure($1, $2, $4, "cpu") / $2
		theirs = figure($1, $5, $4, "cpu") / $5
		shown = sprintf("%.0f us, %.0f us", mine * 1e6, theirs * 1e6)
	} else {
		mine = figure($1, $2, $4, $3)
		theirs = $5 == "-" ? 1 : figure($1, $2, $5, $3)
		shown = $3 == "wall" ? seconds(mine) ", " seconds(theirs) : ""
	}
	if (mine < 0 || theirs <= 0)
		next
	if (!head++) {
		print "| what | figure | bar | | medians | of the best |"
		print "|---|---|---|---|---|---|"
	}
	quotient = mine / theirs
	good = $6 == "<=" ? quotient <= $7 : quotient >= $7
	if (!good)
		failed = 1
	name = fastest
	least = 1
	best = $3 == "wall" ? sprintf("%.2f", figure($1, $2, $4, $3) / figure($1, $2, $5, $3)) : ""
	least = 0
	printf "| %s%s | %s | %s %s | %s | %s | %s |\n", $8, name == "" ? "" : " (" name ")",
		$5 == "-" ? sprintf("%.0f", quotient) : sprintf("%.2f", quotient),
		$6 == "<=" ? "at most" : "at least", $7, good ? "pass" : "**FAIL**", shown, best
}

END { exit failed }
