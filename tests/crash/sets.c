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
	{ "seeds/40_clean.postgres.sql", "INSERT INTO ran VALUES ('clean', 1);\nVACUUM ran;\n"
					 "INSERT INTO ran VALUES ('cleaner', 1);\n" },
	{ "seeds/40_clean.sqlite.sql", "INSERT INTO ran VALUES ('clean', 1);\nVACUUM;\n"
				       "INSERT INTO ran VALUES ('cleaner', 1);\n" },
	{ NULL, NULL },
};
static const struct walk_file seeds_changed[] = {
	{ "seeds/10_people.sql", "DELETE FROM people WHERE id = 3;\n"
				 "INSERT INTO people VALUES (3, 'Cat', 'Kiel');\n"
				 "INSERT INTO ran VALUES ('people', 2);\n" },
	{ "seeds/30_more.sql", "INSERT INTO people SELECT id + 6, name, town FROM people;\n" },
	{ NULL, NULL },
};

const struct walk set_seeds = { .files = seeds, .kind = DUNLIN_WISH_SEED, .pieces = true };
const struct walk set_seeds_changed = { .files = seeds,
					.then = seeds_changed,
					.kind = DUNLIN_WISH_SEED };

/* --- what fails, and is mended ------------------------------------------------- */

/* The third fails when all is to be committed, as one batch where there are such. */
static const struct walk_file failing[] = {
	{ "0001_kin.up.sql", "CREATE TABLE kin (x int, id int REFERENCES given (id) DEFERRABLE "
			     "INITIALLY DEFERRED);\n" },
	{ "0002_first.up.sql", "INSERT INTO kin VALUES (1, 1);\n" },
	{ "0003_second.up.sql",
	  "INSERT INTO kin VALUES (2, 99);\nCREATE TABLE more (x int, y int);\n" },
	{ "0004_more.up.sql", "INSERT INTO more VALUES (4, 4);\n" },
	{ NULL, NULL },
};
/* And this one at a statement. */
static const struct walk_file failing_statement[] = {
	{ "0001_kin.up.sql", "CREATE TABLE kin (x int, id int REFERENCES given (id));\n" },
	{ "0002_first.up.sql", "INSERT INTO kin VALUES (1, 1);\n" },
	{ "0003_second.up.sql",
	  "CREATE TABLE more (x int, y int);\nINSERT INTO kin VALUES (2, 99);\n" },
	{ "0004_more.up.sql", "INSERT INTO more VALUES (4, 4);\n" },
	{ NULL, NULL },
};
static const char *const few[] = { "CREATE TABLE given (id int PRIMARY KEY, n int)",
				   "INSERT INTO given VALUES (1, 7), (2, 7)", NULL };
static const char *const one_more[] = { "INSERT INTO given VALUES (99, 8)", NULL };

const struct walk set_failing = { .files = failing, .given = few, .mend = one_more };
const struct walk set_failing_statement = { .files = failing_statement,
					    .given = few,
					    .mend = one_more };
