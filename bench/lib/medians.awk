# medians.awk - every median, as a table in Markdown: a row for a contestant, a column for a case.
#
#   awk -v peers="NAME..." -f sort.awk -f medians.awk results.tsv
BEGIN { FS = "\t"; k = split("dunlin floor relaxed psql " peers, order, " ") }

$1 == "apply" || $1 == "down" || $1 == "delay" || $1 == "slow_disk" {
	head = $1 == "delay" ? "5 ms away" : $1 == "slow_disk" ? "slow disk" : $1
	if (!((head, $2) in known)) {
		known[head, $2] = ++columns
		title[columns] = head " " $2
	}
	at = known[head, $2] SUBSEP $3
	n = ++count[at]
	value[at, n] = $5 + 0
}

function median(at,    i, list)
{
	for (i = 1; i <= count[at]; i++)
		list[i] = value[at, i]
	return median_of(list, count[at])
}

END {
	if (columns == 0)
		exit
	line = "| seconds |"; rule = "|---|"
	for (i = 1; i <= columns; i++) {
		line = line " " title[i] " |"
		rule = rule "---|"
	}
	print line
	print rule
	for (j = 1; j <= k; j++) {
		line = "| " order[j] " |"
		some = 0
		for (i = 1; i <= columns; i++) {
			at = i SUBSEP order[j]
			some += count[at]
			line = line (count[at] ? sprintf(" %.2f |", median(at)) : " |")
		}
		if (some)
			print line
	}
}
