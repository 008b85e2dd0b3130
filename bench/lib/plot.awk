# plot.awk - seconds against the number of migrations, for everyone who applied them, as an SVG.
#
#   awk -f sort.awk -f plot.awk results.tsv >plot.svg
#
# Both axes are logarithmic: a straight line is what takes the same time for each.  The median of the
# runs is drawn.  Colours are of middling lightness, and text and lines of the axes follow the viewer's
# wish for light or dark.
BEGIN {
	FS = "\t"
	k = split("dunlin floor relaxed psql sql-migrate dbmate node-pg-migrate postgrator alembic sqitch", who, " ")
	split("#d1495b #7a7f87 #9aa0a8 #3d7ea6 #2e8b57 #b5761f #8a63b8 #c45fa0 #4fa3a5 #8c8c3c", colour, " ")
	title["floor"] = "bare pipeline"
	title["relaxed"] = "bare pipeline, relaxed"
	title["psql"] = "psql -f"
	width = 860; height = 500; left = 70; top = 50; right = 640; bottom = 440
}

$1 == "apply" && $2 <= 5000 {
	at = $2 SUBSEP $3
	if (!($2 in seen)) {
		seen[$2]
		ns[++n_ns] = $2 + 0
	}
	value[at, ++count[at]] = $5 + 0
}

function median(at,    i, list)
{
	for (i = 1; i <= count[at]; i++)
		list[i] = value[at, i]
	return median_of(list, count[at])
}

function x_of(n) { return least_n == most_n ? (left + right) / 2 : left + (log(n) - log(least_n)) / (log(most_n) - log(least_n)) * (right - left) }
function y_of(s) { return bottom - (log(s) - log(low)) / (log(high) - log(low)) * (bottom - top) }
function number(s) { return s >= 1 ? sprintf("%d", s) : sprintf("%g", s) }

# Sorts the numbers, and finds what the axes must hold.
function look(    i, j, at, s, part)
{
	sort(ns, n_ns)
	least_n = ns[1]
	most_n = ns[n_ns]
	for (at in count) {
		s = middle[at] = median(at)
		if (least == 0 || s < least)
			least = s
		if (s > most)
			most = s
	}
	for (low = 1000; low > least; low /= 10)
		;
	for (high = low * 10; high < most; high *= 10)
		;
}

function axes(    i, s, step)
{
	printf "<g class=\"grid\">\n"
	for (s = low; s <= high * 1.01; s *= 10) {
		printf "<path d=\"M%d %.1fH%d\"/>\n", left, y_of(s), right
		if (s < high)
			printf "<path d=\"M%d %.1fH%d\" opacity=\"0.4\"/>\n", left, y_of(3 * s), right
	}
	for (i = 1; i <= n_ns; i++)
		printf "<path d=\"M%.1f %dV%d\"/>\n", x_of(ns[i]), top, bottom
	printf "</g>\n"
	for (s = low; s <= high * 1.01; s *= 10)
		printf "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s s</text>\n", left - 8, y_of(s) + 4, number(s)
	for (i = 1; i <= n_ns; i++)
		printf "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x_of(ns[i]), bottom + 20, ns[i]
	printf "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">migrations, each in its own transaction</text>\n", \
		(left + right) / 2, bottom + 44
	printf "<text class=\"title\" x=\"%d\" y=\"26\">PostgreSQL: seconds to apply N migrations (median)</text>\n", left
}

function line(i,    j, at, points, marks)
{
	for (j = 1; j <= n_ns; j++) {
		at = ns[j] SUBSEP who[i]
		if (!(at in middle))
			continue
		points = points sprintf(" %.1f,%.1f", x_of(ns[j]), y_of(middle[at]))
		marks = marks sprintf("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", x_of(ns[j]), y_of(middle[at]))
	}
	if (points == "")
		return
	printf "<g stroke=\"%s\" fill=\"%s\"%s><polyline points=\"%s\" fill=\"none\" stroke-width=\"%s\"/>%s</g>\n", \
		colour[i], colour[i], who[i] ~ /floor|relaxed/ ? " stroke-dasharray=\"5 3\"" : "", substr(points, 2), \
		who[i] == "dunlin" ? 3.5 : 1.8, marks
	printf "<path d=\"M%d %dh24\" stroke=\"%s\" stroke-width=\"3\"/><text x=\"%d\" y=\"%d\">%s</text>\n", \
		right + 22, top + 12 + 24 * legend, colour[i], right + 54, top + 16 + 24 * legend, \
		who[i] in title ? title[who[i]] : who[i]
	legend++
}

END {
	if (n_ns == 0)
		exit
	look()
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\"", \
		width, height, width, height
	printf " aria-label=\"Seconds to apply migrations, against their number\">\n"
	print "<style>"
	print "text { font: 13px sans-serif; fill: #24292f } .title { font-size: 16px; font-weight: bold }"
	print ".back { fill: #ffffff } .grid { stroke: #24292f; stroke-opacity: 0.25; fill: none }"
	print "@media (prefers-color-scheme: dark) {"
	print "text { fill: #e6edf3 } .back { fill: #0d1117 } .grid { stroke: #e6edf3 } }"
	print "</style>"
	printf "<rect class=\"back\" width=\"%d\" height=\"%d\"/>\n", width, height
	axes()
	for (i = 1; i <= k; i++)
		line(i)
	print "</svg>"
}
