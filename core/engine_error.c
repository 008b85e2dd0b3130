/* engine_error - errors as an embedding program reads them. */
#include <stdlib.h>

#include <dunlin/dunlin.h>
#include <dunlin/version.h>

#include "base/error.h"

dunlin_error *dunlin_error_new(void)
{
	dunlin_error *err = malloc(sizeof(*err));

	if (err != NULL)
		dn_error_init(err);
	return err;
}

void dunlin_error_free(dunlin_error *err)
{
	if (err == NULL)
		return;
	dn_error_clear(err);
	free(err);
}

dunlin_status dunlin_error_status(const dunlin_error *err)
{
	return err->status;
}

const char *dunlin_error_message(const dunlin_error *err)
{
	return err->message;
}

const char *dunlin_error_sqlstate(const dunlin_error *err)
{
	return err->sqlstate;
}

const char *dunlin_error_detail(const dunlin_error *err)
{
	return err->detail;
}

const char *dunlin_error_hint(const dunlin_error *err)
{
	return err->hint;
}

const char *dunlin_error_context(const dunlin_error *err)
{
	return err->context;
}

const char *dunlin_error_state(const dunlin_error *err)
{
	return err->state;
}

const char *dunlin_error_file(const dunlin_error *err)
{
	return err->file;
}

int64_t dunlin_error_line(const dunlin_error *err)
{
	return err->line;
}

int64_t dunlin_error_column(const dunlin_error *err)
{
	return err->column;
}

const char *dunlin_error_source(const dunlin_error *err)
{
	return err->source;
}

const char *dunlin_status_text(dunlin_status status)
{
	return dn_status_name(status);
}

const char *dunlin_version(void)
{
	return DUNLIN_VERSION;
}
