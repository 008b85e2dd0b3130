/* source/place - whether directive lines stand where the SQL lets them. */
#include "source/place.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "sql/dialects.h"
#include "sql/splitter.h"

struct place {
	const struct dn_sections *sections;
	const char *file;
	const char *text;
	size_t len;
	const struct dunlin_dialect *dialect;
	/* The first that is out of order; told only when no dialect finds one inside
	 * something, which explains more. */
	dunlin_error *order;
};

/* How many statements a text has; EUSAGE when it cannot be cut. */
static dunlin_status count(size_t *n, const struct dunlin_dialect *dialect, const char *text,
			   size_t len, dunlin_error *err)
{
	struct dn_splitter splitter;
	struct dn_cut cut = { .len = 0 };
	dunlin_status status;

	*n = 0;
	dn_splitter_init(&splitter, dialect, text, len);
	for (;;) {
		status = dn_splitter_next(&splitter, &cut, err);
		if (status != DUNLIN_OK || cut.len == 0)
			return status;
		(*n)++;
	}
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
		status = dn_fail_at(err, DUNLIN_EUSAGE, place->file, directive->line, 0,
				    "this directive lies inside something that opens in line %lld, "
				    "as %s reads it: a string, a comment, parentheses or a body",
				    (long long)(line + inner.line - 1), place->dialect->name);
	else if (status != DUNLIN_OK)
		dn_error_move(err, &inner);
	dn_error_clear(&inner);
	return status;
}

/* Notes a directive that must not follow a statement, which begins in line `first`. */
static void check_order(const struct place *place, const struct dn_section *section,
			const struct dn_directive *directive, int64_t first)
{
	const struct dn_word_info *info = dn_directive_info(directive->word);

	if (first == 0 || dn_directive_asks(directive->word) || place->order->status != DUNLIN_OK)
		return;
	if (!info->section)
		(void)dn_fail_at(place->order, DUNLIN_EUSAGE, place->file, directive->line, 0,
				 "%s must stand above the first statement, which is in line %lld",
				 info->text, (long long)first);
	else if (section == place->sections->items)
		(void)dn_fail_at(place->order, DUNLIN_EUSAGE, place->file, first, 0,
				 "a statement above the first section, `-- dunlin: %s` in line "
				 "%lld; it would belong to none",
				 info->text, (long long)directive->line);
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
		check_order(place, section, directive, first);
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

/* All sections, as one dialect reads them; what is wrong only counts when that
 * dialect can cut the text as a whole. */
static dunlin_status check_dialect(struct place *place, size_t d, dunlin_error *err)
{
	const struct dn_sections *sections = place->sections;
	dunlin_error *order = place->order, found;
	dunlin_status status = DUNLIN_OK;
	size_t i, n;

	dn_error_init(&found);
	place->order = &found;
	for (i = 0; i < sections->n && status == DUNLIN_OK; i++)
		if ((sections->items[i].dialects & 1u << d) != 0)
			status = check_section(place, &sections->items[i], err);
	place->order = order;
	if ((status == DUNLIN_EUSAGE || found.status != DUNLIN_OK) &&
	    count(&n, place->dialect, place->text, place->len, NULL) != DUNLIN_OK) {
		if (err != NULL)
			dn_error_clear(err);
		status = DUNLIN_OK;
	} else if (found.status != DUNLIN_OK && order->status == DUNLIN_OK) {
		dn_error_move(order, &found);
	}
	dn_error_clear(&found);
	return status;
}

dunlin_status dn_place_check(const struct dn_sections *sections, const char *file, const char *text,
			     size_t len, dunlin_error *err)
{
	dunlin_error order;
	struct place place = { sections, file, text, len, NULL, &order };
	dunlin_status status = DUNLIN_OK;
	size_t d;

	if (all_plain(sections))
		return DUNLIN_OK;
	dn_error_init(&order);
	for (d = 0; status == DUNLIN_OK; d++) {
		place.dialect = dn_dialect_at(d);
		if (place.dialect == NULL)
			break;
		status = check_dialect(&place, d, err);
	}
	if (status == DUNLIN_OK && order.status != DUNLIN_OK) {
		status = order.status;
		dn_error_move(err, &order);
	}
	dn_error_clear(&order);
	return status;
}

dunlin_status dn_place_when(const struct dn_body *body, uint32_t dialects, dunlin_error *err)
{
	const struct dunlin_dialect *dialect;
	dunlin_status status = DUNLIN_OK;
	dunlin_error inner;
	size_t d, n = 1;

	if (body->when == NULL)
		return DUNLIN_OK;
	dn_error_init(&inner);
	for (d = 0; (dialect = dn_dialect_at(d)) != NULL; d++) {
		if ((dialects & 1u << d) == 0)
			continue;
		status = count(&n, dialect, body->when, strlen(body->when), &inner);
		if (status == DUNLIN_OK && n == 1)
			break;
	}
	if (status != DUNLIN_OK)
		status = dn_fail_at(err, status, body->file, body->when_line, 0,
				    "the query of when cannot be read: %s", inner.message);
	else if (n != 1)
		status = dn_fail_at(err, DUNLIN_EUSAGE, body->file, body->when_line, 0,
				    "when takes one query, in one line");
	dn_error_clear(&inner);
	return status;
}
