/* engine_findings - a list of findings, about files or about a target. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "engine.h"

struct dunlin_findings {
	struct dunlin_finding *items;
	size_t n, cap;
	struct dn_arena arena; /* of every text */
	bool failed;
};

void dunlin_findings_free(dunlin_findings *findings)
{
	if (findings == NULL)
		return;
	free(findings->items);
	dn_arena_clear(&findings->arena);
	free(findings);
}

size_t dunlin_findings_count(const dunlin_findings *findings)
{
	return findings->n;
}

void dunlin_findings_at(const dunlin_findings *findings, size_t i, struct dunlin_finding *out)
{
	const struct dunlin_finding none = { 0 };

	dn_engine_give(out, &out->size, i < findings->n ? &findings->items[i] : &none,
		       sizeof(struct dunlin_finding));
}

dunlin_findings *dn_findings_new(void)
{
	return calloc(1, sizeof(dunlin_findings));
}

static const char *copy(dunlin_findings *findings, const char *text)
{
	const char *own = text == NULL ? NULL : dn_arena_strdup(&findings->arena, text);

	findings->failed = findings->failed || (text != NULL && own == NULL);
	return own;
}

static void add(dunlin_findings *findings, const struct dunlin_finding *finding)
{
	struct dunlin_finding *own =
		dn_vec_add(&findings->items, &findings->n, &findings->cap, sizeof(*own));

	if (own == NULL) {
		findings->failed = true;
		return;
	}
	*own = *finding;
	own->size = sizeof(*own);
	own->about = copy(findings, finding->about);
	own->file = copy(findings, finding->file);
	own->message = copy(findings, finding->message);
	own->hint = copy(findings, finding->hint);
}

DUNLIN_PRINTF(3, 0)
static void add_text(dunlin_findings *findings, struct dunlin_finding *finding, const char *format,
		     va_list args)
{
	struct dn_str text = DN_STR_INIT;

	dn_str_vprintf(&text, format, args);
	finding->message = dn_str_text(&text);
	findings->failed = findings->failed || text.failed;
	add(findings, finding);
	dn_str_clear(&text);
}

void dn_findings_add(dunlin_findings *findings, int32_t kind, const char *about, const char *hint,
		     const char *format, ...)
{
	struct dunlin_finding finding = { .kind = kind, .about = about, .hint = hint };
	va_list args;

	va_start(args, format);
	add_text(findings, &finding, format, args);
	va_end(args);
}

void dn_findings_add_at(dunlin_findings *findings, int32_t kind, const char *about,
			const char *file, int64_t line, const char *hint, const char *format, ...)
{
	struct dunlin_finding finding = {
		.kind = kind, .about = about, .file = file, .line = line, .hint = hint
	};
	va_list args;

	va_start(args, format);
	add_text(findings, &finding, format, args);
	va_end(args);
}

void dn_findings_add_fault(dunlin_findings *findings, int32_t kind, const char *about,
			   const char *hint, const dunlin_error *fault)
{
	const struct dunlin_finding finding = {
		.kind = kind,
		.about = about,
		.file = fault->file,
		.line = fault->line,
		.column = fault->column,
		.message = fault->message == NULL ? dn_status_name(fault->status) : fault->message,
		.hint = hint,
	};

	add(findings, &finding);
}

static int compare_text(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

static int compare(const void *a, const void *b)
{
	const struct dunlin_finding *left = a, *right = b;
	int order = compare_text(left->file, right->file);

	if (order == 0)
		order = (left->line > right->line) - (left->line < right->line);
	if (order == 0)
		order = (left->column > right->column) - (left->column < right->column);
	if (order == 0) /* errors first */
		order = (left->kind < right->kind) - (left->kind > right->kind);
	return order != 0 ? order : compare_text(left->message, right->message);
}

void dn_findings_sort(dunlin_findings *findings)
{
	size_t i, n = 0;

	if (findings->failed || findings->n < 2)
		return;
	qsort(findings->items, findings->n, sizeof(*findings->items), compare);
	for (i = 1; i < findings->n; i++)
		if (compare(&findings->items[n], &findings->items[i]) != 0)
			findings->items[++n] = findings->items[i];
	findings->n = n + 1;
}

dunlin_status dn_findings_end(dunlin_findings **out, dunlin_findings *findings,
			      dunlin_status status, dunlin_error *err)
{
	if (status == DUNLIN_OK && findings->failed)
		status = dn_fail_nomem(err);
	if (status == DUNLIN_OK) {
		*out = findings;
		findings = NULL; /* the caller's */
	}
	dunlin_findings_free(findings);
	return status;
}
