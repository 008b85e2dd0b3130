/* source/foreign - the lines by which the files of other tools part up from down. */
#include "source/foreign.h"

#include <ctype.h>
#include <string.h>

#include "base/error.h"
#include "source/body.h"
#include "source/section.h"
#include "sql/dialects.h"
#include "sql/splitter.h"

/* A blank stands for any blanks; letters match in either case. */
static const struct {
	const char *tool;
	const char *line; /* its beginning, up to the end of a word */
	int direction;
} lines[] = {
	{ "goose", "-- +goose Up", DN_UP },
	{ "goose", "-- +goose Down", DN_DOWN },
	{ "dbmate", "-- migrate:up", DN_UP },
	{ "dbmate", "-- migrate:down", DN_DOWN },
	{ "sql-migrate", "-- +migrate Up", DN_UP },
	{ "sql-migrate", "-- +migrate Down", DN_DOWN },
	{ "micrate", "-- +micrate Up", DN_UP },
	{ "micrate", "-- +micrate Down", DN_DOWN },
	{ "rambler", "-- rambler up", DN_UP },
	{ "rambler", "-- rambler down", DN_DOWN },
	{ "node-pg-migrate", "-- Up Migration", DN_UP },
	{ "node-pg-migrate", "-- Down Migration", DN_DOWN },
	{ "tern", "---- create above / drop below ----", DN_DOWN },
	{ "MyBatis", "-- //@UNDO", DN_DOWN },
	{ "MyBatis", "-- @UNDO", DN_DOWN },
	{ "Play", "-- !Ups", DN_UP },
	{ "Play", "-- !Downs", DN_DOWN },
	{ "Play", "--- !Ups", DN_UP },
	{ "Play", "--- !Downs", DN_DOWN },
	{ "Play", "# --- !Ups", DN_UP },
	{ "Play", "# --- !Downs", DN_DOWN },
	/* Its changesets have conditions, which would all be taken as met. */
	{ "Liquibase", "-- liquibase formatted sql", -1 },
};

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t skip_blanks(const char *line, size_t len, size_t at)
{
	while (at < len && blank(line[at]))
		at++;
	return at;
}

static bool begins(const char *line, size_t len, const char *pattern)
{
	size_t at = 0;

	for (; *pattern != '\0'; pattern++) {
		if (*pattern == ' ')
			at = skip_blanks(line, len, at);
		else if (at == len ||
			 tolower((unsigned char)line[at++]) != tolower((unsigned char)*pattern))
			return false;
	}
	return at == len || blank(line[at]);
}

bool dn_foreign_line(struct dn_foreign *out, const char *line, size_t len)
{
	size_t i;

	if (len < 2 || (memcmp(line, "--", 2) != 0 && line[0] != '#'))
		return false;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (!begins(line, len, lines[i].line))
			continue;
		out->tool = lines[i].tool;
		out->direction = lines[i].direction;
		while (blank(line[len - 1]))
			len--;
		out->text = line;
		out->len = len;
		return true;
	}
	return false;
}

/* Whether a text ends between two statements or in one, but in nothing that is open. */
static dunlin_status cut(bool *whole, const struct dunlin_dialect *dialect, const char *text,
			 size_t len, dunlin_error *err)
{
	struct dn_splitter splitter;
	struct dn_cut statement;
	dunlin_status status;
	dunlin_error inner;

	dn_error_init(&inner);
	dn_splitter_init(&splitter, dialect, text, len);
	do {
		statement.len = 0;
		status = dn_splitter_next(&splitter, &statement, &inner);
	} while (status == DUNLIN_OK && statement.len > 0);
	*whole = status == DUNLIN_OK;
	if (status == DUNLIN_EUSAGE)
		status = DUNLIN_OK;
	else if (status != DUNLIN_OK)
		dn_error_move(err, &inner);
	dn_error_clear(&inner);
	return status;
}

/* Whether every dialect that can cut the section finds the line inside of something. */
static dunlin_status is_inside(bool *inside, const struct dn_foreign *foreign,
			       const struct dn_section *section, const char *text,
			       dunlin_error *err)
{
	const struct dunlin_dialect *dialect;
	const char *start = text + section->start;
	dunlin_status status = DUNLIN_OK;
	bool whole, above;
	size_t d;

	*inside = false;
	for (d = 0; status == DUNLIN_OK && (dialect = dn_dialect_at(d)) != NULL; d++) {
		if ((section->dialects & 1u << d) == 0)
			continue;
		status = cut(&whole, dialect, start, section->end - section->start, err);
		if (status != DUNLIN_OK || !whole)
			continue;
		status = cut(&above, dialect, start, foreign->offset - section->start, err);
		*inside = !above;
		if (above)
			break;
	}
	return status;
}

static dunlin_status refuse(const struct dn_foreign *foreign, int direction,
			    const struct dn_body_file *named, dunlin_error *err)
{
	const char *body = dn_directive_info((enum dn_word)direction)->text;
	dunlin_status status;

	if (foreign->direction < 0) {
		status = dn_fail_at(err, DUNLIN_EUSAGE, named->file, foreign->line, 0,
				    "\"%.*s\": changesets of %s are not read", (int)foreign->len,
				    foreign->text, foreign->tool);
		dn_error_hint(err, "make a migration of each: its SQL, and its rollback below "
				   "`-- dunlin: down`");
		return status;
	}
	status = dn_fail_at(err, DUNLIN_EUSAGE, named->file, foreign->line, 0,
			    "\"%.*s\" is a line of %s: what follows it is for %s, and would run as "
			    "part of the %s body",
			    (int)foreign->len, foreign->text, foreign->tool,
			    foreign->direction == DN_UP ? "up" : "down", body);
	if (named->kind == DN_KIND_SEED)
		dn_error_hint(err, "seed data has no down body; take out what follows");
	else if (named->direction >= 0)
		dn_error_hint(err,
			      "the file's name says .%s; put what follows into a file that "
			      "says .%s",
			      body, foreign->direction == DN_UP ? "up" : "down");
	else
		dn_error_hint(err,
			      "write `-- dunlin: up` and `-- dunlin: down` for the lines "
			      "of %s",
			      foreign->tool);
	return status;
}

dunlin_status dn_foreign_check(const struct dn_foreign *foreign, const struct dn_section *section,
			       int direction, const struct dn_body_file *named, const char *text,
			       dunlin_error *err)
{
	dunlin_status status;
	bool inside;

	if (foreign->direction == direction || foreign->offset < section->start ||
	    foreign->offset >= section->end || section->last <= foreign->offset)
		return DUNLIN_OK;
	status = is_inside(&inside, foreign, section, text, err);
	return status != DUNLIN_OK || inside ? status : refuse(foreign, direction, named, err);
}
