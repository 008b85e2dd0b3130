/* PostgreSQL: the engine's records taken apart, and what of them the server has been asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "postgres/prepared.h"
#include "postgres/values.h"

static struct dn_pg_values values;

/* "TEXT | VALUE | VALUE"; "-" for what is sent as it is. */
static const char *apart(const char *sql)
{
	static char all[1024];
	/* Not terminated, and no byte more than it has. */
	char *exact = malloc(strlen(sql) + (sql[0] == '\0'));
	bool taken;
	int i;

	assert_non_null(exact);
	memcpy(exact, sql, strlen(sql));
	taken = dn_pg_values_take(&values, exact, strlen(sql));
	free(exact);
	snprintf(all, sizeof(all), "%s", taken ? values.text : "-");
	for (i = 0; taken && i < values.n; i++)
		snprintf(all + strlen(all), sizeof(all) - strlen(all), " | %s", values.values[i]);
	return all;
}

static void values__are_what_stands_by_itself(void **state)
{
	static const struct {
		const char *sql, *apart;
	} rows[] = {
		{ "INSERT INTO t (a, b) VALUES ('x', 12)",
		  "INSERT INTO t (a, b) VALUES ($1, $2) | x | 12" },
		{ "INSERT INTO \"s\".\"t\" (a) VALUES ('')",
		  "INSERT INTO \"s\".\"t\" (a) VALUES ($1) | " },
		{ "INSERT INTO t VALUES ('it''s', '''', 'a''''b')",
		  "INSERT INTO t VALUES ($1, $2, $3) | it's | ' | a''b" },
		{ "INSERT INTO t VALUES ('(', '1, 2', ')', 3)",
		  "INSERT INTO t VALUES ($1, $2, $3, $4) | ( | 1, 2 | ) | 3" },
		{ "INSERT INTO t VALUES (NULL, 1, CAST('x' AS TEXT), f(2, '3') * 4, 5)",
		  "INSERT INTO t VALUES (NULL, $1, CAST('x' AS TEXT), f(2, '3') * 4, $2) | 1 | 5" },
		{ "INSERT INTO t VALUES (1 + 2, 3.5, 4e5, x1, 'a' || 'b', 6)",
		  "INSERT INTO t VALUES (1 + 2, 3.5, 4e5, x1, 'a' || 'b', $1) | 6" },
		{ "INSERT INTO \"a \"\" 'b' (1)\" VALUES (1)",
		  "INSERT INTO \"a \"\" 'b' (1)\" VALUES ($1) | 1" },
		{ "INSERT INTO t VALUES ('\xc3\xa9', 1)",
		  "INSERT INTO t VALUES ($1, $2) | \xc3\xa9 | 1" },
		{ "DELETE FROM t WHERE kind = 'v' AND id = '7'",
		  "DELETE FROM t WHERE kind = $1 AND id = $2 | v | 7" },
		{ "DELETE FROM t WHERE seq = 7", "DELETE FROM t WHERE seq = $1 | 7" },
		{ "DELETE FROM t WHERE a = 'x'::text AND b = 1 + 1 AND c <> '2' AND d = '3'",
		  "DELETE FROM t WHERE a = 'x'::text AND b = 1 + 1 AND c <> '2' AND d = $1 | 3" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(apart(rows[i].sql), rows[i].apart);
	dn_pg_values_clear(&values);
}

static void values__of_what_is_not_clear_are_left_alone(void **state)
{
	static const char *const rows[] = {
		"",
		"INSERT INTO ",
		"DELETE FROM ",
		"insert into t values (1)",
		"UPDATE t SET a = 'x'",
		"SELECT 'x'",
		"SET LOCAL lock_timeout = 5",
		"INSERT INTO t VALUES (x)",
		"INSERT INTO t VALUES ('a\\b', 1)",
		"INSERT INTO t VALUES (E'a', 1)",
		"INSERT INTO t VALUES (U&'a', 1)",
		"INSERT INTO t VALUES (B'1', 1)",
		"INSERT INTO t VALUES ($1, 1)",
		"INSERT INTO t VALUES ($$a$$, 1)",
		"INSERT INTO t VALUES (1) -- '",
		"INSERT INTO t VALUES (1 /* ' */)",
		"INSERT INTO t VALUES (1, 'a",
		"INSERT INTO t VALUES (1, 'a''",
		"INSERT INTO t VALUES (1, \"a",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(apart(rows[i]), "-") != 0)
			fail_msg("\"%s\" became %s", rows[i], apart(rows[i]));
	}
	dn_pg_values_clear(&values);
}

static void values__have_room_for_so_many(void **state)
{
	char sql[512] = "INSERT INTO t VALUES (1";
	int i;

	(void)state;
	for (i = 1; i < DN_PG_MOST_VALUES; i++)
		strcat(sql, ", 1");
	strcat(sql, ")");
	assert_true(dn_pg_values_take(&values, sql, strlen(sql)));
	assert_int_equal(values.n, DN_PG_MOST_VALUES);
	assert_string_equal(values.values[DN_PG_MOST_VALUES - 1], "1");
	strcpy(strrchr(sql, ')'), ", 1)");
	assert_false(dn_pg_values_take(&values, sql, strlen(sql)));
	dn_pg_values_clear(&values);
}

static void prepared__has_a_place_for_each_text(void **state)
{
	struct dn_pg_prepared prepared = { 0 };
	char text[8], first[DN_PG_PREPARED_NAME], second[DN_PG_PREPARED_NAME];
	bool is_new;
	int i;

	(void)state;
	for (i = 0; i < DN_PG_MOST_PREPARED; i++) {
		snprintf(text, sizeof(text), "%d", i);
		assert_int_equal(dn_pg_prepared_find(&prepared, text, &is_new), i);
		assert_true(is_new);
	}
	assert_int_equal(dn_pg_prepared_find(&prepared, "more", &is_new), -1);
	assert_int_equal(dn_pg_prepared_find(&prepared, "2", &is_new), 2);
	assert_false(is_new);
	dn_pg_prepared_name(first, 0);
	dn_pg_prepared_name(second, 1);
	assert_string_not_equal(first, second);
	/* What the server did not get to is asked for again. */
	prepared.list[2].there = true;
	dn_pg_prepared_settle(&prepared);
	assert_int_equal(dn_pg_prepared_find(&prepared, "3", &is_new), 0);
	assert_true(is_new);
	assert_int_equal(dn_pg_prepared_find(&prepared, "2", &is_new), 2);
	assert_false(is_new);
	assert_false(dn_pg_prepared_upset(&prepared, NULL));
	assert_false(dn_pg_prepared_upset(&prepared, "23505"));
	assert_false(prepared.off);
	assert_true(dn_pg_prepared_upset(&prepared, "26000"));
	assert_true(prepared.off);
	dn_pg_prepared_clear(&prepared);
	assert_false(prepared.off);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values__are_what_stands_by_itself),
		cmocka_unit_test(values__of_what_is_not_clear_are_left_alone),
		cmocka_unit_test(values__have_room_for_so_many),
		cmocka_unit_test(prepared__has_a_place_for_each_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
