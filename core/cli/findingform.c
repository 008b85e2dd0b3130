/* cli/findingform - how findings look. */
#include "cli/findingform.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

void dn_findingform_count(struct dn_finding_counts *counts, const dunlin_findings *findings)
{
	size_t n = dunlin_findings_count(findings), i;

	memset(counts, 0, sizeof(*counts));
	for (i = 0; i < n; i++) {
		struct dunlin_finding finding = DUNLIN_FINDING_INIT;

		dunlin_findings_at(findings, i, &finding);
		counts->good += finding.kind == DUNLIN_FINDING_GOOD;
		counts->warnings += finding.kind == DUNLIN_FINDING_WARNING;
		counts->coverage += finding.kind == DUNLIN_FINDING_COVERAGE;
		counts->errors += finding.kind == DUNLIN_FINDING_ERROR;
	}
}

static void put_place(const struct dunlin_finding *finding)
{
	if (finding->file == NULL)
		return;
	dn_put(stdout, false, DN_STYLE_NONE, dn_short_file(finding->file));
	if (finding->line > 0)
		printf(":%lld", (long long)finding->line);
	if (finding->line > 0 && finding->column > 0)
		printf(":%lld", (long long)finding->column);
	fputs(": ", stdout);
}

static void put_hint(const char *hint, int indent)
{
	if (hint == NULL)
		return;
	printf("%*s", indent, "");
	dn_put(stdout, false, DN_STYLE_NONE, hint);
	putchar('\n');
}

void dn_findingform_print(const struct dn_output *out, const dunlin_findings *findings)
{
	size_t n = dunlin_findings_count(findings), i;

	for (i = 0; i < n; i++) {
		struct dunlin_finding finding = DUNLIN_FINDING_INIT;
		bool warning;

		dunlin_findings_at(findings, i, &finding);
		if (finding.kind == DUNLIN_FINDING_GOOD)
			continue;
		warning = finding.kind == DUNLIN_FINDING_WARNING;
		put_place(&finding);
		dn_put(stdout, out->color_out, warning ? DN_STYLE_WARN : DN_STYLE_BAD,
		       warning ? "warning: " : "error: ");
		dn_put(stdout, false, DN_STYLE_NONE, finding.message);
		putchar('\n');
		if (finding.hint != NULL)
			fputs("  hint: ", stdout);
		put_hint(finding.hint, 0);
	}
}

static void put_word(const struct dn_output *out, int32_t kind)
{
	static const struct {
		const char *word;
		enum dn_style style;
	} words[] = {
		[DUNLIN_FINDING_GOOD] = { "ok       ", DN_STYLE_GOOD },
		[DUNLIN_FINDING_WARNING] = { "warning  ", DN_STYLE_WARN },
		[DUNLIN_FINDING_COVERAGE] = { "problem  ", DN_STYLE_BAD },
		[DUNLIN_FINDING_ERROR] = { "problem  ", DN_STYLE_BAD },
	};
	size_t known = kind >= 0 && kind <= DUNLIN_FINDING_ERROR ? (size_t)kind
								 : DUNLIN_FINDING_WARNING;

	dn_put(stdout, out->color_out, words[known].style, words[known].word);
}

static void put_line(const struct dn_output *out, const struct dunlin_finding *finding)
{
	put_word(out, finding->kind);
	if (finding->about != NULL) {
		dn_put(stdout, false, DN_STYLE_NONE, finding->about);
		fputs(": ", stdout);
	}
	put_place(finding);
	dn_put(stdout, false, DN_STYLE_NONE, finding->message);
	putchar('\n');
	put_hint(finding->hint, 9);
}

void dn_findingform_report(const struct dn_output *out, const dunlin_findings *findings)
{
	size_t n = dunlin_findings_count(findings), i;

	for (i = 0; i < n; i++) {
		struct dunlin_finding finding = DUNLIN_FINDING_INIT;

		dunlin_findings_at(findings, i, &finding);
		put_line(out, &finding);
	}
}

void dn_findingform_line(const struct dn_output *out, int32_t kind, const char *about,
			 const char *message, const char *hint)
{
	struct dunlin_finding finding = DUNLIN_FINDING_INIT;

	finding.kind = kind;
	finding.about = about;
	finding.message = message;
	finding.hint = hint;
	put_line(out, &finding);
}
