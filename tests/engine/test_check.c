/* What is wrong with the files is found whole, without a database and without a driver. */
#include "engine/lab.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

static const char *kind_name(int32_t kind)
{
	static const char *const names[] = { "good", "warning", "coverage", "error" };

	return kind >= 0 && kind < 4 ? names[kind] : "?";
}

/* All findings, a line each: "kind about file:line:column message [hint]". */
static const char *check(struct lab *lab, const char *const *dialects, size_t n)
{
	struct dunlin_finding f = DUNLIN_FINDING_INIT;
	dunlin_engine *engine = lab_engine(lab);
	struct dn_str text = DN_STR_INIT;
	dunlin_findings *findings = NULL;
	const char *own;
	size_t i;

	dn_error_clear(lab->err);
	if (dunlin_check(&findings, engine, dialects, n, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	for (i = 0; i < dunlin_findings_count(findings); i++) {
		dunlin_findings_at(findings, i, &f);
		assert_int_equal(f.size, sizeof(f));
		dn_str_printf(&text, "%s %s %s:%" PRId64 ":%" PRId64 " %s", kind_name(f.kind),
			      f.about, f.file == NULL ? "" : f.file, f.line, f.column, f.message);
		dn_str_printf(&text, f.hint == NULL ? "\n" : " [%s]\n", f.hint);
	}
	dunlin_findings_at(findings, i, &f);
	assert_null(f.message);
	dunlin_findings_free(findings);
	dunlin_engine_close(engine);
	own = lab_text(lab, "%s", dn_str_text(&text));
	dn_str_clear(&text);
	return own;
}

/* The findings for `dialect`, NULL: for those that are found, must be lines that begin so; none
 * stands for a good one. */
static void finds(struct lab *lab, const char *dialect, ...)
{
	const char *all = check(lab, &dialect, dialect != NULL), *line = all, *piece;
	va_list pieces;

	va_start(pieces, dialect);
	while ((piece = va_arg(pieces, const char *)) != NULL) {
		if (strncmp(line, piece, strlen(piece)) != 0)
			fail_msg("not \"%s\" at\n%sof\n%s", piece, line, all);
		line = strchr(line, '\n') + 1;
	}
	va_end(pieces);
	if (line == all && strncmp(line, "good files :0:0 ", 16) == 0)
		line = strchr(line, '\n') + 1;
	else if (line == all)
		fail_msg("nothing good is said, but\n%s", all);
	if (*line != '\0')
		fail_msg("too much:\n%s", line);
}

/* No URL, and no place with drivers. */
static void without_drivers(struct lab *lab)
{
	lab->options.url = NULL;
	lab->options.n_places = 0;
}

/* --- nothing ----------------------------------------------------------------------- */

static void check__finds_nothing_where_nothing_is_wrong(void **state)
{
	static const char *const both[] = { "postgres", "sqlite" };
	struct lab *lab = *state;

	without_drivers(lab);
	finds(lab, NULL, NULL);
	lab_put(lab, "0001_a.up.sql", "BEGIN;\nCREATE TABLE a (x integer);\nCOMMIT;\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0001_a.verify.sql", "-- dunlin: expect rows = 0\nSELECT x FROM a;\n");
	lab_put(lab, "R__v.sql", "-- dunlin: requires 1\nCREATE VIEW v AS SELECT 1;\n");
	lab_put(lab, "seeds/x.sql", "INSERT INTO a VALUES (1);\n");
	assert_string_equal(check(lab, NULL, 0), "good files :0:0 2 migrations and 1 seed\n");
	assert_string_equal(check(lab, both, 2),
			    "good files :0:0 2 migrations and 1 seed, for postgres and sqlite\n");
	finds(lab, "postgres", NULL);
	assert_int_equal(access("real.db", F_OK), -1);
}

static void check__touches_no_database(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x integer);\n");
	lab->options.url = "postgresql://nobody@nowhere.invalid/none";
	finds(lab, NULL, NULL);
	lab->options.url = "not a url";
	finds(lab, NULL, NULL);
}

/* --- every error --------------------------------------------------------------------- */

static void check__finds_every_error_with_its_place(void **state)
{
	struct lab *lab = *state;

	without_drivers(lab);
	lab_put(lab, "0001_a.sql", "-- dunlin: bogus\nSELECT 'x;\n");
	lab_put(lab, "0002_b.sql", "SELECT 1;\n  SELECT 'open;\n");
	lab_put(lab, "0003_c.up.sql", "SELECT 1;\nCOMMIT;\nSELECT 2;\n");
	lab_put(lab, "0003_c.down.sql", "SELECT (1;\n");
	lab_put(lab, "0003_c.verify.sql", "SELECT 1;\n-- dunlin: expect rows = 1\n");
	lab_put(lab, "0004_d.sql", "-- dunlin: requires 0\nSELECT 1;\n");
	lab_put(lab, "0005_e.sql", "BEGIN ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;\nCOMMIT;\n");
	lab_put(lab, "0006_f.oracle.sql", "SELECT 1;\n");
	lab_put(lab, "0007-g.sql", "SELECT 1;\n");
	lab_put(lab, "seeds/s.sql", "SELECT \"open;\n");
	finds(lab, "postgres", "error files m/0001_a.sql:1:0 unknown directive",
	      "error statements m/0002_b.sql:2:10 ", "error statements m/0003_c.down.sql:1:8 ",
	      "error statements m/0003_c.up.sql:2:0 COMMIT: transaction control inside",
	      "error statements m/0003_c.verify.sql:2:0 expect has no statement below it",
	      "error files m/0004_d.sql:1:0 requires version 0,",
	      "error statements m/0005_e.sql:1:0 BEGIN ISOLATION LEVEL SERIALIZABLE: ",
	      "error files m/0006_f.oracle.sql:0:0 ",
	      "warning files m/0007-g.sql:0:0 not read: ", "error statements m/seeds/s.sql:1:8 ",
	      NULL);
}

static void check__finds_client_commands(void **state)
{
	struct lab *lab = *state;

	without_drivers(lab);
	lab_put(lab, "0001_a.sql", "SELECT 1;\n\\d\n");
	lab_put(lab, "0002_b.sql", "\\restrict abc\nSELECT 1;\n\\unrestrict abc\n");
	finds(lab, "postgres", "error statements m/0001_a.sql:2:1 ", NULL);
}

static void check__finds_what_a_verify_body_cannot_do(void **state)
{
	struct lab *lab = *state;

	without_drivers(lab);
	lab_put(lab, "0001_a.up.sql", "VACUUM;\n");
	lab_put(lab, "0001_a.verify.sql", "SELECT 1;\n\nVACUUM;\n");
	finds(lab, "postgres",
	      "error statements m/0001_a.verify.sql:3:0 a verify body runs in a transaction", NULL);
}

static void check__warns_of_bytes_once(void **state)
{
	struct lab *lab = *state;

	without_drivers(lab);
	lab_put(lab, "0001_a.sql", "SELECT 1;\nSELECT '\xff';\n");
	finds(lab, NULL, "warning files m/0001_a.sql:2:0 has bytes that are not UTF-8", NULL);
}

static void check__finds_a_circle_of_repeatables(void **state)
{
	struct lab *lab = *state;

	without_drivers(lab);
	lab_put(lab, "R__a.sql", "-- dunlin: requires R__b\nSELECT 1;\n");
	lab_put(lab, "R__b.sql", "-- dunlin: requires R__a\nSELECT 1;\n");
	finds(lab, NULL, "error files m/R__a.sql:1:0 R__a requires itself", NULL);
	/* One of the two is another for sqlite. */
	lab_put(lab, "R__b.sqlite.sql", "SELECT 1;\n");
	finds(lab, "sqlite", NULL);
	finds(lab, "postgres", "error files m/R__a.sql:1:0 R__a requires itself", NULL);
}

static void check__finds_a_missing_folder(void **state)
{
	struct lab *lab = *state;

	without_drivers(lab);
	lab->folders[0] = "gone";
	finds(lab, NULL, "error files gone:0:0 no such folder [", NULL);
}

/* --- dialects ------------------------------------------------------------------------- */

#define PG_ONLY "SELECT $q$ it's $q$;\n"

static void check__cuts_a_generic_body_in_each_dialect(void **state)
{
	static const char *const both[] = { "pg", "sqlite" };
	struct lab *lab = *state;
	const char *all;

	without_drivers(lab);
	lab_put(lab, "0001_a.sql", PG_ONLY);
	finds(lab, "postgres", NULL);
	finds(lab, "sqlite", "error statements m/0001_a.sql:1:", NULL);
	all = check(lab, both, 2);
	if (strncmp(all, "error statements m/0001_a.sql:1:", 32) != 0 ||
	    strstr(all, ", as sqlite reads it") == NULL || strstr(all, "postgres") != NULL)
		fail_msg("%s", all);
	/* The same in each is told once. */
	lab_put(lab, "0001_a.sql", "SELECT 'open;\n");
	all = check(lab, both, 2);
	assert_null(strstr(all, "reads it"));
	assert_null(strchr(strchr(all, '\n') + 1, '\n'));
}

static void check__cuts_only_what_a_dialect_is_for(void **state)
{
	struct lab *lab = *state;

	without_drivers(lab);
	lab_put(lab, "0001_a.sql", PG_ONLY);
	lab_put(lab, "0001_a.sqlite.sql", "SELECT 1;\n");
	lab_put(lab, "0002_b.sql", "-- dunlin: only postgres\n" PG_ONLY);
	/* Never reverted where it was never applied. */
	lab_put(lab, "0002_b.down.sql", PG_ONLY);
	finds(lab, "sqlite", NULL);
	finds(lab, "postgres", NULL);
	finds(lab, NULL, NULL);
}

static void check__without_any_dialect_one_that_reads_it_is_enough(void **state)
{
	struct lab *lab = *state;

	without_drivers(lab);
	lab_put(lab, "0001_a.sql", PG_ONLY);
	finds(lab, NULL, NULL);
	lab_put(lab, "0002_b.sql", "SELECT 'open;\n");
	finds(lab, NULL, "error statements m/0002_b.sql:1:8 ", NULL);
	/* With a target there is one. */
	lab->options.url = "sqlite:x.db";
	finds(lab, NULL, "error statements m/0001_a.sql:1:", "error statements m/0002_b.sql:1:8 ",
	      NULL);
}

static void check__an_unknown_dialect_is_bad_usage(void **state)
{
	static const char *const oracle[] = { "oracle" };
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_findings *findings = NULL;

	without_drivers(lab);
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_check(&findings, engine, oracle, 1, lab->err), DUNLIN_EUSAGE,
		   "\"oracle\" is no dialect; known: postgres, sqlite, mysql");
	assert_null(findings);
	dunlin_engine_close(engine);
}

static void check__says_when_nobody_knows_a_dialect(void **state)
{
	static const char *const oracle[] = { "oracle" };
	struct lab *lab = *state;

	without_drivers(lab);
	lab->options.dialects = oracle;
	lab->options.n_dialects = 1;
	lab_put(lab, "0001_a.oracle.sql", "SELECT 'open;\n");
	finds(lab, NULL, "warning drivers :0:0 no driver here knows the dialect oracle", NULL);
}

/* --- coverage -------------------------------------------------------------------------- */

static void check__names_the_file_to_write(void **state)
{
	struct lab *lab = *state;

	without_drivers(lab);
	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	lab_put(lab, "0002_b.postgres.up.sql", "SELECT 1;\n");
	lab_put(lab, "0002_b.down.sql", "SELECT 1;\n");
	lab_put(lab, "0003_c.sqlite.sql", "-- dunlin: only sqlite\nSELECT 1;\n");
	lab_put(lab, "0004_d.down.sql", "SELECT 1;\n");
	lab_put(lab, "0005_e.sql", "-- dunlin: bogus\nSELECT 1;\n");
	lab_put(lab, "0007_g.pg.sql", "-- dunlin: bogus\n-- dunlin: only postgres\nSELECT 1;\n");
	lab_put(lab, "seeds/s.postgres.sql", "SELECT 1;\n");
	lab_put(lab, "R__v.pg.sql", "SELECT 1;\n");
	lab_put(lab, "m/sqlite/0006_f.sql", "SELECT 1;\n");
	finds(lab, NULL,
	      "coverage coverage m/0002_b.postgres.up.sql:0:0 0002_b has no up body for sqlite: "
	      "write m/0002_b.sqlite.up.sql [one that is not",
	      "coverage coverage m/0004_d.down.sql:0:0 0004_d has no up body: write "
	      "m/0004_d.up.sql\n",
	      "error files m/0005_e.sql:1:0 ", "error files m/0007_g.pg.sql:1:0 ",
	      "coverage coverage m/R__v.pg.sql:0:0 R__v has no body for sqlite: write "
	      "m/R__v.sqlite.sql",
	      "coverage coverage m/sqlite/0006_f.sql:0:0 0006_f has no up body for postgres: write "
	      "m/0006_f.postgres.up.sql",
	      NULL);
}

static void check__covers_the_dialect_of_the_target(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.postgres.sql", "SELECT 1;\n");
	finds(lab, NULL,
	      "coverage coverage m/0001_a.postgres.sql:0:0 0001_a has no up body for "
	      "sqlite: write m/0001_a.sqlite.up.sql",
	      NULL);
	lab->options.n_places = 0; /* the scheme says it as well */
	finds(lab, NULL, "coverage coverage m/0001_a.postgres.sql", NULL);
	lab->options.url = "host=x dbname=y";
	finds(lab, NULL, NULL);
	finds(lab, "mysql",
	      "coverage coverage m/0001_a.postgres.sql:0:0 0001_a has no up body for mysql", NULL);
}

static void check__leaves_gaps_that_the_project_allows(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.postgres.sql", "SELECT 1;\n");
	lab->options.flags |= DUNLIN_OPTION_SKIP_MISSING;
	finds(lab, NULL, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_SQLITE(check__finds_nothing_where_nothing_is_wrong),
		ON_SQLITE(check__touches_no_database),
		ON_SQLITE(check__finds_every_error_with_its_place),
		ON_SQLITE(check__finds_client_commands),
		ON_SQLITE(check__finds_what_a_verify_body_cannot_do),
		ON_SQLITE(check__warns_of_bytes_once),
		ON_SQLITE(check__finds_a_circle_of_repeatables),
		ON_SQLITE(check__finds_a_missing_folder),
		ON_SQLITE(check__cuts_a_generic_body_in_each_dialect),
		ON_SQLITE(check__cuts_only_what_a_dialect_is_for),
		ON_SQLITE(check__without_any_dialect_one_that_reads_it_is_enough),
		ON_SQLITE(check__an_unknown_dialect_is_bad_usage),
		ON_SQLITE(check__says_when_nobody_knows_a_dialect),
		ON_SQLITE(check__names_the_file_to_write),
		ON_SQLITE(check__covers_the_dialect_of_the_target),
		ON_SQLITE(check__leaves_gaps_that_the_project_allows),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
