/*
 * fuzz_directive - a whole file's text to bodies: sections, directives, statements.
 *
 * The first byte chooses what the file's name says of it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "source/body.h"
#include "source/check.h"
#include "source/checksum.h"
#include "source/disk.h"
#include "source/merge.h"
#include "source/store.h"
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

/* What a body's first and last bytes are, they are in the file. */
static void check_place(const struct dn_body *body, const char *raw, size_t size)
{
	int64_t at, len;

	dn_body_disk_range(body, 0, body->len, &at, &len);
	if (at < 0 || len < (int64_t)body->len || (uint64_t)(at + len) > size)
		abort();
	if (body->len > 0 && body->text[0] != '\n' && body->text[0] != raw[at])
		abort();
	if (body->len > 0 && body->text[body->len - 1] != raw[at + len - 1])
		abort();
}

static void hear(void *payload, const dunlin_error *fault)
{
	if (fault->status != DUNLIN_EUSAGE || fault->message == NULL)
		abort();
	++*(size_t *)payload;
}

/* With faults collected nothing fails, and what is not broken can be looked at. */
static void collect(struct dn_source *source, struct dn_body_file file, const char *raw,
		    size_t size)
{
	const struct dunlin_dialect *const rules[] = { dn_dialect_at(0), dn_dialect_at(1),
						       dn_dialect_at(2) };
	size_t faults = 0, len = size, b;
	const struct dn_source_options options = {
		.dialects = dialects, .n_dialects = 3, .on_fault = hear, .payload = &faults
	};
	const struct dn_check check = {
		.dialects = rules, .n = 3, .on_fault = hear, .payload = &faults
	};
	char *text = malloc(size + 1);
	const char *canonical;
	dunlin_error err;

	dn_error_init(&err);
	if (source == NULL || text == NULL ||
	    dn_disk_note(&file.disk, &source->own->arena, raw, size, NULL) != DUNLIN_OK)
		abort();
	memcpy(text, raw, size + 1);
	canonical = dn_checksum_canonical(text, &len);
	if (dn_body_add(source, &file, &options, canonical, len, &err) != DUNLIN_OK ||
	    dn_merge(source, &options, &err) != DUNLIN_OK)
		abort();
	for (b = 0; b < source->migrations[0].n_bodies; b++)
		if (!source->migrations[0].bodies[b]->broken)
			check_place(source->migrations[0].bodies[b], raw, size);
		else if (faults == 0)
			abort();
	if (dn_check_bodies(source, &check, &err) != DUNLIN_OK)
		abort();
	dn_error_clear(&err);
	dn_source_free(source);
	free(text);
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
	collect(dn_store_new(), file, text, len);
	body = dn_checksum_canonical(text, &len);
	if (dn_body_add(source, &file, &options, body, len, NULL) == DUNLIN_OK &&
	    dn_merge(source, &options, NULL) == DUNLIN_OK)
		cut_all(source,
			file.dialect == NULL ? dialects[choice / 48 % 3].name : file.dialect);
	dn_source_free(source);
	free(text);
	return 0;
}
