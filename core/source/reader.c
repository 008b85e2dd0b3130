/* source/reader - the layouts: how the files of a folder become bodies. */
#include "source/reader.h"

#include <string.h>

#include "base/error.h"
#include "base/path.h"
#include "base/str.h"
#include "source/checksum.h"
#include "source/disk.h"
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

dunlin_status dn_reader_text(char **text, size_t *len, const struct dn_disk **disk,
			     struct dn_source *source, const char *path, dunlin_error *err)
{
	char *data = NULL;
	dunlin_status status;

	status = dn_path_read(&data, len, path, err);
	if (status != DUNLIN_OK)
		return status;
	status = dn_store_own(source, data, err);
	if (status != DUNLIN_OK)
		return status;
	if (*len >= 2 && (memcmp(data, "\xff\xfe", 2) == 0 || memcmp(data, "\xfe\xff", 2) == 0))
		return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0,
				  "is UTF-16 text; save it as UTF-8");
	status = dn_disk_note(disk, &source->own->arena, data, *len, err);
	*text = dn_checksum_canonical(data, len);
	return status;
}
