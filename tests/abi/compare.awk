# compare.awk [-v layout=no] KEPT NOW - two lists of `interface`: says what is gone or has changed,
# and what is new.  Exits with 1 when anything is gone or changed, with 2 when things are new and
# nothing else, with 0 when the two are the same.  A struct may grow at its end alone.  layout=no
# leaves out offsets and sizes: a list of one machine says nothing of those of another.

function key_of(    key) {
	key = $1 " " $2
	if ($1 != "member")
		return key
	members[FILENAME != kept, $2]++
	return key " " members[FILENAME != kept, $2] # its place; its name is a part of what it is
}

function value_of(    value) {
	value = $0
	if ($1 == "member" && layout == "no")
		sub(/ [0-9]+ [0-9]+ /, " ", value)
	return value
}

BEGIN { kept = ARGV[1] }

FILENAME == kept {
	key = key_of()
	keys[++n] = key
	old[key] = value_of()
	next
}

{
	key = key_of()
	now[key] = value_of()
	if (!(key in old)) {
		print "new: " now[key]
		new = 1
	}
}

END {
	for (i = 1; i <= n; i++) {
		key = keys[i]
		if (!(key in now))
			print "gone: " old[key]
		else if (now[key] != old[key])
			print "changed: " old[key] "\n     to: " now[key]
		else
			continue
		broken = 1
	}
	exit broken ? 1 : new ? 2 : 0
}
