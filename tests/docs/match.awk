# awk -f match.awk WANT GOT: whether what was got is what is wanted.  In WANT a line that is only
# "…" stands for any lines, and "…" within a line for any text.
function fits(want, got,    parts, k, i, at)
{
	k = split(want, parts, "…")
	if (k < 2)
		return want == got
	if (substr(got, 1, length(parts[1])) != parts[1])
		return 0
	got = substr(got, length(parts[1]) + 1)
	for (i = 2; i < k; i++) {
		at = index(got, parts[i])
		if (at == 0)
			return 0
		got = substr(got, at + length(parts[i]))
	}
	return length(got) >= length(parts[k]) && \
		substr(got, length(got) - length(parts[k]) + 1) == parts[k]
}
function match_from(i, j)
{
	for (; i <= n_want; i++) {
		if (want[i] == "…") {
			for (; j <= n_got + 1; j++)
				if (match_from(i + 1, j))
					return 1
			return 0
		}
		if (j > n_got || !fits(want[i], got[j]))
			return 0
		j++
	}
	return j > n_got
}
FILENAME == ARGV[1] { want[++n_want] = $0; next }
{ got[++n_got] = $0 }
END { exit !match_from(1, 1) }
