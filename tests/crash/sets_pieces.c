/* sets - what cannot be one transaction, to be walked over. */
#include "crash/sets.h"

#include <stddef.h>

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
	{ "R__clean.sql", "-- dunlin: only sqlite\n"
			  "INSERT INTO mixed VALUES (6, 'clean');\nVACUUM;\n"
			  "INSERT INTO mixed VALUES (7, 'cleaner');\n" },
	{ NULL, NULL },
};

const struct walk set_pieces = { .files = pieces, .kind = DUNLIN_WISH_UP, .pieces = true };

/* Killed once when it has been done and nobody knows; and where half of it may be there. */
static const struct walk_file once_more[] = {
	{ "0001_mixed.postgres.up.sql",
	  "CREATE TABLE mixed (x int, y text);\n"
	  "INSERT INTO mixed VALUES (1, 'one');\n"
	  "CREATE UNIQUE INDEX CONCURRENTLY mixed_x ON mixed (x, y);\n"
	  "INSERT INTO mixed VALUES (2, 'two');\n"
	  "VACUUM mixed;\n" },
	{ "0001_mixed.sqlite.up.sql", "CREATE TABLE mixed (x int, y text);\n"
				      "INSERT INTO mixed VALUES (1, 'one');\n"
				      "VACUUM;\n"
				      "INSERT INTO mixed VALUES (2, 'two');\n"
				      "PRAGMA journal_mode = wal;\n"
				      "VACUUM;\n" },
	{ "0002_plain.up.sql", "INSERT INTO mixed VALUES (3, 'three');\n" },
	{ NULL, NULL },
};
static const char *const no_index[] = { "UPDATE pg_index SET indisvalid = false, indisready = false "
					"WHERE indexrelid = 'mixed_x'::regclass",
					NULL };

const struct walk set_pieces_once_more = {
	.files = once_more,
	.kind = DUNLIN_WISH_UP,
	.pieces = true,
	.first = "on exec containing \"UNIQUE INDEX CONCURRENTLY\" exit 86 after\n"
		 "on exec 1 containing VACUUM exit 86 after\n",
	.spoil = no_index,
};

static const struct walk_file nothing[] = { { NULL, NULL } };
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

/* A statement that stands alone fails, and leaves something behind; and one that shares. */
static const struct walk_file failing_pieces[] = {
	{ "0001_index.postgres.up.sql", "CREATE TABLE kin (x int, y int);\n"
					"INSERT INTO kin VALUES (1, 1);\n"
					"CREATE UNIQUE INDEX CONCURRENTLY given_n ON given (n);\n"
					"INSERT INTO kin VALUES (2, 2);\n" },
	{ "0001_index.sqlite.up.sql", "CREATE TABLE kin (x int, y int);\n"
				      "INSERT INTO kin VALUES (1, 1);\n"
				      "VACUUM;\n"
				      "CREATE UNIQUE INDEX given_n ON given (n);\n"
				      "INSERT INTO kin VALUES (2, 2);\n" },
	{ "0002_more.up.sql", "INSERT INTO kin VALUES (3, 3);\n" },
	{ NULL, NULL },
};
static const char *const few[] = { "CREATE TABLE given (id int PRIMARY KEY, n int)",
				   "INSERT INTO given VALUES (1, 7), (2, 7)", NULL };
static const char *const one_less[] = { "DELETE FROM given WHERE id = 2", NULL };

const struct walk set_failing_pieces = {
	.files = failing_pieces, .pieces = true, .given = few, .mend = one_less
};
