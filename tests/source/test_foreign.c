/* Files of other tools, which hold up and down in one text. */
#include <string.h>

#include "source/body.h"
#include "source/foreign.h"
#include "source/rig.h"
#include "source/store.h"

#define FILE_NAME "0005_x.sql"

static const struct dn_body_file plain = { .file = FILE_NAME,
					   .kind = DN_KIND_VERSIONED,
					   .id = "5",
					   .version_text = "0005",
					   .name = "x",
					   .direction = -1 };

/* Reads a text; the caller clears the error. */
static dunlin_status add(const struct dn_body_file *file, const char *text, dunlin_error *err)
{
	struct dn_source *source = dn_store_new();
	dunlin_status status;

	assert_non_null(source);
	dn_error_init(err);
	status = dn_body_add(source, file, &rig_options, text, strlen(text), err);
	dn_source_free(source);
	return status;
}

static void reads(const struct dn_body_file *file, const char *text)
{
	dunlin_error err;

	if (add(file, text, &err) != DUNLIN_OK)
		fail_msg("%s: line %d: %s", text, (int)err.line, err.message);
	dn_error_clear(&err);
}

static void refuses(const struct dn_body_file *file, const char *text, int64_t line,
		    const char *piece, const char *hint)
{
	dunlin_error err;
	dunlin_status status = add(file, text, &err);

	if (err.hint == NULL || strstr(err.hint, hint) == NULL)
		fail_msg("%s: hint: %s", text, err.hint == NULL ? "none" : err.hint);
	rig_check_error(status, &err, FILE_NAME, line, piece);
}

static void foreign__knows_the_lines_of_other_tools(void **state)
{
	static const struct {
		const char *line, *tool;
		int direction;
	} rows[] = {
		{ "-- +goose Up", "goose", DN_UP },
		{ "--  +goose\tdown \t", "goose", DN_DOWN },
		{ "-- migrate:up transaction:false", "dbmate", DN_UP },
		{ "--migrate:down", "dbmate", DN_DOWN },
		{ "-- +migrate Down notransaction", "sql-migrate", DN_DOWN },
		{ "-- +micrate Down", "micrate", DN_DOWN },
		{ "-- rambler down", "rambler", DN_DOWN },
		{ "-- Down Migration", "node-pg-migrate", DN_DOWN },
		{ "---- create above / drop below ----", "tern", DN_DOWN },
		{ "-- //@UNDO", "MyBatis", DN_DOWN },
		{ "# --- !Downs", "Play", DN_DOWN },
		{ "--- !Ups", "Play", DN_UP },
		{ "--liquibase formatted sql", "Liquibase", -1 },
		{ "-- liquibase formatted SQL logicalFilePath:a", "Liquibase", -1 },
	};
	static const char *const others[] = {
		"",
		"-",
		"--",
		"#",
		"-- +goose StatementBegin",
		"-- +goose Downwards",
		"-- migrate:downs",
		"-- migrate: down",
		"-- see -- +goose Down",
		" -- +goose Down",
		"SELECT 1; -- +goose Down",
		"-- dunlin: down",
		"-- down",
		"-- liquibase is what we had",
	};
	struct dn_foreign found;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!dn_foreign_line(&found, rows[i].line, strlen(rows[i].line)))
			fail_msg("%s", rows[i].line);
		assert_string_equal(found.tool, rows[i].tool);
		assert_int_equal(found.direction, rows[i].direction);
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (dn_foreign_line(&found, others[i], strlen(others[i])))
			fail_msg("%s", others[i]);
}

static void foreign__refuses_both_halves_in_one_body(void **state)
{
	struct dn_body_file file = plain;

	(void)state;
	refuses(&file, "-- +goose Up\nCREATE TABLE t (x int);\n\n-- +goose Down\nDROP TABLE t;\n",
		4,
		"\"-- +goose Down\" is a line of goose: what follows it is for down, and would "
		"run as part of the up body",
		"write `-- dunlin: up` and `-- dunlin: down` for the lines of goose");
	refuses(&file, "-- migrate:up\nSELECT 1;\n-- migrate:down \nSELECT 2;\n", 3,
		"a line of dbmate", "for the lines of dbmate");
	refuses(&file, "--liquibase formatted sql\n--changeset a:1\nSELECT 1;\n", 1,
		"\"--liquibase formatted sql\": changesets of Liquibase are not read",
		"make a migration of each");
	/* A comment of several lines may end where SQL begins. */
	refuses(&file, "SELECT 1;\n-- +goose Down\n/* gone\n*/ SELECT 2;\n", 2, "goose", "dunlin");
	file.direction = DN_UP;
	refuses(&file, "SELECT 1;\n-- migrate:down\nSELECT 2;\n", 2, "part of the up body",
		"says .up; put what follows into a file that says .down");
	file.direction = DN_DOWN;
	refuses(&file, "SELECT 2;\n-- migrate:up\nSELECT 1;\n", 2, "part of the down body",
		"says .down; put what follows into a file that says .up");
	file = plain;
	refuses(&file, "-- dunlin: up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n", 3,
		"part of the up body", "dunlin");
	file.kind = DN_KIND_SEED;
	refuses(&file, "SELECT 1;\n-- +goose Down\nSELECT 2;\n", 2, "goose",
		"seed data has no down body");
}

static void foreign__leaves_alone_what_parts_nothing(void **state)
{
	struct dn_body_file file = plain;

	(void)state;
	reads(&file, "-- +goose Up\nCREATE TABLE t (x int);\n");
	reads(&file, "-- +goose Up\nSELECT 1;\n-- +goose Down\n-- nothing to do\n\n");
	reads(&file, "-- migrate:down\n");
	/* Both tools may read one file. */
	reads(&file, "-- +goose Up\n-- dunlin: up\nSELECT 1;\n"
		     "-- +goose Down\n-- dunlin: down\nSELECT 2;\n");
	reads(&file, "-- dunlin: up\n-- +goose Up\nSELECT 1;\n"
		     "-- dunlin: down\n-- +goose Down\nSELECT 2;\n");
	file.direction = DN_DOWN;
	reads(&file, "-- migrate:down\nDROP TABLE t;\n");
	file = plain;
	reads(&file, "INSERT INTO pages VALUES ('\n-- +goose Down\n');\n");
	reads(&file, "/*\n-- +goose Down\n*/\nSELECT 1;\n");
	reads(&file, "-- dunlin: only postgres\nDO $$\n-- +goose Down\nSELECT 1 $$;\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(foreign__knows_the_lines_of_other_tools),
		cmocka_unit_test(foreign__refuses_both_halves_in_one_body),
		cmocka_unit_test(foreign__leaves_alone_what_parts_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
