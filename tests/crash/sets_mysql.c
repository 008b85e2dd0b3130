/* sets - migrations for a database whose DDL no rollback undoes, to be walked over. */
#include "crash/sets.h"

#include <stddef.h>

/* Between what commits by itself are others, which share a transaction with their mark. */
static const struct walk_file ups[] = {
	{ "0001_mixed.up.sql", "CREATE TABLE mixed (x int PRIMARY KEY, y varchar(20));\n"
			       "INSERT INTO mixed VALUES (1, 'one');\n"
			       "CREATE INDEX mixed_y ON mixed (y);\n"
			       "INSERT INTO mixed VALUES (2, 'two');\n"
			       "UPDATE mixed SET y = CONCAT(y, '!');\n"
			       "ALTER TABLE mixed ADD COLUMN z int NOT NULL DEFAULT 7, "
			       "ADD CONSTRAINT z_small CHECK (z < 100);\n"
			       "INSERT INTO mixed VALUES (3, 'three', 3);\n" },
	{ "0002_plain.up.sql", "INSERT INTO mixed VALUES (5, 'five', 5);\n"
			       "UPDATE mixed SET z = z + 1;\n" },
	{ "0003_parts.up.sql",
	  "CREATE TABLE parts (x int NOT NULL, y int) PARTITION BY RANGE (x) "
	  "(PARTITION low VALUES LESS THAN (10), PARTITION high VALUES LESS THAN MAXVALUE);\n"
	  "INSERT INTO parts VALUES (1, 1), (11, 11);\n"
	  "ALTER TABLE parts DROP PARTITION low;\n"
	  "CREATE TABLE child (x int, y int, FOREIGN KEY (x) REFERENCES mixed (x));\n"
	  "INSERT INTO child SELECT x, z FROM mixed;\n" },
	{ "R__count.sql", "CREATE OR REPLACE VIEW counted AS SELECT x, y FROM mixed;\n"
			  "INSERT INTO mixed SELECT MAX(x) + 1, 'counted', 1 FROM mixed;\n" },
	{ NULL, NULL },
};
const struct walk set_mysql_up = { .files = ups, .kind = DUNLIN_WISH_UP, .pieces = true };

static const struct walk_file routines[] = {
	{ "0001_routines.up.sql",
	  "CREATE TABLE log (x int, y varchar(20));\n"
	  "CREATE PROCEDURE more(n int) BEGIN INSERT INTO log VALUES (n, 'more'); END;\n"
	  "CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n + n;\n"
	  "CREATE TRIGGER upper_y BEFORE INSERT ON log FOR EACH ROW SET NEW.y = UPPER(NEW.y);\n"
	  "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' DISABLE "
	  "DO DELETE FROM log;\n"
	  "CREATE SEQUENCE numbers START WITH 5;\n"
	  "SET @kept = 40;\n"
	  "CREATE TEMPORARY TABLE pool (x int);\n"
	  "INSERT INTO pool VALUES (@kept);\n"
	  "INSERT INTO log SELECT twice(x), 'kept' FROM pool;\n" },
	{ "0002_change.up.sql", "-- dunlin: transaction off\n"
				"DELIMITER //\n"
				"CREATE OR REPLACE PROCEDURE more(n int) BEGIN\n"
				"INSERT INTO log VALUES (n, 'many');\nEND//\n"
				"DELIMITER ;\n"
				"DROP FUNCTION twice;\n"
				"ALTER EVENT nightly COMMENT 'at night';\n"
				"BEGIN;\n"
				"INSERT INTO log VALUES (1, 'a');\n"
				"INSERT INTO log VALUES (2, 'b');\n"
				"COMMIT;\n"
				"DROP TRIGGER upper_y;\n"
				"INSERT INTO log VALUES (3, 'c');\n" },
	{ NULL, NULL },
};
const struct walk set_mysql_routines = { .files = routines,
					 .kind = DUNLIN_WISH_UP,
					 .pieces = true };

/* What has no definition of its own that tells: numbers of tables do, or it may be done twice. */
static const struct walk_file tables[] = {
	{ "0001_swap.up.sql", "CREATE TABLE ebb (x int, y int);\n"
			      "CREATE TABLE flow (x int, y int);\n"
			      "INSERT INTO ebb VALUES (1, 1);\n"
			      "INSERT INTO flow VALUES (2, 2);\n"
			      "RENAME TABLE ebb TO spare, flow TO ebb, spare TO flow;\n"
			      "TRUNCATE TABLE ebb;\n"
			      "INSERT INTO ebb VALUES (3, 3);\n"
			      "RENAME TABLE ebb TO tide;\n"
			      "CREATE TABLE ebb AS SELECT x + 1 AS x, y FROM tide;\n" },
	{ "0002_drop.up.sql", "CREATE VIEW low AS SELECT x FROM ebb;\n"
			      "CREATE VIEW high AS SELECT x FROM flow;\n"
			      "DROP VIEW low, high;\n"
			      "DROP TABLE ebb, flow;\n"
			      "INSERT INTO tide VALUES (4, 4);\n" },
	{ "0003_plain.up.sql", "CREATE TABLE old (x int PRIMARY KEY, y int) ENGINE = MyISAM;\n"
			       "REPLACE INTO old VALUES (1, 1), (2, 2);\n"
			       "INSERT INTO tide VALUES (5, 5);\n"
			       "TRUNCATE TABLE old;\n"
			       "REPLACE INTO old VALUES (3, 3);\n"
			       "ALTER TABLE old ENGINE = InnoDB;\n"
			       "INSERT INTO old VALUES (4, 4);\n" },
	{ NULL, NULL },
};
const struct walk set_mysql_tables = { .files = tables, .kind = DUNLIN_WISH_UP, .pieces = true };

static const struct walk_file nothing[] = { { NULL, NULL } };

/* --- what was run before ------------------------------------------------------- */

#define PEOPLE                                                                              \
	{                                                                                   \
		"0001_people.up.sql", "CREATE TABLE people (id int, name varchar(20));\n"   \
				      "CREATE TABLE ran (what varchar(20), n int);\n"       \
				      "INSERT INTO people VALUES (1, 'Ann'), (2, 'Ben');\n" \
	}
#define NAMES(n)                                                           \
	"DROP VIEW IF EXISTS names;\n"                                     \
	"CREATE VIEW names AS SELECT id, name, " #n " AS n FROM people;\n" \
	"INSERT INTO ran VALUES ('names', " #n ");\n"

static const struct walk_file repeatables[] = {
	PEOPLE,
	{ "R__names.sql", NAMES(1) },
	{ "R__more.sql", "-- dunlin: requires R__names\n"
			 "CREATE OR REPLACE PROCEDURE more() INSERT INTO ran SELECT name, n FROM "
			 "names;\n" },
	{ NULL, NULL },
};
static const struct walk_file repeatables_changed[] = {
	{ "R__names.sql", NAMES(2) },
	{ "R__more.sql", "-- dunlin: requires R__names\n"
			 "CREATE OR REPLACE PROCEDURE more() INSERT INTO ran SELECT id, n FROM "
			 "names;\nINSERT INTO ran VALUES ('more', 2);\n" },
	{ NULL, NULL },
};
const struct walk set_mysql_repeatables = {
	.files = repeatables, .then = repeatables_changed, .kind = DUNLIN_WISH_UP, .pieces = true
};

static const struct walk_file seeds[] = {
	PEOPLE,
	{ "seeds/10_people.sql", "INSERT INTO people VALUES (3, 'Cat');\n" },
	{ "seeds/20_more.sql", "INSERT INTO people SELECT id + 3, name FROM people;\n"
			       "ANALYZE TABLE people;\n"
			       "INSERT INTO ran SELECT 'seen', COUNT(*) FROM people;\n" },
	{ NULL, NULL },
};
const struct walk set_mysql_seeds = { .files = seeds, .kind = DUNLIN_WISH_SEED, .pieces = true };

/* The last is reverted, and applied again. */
static const struct walk_file redone[] = {
	PEOPLE,
	{ "0002_notes.up.sql", "CREATE TABLE notes (id int, note varchar(20));\n"
			       "INSERT INTO notes SELECT id, name FROM people;\n"
			       "ALTER TABLE people ADD COLUMN town varchar(20);\n" },
	{ "0002_notes.down.sql", "ALTER TABLE people DROP COLUMN town;\n"
				 "DELETE FROM notes;\nDROP TABLE notes;\n" },
	{ NULL, NULL },
};
const struct walk set_mysql_redo = {
	.files = redone, .then = nothing, .kind = DUNLIN_WISH_REDO, .pieces = true
};

/* The files say the same in other words. */
static const struct walk_file repaired[] = {
	{ "0001_people.up.sql", "-- the people\nCREATE TABLE people (id int, name varchar(20));\n"
				"CREATE TABLE ran (what varchar(20), n int);\n"
				"INSERT INTO people VALUES (1, 'Ann'), (2, 'Ben');\n" },
	{ "0002_notes.up.sql", "-- their notes\nCREATE TABLE notes (id int, note varchar(20));\n" },
	{ NULL, NULL },
};
const struct walk set_mysql_repair = {
	.files = redone, .then = repaired, .kind = DUNLIN_WISH_REPAIR, .pieces = true
};

/* --- all of it back ------------------------------------------------------------ */

static const struct walk_file downs[] = {
	{ "0001_mixed.up.sql", "CREATE TABLE mixed (x int, y varchar(20));\n"
			       "CREATE TABLE other (x int, y int);\n"
			       "INSERT INTO mixed VALUES (1, 'one');\n" },
	{ "0001_mixed.down.sql", DIARY("down 1") "ALTER TABLE mixed DROP COLUMN y;\n" DIARY(
					 "more of 1") "DROP TABLE mixed, other;\n" },
	{ "0002_plain.up.sql", "INSERT INTO mixed VALUES (2, 'two');\n" },
	{ "0002_plain.down.sql", DIARY("down 2") "DELETE FROM mixed WHERE x = 2;\n" },
	{ "R__seen.sql", "CREATE OR REPLACE VIEW seen AS SELECT x FROM mixed;\n" DIARY("seen") },
	{ "R__seen.down.sql", DIARY("unseen") "DROP VIEW seen;\n" },
	{ NULL, NULL },
};
const struct walk set_mysql_down = {
	.files = downs, .then = nothing, .kind = DUNLIN_WISH_DOWN, .diary = true, .pieces = true
};

/* A statement fails that commits by itself, and so does one that shares a transaction. */
static const struct walk_file failing[] = {
	{ "0001_index.up.sql", "CREATE TABLE kin (x int, y int);\n"
			       "INSERT INTO kin VALUES (1, 1);\n"
			       "CREATE UNIQUE INDEX given_n ON given (n);\n"
			       "INSERT INTO kin VALUES (2, 2);\n" },
	{ "0002_more.up.sql", "INSERT INTO kin VALUES (3, 3);\n" },
	{ NULL, NULL },
};
static const char *const few[] = { "CREATE TABLE given (id int PRIMARY KEY, n int)",
				   "INSERT INTO given VALUES (1, 7), (2, 7)", NULL };
static const char *const one_less[] = { "DELETE FROM given WHERE id = 2", NULL };

const struct walk set_mysql_failing = {
	.files = failing, .pieces = true, .given = few, .mend = one_less
};
