/* source/rule - which sections and directives may stand in which file. */
#include "source/rule.h"

#include "base/error.h"
#include "base/str.h"

static const char *direction_name(int direction)
{
	return dn_directive_info((enum dn_word)direction)->text;
}

dunlin_status dn_rule_sections(const struct dn_sections *sections, const struct dn_body_file *named,
			       dunlin_error *err)
{
	int64_t seen[DN_DIRECTIONS] = { 0 };
	const struct dn_section *section;
	const char *file = named->file;
	int64_t line;
	size_t i;

	for (i = 1; i < sections->n; i++) {
		section = &sections->items[i];
		line = section->first_line - 1;
		if (named->kind == DN_KIND_SEED)
			return dn_fail_at(err, DUNLIN_EUSAGE, file, line, 0,
					  "seed data has no sections");
		if (named->kind == DN_KIND_QUERY)
			return dn_fail_at(err, DUNLIN_EUSAGE, file, line, 0,
					  "a query file has no sections");
		if (named->direction >= 0 && named->direction != (int)section->direction)
			return dn_fail_at(err, DUNLIN_EUSAGE, file, line, 0,
					  "a section %s in a file whose name says .%s; drop the "
					  "suffix, or write a file of its own",
					  direction_name((int)section->direction),
					  direction_name(named->direction));
		if (seen[section->direction] != 0)
			return dn_fail_at(err, DUNLIN_EUSAGE, file, line, 0,
					  "a second section %s; the first is in line %lld",
					  direction_name((int)section->direction),
					  (long long)seen[section->direction]);
		seen[section->direction] = line;
	}
	return DUNLIN_OK;
}

enum dn_direction dn_rule_direction(const struct dn_sections *sections,
				    const struct dn_body_file *named, size_t i)
{
	if (i > 0)
		return sections->items[i].direction;
	return named->direction < 0 ? DN_UP : (enum dn_direction)named->direction;
}

/* Which directions the directives of section `i` may hold for. */
static unsigned directions_of(const struct dn_sections *sections, const struct dn_body_file *named,
			      size_t i)
{
	unsigned bits = 0;
	size_t s;

	if (i > 0 || sections->n == 1)
		return 1u << dn_rule_direction(sections, named, i);
	for (s = 1; s < sections->n; s++)
		bits |= 1u << sections->items[s].direction;
	return bits;
}

static dunlin_status wrong_body(const struct dn_body_file *named,
				const struct dn_directive *directive, dunlin_error *err)
{
	const struct dn_word_info *info = dn_directive_info(directive->word);
	struct dn_str where = DN_STR_INIT;
	dunlin_status status;
	int d;

	for (d = 0; d < DN_DIRECTIONS; d++)
		if ((info->directions & 1u << d) != 0)
			dn_str_printf(&where, "%s%s", where.len == 0 ? "" : " or ",
				      direction_name(d));
	status = dn_fail_at(err, DUNLIN_EUSAGE, named->file, directive->line, 0,
			    "%s means nothing here: it belongs to the body of %s", info->text,
			    dn_str_text(&where));
	dn_str_clear(&where);
	return status;
}

/* A word above that asks something of a statement; DN_WORD_UNKNOWN: there is none. */
static enum dn_word asked(const int64_t *seen)
{
	enum dn_word word = (enum dn_word)0;

	while (word < DN_WORD_UNKNOWN && (!dn_directive_asks(word) || seen[word] == 0))
		word = (enum dn_word)(word + 1);
	return word;
}

dunlin_status dn_rule_directive(const struct dn_sections *sections,
				const struct dn_body_file *named, size_t s,
				const struct dn_directive *directive, int64_t *seen,
				dunlin_error *err)
{
	const struct dn_word_info *info;
	const char *file = named->file;
	dunlin_status status = dn_directive_check(directive, file, err);
	enum dn_word asking;

	if (status != DUNLIN_OK)
		return status;
	info = dn_directive_info(directive->word);
	if (named->kind == DN_KIND_SEED && !info->in_seed)
		return dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
				  "%s means nothing in seed data", info->text);
	if (named->kind == DN_KIND_QUERY && !dn_directive_asks(directive->word) &&
	    directive->word != DN_WORD_ONLY)
		return dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
				  directive->word == DN_WORD_TRANSACTION
					  ? "%s means nothing in a query file: it always runs in a "
					    "transaction, which is rolled back"
					  : "%s means nothing in a query file",
				  info->text);
	if ((info->directions & directions_of(sections, named, s)) == 0 ||
	    (dn_directive_asks(directive->word) && s == 0 && sections->n > 1))
		return wrong_body(named, directive, err);
	if (info->once && seen[directive->word] != 0)
		return dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
				  "%s a second time; the first is in line %lld", info->text,
				  (long long)seen[directive->word]);
	asking = dn_directive_asks(directive->word) ? DN_WORD_UNKNOWN : asked(seen);
	if (asking != DN_WORD_UNKNOWN)
		return dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
				  "%s below a%s %s, which stands right above its statement; "
				  "move it up",
				  info->text, asking == DN_WORD_EXPECT ? "n" : "",
				  dn_directive_info(asking)->text);
	seen[directive->word] = directive->line;
	return DUNLIN_OK;
}
