/*
 * fuzz_bundle - the bytes of a bundle to files, and those to migrations.
 *
 * What is taken out of it must be all of it: written down again it is the same bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <dunlin/bundle.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"
#include "source/bundle.h"
#include "source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct dn_source_dialect dialects[] = { { "postgres", NULL },
						     { "sqlite", NULL },
						     { "mysql", NULL } };

static void check_whole(const struct dn_bundle *bundle, const uint8_t *data, size_t size)
{
	const struct dn_bundle_file *file;
	struct dn_str text = DN_STR_INIT;
	size_t i;

	for (i = 0; i < bundle->n; i++) {
		file = &bundle->files[i];
		if (dn_bundle_find(bundle, file->path, strlen(file->path)) != file)
			abort();
		dn_str_put(&text, file->path, strlen(file->path) + 1);
		dn_str_printf(&text, "%zu", file->len);
		dn_str_putc(&text, '\0');
		dn_str_put(&text, file->data, file->len);
	}
	if (text.failed || text.len != size || (size > 0 && memcmp(text.data, data, size) != 0))
		abort();
	dn_str_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dn_source_options options = { .dialects = dialects, .n_dialects = 3 };
	char hex[DN_DIGEST_HEX + 1];
	struct dunlin_bundle from = { .size = DUNLIN_BUNDLE_SIZE,
				      .name = "in",
				      .checksum = hex,
				      .data = data,
				      .len = size,
				      .raw_len = size };
	struct dn_source *source = NULL;
	struct dn_bundle bundle;
	struct dn_digest digest;

	dn_digest_init(&digest);
	dn_digest_add(&digest, data, size);
	dn_digest_hex(&digest, hex);
	if (dn_bundle_open(&bundle, &from, NULL) == DUNLIN_OK) {
		check_whole(&bundle, data, size);
		options.bundles = &bundle;
		options.n_bundles = 1;
		dn_ignore(dn_source_read(&source, &options, NULL));
		dn_source_free(source);
	}
	dn_bundle_clear(&bundle);
	return 0;
}
