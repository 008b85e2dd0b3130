/* source/place - whether directive lines stand where the SQL lets them. */
#include "source/place.h"

#include <stdbool.h>

#include "base/error.h"
#include "sql/dialects.h"
#include "sql/splitter.h"

struct place {
	const struct dn_sections *sections;
	const char *file;
	const char *text;
	size_t len;
	const struct dunlin_dialect *dialect;
};

static bool can_cut(const struct place *place)
{
	struct dn_splitter splitter;
	struct dn_cut cut = { .len = 0 };
	dunlin_status status;

	dn_splitter_init(&splitter, place->dialect, place->text, place->len);
	do
		status = dn_splitter_next(&splitter, &cut, NULL);
	while (status == DUNLIN_OK && cut.len > 0);
	return status == DUNLIN_OK;
}

/* Cuts what lies between two directives.  `*first` is the line of the first
 * statement there, counted from `line`, if it was 0 before. */
static dunlin_status cut_between(const struct place *place, size_t start, int64_t line,
				 const struct dn_directive *directive, int64_t *first,
				 dunlin_error *err)
{
	struct dn_splitter splitter;
	struct dn_cut cut = { .len = 0 };
	dunlin_error inner;
	dunlin_status status;

	dn_error_init(&inner);
	dn_splitter_init(&splitter, place->dialect, place->text + start, directive->offset - start);
	do {
		status = dn_splitter_next(&splitter, &cut, &inner);
		if (status == DUNLIN_OK && cut.len > 0 && *first == 0)
			*first = line + (int64_t)cut.line - 1;
	} while (status == DUNLIN_OK && cut.len > 0);
	/* The whole text can be cut; so this opens above the directive and closes below. */
	if (status == DUNLIN_EUSAGE)
		status = dn_fail_at(
			err, DUNLIN_EUSAGE, place->file, directive->line, 0,
			"this directive lies in a string, a comment or a body that opens "
			"in line %lld, as %s reads it",
			(long long)(line + inner.line - 1), place->dialect->name);
	else if (status != DUNLIN_OK)
		dn_error_move(err, &inner);
	dn_error_clear(&inner);
	return status;
}

/* Whether a directive may follow a statement that begins in line `first`. */
static dunlin_status check_order(const struct place *place, const struct dn_section *section,
				 const struct dn_directive *directive, int64_t first,
				 dunlin_error *err)
{
	const struct dn_word_info *info = dn_directive_info(directive->word);

	if (first == 0 || directive->word == DN_WORD_EXPECT)
		return DUNLIN_OK;
	if (!info->section)
		return dn_fail_at(err, DUNLIN_EUSAGE, place->file, directive->line, 0,
				  "%s must stand above the first statement, which is in line %lld",
				  info->text, (long long)first);
	if (section == place->sections->items)
		return dn_fail_at(err, DUNLIN_EUSAGE, place->file, first, 0,
				  "a statement above the first section, `-- dunlin: %s` in line "
				  "%lld; it would belong to none",
				  info->text, (long long)directive->line);
	return DUNLIN_OK;
}

/* Every directive of a section, and the section line that ends it. */
static dunlin_status check_section(const struct place *place, const struct dn_section *section,
				   dunlin_error *err)
{
	const struct dn_sections *all = place->sections;
	size_t end = section->first + section->n + 1, start = section->start, i;
	int64_t line = section->first_line, first = 0;
	const struct dn_directive *directive;
	dunlin_status status = DUNLIN_OK;

	if (end > all->n_directives)
		end = all->n_directives;
	for (i = section->first; i < end && status == DUNLIN_OK; i++) {
		directive = &all->directives[i];
		if (!directive->plain)
			status = cut_between(place, start, line, directive, &first, err);
		if (status == DUNLIN_OK)
			status = check_order(place, section, directive, first, err);
		start = directive->offset;
		line = directive->line;
	}
	return status;
}

static bool all_plain(const struct dn_sections *sections)
{
	size_t i;

	for (i = 0; i < sections->n_directives; i++)
		if (!sections->directives[i].plain)
			return false;
	return true;
}

dunlin_status dn_place_check(const struct dn_sections *sections, const char *file, const char *text,
			     size_t len, dunlin_error *err)
{
	struct place place = { sections, file, text, len, NULL };
	dunlin_status status = DUNLIN_OK;
	size_t d, i;

	if (all_plain(sections))
		return DUNLIN_OK;
	for (d = 0; status == DUNLIN_OK; d++) {
		place.dialect = dn_dialect_at(d);
		if (place.dialect == NULL)
			break;
		if (!can_cut(&place))
			continue;
		for (i = 0; i < sections->n && status == DUNLIN_OK; i++)
			if ((sections->items[i].dialects & 1u << d) != 0)
				status = check_section(&place, &sections->items[i], err);
	}
	return status;
}
