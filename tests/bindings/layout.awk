# From the preprocessed header, and behind it the macros (-dM): a C program that prints what the
# compiler makes of every struct and constant, a line each:
#
#   member STRUCT.MEMBER OFFSET SIZE
#   struct STRUCT SIZE
#   constant NAME VALUE
BEGIN {
	print "#include <stdio.h>"
	print "#include <dunlin/testing.h>"
	print "int main(void)\n{"
}
/^struct dunlin_[a-z_]+ \{/ {
	name = $2
	next
}
name != "" && /^\}/ {
	printf "\tprintf(\"struct %s %%zu\\n\", sizeof(struct %s));\n", name, name
	name = ""
}
name != "" && /;/ {
	member = $0
	sub(/;.*/, "", member)
	sub(/\[.*/, "", member)
	if (member ~ /[()]/) # a function pointer
		next
	sub(/.*[ *]/, "", member)
	printf "\tprintf(\"member %s.%s %%zu %%zu\\n\", offsetof(struct %s, %s), sizeof(((struct %s *)0)->%s));\n", \
		name, member, name, member, name, member
}
/^#define DUNLIN_[A-Z_]+ (\(1u << )?[0-9]/ {
	printf "\tprintf(\"constant %s %%lld\\n\", (long long)%s);\n", $2, $2
}
END {
	print "\treturn 0;\n}"
}
