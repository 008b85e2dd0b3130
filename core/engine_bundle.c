/* engine_bundle - bundles: those that are read, and the one that is made. */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"
#include "engine.h"

/* --- those of the options ------------------------------------------------------------ */

dunlin_status dn_engine_bundles(dunlin_engine *engine, dunlin_error *err)
{
	const struct dunlin_options *o = &engine->options;
	dunlin_status status = DUNLIN_OK;
	size_t i;

	if (engine->bundles != NULL || o->n_bundles == 0)
		return DUNLIN_OK;
	engine->bundles = calloc(o->n_bundles, sizeof(*engine->bundles));
	if (engine->bundles == NULL)
		return dn_fail_nomem(err);
	for (i = 0; i < o->n_bundles && status == DUNLIN_OK; i++)
		status = dn_bundle_open(&engine->bundles[i], o->bundles[i], err);
	if (status != DUNLIN_OK)
		dn_engine_bundles_close(engine);
	return status;
}

void dn_engine_bundles_close(dunlin_engine *engine)
{
	size_t i;

	for (i = 0; engine->bundles != NULL && i < engine->options.n_bundles; i++)
		dn_bundle_clear(&engine->bundles[i]);
	free(engine->bundles);
	engine->bundles = NULL;
}

/* --- one that is made ----------------------------------------------------------------- */

struct part {
	char *path;
	char *data;
	size_t len;
};

struct parts {
	struct part *items;
	size_t n, cap;
};

/* What a bundle that was made owns; the struct that is handed out comes first. */
struct made {
	struct dunlin_bundle bundle;
	char checksum[DN_DIGEST_HEX + 1];
	char *name;
	char *data;
};

static void parts_clear(struct parts *parts)
{
	size_t i;

	for (i = 0; i < parts->n; i++) {
		free(parts->items[i].path);
		free(parts->items[i].data);
	}
	free(parts->items);
}

static dunlin_status take_part(void *payload, const char *below, const char *data, size_t len,
			       dunlin_error *err)
{
	struct parts *parts = payload;
	struct part *part = dn_vec_add(&parts->items, &parts->n, &parts->cap, sizeof(*part));

	if (part == NULL)
		return dn_fail_nomem(err);
	part->path = strdup(below);
	part->data = malloc(len + 1);
	part->len = len;
	if (part->path == NULL || part->data == NULL)
		return dn_fail_nomem(err);
	memcpy(part->data, data, len);
	return DUNLIN_OK;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct part *)a)->path, ((const struct part *)b)->path);
}

static dunlin_status put_parts(struct dn_str *out, struct parts *parts, dunlin_error *err)
{
	const struct part *part;
	size_t i;

	if (parts->n > 1)
		qsort(parts->items, parts->n, sizeof(*parts->items), by_path);
	for (i = 0; i < parts->n; i++) {
		part = &parts->items[i];
		if (i > 0 && strcmp(part->path, part[-1].path) == 0)
			return dn_fail(err, DUNLIN_EUSAGE,
				       "%s is in two folders, and one bundle has room for one",
				       part->path);
		dn_str_puts(out, part->path);
		dn_str_putc(out, '\0');
		dn_str_printf(out, "%zu", part->len);
		dn_str_putc(out, '\0');
		dn_str_put(out, part->data, part->len);
	}
	return out->failed ? dn_fail_nomem(err) : DUNLIN_OK;
}

/* Takes what is in `text`. */
static dunlin_status make(struct dunlin_bundle **out, struct dn_str *text, const char *name,
			  dunlin_error *err)
{
	struct made *made = calloc(1, sizeof(*made));
	const size_t len = text->len;
	struct dn_digest digest;

	if (made == NULL)
		return dn_fail_nomem(err);
	dn_digest_init(&digest);
	dn_digest_add(&digest, dn_str_text(text), len);
	dn_digest_hex(&digest, made->checksum);
	made->name = strdup(name);
	made->data = len == 0 ? strdup("") : dn_str_detach(text);
	if (made->name == NULL || made->data == NULL) {
		dunlin_bundle_free(&made->bundle);
		return dn_fail_nomem(err);
	}
	made->bundle = (struct dunlin_bundle){ .size = DUNLIN_BUNDLE_SIZE,
					       .name = made->name,
					       .checksum = made->checksum,
					       .data = (const unsigned char *)made->data,
					       .len = len,
					       .raw_len = len };
	*out = &made->bundle; /* the caller's now */
	return DUNLIN_OK;
}

dunlin_status dunlin_bundle_make(struct dunlin_bundle **out, dunlin_engine *engine,
				 const char *name, dunlin_error *err)
{
	struct parts parts = { NULL, 0, 0 };
	struct dn_str text = DN_STR_INIT;
	struct dn_source_options options;
	struct dn_source *source = NULL;
	dunlin_status status;

	*out = NULL;
	if (name == NULL || name[0] == '\0')
		return dn_fail(err, DUNLIN_EUSAGE, "a bundle needs a name");
	status = dn_engine_source_options(engine, &options, err);
	options.on_file = take_part;
	options.payload = &parts;
	if (status == DUNLIN_OK)
		status = dn_source_read(&source, &options, err);
	if (status == DUNLIN_OK)
		status = put_parts(&text, &parts, err);
	if (status == DUNLIN_OK)
		status = make(out, &text, name, err);
	dn_source_free(source);
	dn_str_clear(&text);
	parts_clear(&parts);
	return status;
}

void dunlin_bundle_free(struct dunlin_bundle *bundle)
{
	struct made *made = (struct made *)bundle;

	if (made == NULL)
		return;
	free(made->name);
	free(made->data);
	free(made);
}
