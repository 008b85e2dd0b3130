/* layouts - see there. */
#include "layouts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "workload.h"

_Noreturn void layout_die(const char *what, const char *why)
{
	fprintf(stderr, "generate: %s: %s\n", what, why);
	exit(1);
}

void layout_save(const struct dn_str *text, const char *folder, const char *name, ...)
{
	struct dn_str path = DN_STR_INIT;
	va_list args;
	FILE *file;

	dn_str_printf(&path, "%s/", folder);
	va_start(args, name);
	dn_str_vprintf(&path, name, args);
	va_end(args);
	if (path.failed || text->failed)
		layout_die(folder, strerror(ENOMEM));
	file = fopen(path.data, "w");
	if (file == NULL || fwrite(text->data, 1, text->len, file) != text->len ||
	    fclose(file) != 0)
		layout_die(path.data, strerror(errno));
	dn_str_clear(&path);
}

void layout_make_folder(const char *folder, const char *name)
{
	struct dn_str path = DN_STR_INIT;

	dn_str_printf(&path, "%s/%s", folder, name);
	if (path.failed || mkdir(path.data, 0777) != 0)
		layout_die(dn_str_text(&path), strerror(errno));
	dn_str_clear(&path);
}

/* --- two files each --------------------------------------------------------------------- */

static void save_body(const struct body *body, size_t number, const char *folder,
		      const char *before, const char *name, const char *after)
{
	struct dn_str text = DN_STR_INIT;

	workload_put_body(body, number, &text);
	layout_save(&text, folder, "%06zu%s%s%s.sql", number, before, name, after);
	dn_str_clear(&text);
}

static void write_plain(const char *folder, enum dialect dialect, size_t count)
{
	size_t i;

	for (i = 1; i <= count; i++) {
		struct migration one = workload_get(dialect, i);

		save_body(&one.up, i, folder, "_", one.name, ".up");
		save_body(&one.down, i, folder, "_", one.name, ".down");
	}
}

static void write_postgres(const char *folder, size_t count)
{
	write_plain(folder, POSTGRES, count);
}

static void write_sqlite(const char *folder, size_t count)
{
	write_plain(folder, SQLITE, count);
}

static void write_postgrator(const char *folder, size_t count)
{
	size_t i;

	for (i = 1; i <= count; i++) {
		struct migration one = workload_get(POSTGRES, i);

		save_body(&one.up, i, folder, ".do.", one.name, "");
		save_body(&one.down, i, folder, ".undo.", one.name, "");
	}
}

/* --- one file each ------------------------------------------------------------------------ */

static void write_marked(const char *folder, size_t count, const char *up, const char *down)
{
	struct dn_str text = DN_STR_INIT;
	size_t i;

	for (i = 1; i <= count; i++) {
		struct migration one = workload_get(POSTGRES, i);

		dn_str_reset(&text);
		dn_str_printf(&text, "%s\n", up);
		workload_put_body(&one.up, i, &text);
		dn_str_printf(&text, "\n%s\n", down);
		workload_put_body(&one.down, i, &text);
		layout_save(&text, folder, "%06zu_%s.sql", i, one.name);
	}
	dn_str_clear(&text);
}

static void write_dbmate(const char *folder, size_t count)
{
	write_marked(folder, count, "-- migrate:up", "-- migrate:down");
}

static void write_node_pg_migrate(const char *folder, size_t count)
{
	write_marked(folder, count, "-- Up Migration", "-- Down Migration");
}

/* It cuts at a semicolon that ends a line, unless told where a statement ends. */
static void put_sql_migrate(const struct body *body, size_t number, struct dn_str *text)
{
	const char *const *statement;

	for (statement = body->statement; *statement != NULL; statement++) {
		bool whole = strstr(*statement, "$body$") != NULL;

		dn_str_puts(text, whole ? "-- +migrate StatementBegin\n" : "");
		workload_put(*statement, number, text);
		dn_str_puts(text, whole ? ";\n-- +migrate StatementEnd\n" : ";\n");
	}
}

static void write_sql_migrate(const char *folder, size_t count)
{
	struct dn_str text = DN_STR_INIT;
	size_t i;

	dn_str_puts(&text, "bench:\n  dialect: postgres\n  datasource: ${BENCH_DSN}\n"
			   "  dir: migrations\n  table: migrations\n");
	layout_save(&text, folder, "dbconfig.yml");
	layout_make_folder(folder, "migrations");
	for (i = 1; i <= count; i++) {
		struct migration one = workload_get(POSTGRES, i);

		dn_str_reset(&text);
		dn_str_puts(&text, "-- +migrate Up\n");
		put_sql_migrate(&one.up, i, &text);
		dn_str_puts(&text, "\n-- +migrate Down\n");
		put_sql_migrate(&one.down, i, &text);
		layout_save(&text, folder, "migrations/%06zu_%s.sql", i, one.name);
	}
	dn_str_clear(&text);
}

static void write_psql(const char *folder, size_t count)
{
	struct dn_str text = DN_STR_INIT;
	size_t i;

	for (i = 1; i <= count; i++) {
		struct migration one = workload_get(POSTGRES, i);

		dn_str_puts(&text, "BEGIN;\n");
		workload_put_body(&one.up, i, &text);
		dn_str_puts(&text, "COMMIT;\n");
	}
	layout_save(&text, folder, "up.sql");
	dn_str_clear(&text);
}

/* --- those with a project of their own ------------------------------------------------------ */

static void save_sqitch_script(const struct body *body, size_t number, const char *folder,
			       const char *kind, const char *name)
{
	struct dn_str text = DN_STR_INIT;

	dn_str_puts(&text, "BEGIN;\n\n");
	workload_put_body(body, number, &text);
	dn_str_puts(&text, "\nCOMMIT;\n");
	layout_save(&text, folder, "%s/m%06zu_%s.sql", kind, number, name);
	dn_str_clear(&text);
}

static void write_sqitch(const char *folder, size_t count)
{
	struct dn_str plan = DN_STR_INIT, conf = DN_STR_INIT;
	size_t i;

	dn_str_puts(&conf, "[core]\n\tengine = pg\n[user]\n\tname = Bench\n"
			   "\temail = bench@example.org\n");
	layout_save(&conf, folder, "sqitch.conf");
	layout_make_folder(folder, "deploy");
	layout_make_folder(folder, "revert");
	dn_str_puts(&plan, "%syntax-version=1.0.0\n%project=bench\n\n");
	for (i = 1; i <= count; i++) {
		struct migration one = workload_get(POSTGRES, i);

		dn_str_printf(&plan,
			      "m%06zu_%s 2026-01-01T00:00:00Z Bench <bench@example.org> # %s\n", i,
			      one.name, one.name);
		save_sqitch_script(&one.up, i, folder, "deploy", one.name);
		save_sqitch_script(&one.down, i, folder, "revert", one.name);
	}
	layout_save(&plan, folder, "sqitch.plan");
	dn_str_clear(&conf);
	dn_str_clear(&plan);
}

static void put_alembic(const struct body *body, size_t number, const char *function,
			struct dn_str *text)
{
	const char *const *statement;

	dn_str_printf(text, "\n\ndef %s():\n", function);
	for (statement = body->statement; *statement != NULL; statement++) {
		dn_str_puts(text, "    op.execute(\"\"\"");
		workload_put(*statement, number, text);
		dn_str_puts(text, "\"\"\")\n");
	}
}

/* A transaction for each migration, as all the others have it. */
static const char alembic_env[] =
	"import os\n"
	"from alembic import context\n"
	"from sqlalchemy import create_engine, pool\n\n"
	"engine = create_engine(os.environ[\"BENCH_URL\"], poolclass=pool.NullPool)\n"
	"with engine.connect() as connection:\n"
	"    context.configure(connection=connection, transaction_per_migration=True)\n"
	"    with context.begin_transaction():\n"
	"        context.run_migrations()\n";

static void write_alembic(const char *folder, size_t count)
{
	struct dn_str text = DN_STR_INIT;
	size_t i;

	dn_str_puts(&text, "[alembic]\nscript_location = %(here)s\n");
	layout_save(&text, folder, "alembic.ini");
	dn_str_reset(&text);
	dn_str_puts(&text, alembic_env);
	layout_save(&text, folder, "env.py");
	layout_make_folder(folder, "versions");
	for (i = 1; i <= count; i++) {
		struct migration one = workload_get(POSTGRES, i);

		dn_str_reset(&text);
		dn_str_printf(&text, "from alembic import op\n\nrevision = \"m%06zu\"\n", i);
		if (i == 1)
			dn_str_puts(&text, "down_revision = None\n");
		else
			dn_str_printf(&text, "down_revision = \"m%06zu\"\n", i - 1);
		put_alembic(&one.up, i, "upgrade", &text);
		put_alembic(&one.down, i, "downgrade", &text);
		layout_save(&text, folder, "versions/m%06zu_%s.py", i, one.name);
	}
	dn_str_clear(&text);
}

const struct layout layouts[] = {
	{ "postgres", write_postgres },
	{ "sqlite", write_sqlite },
	{ "psql", write_psql },
	{ "dbmate", write_dbmate },
	{ "sql-migrate", write_sql_migrate },
	{ "node-pg-migrate", write_node_pg_migrate },
	{ "postgrator", write_postgrator },
	{ "sqitch", write_sqitch },
	{ "alembic", write_alembic },
	{ "floor-postgres", layout_write_floor_postgres },
	{ "floor-sqlite", layout_write_floor_sqlite },
	{ NULL, NULL },
};
