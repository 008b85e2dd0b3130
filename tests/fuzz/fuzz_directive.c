/*
 * fuzz_directive - a whole file's text to bodies: sections, directives, statements.
 *
 * The first byte chooses what the file's name says of it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "source/body.h"
#include "source/checksum.h"
#include "source/merge.h"
#include "sql/dialects.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct dn_source_dialect dialects[] = { { "postgres", NULL },
						     { "sqlite", NULL },
						     { "mysql", NULL } };

static void cut_all(struct dn_source *source, const char *dialect)
{
	const struct dunlin_dialect *rules = dn_dialect_find(dialect);
	struct dn_body *bodies[DN_DIRECTIONS];
	size_t i;

	dn_source_select(source, dialect);
	bodies[0] = source->migrations[0].up;
	bodies[1] = source->migrations[0].down;
	bodies[2] = source->migrations[0].verify;
	for (i = 0; i < DN_DIRECTIONS; i++)
		if (bodies[i] != NULL && dn_body_cut(source, bodies[i], rules, NULL) == DUNLIN_OK &&
		    !bodies[i]->cut)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct dn_source_options options = { .dialects = dialects, .n_dialects = 3 };
	const uint8_t choice = size > 0 ? data[0] : 0;
	struct dn_body_file file = { .file = "5_x.sql",
				     .kind = "vrs"[choice % 3],
				     .id = "5",
				     .version_text = "5",
				     .name = "x" };
	struct dn_source *source = dn_store_new();
	char *text = malloc(size + 1);
	size_t len = size > 0 ? size - 1 : 0;
	const char *body;

	file.direction = choice / 3 % 4 - 1;
	file.dialect = choice / 12 % 4 == 0 ? NULL : dialects[choice / 12 % 4 - 1].name;
	if (source == NULL || text == NULL)
		abort();
	if (len > 0)
		memcpy(text, data + 1, len);
	text[len] = '\0';
	body = dn_checksum_canonical(text, &len);
	if (dn_body_add(source, &file, &options, body, len, NULL) == DUNLIN_OK &&
	    dn_merge(source, &options, NULL) == DUNLIN_OK)
		cut_all(source,
			file.dialect == NULL ? dialects[choice / 48 % 3].name : file.dialect);
	dn_source_free(source);
	free(text);
	return 0;
}
