# sort.awk - for the other programs here, which are run with it: awk -f sort.awk -f NAME.awk

# Sorts list[1] to list[n], the least first.
function sort(list, n,    i, j, hold)
{
	for (i = 2; i <= n; i++) {
		hold = list[i]
		for (j = i - 1; j > 0 && list[j] > hold; j--)
			list[j + 1] = list[j]
		list[j + 1] = hold
	}
}

# The median of list[1] to list[n], which it sorts.
function median_of(list, n)
{
	sort(list, n)
	return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}
