/* sets - the migrations that the walks go over; each has a body for either database. */
#include "crash/sets.h"

#include <stddef.h>

/* No key and no IF NOT EXISTS anywhere: what is done twice is seen, or fails. */
#define TABLES                                                           \
	"CREATE TABLE people (id int NOT NULL, name text, town text);\n" \
	"CREATE TABLE ran (what text, n int);\n"                         \
	"INSERT INTO people VALUES (1, 'Ann', 'Rome'), (2, 'Ben', 'Ulm');\n"

#define NOTES                                                                                    \
	{                                                                                        \
		"0002_notes.up.sql", "CREATE TABLE notes (person int, note text DEFAULT '-');\n" \
				     "INSERT INTO notes SELECT id, 'hi ' || name FROM people;\n" \
				     "CREATE INDEX notes_person ON notes (person);\n"            \
	}

#define NAMES(n)                                                           \
	"DROP VIEW IF EXISTS names;\n"                                     \
	"CREATE VIEW names AS SELECT id, name, " #n " AS n FROM people;\n" \
	"INSERT INTO ran VALUES ('names', " #n ");\n"
#define TOWNS(n)                                                       \
	"-- dunlin: requires R__names\n"                               \
	"DROP VIEW IF EXISTS birds;\n"                                 \
	"CREATE VIEW birds AS SELECT town, " #n " AS n FROM people;\n" \
	"INSERT INTO ran SELECT 'birds', count(*) FROM names;\n"

static const struct walk_file ups[] = {
	{ "0001_people.up.sql", TABLES },
	NOTES,
	/* Rows in the text, a function whose body has semicolons, a comment; and the other. */
	{ "0003_counts.postgres.up.sql",
	  "CREATE FUNCTION count_one() RETURNS trigger LANGUAGE plpgsql AS $$\n"
	  "BEGIN INSERT INTO ran VALUES ('note', NEW.person); RETURN NEW; END; $$;\n"
	  "CREATE TRIGGER counts AFTER INSERT ON notes FOR EACH ROW EXECUTE FUNCTION count_one();\n"
	  "COMMENT ON TABLE notes IS 'what they said';\n"
	  "COPY notes (person, note) FROM stdin;\n1\tone\n2\ttwo\n\\.\n"
	  "ALTER TABLE people ADD COLUMN age int NOT NULL DEFAULT 30;\n" },
	{ "0003_counts.sqlite.up.sql",
	  "CREATE TRIGGER counts AFTER INSERT ON notes BEGIN\n"
	  "INSERT INTO ran VALUES ('note', NEW.person);\nEND;\n"
	  "INSERT INTO notes VALUES (1, 'one'), (2, 'two');\n"
	  "ALTER TABLE people ADD COLUMN age int NOT NULL DEFAULT 30;\n" },
	/* The session is given back after it; and tables that are rebuilt, with keys off. */
	{ "0004_change.postgres.up.sql",
	  "SET statement_timeout = '1min';\n"
	  "ALTER TABLE people ADD CONSTRAINT people_id PRIMARY KEY (id);\n"
	  "ALTER TABLE notes ADD FOREIGN KEY (person) REFERENCES people;\n"
	  "UPDATE people SET age = age + 1;\n" },
	{ "0004_change.sqlite.up.sql",
	  "CREATE TABLE people_2 (id int PRIMARY KEY, name text, town text, age int);\n"
	  "INSERT INTO people_2 SELECT id, name, town, age + 1 FROM people;\n"
	  "DROP TABLE people;\n"
	  "ALTER TABLE people_2 RENAME TO people;\n" },
	/* Asked for at first, and once more when the others have run. */
	{ "0005_late.up.sql", "-- dunlin: when SELECT count(*) > 3 FROM notes\n"
			      "INSERT INTO notes VALUES (2, 'late');\n" },
	{ NULL, NULL },
};

const struct walk set_up = { .files = ups, .kind = DUNLIN_WISH_UP };

/* --- all of it back ----------------------------------------------------------- */

#define DIARY(what) "INSERT INTO diary VALUES ('" what "', 1);\n"

static const struct walk_file downs[] = {
	{ "0001_people.up.sql", TABLES DIARY("up 1") },
	{ "0001_people.down.sql", DIARY("down 1") "DROP TABLE ran;\nDROP TABLE people;\n" },
	NOTES,
	{ "0002_notes.down.sql", "DROP TABLE notes;\n" DIARY("down 2") },
	{ "0003_age.up.sql", "ALTER TABLE people ADD COLUMN age int;\n"
			     "UPDATE people SET age = 30;\n" DIARY("up 3") },
	{ "0003_age.down.sql", DIARY("down 3") "ALTER TABLE people DROP COLUMN age;\n" },
	{ "R__names.sql", NAMES(1) DIARY("names") },
	{ "R__names.down.sql", DIARY("no names") "DROP VIEW names;\n" },
	{ "R__birds.sql", DIARY("birds") },
	{ NULL, NULL },
};
static const struct walk_file nothing[] = { { NULL, NULL } };

const struct walk set_down = {
	.files = downs, .then = nothing, .kind = DUNLIN_WISH_DOWN, .diary = true
};

/* --- what runs again ---------------------------------------------------------- */

static const struct walk_file repeatables[] = {
	{ "0001_people.up.sql", TABLES },
	{ "R__birds.sql", TOWNS(1) },
	{ "R__names.sql", NAMES(1) },
	{ "R__same.sql", "INSERT INTO ran VALUES ('same', 1);\n" },
	{ NULL, NULL },
};
static const struct walk_file repeatables_changed[] = {
	{ "R__birds.sql", TOWNS(2) },
	{ "R__names.sql", NAMES(2) },
	{ NULL, NULL },
};

const struct walk set_repeatables = { .files = repeatables, .kind = DUNLIN_WISH_UP };
const struct walk set_repeatables_changed = { .files = repeatables,
					      .then = repeatables_changed,
					      .kind = DUNLIN_WISH_UP };

static const struct walk_file seeds[] = {
	{ "0001_people.up.sql", TABLES },
	{ "seeds/10_people.sql", "INSERT INTO people VALUES (3, 'Cat', 'Oslo');\n"
				 "INSERT INTO ran VALUES ('people', 1);\n" },
	{ "seeds/20_ran.sql", "INSERT INTO ran SELECT 'seen', count(*) FROM people;\n" },
	{ "seeds/30_more.sql", "INSERT INTO people SELECT id + 3, name, town FROM people;\n" },
	{ NULL, NULL },
};
static const struct walk_file seeds_changed[] = {
	{ "seeds/10_people.sql", "DELETE FROM people WHERE id = 3;\n"
				 "INSERT INTO people VALUES (3, 'Cat', 'Kiel');\n"
				 "INSERT INTO ran VALUES ('people', 2);\n" },
	{ "seeds/30_more.sql", "INSERT INTO people SELECT id + 6, name, town FROM people;\n" },
	{ NULL, NULL },
};

const struct walk set_seeds = { .files = seeds, .kind = DUNLIN_WISH_SEED };
const struct walk set_seeds_changed = { .files = seeds,
					.then = seeds_changed,
					.kind = DUNLIN_WISH_SEED };

/* --- what cannot be one transaction ------------------------------------------- */

static const struct walk_file pieces[] = {
	/* Between those that stand alone are others, which share a transaction. */
	{ "0001_mixed.postgres.up.sql",
	  "CREATE TYPE mood AS ENUM ('sad', 'fine');\n"
	  "CREATE TABLE mixed (x int, y text);\n"
	  "INSERT INTO mixed VALUES (1, 'one');\n"
	  "CREATE INDEX mixed_y ON mixed (y);\n"
	  "CREATE UNIQUE INDEX CONCURRENTLY mixed_x ON mixed (x, y);\n"
	  "INSERT INTO mixed VALUES (2, 'two');\n"
	  "ALTER TYPE mood ADD VALUE 'glad' AFTER 'sad';\n"
	  "REINDEX INDEX CONCURRENTLY mixed_x;\n"
	  "UPDATE mixed SET y = y || '!';\n"
	  "VACUUM mixed;\n"
	  "DROP INDEX CONCURRENTLY mixed_y;\n"
	  "INSERT INTO mixed VALUES (3, 'three');\n" },
	{ "0001_mixed.sqlite.up.sql", "CREATE TABLE mixed (x int, y text);\n"
				      "INSERT INTO mixed VALUES (1, 'one');\n"
				      "VACUUM;\n"
				      "INSERT INTO mixed VALUES (2, 'two');\n"
				      "PRAGMA journal_mode = wal;\n"
				      "UPDATE mixed SET y = y || '!';\n"
				      "CREATE INDEX mixed_x ON mixed (x);\n"
				      "PRAGMA journal_mode = delete;\n"
				      "VACUUM;\n"
				      "INSERT INTO mixed VALUES (3, 'three');\n" },
	/* Each by itself, but for a group of its own; what is set must be set for the last. */
	{ "0002_off.postgres.up.sql",
	  "-- dunlin: transaction off\n"
	  "SET work_mem = '5MB';\n"
	  "CREATE TEMP TABLE kept (x int, y text);\n"
	  "INSERT INTO kept VALUES (3, 'kept');\n"
	  "CREATE TABLE off (x int, y text);\n"
	  "ALTER TYPE mood ADD VALUE 'proud';\n"
	  "BEGIN;\n"
	  "INSERT INTO off VALUES (1, 'proud'::mood::text);\n"
	  "INSERT INTO mixed VALUES (4, 'four');\n"
	  "COMMIT;\n"
	  "INSERT INTO off SELECT x, y || current_setting('work_mem') FROM kept;\n" },
	{ "0002_off.sqlite.up.sql", "-- dunlin: transaction off\n"
				    "PRAGMA recursive_triggers = ON;\n"
				    "CREATE TEMP TABLE kept (x int, y text);\n"
				    "INSERT INTO kept VALUES (3, 'kept');\n"
				    "CREATE TABLE off (x int, y text);\n"
				    "BEGIN;\n"
				    "INSERT INTO off VALUES (1, 'proud');\n"
				    "INSERT INTO mixed VALUES (4, 'four');\n"
				    "COMMIT;\n"
				    "VACUUM;\n"
				    "INSERT INTO off SELECT x, y || recursive_triggers FROM kept, "
				    "pragma_recursive_triggers;\n" },
	{ "0003_plain.up.sql", "INSERT INTO mixed VALUES (5, 'five');\n" },
	{ "R__clean.postgres.sql", "INSERT INTO mixed VALUES (6, 'clean');\nVACUUM mixed;\n"
				   "INSERT INTO mixed VALUES (7, 'cleaner');\n" },
	{ "R__clean.sqlite.sql", "INSERT INTO mixed VALUES (6, 'clean');\nVACUUM;\n"
				 "INSERT INTO mixed VALUES (7, 'cleaner');\n" },
	{ NULL, NULL },
};

const struct walk set_pieces = { .files = pieces, .kind = DUNLIN_WISH_UP, .pieces = true };

static const struct walk_file pieces_down[] = {
	{ "0001_mixed.up.sql", "CREATE TABLE mixed (x int, y text);\n"
			       "CREATE INDEX mixed_x ON mixed (x);\n"
			       "INSERT INTO mixed VALUES (1, 'one');\n" },
	{ "0001_mixed.postgres.down.sql",
	  DIARY("down 1") "DROP INDEX CONCURRENTLY mixed_x;\n"
			  "VACUUM diary;\n" DIARY("more of 1") "DROP TABLE mixed;\n" },
	{ "0001_mixed.sqlite.down.sql",
	  DIARY("down 1") "VACUUM;\n" DIARY("more of 1") "DROP TABLE mixed;\n" },
	{ "0002_off.up.sql", "CREATE TABLE off (x int, y text);\n" },
	{ "0002_off.postgres.down.sql",
	  "-- dunlin: transaction off\n" DIARY("down 2") "DROP TABLE off;\n"
							 "REINDEX TABLE CONCURRENTLY mixed;\n" },
	{ "0002_off.sqlite.down.sql",
	  "-- dunlin: transaction off\n" DIARY("down 2") "DROP TABLE off;\nVACUUM;\n" },
	{ NULL, NULL },
};

const struct walk set_pieces_down = { .files = pieces_down,
				      .then = nothing,
				      .kind = DUNLIN_WISH_DOWN,
				      .diary = true,
				      .pieces = true };
