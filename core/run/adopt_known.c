/* run/adopt_known - what is known of the tables of other runners, by their columns. */
#include "run/adopt_known.h"

#include <stdlib.h>
#include <string.h>

#include "run/look.h"

/* goose writes a row when it reverts (of late it deletes the one that said applied), and begins with a
 * version 0 that is no migration. */
static enum dn_adopt_says goose(const char *const *values)
{
	if (values[0] != NULL && strcmp(values[0], "0") == 0)
		return DN_ADOPT_NOTHING;
	return dn_look_is_true(values[1]) ? DN_ADOPT_APPLIED : DN_ADOPT_REVERTED;
}

/* Flyway has rows without a version: of repeatables, and of the schema that it made.  It undoes in a
 * row of its own, and `repair` deletes in one. */
static enum dn_adopt_says flyway(const char *const *values)
{
	const char *type = values[2] == NULL ? "" : values[2];

	if (!dn_look_is_true(values[1]))
		return DN_ADOPT_CUT_OFF;
	if (values[0] == NULL || strcmp(type, "SCHEMA") == 0)
		return DN_ADOPT_NOTHING;
	if (strncmp(type, "UNDO_", 5) == 0 || strcmp(type, "DELETE") == 0)
		return DN_ADOPT_REVERTED;
	return strstr(type, "BASELINE") != NULL ? DN_ADOPT_UP_TO : DN_ADOPT_APPLIED;
}

/* A bit of the type each: where it began, and what `migrate set` has put straight.  What begins with a
 * dot is about the table. */
static enum dn_adopt_says atlas(const char *const *values)
{
	enum { BASELINE = 1, RESOLVED = 4 };
	const char *applied = values[1], *total = values[2];
	const long type = values[3] == NULL ? 0 : strtol(values[3], NULL, 10);

	if (values[0] != NULL && values[0][0] == '.')
		return DN_ADOPT_NOTHING;
	if ((type & BASELINE) != 0)
		return DN_ADOPT_UP_TO;
	return (type & RESOLVED) == 0 && applied != NULL && total != NULL &&
			       strtol(applied, NULL, 10) < strtol(total, NULL, 10)
		       ? DN_ADOPT_CUT_OFF
		       : DN_ADOPT_APPLIED;
}

static enum dn_adopt_says prisma(const char *const *values)
{
	if (values[2] != NULL) /* taken back, and perhaps begun anew in another row */
		return DN_ADOPT_NOTHING;
	return values[1] == NULL ? DN_ADOPT_CUT_OFF : DN_ADOPT_APPLIED;
}

static enum dn_adopt_says golang_migrate(const char *const *values)
{
	return dn_look_is_true(values[1]) ? DN_ADOPT_CUT_OFF : DN_ADOPT_UP_TO;
}

static enum dn_adopt_says sqlx(const char *const *values)
{
	return dn_look_is_true(values[1]) ? DN_ADOPT_APPLIED : DN_ADOPT_CUT_OFF;
}

const struct dn_adopt_table *dn_adopt_table(size_t i)
{
	static const struct dn_adopt_table tables[] = {
		{ .columns = { "version_id", "is_applied" }, .order = "id", .says = goose },
		{ .columns = { "version", "success", "type" },
		  .order = "installed_rank",
		  .cut_off = "failed",
		  .repair = "flyway repair",
		  .says = flyway },
		{ .columns = { "version", "applied", "total", "type" },
		  .cut_off = "is applied in part",
		  .repair = "atlas migrate set VERSION",
		  .says = atlas },
		{ .columns = { "migration_name", "finished_at", "rolled_back_at" },
		  .cut_off = "is not finished",
		  .repair = "prisma migrate resolve",
		  .says = prisma },
		{ .columns = { "version", "dirty" },
		  .one_row = true,
		  .cut_off = "is dirty: it was cut off",
		  .repair = "migrate force VERSION",
		  .says = golang_migrate },
		{ .columns = { "version", "success" },
		  .cut_off = "failed",
		  .repair = "an UPDATE of its row",
		  .says = sqlx },
		{ .columns = { "version" } },
		{ .columns = { "name" } },
		{ .columns = { "filename" } },
		{ .columns = { "migration" } },
		{ .columns = { "id", "applied_at" } }, /* sql-migrate: names of files */
	};

	return i < sizeof(tables) / sizeof(tables[0]) ? &tables[i] : NULL;
}
