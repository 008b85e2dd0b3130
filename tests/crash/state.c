/* state - all that is in a database, as a text that can be compared. */
#include "crash/state.h"

#include <string.h>
#include <unistd.h>

#define OTHERS                                                                              \
	"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid " \
	"<> pg_backend_pid() AND backend_type = 'client backend'"

#define MY_OTHERS                                                                        \
	"SELECT count(*) FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND " \
	"ID <> CONNECTION_ID()"

/* One line for each object of the schema public. */
static const char postgres_schema[] =
	"SELECT line FROM ("
	"SELECT format('relation %s %s %s %s %s', relname, relkind, relpersistence, reloptions, "
	"obj_description(oid, 'pg_class')) AS line FROM pg_class "
	"WHERE relnamespace = 'public'::regnamespace "
	"UNION ALL "
	"SELECT format('column %s.%s %s %s %s %s %s', c.relname, row_number() OVER (PARTITION BY "
	"c.oid ORDER BY a.attnum), a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, "
	"pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)) "
	"FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
	"LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum "
	"WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped "
	"AND c.relkind IN ('r', 'v', 'm', 'p') "
	"UNION ALL "
	"SELECT format('index %s valid %s ready %s live %s', pg_get_indexdef(indexrelid), "
	"indisvalid, indisready, indislive) FROM pg_index JOIN pg_class c ON c.oid = indexrelid "
	"WHERE c.relnamespace = 'public'::regnamespace "
	"UNION ALL "
	"SELECT format('constraint %s %s %s %s', conrelid::regclass, conname, "
	"pg_get_constraintdef(oid), convalidated) FROM pg_constraint "
	"WHERE connamespace = 'public'::regnamespace "
	"UNION ALL "
	"SELECT format('function %s %s', pg_get_functiondef(oid), obj_description(oid, 'pg_proc')) "
	"FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
	"UNION ALL "
	"SELECT format('view %s %s', relname, pg_get_viewdef(oid)) FROM pg_class "
	"WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm') "
	"UNION ALL "
	"SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal "
	"UNION ALL "
	"SELECT format('enum %s %s', t.typname, string_agg(e.enumlabel, ' ' ORDER BY "
	"e.enumsortorder)) FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid GROUP BY t.typname "
	"UNION ALL "
	"SELECT format('schema %s', nspname) FROM pg_namespace WHERE nspname !~ '^pg_'"
	") AS lines ORDER BY line COLLATE \"C\"";

static const char sqlite_schema[] =
	"SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '') FROM "
	"sqlite_schema UNION ALL SELECT 'journal mode ' || journal_mode FROM pragma_journal_mode "
	"UNION ALL SELECT 'user version ' || user_version FROM pragma_user_version ORDER BY 1";

const char *state_tables(struct lab *lab)
{
	return lab_ask(lab,
		       lab->pg   ? "SELECT relname FROM pg_class WHERE relnamespace = "
				   "'public'::regnamespace AND relkind = 'r' AND relname !~ "
				   "'^dunlin_' ORDER BY 1"
		       : lab->my ? "SELECT TABLE_NAME FROM information_schema.TABLES WHERE "
				   "TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' "
				   "AND TABLE_NAME NOT LIKE 'dunlin!_%' ESCAPE '!' ORDER BY 1"
				 : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name "
				   "NOT LIKE 'dunlin!_%' ESCAPE '!' AND name NOT LIKE 'sqlite!_%' "
				   "ESCAPE '!' ORDER BY 1");
}

static bool has(struct lab *lab, const char *table)
{
	return strcmp(lab_ask(lab, lab_text(lab,
					    lab->pg   ? "SELECT count(*) FROM pg_tables WHERE "
							"tablename = '%s'"
					    : lab->my ? "SELECT count(*) FROM "
							"information_schema.TABLES WHERE "
							"TABLE_SCHEMA = DATABASE() AND "
							"TABLE_NAME = '%s'"
						      : "SELECT count(*) FROM sqlite_schema WHERE "
							"name = '%s'",
					    table)),
		      "1") == 0;
}

const char *state_of(struct lab *lab)
{
	const char *seen = lab->my ? state_mysql(lab)
				   : lab_ask(lab, lab->pg ? postgres_schema : sqlite_schema);
	const char *tables = state_tables(lab);

	while (*tables != '\0') {
		const int len = (int)strcspn(tables, "\n");
		const char *rows = lab_ask(lab, lab_text(lab, "SELECT * FROM %.*s ORDER BY 1, 2",
							 len, tables));

		seen = lab_text(lab, "%s\n-- rows of %.*s\n%s", seen, len, tables, rows);
		tables += len;
		tables += *tables == '\n';
	}
	if (!has(lab, "dunlin_history"))
		return seen;
	return lab_text(lab, "%s\n-- history\n%s\n-- meta\n%s", seen,
			lab_ask(lab, "SELECT kind, id, name, dialect, checksum, statements FROM "
				     "dunlin_history ORDER BY ordinal"),
			lab_ask(lab, "SELECT item, value FROM dunlin_meta WHERE item <> 'created' "
				     "ORDER BY 1"));
}

const char *state_log(struct lab *lab, bool failures)
{
	return lab_ask(lab,
		       lab_text(lab, "SELECT %s FROM dunlin_event WHERE event <> '%s' ORDER BY seq",
				lab->my ? "CONCAT(event, ' ', kind, id, ' ', direction)"
					: "event || ' ' || kind || id || ' ' || direction",
				failures ? "" : "fail"));
}

const char *state_unite_starts(struct lab *lab, const char *log)
{
	const char *united = "", *line = log;

	while (*line != '\0') {
		const size_t len = strcspn(line, "\n");
		const char *next = line + len + (line[len] == '\n');

		if (strncmp(line, "start", 5) != 0 || strncmp(line, next, len) != 0 ||
		    (next[len] != '\n' && next[len] != '\0'))
			united = lab_text(lab, "%s%s%.*s", united, *united == '\0' ? "" : "\n",
					  (int)len, line);
		line = next;
	}
	return united;
}

void state_check(struct lab *lab)
{
	lab_chain(lab);
	lab_rows(lab,
		 "SELECT h.kind, h.id FROM dunlin_history h WHERE NOT EXISTS (SELECT 1 FROM "
		 "dunlin_event e WHERE e.seq = h.ordinal AND e.kind = h.kind AND e.id = h.id AND "
		 "e.event IN ('apply', 'seed')) OR h.checksum <> (SELECT e.checksum FROM "
		 "dunlin_event e WHERE e.kind = h.kind AND e.id = h.id AND e.event IN ('apply', "
		 "'seed', 'repair') ORDER BY e.seq DESC LIMIT 1)",
		 "");
	if (has(lab, "dunlin_journal"))
		lab_rows(lab, "SELECT count(*) FROM dunlin_journal", "0");
	if (lab->pg) {
		lab_until(lab, OTHERS, "0");
		lab_rows(lab,
			 "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
			 "(SELECT oid FROM pg_database WHERE datname = current_database())",
			 "0");
		lab_rows(lab, "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid", "");
	} else if (lab->my) {
		lab_until(lab, MY_OTHERS, "0");
	} else {
		lab_rows(lab, "PRAGMA integrity_check", "ok");
		lab_rows(lab, "PRAGMA foreign_key_check", "");
	}
}

void state_empty(struct lab *lab)
{
	static const char *const files[] = { "real.db", "real.db-journal", "real.db-wal",
					     "real.db-shm" };
	size_t i;

	if (lab->pg) {
		lab_until(lab, OTHERS, "0");
		lab_exec(lab, "SET client_min_messages = warning", "DROP SCHEMA public CASCADE",
			 "CREATE SCHEMA public", NULL);
		return;
	}
	if (lab->my) {
		lab_until(lab, MY_OTHERS, "0");
		lab_exec(lab, lab_text(lab, "DROP DATABASE %s", lab->dbname),
			 lab_text(lab, "CREATE DATABASE %s", lab->dbname),
			 lab_text(lab, "USE %s", lab->dbname), NULL);
		return;
	}
	lab_leave(lab);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		(void)unlink(files[i]);
}
