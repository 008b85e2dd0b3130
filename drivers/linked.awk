# linked.awk MANIFEST... - the list of the drivers that are linked into libdunlin, as C, from their
# NAME.driver files: what these say, and the names of the entry points, dunlin_driver_NAME.

FNR == 1 {
	name = FILENAME
	sub(".*/", "", name)
	sub("[.]driver$", "", name)
	names[++n] = name
}

/["\\]/ {
	print FILENAME ":" FNR ": no quotes and no backslashes" >"/dev/stderr"
	exit failed = 1
}

{ text[n] = text[n] "\n\t  \"" $0 "\\n\"" }

END {
	if (failed)
		exit 1
	print "/* Made by drivers/linked.awk from the .driver files of --enable-static-drivers. */"
	print "#include \"linked.h\"\n"
	for (i = 1; i <= n; i++)
		print "const struct dunlin_driver *dunlin_driver_" names[i] "(void);"
	print "\nconst struct dn_linked dn_linked_drivers[] = {"
	for (i = 1; i <= n; i++) {
		print "\t{ .file = \"" names[i] ".driver\","
		print "\t  .entry = dunlin_driver_" names[i] ","
		print "\t  .manifest =" text[i] " },"
	}
	print "\t{ .entry = NULL },\n};"
}
