/* crash/look - see there. */
#include "look.h"

#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "rig.h"

const struct look_server *look_mysql;

bool look_is_mysql(const char *db)
{
	return look_mysql != NULL && strncmp(db, "my_", 3) == 0;
}

static bool is_file(const char *db)
{
	return strchr(db, '/') != NULL;
}

char *look_url(const char *db)
{
	if (look_is_mysql(db))
		return look_mysql->url(db);
	return is_file(db) ? rig_text("sqlite:%s", db) : pg_url(db);
}

static char *ask_file(const char *path, const char *sql)
{
	struct dn_str text = DN_STR_INIT;
	sqlite3_stmt *stmt = NULL;
	sqlite3 *file;
	int i;

	/* Writing, so that what a killed run has left is healed; never made. */
	if (sqlite3_open_v2(path, &file, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(file, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s: %s", path, sql, sqlite3_errmsg(file));
	dn_str_put(&text, "", 0);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		for (i = 0; i < sqlite3_column_count(stmt); i++)
			dn_str_printf(&text, "%s%s", i == 0 ? "" : "|",
				      (const char *)sqlite3_column_text(stmt, i));
		dn_str_putc(&text, '\n');
	}
	if (sqlite3_finalize(stmt) != SQLITE_OK)
		fail_msg("%s: %s: %s", path, sql, sqlite3_errmsg(file));
	sqlite3_close(file);
	assert_false(text.failed);
	return text.data == NULL ? rig_text("%s", "") : dn_str_detach(&text);
}

static char *ask(const char *db, const char *sql)
{
	char *url, *answer;
	PGconn *conn;

	if (is_file(db))
		return ask_file(db, sql);
	url = pg_url(db);
	conn = pg_connect(url);
	answer = pg_ask(conn, sql);
	PQfinish(conn);
	free(url);
	return answer;
}

/* Without the lines that are different each time. */
static char *dump(const char *dbname)
{
	const char *bin = getenv("DUNLIN_TEST_PG_BIN");
	char *program = rig_text("%s/pg_dump", bin == NULL ? "/usr/bin" : bin);
	char *url = pg_url(dbname), *text, *line, *rest;
	const char *const argv[] = { program, "-s", "-d", url, NULL };
	struct dn_str kept = DN_STR_INIT;
	struct child child;

	child_start(&child, "pg_dump", argv);
	if (child_finish(&child) != 0)
		fail_msg("pg_dump: %s", rig_read(child.err));
	text = rest = rig_read(child.out);
	while ((line = strsep(&rest, "\n")) != NULL)
		if (strncmp(line, "\\restrict ", 10) != 0 &&
		    strncmp(line, "\\unrestrict ", 12) != 0)
			dn_str_printf(&kept, "%s\n", line);
	assert_false(kept.failed);
	child_clear(&child);
	free(program);
	free(url);
	free(text);
	return dn_str_detach(&kept);
}

char *look_schema(const char *db)
{
	if (look_is_mysql(db))
		return look_mysql->schema(db);
	if (is_file(db))
		return ask(db, "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2");
	return dump(db);
}

/* The tables' names first, then a question about each of them. */
static char *data_of_file(const char *path)
{
	char *names = ask(path,
			  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
			  "'dunlin%' AND name NOT LIKE 'sqlite%' ORDER BY name");
	struct dn_str text = DN_STR_INIT;
	char *rest = names, *name;

	dn_str_put(&text, "", 0);
	while ((name = strsep(&rest, "\n")) != NULL && name[0] != '\0') {
		char *sql = rig_text("SELECT '%s', count(*), sum(n), min(n), max(n) FROM %s", name,
				     name);
		char *line = ask(path, sql);

		dn_str_puts(&text, line);
		free(line);
		free(sql);
	}
	free(names);
	assert_false(text.failed);
	return text.data == NULL ? rig_text("%s", "") : dn_str_detach(&text);
}

char *look_data(const char *db)
{
	if (look_is_mysql(db))
		return look_mysql->data(db);
	if (is_file(db))
		return data_of_file(db);
	return ask(
		db,
		"SELECT relname, (xpath('count(/table/row)', rows))[1], md5(rows::text) FROM ("
		"SELECT relname, query_to_xml(format('SELECT * FROM public.%I t ORDER BY t::text'"
		", relname), true, false, '') AS rows FROM pg_class WHERE relkind IN ('r', 'm') "
		"AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'dunlin%' "
		"ORDER BY relname) AS tables");
}

char *look_history(const char *db)
{
	static const char read[] =
		"SELECT ' ' || coalesce(string_agg(id || ' ', '' ORDER BY id::int), "
		"'') FROM public.dunlin_history";
	char *there, *history;

	if (look_is_mysql(db))
		return look_mysql->history(db);
	if (is_file(db)) {
		there = ask(db, "SELECT count(*) FROM sqlite_master WHERE name = 'dunlin_history'");
		history = there[0] == '0'
				  ? rig_text(" ")
				  : ask(db, "SELECT ' ' || coalesce(group_concat(id, ' '), '')"
					    " || ' ' FROM dunlin_history");
	} else {
		there = ask(db, "SELECT to_regclass('public.dunlin_history') IS NOT NULL");
		history = strcmp(there, "t") != 0 ? rig_text(" ") : ask(db, read);
	}
	free(there);
	if (history[strspn(history, " \n")] == '\0')
		strcpy(history, " ");
	return history;
}

#define TWICE                                                                 \
	"SELECT 'applied ' || id || ' times ' || count(*) FROM dunlin_event " \
	"WHERE event = 'apply' GROUP BY id HAVING count(*) > 1 "

char *look_faults(const char *db)
{
	if (look_is_mysql(db))
		return look_mysql->faults(db);
	if (is_file(db))
		return ask(db, TWICE "UNION ALL SELECT * FROM (SELECT integrity_check FROM "
				     "pragma_integrity_check WHERE integrity_check <> 'ok') "
				     "UNION ALL SELECT 'foreign key ' || \"table\" FROM "
				     "pragma_foreign_key_check");
	return ask(db, TWICE "UNION ALL SELECT 'invalid ' || indexrelid::regclass FROM pg_index "
			     "WHERE NOT indisvalid");
}
