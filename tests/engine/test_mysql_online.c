/* `-- dunlin: online` on MariaDB: what may copy a table, or keep others from it, is refused. */
#include <string.h>

#include "engine/lab.h"

#define TABLE "CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(10), c text) ENGINE=InnoDB;\n"

/* A table that was made anew has another number. */
#define NUMBER \
	"SELECT table_id FROM information_schema.INNODB_SYS_TABLES WHERE NAME = CONCAT(DATABASE(), '/t')"

static const char *columns(struct lab *lab)
{
	return lab_ask(lab,
		       "SELECT GROUP_CONCAT(COLUMN_NAME, ' ', COLUMN_TYPE ORDER BY COLUMN_NAME "
		       "SEPARATOR ', ') FROM information_schema.COLUMNS "
		       "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 't'");
}

static void columns__come_and_go_in_the_same_table(void **state)
{
	struct lab *lab = *state;
	const char *number;

	lab_put(lab, "0001_t.up.sql", TABLE);
	lab_up(lab);
	number = lab_ask(lab, NUMBER);
	lab_put(lab, "0002_d.up.sql",
		"-- dunlin: online\nALTER TABLE t ADD COLUMN d int, ADD COLUMN e int;\n"
		"ALTER TABLE t DROP COLUMN e -- the last is a comment\n;\n"
		"ALTER TABLE t DROP COLUMN c # so is this\n;\n");
	lab_put(lab, "0002_d.down.sql", "-- dunlin: online\nALTER TABLE t DROP COLUMN d;\n");
	lab_up(lab);
	assert_string_equal(columns(lab), "a int(11), b varchar(10), d int(11), id int(11)");
	assert_string_equal(lab_ask(lab, NUMBER), number);
	lab_down(lab, 1);
	assert_string_equal(columns(lab), "a int(11), b varchar(10), id int(11)");
	lab_applied(lab, "1");
	lab_chain(lab);
}

static void type__is_not_changed_where_that_copies(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_t.up.sql", TABLE);
	lab_put(lab, "0002_type.up.sql",
		"-- dunlin: online\n\nALTER TABLE t\n  MODIFY b varchar(20);\n\n"
		"ALTER TABLE t\n  MODIFY a bigint;\n");
	lab_up_fails(lab, DUNLIN_ESQL, "ALGORITHM=INPLACE is not supported");
	lab_at(lab, "m/0002_type.up.sql:6", "ALTER TABLE t");
	lab_sqlstate(lab, "0A000");
	lab_failed(lab, DUNLIN_ESQL, DUNLIN_ESQL, "take `-- dunlin: online` out");
	assert_string_equal(columns(lab), "a int(11), b varchar(20), c text, id int(11)");
	lab_applied(lab, "1");
	/* Nothing of it is left, and the first statement does not run again. */
	lab_put(lab, "0002_type.up.sql",
		"-- dunlin: online\n\nALTER TABLE t\n  MODIFY b varchar(20);\n\n"
		"ALTER TABLE t\n  ADD COLUMN big bigint;\n");
	lab_up(lab);
	lab_applied(lab, "1 2");
	lab_chain(lab);
}

static void type__is_changed_where_nobody_says_online(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_t.up.sql", TABLE "ALTER TABLE t MODIFY a bigint;\n");
	lab_up(lab);
	assert_string_equal(columns(lab), "a bigint(20), b varchar(10), c text, id int(11)");
}

static void index__is_made_beside_writers(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_t.up.sql", TABLE);
	lab_put(lab, "0002_i.up.sql",
		"-- dunlin: online\nCREATE INDEX i ON t (a);\n"
		"CREATE UNIQUE INDEX u ON t (b) COMMENT 'mail' -- of each\n;\n"
		"DROP INDEX i ON t;\n");
	lab_up(lab);
	lab_rows(lab,
		 "SELECT DISTINCT INDEX_NAME FROM information_schema.STATISTICS WHERE "
		 "TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 't' ORDER BY 1",
		 "PRIMARY\nu");
	lab_put(lab, "0003_f.up.sql", "-- dunlin: online\nCREATE FULLTEXT INDEX f ON t (c);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "Fulltext index creation requires a lock");
	lab_at(lab, "m/0003_f.up.sql:2", "CREATE FULLTEXT INDEX f ON t (c);");
	lab_applied(lab, "1 2");
}

static void foreign_key__needs_its_checks_off(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_t.up.sql", TABLE "CREATE TABLE p (id int PRIMARY KEY);\n");
	lab_put(lab, "0002_fk.up.sql",
		"-- dunlin: online\nALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) "
		"REFERENCES p (id);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "needs foreign_key_checks=OFF");
	lab_at(lab, "m/0002_fk.up.sql:2", NULL);
	lab_put(lab, "0002_fk.up.sql",
		"-- dunlin: online\nSET foreign_key_checks = 0;\n"
		"ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id);\n");
	lab_up(lab);
	lab_rows(lab,
		 "SELECT CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS "
		 "WHERE CONSTRAINT_SCHEMA = DATABASE()",
		 "fk");
}

static void own_words__stay_and_are_completed(void **state)
{
	static const struct {
		const char *sql, *piece; /* NULL: it runs */
		dunlin_status status;
	} cases[] = {
		{ "ALTER TABLE t ADD COLUMN x1 int, ALGORITHM=INSTANT", NULL, DUNLIN_OK },
		{ "ALTER TABLE t ADD COLUMN x2 int, LOCK = NONE", NULL, DUNLIN_OK },
		{ "ALTER TABLE t ALGORITHM=NOCOPY, LOCK=NONE, ADD INDEX i1 (a)", NULL, DUNLIN_OK },
		{ "ALTER TABLE t ADD INDEX i2 (a), LOCK=NONE, ALGORITHM=INPLACE", NULL, DUNLIN_OK },
		{ "ALTER TABLE t ADD INDEX i3 (a), ALGORITHM=INSTANT", "Try ALGORITHM=NOCOPY",
		  DUNLIN_ESQL },
		{ "ALTER TABLE t ADD FULLTEXT INDEX f (c), ALGORITHM=INPLACE", "requires a lock",
		  DUNLIN_ESQL },
		{ "ALTER TABLE t MODIFY a bigint, LOCK=NONE", "Cannot change column type",
		  DUNLIN_ESQL },
		{ "CREATE INDEX i4 ON t (a) ALGORITHM=INPLACE", NULL, DUNLIN_OK },
		{ "CREATE INDEX i5 ON t (a) LOCK=NONE", NULL, DUNLIN_OK },
		{ "CREATE INDEX i6 ON t (a) LOCK=NONE ALGORITHM=NOCOPY", NULL, DUNLIN_OK },
		{ "CREATE FULLTEXT INDEX f ON t (c) ALGORITHM=INPLACE", "requires a lock",
		  DUNLIN_ESQL },
		{ "ALTER TABLE t MODIFY a bigint, ALGORITHM=COPY", "says online", DUNLIN_EUSAGE },
		{ "ALTER TABLE t ADD COLUMN x3 int, ALGORITHM=DEFAULT", "says online",
		  DUNLIN_EUSAGE },
		{ "ALTER TABLE t LOCK=SHARED, ADD COLUMN x4 int", "says online", DUNLIN_EUSAGE },
		{ "CREATE INDEX i7 ON t (a) LOCK=EXCLUSIVE", "says online", DUNLIN_EUSAGE },
		{ "ALTER TABLE t PARTITION BY HASH (id)", "says online", DUNLIN_EUSAGE },
		{ "ALTER TABLE t ORDER BY a", "says online", DUNLIN_EUSAGE },
		{ "DROP INDEX `PRIMARY` ON t", "says online", DUNLIN_EUSAGE },
		{ "OPTIMIZE TABLE t", "says online", DUNLIN_EUSAGE },
		{ "LOCK TABLES t WRITE", "says online", DUNLIN_EUSAGE },
	};
	struct lab *lab = *state;
	size_t i;

	lab_exec(lab, "CREATE TABLE t (id int PRIMARY KEY, a int, c text)", NULL);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *name = lab_text(lab, "%04zu_x.up.sql", i + 1);

		lab_put(lab, name, lab_text(lab, "-- dunlin: online\n%s;\n", cases[i].sql));
		if (cases[i].piece == NULL) {
			lab_up(lab);
			continue;
		}
		lab_up_fails(lab, cases[i].status, cases[i].piece);
		lab_at(lab, lab_text(lab, "m/%s:2", name), lab_text(lab, "%s;", cases[i].sql));
		lab_put(lab, name, "");
		lab_up(lab);
	}
	assert_string_equal(columns(lab), "a int(11), c text, id int(11), x1 int(11), x2 int(11)");
}

static void partitions__are_added_and_dropped_and_not_made_anew(void **state)
{
	struct lab *lab = *state;

	lab_exec(lab,
		 "CREATE TABLE t (id int PRIMARY KEY) PARTITION BY RANGE (id) "
		 "(PARTITION p0 VALUES LESS THAN (10))",
		 NULL);
	lab_put(lab, "0001_p.up.sql",
		"-- dunlin: online\n"
		"ALTER TABLE t ADD PARTITION (PARTITION p1 VALUES LESS THAN (20));\n"
		"ALTER TABLE t DROP PARTITION p0;\n"
		"ALTER TABLE t TRUNCATE PARTITION p1;\n"
		"ALTER TABLE t ADD COLUMN a int;\n");
	lab_up(lab);
	lab_put(lab, "0002_p.up.sql",
		"-- dunlin: online\n"
		"ALTER TABLE t REORGANIZE PARTITION p1 INTO (PARTITION p2 VALUES LESS THAN (30));\n");
	lab_up_fails(lab, DUNLIN_EUSAGE, "says online");
	lab_at(lab, "m/0002_p.up.sql:2", NULL);
}

static void other_engine__is_refused_where_it_copies(void **state)
{
	struct lab *lab = *state;

	lab_exec(lab, "CREATE TABLE t (id int) ENGINE=MyISAM", NULL);
	lab_put(lab, "0001_m.up.sql", "-- dunlin: online\nALTER TABLE t ADD COLUMN a int;\n");
	lab_up_fails(lab, DUNLIN_ESQL, "ALGORITHM=INPLACE is not supported");
	lab_sqlstate(lab, "0A000");
}

static void other_statements__are_sent_as_they_are(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_t.up.sql",
		"-- dunlin: online\n" TABLE "INSERT INTO t (id) VALUES (1);\n"
		"CREATE VIEW v AS SELECT id FROM t;\n"
		"ALTER VIEW v AS SELECT id, a FROM t;\n"
		"CREATE PROCEDURE p() BEGIN ALTER TABLE t MODIFY a bigint; END;\n"
		"ALTER TABLE t RENAME TO u;\n"
		"RENAME TABLE u TO t;\n"
		"UPDATE t SET a = 2;\n"
		"ANALYZE TABLE t;\n");
	lab_up(lab);
	lab_rows(lab, "SELECT id, a FROM v", "1|2");
}

static void error__is_at_its_place_before_what_was_added(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_t.up.sql", TABLE);
	lab_put(lab, "0002_x.up.sql",
		"-- dunlin: online\nALTER TABLE t\n  ADD COLUMN x int,\n  AD COLUMN y int;\n");
	lab_up_fails(lab, DUNLIN_ESYNTAX, "syntax");
	lab_at(lab, "m/0002_x.up.sql:4:6", "  AD COLUMN y int;");
	/* Nothing stands where more should: that is its end, not in what was added. */
	lab_put(lab, "0002_x.up.sql", "-- dunlin: online\nALTER TABLE t\n  ADD COLUMN x;\n");
	lab_up_fails(lab, DUNLIN_ESYNTAX, "syntax");
	lab_at(lab, "m/0002_x.up.sql:3:15", "  ADD COLUMN x;");
	lab_put(lab, "0002_x.up.sql",
		"-- dunlin: online\nALTER TABLE t\n  ADD COLUMN x -- of\n;\n");
	lab_up_fails(lab, DUNLIN_ESYNTAX, "syntax");
	lab_at(lab, "m/0002_x.up.sql:3:15", "  ADD COLUMN x -- of");
}

/* The ALTER of step 0002 in a plan, or in a script; and what the plan says of it. */
static const char *planned(struct lab *lab, uint32_t flags, const char **reason)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_engine *engine = lab_engine(lab);
	struct dunlin_line line = { .size = sizeof(line) };
	const char *sql = NULL;
	dunlin_plan *plan = NULL;
	size_t i;

	wish.flags = flags;
	assert_int_equal(dunlin_plan_make(&plan, engine, &wish, NULL), DUNLIN_OK);
	*reason = NULL;
	for (i = 0; i < dunlin_plan_lines(plan); i++) {
		line.size = sizeof(line);
		dunlin_plan_line(plan, i, &line);
		if (line.kind != DUNLIN_LINE_ALONE)
			continue;
		sql = lab_text(lab, "%.*s", (int)line.sql_len, line.sql);
		*reason = line.reason == NULL ? NULL : lab_text(lab, "%s", line.reason);
	}
	dunlin_plan_free(plan);
	dunlin_engine_close(engine);
	return sql;
}

static void plan__shows_what_is_sent(void **state)
{
	struct lab *lab = *state;
	const char *reason;

	lab_exec(lab, "CREATE TABLE t (id int)", NULL);
	lab_put(lab, "0001_x.up.sql", "-- dunlin: online\nALTER TABLE t ADD COLUMN x int;\n");
	assert_string_equal(planned(lab, 0, &reason),
			    "ALTER TABLE t ADD COLUMN x int, ALGORITHM=INSTANT");
	assert_string_equal(reason, "online; where that is refused "
				    "\", ALGORITHM=INPLACE, LOCK=NONE\"");
	assert_string_equal(planned(lab, DUNLIN_WISH_SCRIPT, &reason),
			    "ALTER TABLE t ADD COLUMN x int, ALGORITHM=INPLACE, LOCK=NONE");
	assert_null(reason);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_MYSQL(columns__come_and_go_in_the_same_table),
		ON_MYSQL(type__is_not_changed_where_that_copies),
		ON_MYSQL(type__is_changed_where_nobody_says_online),
		ON_MYSQL(index__is_made_beside_writers),
		ON_MYSQL(foreign_key__needs_its_checks_off),
		ON_MYSQL(own_words__stay_and_are_completed),
		ON_MYSQL(partitions__are_added_and_dropped_and_not_made_anew),
		ON_MYSQL(other_engine__is_refused_where_it_copies),
		ON_MYSQL(other_statements__are_sent_as_they_are),
		ON_MYSQL(error__is_at_its_place_before_what_was_added),
		ON_MYSQL(plan__shows_what_is_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
