# Cuts a page in Markdown into the steps of its sessions, in the folder `to`:
#
#   N.line            where it stands in the page
#   N.file, N.text    a file to write: a block that follows a line with nothing but `PATH`:
#   N.cmd, N.want     a command of a ```console block, and what it prints
#
# Prints the number of steps.
function step()
{
	n++
	print NR >(to "/" n ".line")
	close(to "/" n ".line")
}
/^```/ && !fence {
	fence = 1
	kind = $0 == "```console" ? "console" : path != "" ? "file" : "other"
	if (kind == "file") {
		step()
		print path >(to "/" n ".file")
		close(to "/" n ".file")
		printf "" >(to "/" n ".text")
	}
	path = ""
	next
}
/^```/ {
	if (kind == "file")
		close(to "/" n ".text")
	fence = 0
	next
}
fence && kind == "file" {
	print >(to "/" n ".text")
	next
}
fence && kind == "console" && /^\$ / {
	step()
	print substr($0, 3) >(to "/" n ".cmd")
	close(to "/" n ".cmd")
	printf "" >(to "/" n ".want")
	close(to "/" n ".want")
	next
}
fence && kind == "console" {
	print >>(to "/" n ".want")
	close(to "/" n ".want")
	next
}
fence { next }
/^`[^`]+`:$/ { path = substr($0, 2, length($0) - 3); next }
/[^ \t]/ { path = "" }
END { print n + 0 }
