/* source/text - a file to its canonical text. */
#include "source/text.h"

#include <string.h>

#include "base/error.h"
#include "source/checksum.h"

dunlin_status dn_text_read(struct dn_text *out, struct dn_arena *arena,
			   const struct dn_files *files, const char *path, bool regular,
			   dunlin_error *err)
{
	dunlin_status status;
	const char *data;

	memset(out, 0, sizeof(*out));
	status = dn_files_read(&out->data, &out->len, files, path, regular, err);
	if (status != DUNLIN_OK)
		return status;
	data = out->data;
	if (out->len >= 2 && (memcmp(data, "\xff\xfe", 2) == 0 || memcmp(data, "\xfe\xff", 2) == 0))
		return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0,
				  "is UTF-16 text; save it as UTF-8");
	status = dn_disk_note(&out->disk, arena, data, out->len, err);
	out->text = dn_checksum_canonical(out->data, &out->len);
	return status;
}
