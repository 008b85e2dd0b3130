/* source/reader - the layouts: how the files of a folder become bodies. */
#include "source/reader.h"

#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "source/store.h"

static const struct dn_reader *const readers[] = { &dn_reader_plain };

dunlin_status dn_reader_find(const struct dn_reader **out, const char *name, dunlin_error *err)
{
	const size_t n = sizeof(readers) / sizeof(readers[0]);
	struct dn_str known = DN_STR_INIT;
	dunlin_status status;
	size_t i;

	*out = NULL;
	for (i = 0; i < n; i++) {
		if (strcmp(readers[i]->name, name) == 0) {
			*out = readers[i];
			dn_str_clear(&known);
			return DUNLIN_OK;
		}
		dn_str_printf(&known, "%s%s", i == 0 ? "" : ", ", readers[i]->name);
	}
	status = dn_fail(err, DUNLIN_EUSAGE, "unknown layout \"%s\"; known: %s", name,
			 dn_str_text(&known));
	dn_str_clear(&known);
	return status;
}

dunlin_status dn_reader_text(struct dn_text *out, struct dn_source *source,
			     const struct dn_files *files, const char *path, bool regular,
			     dunlin_error *err)
{
	dunlin_status status = dn_text_read(out, &source->own->arena, files, path, regular, err);

	if (out->data != NULL && dn_store_own(source, out->data, NULL) != DUNLIN_OK) {
		out->data = NULL; /* freed */
		return dn_fail_nomem(err);
	}
	return status;
}
