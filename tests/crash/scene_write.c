/* crash/scene - a long set of migrations, written by need. */
#include <stdlib.h>
#include <sys/stat.h>

#include "scene.h"

/* Every table has a column n, from which look.h tells whether the rows are right. */
static char *migration(int i, bool sqlite)
{
	if (i == 1)
		return rig_text(
			"CREATE TABLE trace (n int NOT NULL);\nINSERT INTO trace VALUES (1);\n");
	if (i % 8 == 5 && sqlite) /* runs alone, without foreign keys */
		return rig_text("CREATE TABLE new (n int PRIMARY KEY, name text, more text);\n"
				"INSERT INTO new SELECT n, name, 'more' FROM t%d;\n"
				"DROP TABLE t%d;\nALTER TABLE new RENAME TO t%d;\n"
				"INSERT INTO trace VALUES (%d);\n",
				i - 1, i - 1, i - 1, i);
	if (i % 8 == 5)
		return rig_text("CREATE INDEX CONCURRENTLY i%d ON t%d (name);\n"
				"INSERT INTO trace VALUES (%d);\n",
				i, i - 1, i);
	if (i % 16 == 8)
		return rig_text("VACUUM%s;\n", sqlite ? "" : " trace");
	return rig_text(
		"CREATE TABLE t%d (n int PRIMARY KEY, name text);\n"
		"INSERT INTO t%d (n, name) %s;\nUPDATE t%d SET name = name || '!' WHERE n %% 3 = 0;\n"
		"INSERT INTO trace VALUES (%d);\n",
		i, i,
		sqlite ? "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c "
			 "WHERE x < 2000) SELECT x, 'row ' || x FROM c"
		       : "SELECT x, 'row ' || x FROM generate_series(1, 2000) x",
		i, i);
}

/* Most commits by itself there. */
static char *migration_of_mysql(int i)
{
	if (i == 1)
		return rig_text("CREATE TABLE trace (n int NOT NULL);\n"
				"INSERT INTO trace VALUES (1);\n");
	switch (i % 8) {
	case 3:
		return rig_text("CREATE PROCEDURE p%d() BEGIN INSERT INTO trace VALUES (%d); END;\n"
				"CREATE TRIGGER r%d BEFORE UPDATE ON t%d FOR EACH ROW "
				"SET NEW.name = UPPER(NEW.name);\n"
				"UPDATE t%d SET name = 'changed' WHERE n <= 100;\n"
				"INSERT INTO trace VALUES (%d);\n",
				i, i, i, i == 3 ? 2 : i - 1, i == 3 ? 2 : i - 1, i);
	case 5:
		return rig_text("CREATE INDEX i%d ON t%d (name);\n"
				"INSERT INTO trace VALUES (%d);\n"
				"ALTER TABLE t%d ADD COLUMN more int NOT NULL DEFAULT %d;\n",
				i, i - 1, i, i - 1, i);
	case 7:
		return rig_text("CREATE TABLE a%d (n int);\nCREATE TABLE b%d (n int);\n"
				"INSERT INTO a%d VALUES (1), (2);\n"
				"RENAME TABLE a%d TO c%d, b%d TO a%d, c%d TO b%d;\n"
				"INSERT INTO trace SELECT COUNT(*) FROM b%d;\n"
				"TRUNCATE TABLE b%d;\nDROP TABLE a%d, b%d;\n",
				i, i, i, i, i, i, i, i, i, i, i, i, i);
	default:
		return rig_text(
			"CREATE TABLE t%d (n int PRIMARY KEY, name varchar(40));\n"
			"INSERT INTO t%d SELECT seq, CONCAT('row ', seq) FROM seq_1_to_2000;\n"
			"UPDATE t%d SET name = CONCAT(name, '!') WHERE n %% 3 = 0;\n"
			"INSERT INTO trace VALUES (%d);\n",
			i, i, i, i);
	}
}

void scene_write(const char *set, int n, enum look_on on)
{
	char *folder = rig_text("%s/migrations", set);
	int i;

	assert_int_equal(mkdir(set, 0777), 0);
	assert_int_equal(mkdir(folder, 0777), 0);
	for (i = 1; i <= n; i++) {
		char *name = rig_text("%s/%04d_step.up.sql", folder, i);
		char *text = on == LOOK_MYSQL ? migration_of_mysql(i)
					      : migration(i, on == LOOK_SQLITE);

		rig_write(name, text);
		free(text);
		free(name);
	}
	free(folder);
}
