/* state - the objects of a database of MariaDB, each as the server says that it was made. */
#include <string.h>

#include "crash/objects_mysql.h"
#include "crash/state.h"

/* The next number of a table is not taken back with the row that had it. */
static const char *without_counter(struct lab *lab, const char *made)
{
	const char *at = strstr(made, " AUTO_INCREMENT=");

	if (at == NULL)
		return made;
	return lab_text(lab, "%.*s%s", (int)(at - made), made, at + 1 + strcspn(at + 1, " "));
}

const char *state_mysql(struct lab *lab)
{
	const char *rest = lab_ask(lab, OBJECTS_MYSQL), *seen = "";

	while (*rest != '\0') {
		const int len = (int)strcspn(rest, "\n");
		const char *made = lab_ask(lab, lab_text(lab, "%.*s", len, rest));

		seen = lab_text(lab, "%s%s\n", seen, without_counter(lab, made));
		rest += len;
		rest += *rest == '\n';
	}
	return seen;
}
