# interface.awk - the preprocessed public headers, with their #define lines, to a program that prints
# the interface.  It knows the C of these headers and no more: what it cannot read stops it.

function wrong(what) {
	print "interface.awk: " what ": " text >"/dev/stderr"
	exit failed = 1
}

# The last name in a declaration, or that of a pointer to a function.
function name_of(text) {
	if (match(text, /[(][*] *[A-Za-z_][A-Za-z0-9_]*/)) {
		text = substr(text, RSTART + 2, RLENGTH - 2)
		gsub(" ", "", text)
		return text
	}
	sub(/[[].*/, "", text)
	sub(/ *$/, "", text)
	if (!match(text, /[A-Za-z_][A-Za-z0-9_]*$/))
		wrong("no name")
	return substr(text, RSTART)
}

function quoted(text) {
	gsub(/["\\]/, "\\\\&", text)
	return "\"" text "\""
}

function add_struct(text,    struct, n, i, member) {
	sub(/^struct /, "", text)
	struct = text
	sub(/ .*/, "", struct)
	sub(/^[^{]*[{] */, "", text)
	sub(/ *[}]$/, "", text)
	if (text ~ /[{}:]/)
		wrong("neither a nested struct nor a bit-field can be kept stable")
	n = split(text, member, / *; */)
	for (i = 1; i <= n; i++) {
		if (member[i] == "")
			continue
		if (member[i] ~ /,/ && member[i] !~ /[(]/)
			wrong("one member in a declaration")
		body = body "\tMEMBER(" struct ", " name_of(member[i]) ", " quoted(member[i]) ")\n"
	}
	body = body "\tEND(" struct ")\n"
}

# One declaration, without what ends it.
function add(text,    name, exported) {
	exported = text ~ /visibility[(]"default"[)]/
	gsub(/__attribute__ *[(][(][^()]*([(][^()]*[)])*[^()]*[)][)] */, "", text)
	gsub(/[ \t]+/, " ", text)
	gsub(/[(] /, "(", text)
	gsub(/ [)]/, ")", text)
	sub(/^ /, "", text)
	sub(/ $/, "", text)
	if (text == "")
		return
	if (text ~ /^static inline /)
		return
	if (text ~ /^struct [a-z_0-9]+ [{]/) {
		add_struct(text)
	} else if (text ~ /^typedef /) {
		name = name_of(text)
		body = body "\tputs(" quoted("type " name " " text) ");\n"
	} else if (text ~ /^struct [a-z_0-9]+$/) {
		;
	} else if (exported && match(text, /dunlin_[a-z0-9_]+ *[(]/)) {
		name = substr(text, RSTART, RLENGTH)
		sub(/ *[(]$/, "", name)
		body = body "\tputs(" quoted("call " name " " text) ");\n"
	} else {
		wrong("neither a type nor a call that is marked DUNLIN_API")
	}
}

/^# [0-9]+ "/ {
	public = $3 ~ /\/dunlin\/[a-z]+[.]h"$/
	next
}

!public { next }

# Those of one value.  What is all the others together, or the bytes of a struct, grows with them.
/^#define DUNLIN_[A-Z0-9_]+ / {
	value = $0
	sub(/^#define [A-Z0-9_]+ /, "", value)
	if (value ~ /^[(]?[0-9][0-9a-fxu]*( << [0-9]+)?[)]?$/ && $2 !~ /_MINOR$/)
		body = body "\tCONSTANT(" $2 ")\n"
	next
}

/^#/ { next }

{
	text = text " " $0
	while (match(text, /[;{}]/)) {
		mark = substr(text, RSTART, 1)
		head = head substr(text, 1, RSTART - 1)
		text = substr(text, RSTART + 1)
		if (mark == "{") {
			depth++
			head = head "{"
		} else if (mark == "}") {
			depth--
			head = head "}"
			if (depth == 0 && head ~ /^ *static inline /)
				head = ""
		} else if (depth > 0) {
			head = head ";"
		} else {
			add(head)
			head = ""
		}
	}
}

END {
	if (failed)
		exit 1
	print "#include <stdio.h>\n#include <stdlib.h>"
	print "#define CONSTANT(name) printf(\"constant %s %lld\\n\", #name, (long long)(name));"
	print "#define SIZE_OF(s, m) sizeof(((struct s *)0)->m)"
	# A member that was overlooked would be a gap that no alignment explains.
	print "#define MEMBER(s, m, text) { \\"
	print "\tsize_t align = __alignof__(((struct s *)0)->m); \\"
	print "\tif ((end + align - 1) / align * align != offsetof(struct s, m)) \\"
	print "\t\tgap(#s, #m); \\"
	print "\tif (align > widest) widest = align; \\"
	print "\tend = offsetof(struct s, m) + SIZE_OF(s, m); \\"
	print "\tprintf(\"member %s %s %zu %zu %s\\n\", #s, #m, offsetof(struct s, m), SIZE_OF(s, m), text); }"
	print "#define END(s) { \\"
	print "\tif ((end + widest - 1) / widest * widest != sizeof(struct s)) gap(#s, \"its end\"); \\"
	print "\tend = 0; widest = 1; }"
	print "static void gap(const char *in, const char *before)\n{"
	print "\tfprintf(stderr, \"struct %s: a member before %s was overlooked\\n\", in, before);\n\texit(1);\n}"
	print "int main(void)\n{\n\tsize_t end = 0, widest = 1;\n"
	printf "%s", body
	print "\treturn 0;\n}"
}
