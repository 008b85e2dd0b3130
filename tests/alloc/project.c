/* tests/alloc/project - what is run while memory runs out. */
#include "alloc/project.h"

#include <stdlib.h>

void project_put(void)
{
	walk_put("migrations/0001_people.up.sql",
		 "CREATE TABLE people (\n"
		 "\tid INTEGER PRIMARY KEY,\n"
		 "\tname VARCHAR(40) NOT NULL\n"
		 ");\n"
		 "INSERT INTO people (id, name) VALUES (1, 'Ada; -- no comment');\n");
	walk_put("migrations/0001_people.down.sql", "DROP TABLE people;\n");
	walk_put("migrations/0001_people.verify.sql",
		 "-- dunlin: expect rows = 1\n"
		 "SELECT id FROM people WHERE id = 1;\n"
		 "-- dunlin: expect error 23502\n"
		 "INSERT INTO people (id, name) VALUES (7, NULL);\n"
		 "-- dunlin: expect value = 1\n"
		 "SELECT count(*) FROM people WHERE id = 1;\n");
	walk_put(
		"migrations/0002_orders.sql",
		"-- dunlin: requires 0001\n"
		"-- dunlin: lock-timeout 5s\n"
		"-- dunlin: up\n"
		"CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people (id));\n"
		"CREATE INDEX orders_person ON orders (person);\n"
		"INSERT INTO orders (id, person) VALUES (1, 1);\n"
		"-- dunlin: down\n"
		"DROP TABLE orders;\n"
		"-- dunlin: verify\n"
		"-- dunlin: expect rows = 1\n"
		"SELECT person FROM orders;\n");
	/* Due in the second round of the same run. */
	walk_put("migrations/0005_late.up.sql", "-- dunlin: when SELECT count(*) > 0 FROM orders\n"
						"ALTER TABLE orders ADD COLUMN note VARCHAR(40);\n"
						"UPDATE orders SET note = 'late';\n");
	walk_put("migrations/0005_late.down.sql", "ALTER TABLE orders DROP COLUMN note;\n");
	walk_put("migrations/0006_other.up.sql",
		 "-- dunlin: env elsewhere\nCREATE TABLE elsewhere (id INTEGER);\n");
	walk_put("migrations/R__views.sql", "DROP VIEW IF EXISTS buyers;\n"
					    "CREATE VIEW buyers AS SELECT name FROM people;\n");
	walk_put("migrations/R__views.down.sql", "DROP VIEW buyers;\n");
	walk_put(
		"migrations/seeds/people.sql",
		"DELETE FROM people WHERE id = 2;\nINSERT INTO people (id, name) VALUES (2, 'Bo');\n");
}

void alloc__up_survives(void **state)
{
	(void)state;
	walk_own(&(struct walk){ { "up" }, WALK_EMPTY, 0 }, false);
}

void alloc__up_survives_for_good(void **state)
{
	(void)state;
	walk_own(&(struct walk){ { "up" }, WALK_EMPTY, 0 }, true);
}

void alloc__up_with_json_survives(void **state)
{
	(void)state;
	walk_own(&(struct walk){ { "--json", "up", "--verify" }, WALK_EMPTY, 0 }, false);
}

void alloc__a_failing_up_survives(void **state)
{
	const struct walk walk = { { "-C", "../broken", "up" }, WALK_FULL, 1 };

	(void)state;
	walk_own(&walk, false);
}

void alloc__down_survives(void **state)
{
	(void)state;
	walk_own(&(struct walk){ { "down", "--all", "--yes" }, WALK_FULL, 0 }, false);
}

void alloc__down_survives_for_good(void **state)
{
	(void)state;
	walk_own(&(struct walk){ { "down", "--all", "--yes" }, WALK_FULL, 0 }, true);
}

void alloc__redo_survives(void **state)
{
	(void)state;
	walk_own(&(struct walk){ { "redo", "2" }, WALK_FULL, 0 }, false);
	walk_own(&(struct walk){ { "redo", "5", "--force", "--yes" }, WALK_FULL, 0 }, false);
}

void alloc__seed_survives(void **state)
{
	(void)state;
	walk_own(&(struct walk){ { "-v", "seed" }, WALK_UNSEEDED, 0 }, false);
}

void alloc__looking_survives(void **state)
{
	static const struct walk walks[] = {
		{ { "status" }, WALK_FULL_READS, 0 },
		{ { "status", "--json" }, WALK_FULL_READS, 0 },
		{ { "verify" }, WALK_FULL_READS, 0 },
		{ { "audit" }, WALK_FULL_READS, 0 },
		{ { "check" }, WALK_FULL_READS, 0 },
		{ { "history", "--json" }, WALK_FULL_READS, 0 },
		{ { "current" }, WALK_FULL_READS, 0 },
		{ { "db", "inspect", "tables" }, WALK_FULL_READS, 0 },
		{ { "plan", "down", "--all" }, WALK_FULL_READS, 0 },
		{ { "plan", "stamp", "--from", "people" }, WALK_FULL_READS, 4 },
		{ { "up" }, WALK_FULL_READS, 0 },
		{ { "-q", "down", "--all", "--sql" }, WALK_FULL_READS, 0 },
		{ { "drivers" }, WALK_FULL_READS, 0 },
		{ { "embed", "-o", "embedded.c" }, WALK_FULL_READS, 0 },
		{ { "--json", "embed", "--plain", "-o", "embedded.c" }, WALK_FULL_READS, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(walks) / sizeof(walks[0]); i++)
		walk_own(&walks[i], false);
}

void alloc__the_client_library_may_fail(void **state)
{
	(void)state;
	walk_lib(&(struct walk){ { "up" }, WALK_EMPTY, 0 });
	walk_lib(&(struct walk){ { "down", "--all", "--yes" }, WALK_FULL, 0 });
}
