/* A real schema, up and down again on each database, with data in it. */
#include "engine/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sql/dialects.h"
#include "sql/splitter.h"

#ifdef WITH_MYSQL
#define EACH(test) ON_SQLITE(test), ON_POSTGRES(test), ON_MYSQL(test)
#else
#define EACH(test) ON_SQLITE(test), ON_POSTGRES(test)
#endif
#define MOST 16

/* --- the whole catalog as text ------------------------------------------------------------- */

/* All that a person can see of the schema, and nothing that differs from one database to the next:
 * no oid, no number of a column that was dropped. */
static const char postgres_catalog[] =
	"WITH own AS (SELECT objid, classid FROM pg_depend WHERE deptype = 'e'), "
	"rel AS (SELECT c.* FROM pg_class AS c WHERE relnamespace = 'public'::regnamespace AND "
	"relname NOT LIKE 'dunlin%' AND NOT EXISTS (SELECT FROM own WHERE objid = c.oid AND classid "
	"= 'pg_class'::regclass)) "
	"SELECT line FROM ("
	"SELECT concat_ws(' ', 'relation', relname, relkind, relpersistence, relowner::regrole, "
	"relacl, reloptions, relrowsecurity, relforcerowsecurity, relreplident) AS line FROM rel "
	"WHERE relkind NOT IN ('i', 'I') "
	"UNION ALL SELECT concat_ws(' ', 'column', relname, row_number() OVER (PARTITION BY attrelid "
	"ORDER BY attnum), attname, format_type(atttypid, atttypmod), attnotnull, attidentity, "
	"attgenerated, pg_get_expr(adbin, adrelid), attcollation::regcollation, attacl, attstorage, "
	"attstattarget, attoptions) FROM pg_attribute JOIN rel ON rel.oid = attrelid LEFT JOIN "
	"pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attnum > 0 AND NOT attisdropped "
	"AND relkind NOT IN ('i', 'I') "
	"UNION ALL SELECT concat_ws(' ', 'constraint', relname, conname, "
	"pg_get_constraintdef(k.oid), convalidated, condeferrable, condeferred) FROM pg_constraint "
	"AS k JOIN rel ON rel.oid = conrelid "
	"UNION ALL SELECT concat_ws(' ', 'index', pg_get_indexdef(indexrelid), indisvalid, "
	"indisready, indisprimary, indisunique, indisclustered, indisreplident) FROM pg_index JOIN "
	"rel ON rel.oid = indrelid "
	"UNION ALL SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), tgenabled) FROM "
	"pg_trigger AS t JOIN rel ON rel.oid = tgrelid WHERE NOT tgisinternal "
	"UNION ALL SELECT concat_ws(' ', 'view', relname, pg_get_viewdef(oid)) FROM rel WHERE "
	"relkind IN ('v', 'm') "
	"UNION ALL SELECT concat_ws(' ', 'sequence', relname, seqtypid::regtype, seqstart, "
	"seqincrement, seqmax, seqmin, seqcache, seqcycle) FROM pg_sequence JOIN rel ON rel.oid = "
	"seqrelid "
	"UNION ALL SELECT concat_ws(' ', 'policy', relname, polname, polcmd, polpermissive, "
	"pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) FROM pg_policy JOIN rel "
	"ON rel.oid = polrelid "
	"UNION ALL SELECT concat_ws(' ', 'function', pg_get_functiondef(p.oid), proowner::regrole, "
	"proacl) FROM pg_proc AS p WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', "
	"'p') AND NOT EXISTS (SELECT FROM own WHERE objid = p.oid AND classid = "
	"'pg_proc'::regclass) "
	"UNION ALL SELECT concat_ws(' ', 'type', typname, typtype, typowner::regrole, typacl, "
	"(SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = "
	"t.oid)) FROM pg_type AS t WHERE typnamespace = 'public'::regnamespace AND typname NOT LIKE "
	"'%dunlin%' AND NOT EXISTS (SELECT FROM own WHERE objid = t.oid AND classid = "
	"'pg_type'::regclass) "
	"UNION ALL SELECT concat_ws(' ', 'comment', pg_describe_object(classoid, objoid, objsubid), "
	"description) FROM pg_description WHERE objoid >= 16384 "
	"UNION ALL SELECT concat_ws(' ', 'extension', extname, extversion, "
	"extnamespace::regnamespace) FROM pg_extension "
	"UNION ALL SELECT concat_ws(' ', 'schema', nspname, nspowner::regrole, nspacl) FROM "
	"pg_namespace WHERE nspname !~ '^pg_(toast|temp)' "
	"UNION ALL SELECT concat_ws(' ', 'default privileges', defaclrole::regrole, "
	"defaclnamespace::regnamespace, defaclobjtype, defaclacl) FROM pg_default_acl"
	") AS l ORDER BY line COLLATE \"C\"";

static const char sqlite_catalog[] =
	"WITH t AS (SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'dunlin%' "
	"AND name NOT LIKE 'sqlite_%') "
	"SELECT line FROM ("
	"SELECT 'column ' || t.name || ' ' || cid || ' ' || c.name || ' ' || type || ' ' || "
	"\"notnull\" || ' ' || ifnull(dflt_value, '~') || ' ' || pk || ' ' || hidden AS line FROM t, "
	"pragma_table_xinfo(t.name) AS c "
	"UNION ALL SELECT 'index ' || t.name || ' ' || i.name || ' ' || \"unique\" || ' ' || origin "
	"|| ' ' || partial || ' ' || seqno || ' ' || cid || ' ' || ifnull(x.name, '~') || ' ' || "
	"\"desc\" || ' ' || coll || ' ' || \"key\" FROM t, pragma_index_list(t.name) AS i, "
	"pragma_index_xinfo(i.name) AS x "
	"UNION ALL SELECT 'foreign key ' || t.name || ' ' || id || ' ' || f.seq || ' ' || \"table\" "
	"|| ' ' || \"from\" || ' ' || ifnull(\"to\", '~') || ' ' || on_update || ' ' || on_delete || "
	"' ' || match FROM t, pragma_foreign_key_list(t.name) AS f "
	"UNION ALL SELECT 'sql ' || type || ' ' || name || ' ' || tbl_name || ' ' || ifnull(sql, '~') "
	"FROM sqlite_schema WHERE tbl_name NOT LIKE 'dunlin%'"
	") ORDER BY line";

static const char mysql_catalog[] =
	"WITH t AS (SELECT * FROM information_schema.tables WHERE table_schema = database() AND "
	"table_name NOT LIKE 'dunlin%') "
	"SELECT line FROM ("
	"SELECT concat_ws(' ', 'table', table_name, table_type, engine, row_format, table_collation, "
	"create_options, table_comment) AS line FROM t "
	"UNION ALL SELECT concat_ws(' ', 'column', table_name, ordinal_position, column_name, "
	"column_type, is_nullable, ifnull(column_default, '~'), ifnull(character_set_name, '~'), "
	"ifnull(collation_name, '~'), extra, is_generated, ifnull(generation_expression, '~'), "
	"column_comment) FROM information_schema.columns JOIN t USING (table_schema, table_name) "
	"UNION ALL SELECT concat_ws(' ', 'index', table_name, index_name, non_unique, seq_in_index, "
	"column_name, ifnull(collation, '~'), ifnull(sub_part, '~'), index_type, index_comment, "
	"ignored) FROM information_schema.statistics JOIN t USING (table_schema, table_name) "
	"UNION ALL SELECT concat_ws(' ', 'constraint', table_name, constraint_name, "
	"constraint_type) FROM information_schema.table_constraints JOIN t USING (table_schema, "
	"table_name) "
	"UNION ALL SELECT concat_ws(' ', 'key', table_name, constraint_name, ordinal_position, "
	"column_name, ifnull(referenced_table_name, '~'), ifnull(referenced_column_name, '~')) FROM "
	"information_schema.key_column_usage JOIN t USING (table_schema, table_name) "
	"UNION ALL SELECT concat_ws(' ', 'foreign key', t.table_name, constraint_name, "
	"referenced_table_name, unique_constraint_name, match_option, update_rule, delete_rule) FROM "
	"information_schema.referential_constraints AS k JOIN t ON constraint_schema = table_schema "
	"AND k.table_name = t.table_name "
	"UNION ALL SELECT concat_ws(' ', 'check', t.table_name, constraint_name, level, "
	"check_clause) FROM information_schema.check_constraints AS k JOIN t ON constraint_schema = "
	"table_schema AND k.table_name = t.table_name "
	"UNION ALL SELECT concat_ws(' ', 'view', table_name, view_definition, check_option, definer, "
	"security_type) FROM information_schema.views JOIN t USING (table_schema, table_name) "
	"UNION ALL SELECT concat_ws(' ', 'trigger', trigger_name, event_object_table, "
	"action_timing, event_manipulation, action_order, action_statement, sql_mode, definer) FROM "
	"information_schema.triggers WHERE trigger_schema = database() "
	"UNION ALL SELECT concat_ws(' ', 'routine', routine_name, routine_type, dtd_identifier, "
	"routine_definition, is_deterministic, sql_data_access, security_type, sql_mode, definer, "
	"routine_comment) FROM information_schema.routines WHERE routine_schema = database() "
	"UNION ALL SELECT concat_ws(' ', 'parameter', specific_name, ordinal_position, "
	"parameter_mode, parameter_name, dtd_identifier) FROM information_schema.parameters WHERE "
	"specific_schema = database() "
	"UNION ALL SELECT concat_ws(' ', 'event', event_name, event_definition, interval_value, "
	"interval_field, status, definer) FROM information_schema.events WHERE event_schema = "
	"database()"
	") AS l ORDER BY BINARY line";

/* Runs of blanks count as one, and quotes around names as none: how a statement was laid out means
 * nothing, and a rename writes quotes. */
static const char *catalog(struct lab *lab)
{
	const char *from = lab_ask(lab, lab->pg   ? postgres_catalog
					: lab->my ? mysql_catalog
						  : sqlite_catalog);
	char *text, *to;

	if (lab->pg || lab->my)
		return from;
	text = to = strdup(from);
	for (; *from != '\0'; from++)
		if (*from != '"' &&
		    (*from != ' ' || (to > text && to[-1] != ' ' && to[-1] != '\n')))
			*to++ = *from;
	*to = '\0';
	from = lab_text(lab, "%s", text);
	free(text);
	return from;
}

/* Says the first line that differs: the whole is too long to read. */
static void assert_same(const char *is, const char *was, const char *when)
{
	size_t a = 0, b = 0;

	while (is[a] != '\0' || was[b] != '\0') {
		const size_t left = strcspn(is + a, "\n"), right = strcspn(was + b, "\n");

		if (left != right || memcmp(is + a, was + b, left) != 0)
			fail_msg("%s: now\n%.*s\nand before\n%.*s", when, (int)left, is + a,
				 (int)right, was + b);
		a += left + (is[a + left] == '\n');
		b += right + (was[b + right] == '\n');
	}
}

/* --- the project ------------------------------------------------------------------------------ */

static int begin(struct lab *lab)
{
	const char *source = getenv("top_srcdir");

	assert_non_null(source);
	lab->folders[0] = lab_text(lab, "%s/migrations/amunx/migrations", source);
	lab->options.project = "amunx";
	lab->options.env = "dev";
	if (!lab->pg)
		return 7;
	return strcmp(lab_ask(lab, "SELECT count(*) FROM pg_available_extensions WHERE name = "
				   "'vector'"),
		      "0") == 0
		       ? 6
		       : 7;
}

static void up_one_by_one(struct lab *lab, const char *const *before, int n)
{
	int i;

	for (i = 1; i <= n; i++) {
		assert_int_equal(lab_run(lab, DUNLIN_WISH_UP, 1, NULL, 0), DUNLIN_OK);
		assert_int_equal(lab->result.applied, 1);
		assert_same(catalog(lab), before[i], lab_text(lab, "after the second up of %d", i));
		lab_verify(lab, i);
	}
}

static void down_one_by_one(struct lab *lab, const char *const *before, int n)
{
	int i;

	for (i = n; i > 0; i--) {
		lab_down(lab, 1);
		assert_int_equal(lab->result.reverted, 1);
		assert_same(catalog(lab), before[i - 1], lab_text(lab, "after down of %d", i));
		lab_verify(lab, i - 1);
	}
}

static void amunx__goes_up_and_down_and_up_again(void **state)
{
	struct lab *lab = *state;
	const int n = begin(lab);
	const char *catalogs[MOST];
	int i;

	catalogs[0] = catalog(lab);
	for (i = 1; i <= n; i++) {
		assert_int_equal(lab_run(lab, DUNLIN_WISH_UP, 1, NULL, 0), DUNLIN_OK);
		assert_int_equal(lab->result.applied, 1);
		catalogs[i] = catalog(lab);
		assert_string_not_equal(catalogs[i], catalogs[i - 1]);
		lab_verify(lab, i);
	}
	lab_up(lab);
	assert_int_equal(lab->result.applied, 0);
	lab_applied(lab, lab->pg && n == 6 ? "1 2 3 4 5 6" : "1 2 3 4 5 6 7");
	lab_seed(lab);
	assert_int_equal(lab->result.seeded, 4);
	assert_same(catalog(lab), catalogs[n], "after the seeds");
	lab_verify(lab, n);
	lab_seed(lab);
	assert_int_equal(lab->result.seeded, 0);

	down_one_by_one(lab, catalogs, n);
	lab_applied(lab, "");
	up_one_by_one(lab, catalogs, n);
	lab_seed(lab);
	assert_int_equal(lab->result.seeded, 4);
	lab_down(lab, 0);
	assert_same(catalog(lab), catalogs[0], "after down to nothing");
	lab_chain(lab);
}

/* Seeds of the environment come last: they look for the topics. */
static void amunx__seeds_topics_before_what_refers_to_them(void **state)
{
	struct lab *lab = *state;

	(void)begin(lab);
	lab_up(lab);
	lab_seed(lab);
	lab_rows(lab, "SELECT id FROM dunlin_history WHERE kind = 's' ORDER BY ordinal",
		 "topics\ndev/10_users\ndev/20_circles\ndev/30_audio");
	lab_rows(lab,
		 "SELECT t.slug FROM audio_items AS a JOIN topics AS t ON t.id = a.topic_id WHERE "
		 "a.title = 'The first hundred customers'",
		 "startups");
}

static void amunx__waits_for_what_the_server_lacks(void **state)
{
	struct dunlin_entry entry = DUNLIN_ENTRY_INIT;
	struct lab *lab = *state;
	const int n = begin(lab);
	dunlin_report *report;
	dunlin_engine *engine;

	lab_up(lab);
	assert_int_equal(lab->result.applied, n);
	assert_int_equal(lab->result.pending, 0);
	engine = lab_engine(lab);
	assert_int_equal(dunlin_status_of(&report, engine, lab->err), DUNLIN_OK);
	dunlin_report_at(report, 6, &entry);
	assert_string_equal(entry.id, "0007");
	assert_int_equal(entry.state, n == 7 ? DUNLIN_STATE_APPLIED : DUNLIN_STATE_WAITING);
	if (n == 6) {
		assert_non_null(strstr(entry.reason, "waits until SELECT"));
		assert_non_null(strstr(entry.reason, "pg_available_extensions"));
	}
	dunlin_report_at(report, 7, &entry);
	assert_string_equal(entry.id, "0008");
	assert_int_equal(entry.state, lab->pg ? DUNLIN_STATE_WAITING : DUNLIN_STATE_OTHER);
	assert_string_equal(entry.reason, !lab->pg ? "only for postgres"
					  : n == 6 ? "requires 7, which is waiting"
						   : strstr(entry.reason, "waits until"));
	dunlin_report_free(report);
	dunlin_engine_close(engine);
	assert_int_equal(lab->result.waiting, lab->pg ? 8 - n : 0);
}

/* --- data --------------------------------------------------------------------------------------- */

static const char *engine_of(const struct lab *lab)
{
	return lab->pg ? "postgres" : lab->my ? "mysql" : "sqlite";
}

static const char *data(struct lab *lab, const char *name)
{
	return lab_text(lab, "%s/tests/data/amunx/%s_%s.sql", getenv("top_srcdir"), name,
			engine_of(lab));
}

/* Every query of the file returns no row. */
static void check_file(struct lab *lab, const char *path, size_t least)
{
	const char *text = lab_read(lab, path), *rows;
	struct dn_splitter splitter;
	struct dn_cut cut = { .len = 0 };
	size_t n = 0;

	dn_splitter_init(&splitter, dn_dialect_find(engine_of(lab)), text, strlen(text));
	for (;;) {
		assert_int_equal(dn_splitter_next(&splitter, &cut, lab->err), DUNLIN_OK);
		if (cut.len == 0)
			break;
		rows = lab_ask(lab, lab_text(lab, "%.*s", (int)cut.len, text + cut.offset));
		if (rows[0] != '\0')
			fail_msg("%s:%d: %.300s", path, (int)cut.line, rows);
		n++;
	}
	assert_true(n >= least);
}

static void amunx__moves_a_hundred_thousand_episodes_and_back(void **state)
{
	struct lab *lab = *state;

	(void)begin(lab);
	assert_int_equal(lab_run(lab, DUNLIN_WISH_UP, 0, "5", 0), DUNLIN_OK);
	assert_int_equal(lab->result.applied, 5);
	if (!lab->pg && !lab->my)
		lab_exec(lab, "PRAGMA synchronous = OFF", NULL);
	lab_exec_file(lab, data(lab, "load_old"));
	if (lab->pg)
		lab_exec(lab, "ANALYZE", NULL);
	lab_up(lab);
	check_file(lab, data(lab, "check_moved"), 5);
	lab_exec_file(lab, data(lab, "add_new"));
	assert_int_equal(lab_run(lab, DUNLIN_WISH_DOWN, 0, "5", 0), DUNLIN_OK);
	lab_applied(lab, "1 2 3 4 5");
	check_file(lab, data(lab, "check_back"), 5);
	lab_chain(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(amunx__goes_up_and_down_and_up_again),
		EACH(amunx__seeds_topics_before_what_refers_to_them),
		EACH(amunx__waits_for_what_the_server_lacks),
		EACH(amunx__moves_a_hundred_thousand_episodes_and_back),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
