/* source/later - bodies whose files are read when they are needed. */
#include <stdlib.h>

#include "base/error.h"
#include "source/body.h"
#include "source/source.h"
#include "source/text.h"

static dunlin_status read_later(struct dn_body *out, struct dn_text *text, struct dn_source *source,
				const struct dn_body *body, dunlin_error *err)
{
	struct dn_body_file file = *body->later;
	dunlin_status status =
		dn_text_read(text, &source->own->arena, file.files, body->file, false, err);

	file.disk = text->disk;
	return status == DUNLIN_OK ? dn_body_read(out, source, &file, &source->own->options,
						  text->text, text->len, err)
				   : status;
}

dunlin_status dn_body_load(struct dn_source *source, struct dn_body *body, dunlin_error *err)
{
	struct dn_body read;
	struct dn_text text;
	dunlin_status status;

	if (body->later == NULL)
		return DUNLIN_OK;
	status = read_later(&read, &text, source, body, err);
	if (text.data != NULL && dn_store_own(source, text.data, NULL) != DUNLIN_OK)
		return dn_fail_nomem(err); /* it is freed all the same */
	if (status == DUNLIN_OK)
		*body = read;
	return status;
}

dunlin_status dn_body_try(struct dn_source *source, const struct dn_body *body, dunlin_error *err)
{
	struct dn_body read;
	struct dn_text text;
	dunlin_status status;

	if (body->later == NULL)
		return DUNLIN_OK;
	status = read_later(&read, &text, source, body, err);
	free(text.data);
	return status;
}
