/* cli/annotate - findings as annotations, which GitHub shows at their lines. */
#include "cli/annotate.h"

#include <string.h>

#include "cli/die.h"
#include "cli/output.h"

/* What would end the text, or in a property the property, is written as %XX. */
static void escape(struct dn_str *out, const char *text, bool property)
{
	for (; text != NULL && *text != '\0'; text++) {
		if (*text == '%' || *text == '\r' || *text == '\n' ||
		    (property && (*text == ':' || *text == ',')))
			dn_str_printf(out, "%%%02X", (unsigned char)*text);
		else
			dn_str_putc(out, *text);
	}
}

static void put_file(struct dn_str *out, const char *file, const char *folder)
{
	struct dn_str path = DN_STR_INIT;

	file = dn_short_file(file);
	if (folder != NULL && file[0] != '/')
		dn_str_printf(&path, "%s%s", folder,
			      folder[0] != '\0' && folder[strlen(folder) - 1] == '/' ? "" : "/");
	dn_str_puts(&path, file);
	dn_str_puts(out, "file=");
	escape(out, dn_need_str(&path), true);
	dn_str_clear(&path);
}

/* Up to the message. */
static void put_head(struct dn_str *out, const struct dunlin_finding *at, const char *folder)
{
	dn_str_printf(out, "::%s ", at->kind == DUNLIN_FINDING_WARNING ? "warning" : "error");
	if (at->file != NULL) {
		put_file(out, at->file, folder);
		if (at->line > 0)
			dn_str_printf(out, ",line=%lld", (long long)at->line);
		if (at->line > 0 && at->column > 0)
			dn_str_printf(out, ",col=%lld", (long long)at->column);
		dn_str_putc(out, ',');
	}
	dn_str_puts(out, "title=");
	escape(out, at->about, true);
	dn_str_puts(out, "::");
}

void dn_annotate_finding(struct dn_str *out, const struct dunlin_finding *finding,
			 const char *folder)
{
	if (finding->kind == DUNLIN_FINDING_GOOD)
		return;
	put_head(out, finding, folder);
	escape(out, finding->message, false);
	if (finding->hint != NULL) {
		dn_str_puts(out, "%0A");
		escape(out, finding->hint, false);
	}
	dn_str_putc(out, '\n');
}

void dn_annotate_error(struct dn_str *out, const dunlin_error *err, const char *folder)
{
	struct dunlin_finding finding = DUNLIN_FINDING_INIT;

	finding.kind = DUNLIN_FINDING_ERROR;
	finding.about = "dunlin";
	finding.file = dunlin_error_file(err);
	finding.line = dunlin_error_line(err);
	finding.column = dunlin_error_column(err);
	finding.message = dunlin_error_message(err);
	finding.hint = dunlin_error_hint(err);
	dn_annotate_finding(out, &finding, folder);
}
