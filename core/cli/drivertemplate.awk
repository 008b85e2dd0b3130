# drivertemplate.awk - the files of plugins/template as C, for `dunlin driver new`.
function end_file()
{
	if (n > 0)
		print "\tNULL\n};\n"
}
BEGIN {
	n = 0
	print "/* Made of plugins/template by core/cli/drivertemplate.awk. */"
	print "#include \"cli/drivertemplate.h\"\n\n#include <stddef.h>\n"
}
FNR == 1 {
	end_file()
	name[n] = FILENAME
	sub(/.*\//, "", name[n])
	printf "static const char *const lines_%d[] = {\n", n++
}
{
	gsub(/["\\]/, "\\\\&")
	gsub(/\t/, "\\t")
	printf "\t\"%s\\n\",\n", $0
}
END {
	end_file()
	print "const struct dn_template_file dn_driver_template[] = {"
	for (i = 0; i < n; i++)
		printf "\t{ \"%s\", lines_%d },\n", name[i], i
	print "\t{ NULL, NULL },\n};"
}
