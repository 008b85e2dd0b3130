/* The SQL of Dunlin's own tables, byte by byte, with no database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "run/store.h"
#include "sql/dialects.h"

static struct dn_store store_of(const char *dialect, const char *schema, const char *prefix)
{
	struct dn_store store;

	assert_int_equal(dn_store_init(&store, dn_dialect_find(dialect), schema, prefix, NULL),
			 DUNLIN_OK);
	return store;
}

/* --- names and literals -------------------------------------------------------- */

static void store__writes_literals(void **state)
{
	static const struct {
		const char *dialect, *text, *sql;
	} rows[] = {
		{ "postgres", NULL, "NULL" },
		{ "postgres", "", "''" },
		{ "postgres", "it's", "'it''s'" },
		{ "postgres", "C:\\x", "'C:\\x'" },
		{ "postgres", "''", "''''''" },
		{ "sqlite", "a\\'b", "'a\\''b'" },
		{ "sqlite", "zażółć\n\"x\"", "'zażółć\n\"x\"'" },
		{ "mysql", "C:\\x'y", "'C:\\\\x''y'" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dn_str sql = DN_STR_INIT;

		dn_store_put_literal(dn_dialect_find(rows[i].dialect), rows[i].text, &sql);
		assert_string_equal(dn_str_text(&sql), rows[i].sql);
		dn_str_clear(&sql);
	}
}

static void store__quotes_names(void **state)
{
	static const struct {
		const char *dialect, *name, *sql;
	} rows[] = {
		{ "postgres", "plain", "\"plain\"" },
		{ "postgres", "We\"ird", "\"We\"\"ird\"" },
		{ "sqlite", "a.b c", "\"a.b c\"" },
		{ "mysql", "a`b\"c", "`a``b\"c`" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dn_str sql = DN_STR_INIT;

		dn_store_put_name(dn_dialect_find(rows[i].dialect), rows[i].name, &sql);
		assert_string_equal(dn_str_text(&sql), rows[i].sql);
		dn_str_clear(&sql);
	}
}

static void store__qualifies_its_tables(void **state)
{
	struct dn_store store = store_of("postgres", "My \"own\"", "x_");

	(void)state;
	assert_string_equal(store.meta, "\"My \"\"own\"\"\".\"x_dunlin_meta\"");
	assert_string_equal(store.event, "\"My \"\"own\"\"\".\"x_dunlin_event\"");
	assert_string_equal(store.history, "\"My \"\"own\"\"\".\"x_dunlin_history\"");
	dn_store_clear(&store);
	store = store_of("sqlite", NULL, NULL);
	assert_string_equal(store.history, "\"dunlin_history\"");
	dn_store_clear(&store);
}

/* --- the lock ---------------------------------------------------------------------- */

static void store__locks_by_schema_and_prefix(void **state)
{
	static const struct {
		const char *schema, *prefix, *bytes;
		size_t len;
	} rows[] = {
		{ "public", NULL, "dunlin\0public\0", 14 },
		{ "app", "x_", "dunlin\0app\0x_", 13 },
		{ NULL, NULL, "dunlin\0\0", 8 },
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dn_store store = store_of("postgres", rows[i].schema, rows[i].prefix);
		struct sha256_ctx ctx;
		uint8_t bytes[32];
		uint64_t key = 0;

		sha256_init(&ctx);
		sha256_update(&ctx, rows[i].len, (const uint8_t *)rows[i].bytes);
		sha256_digest(&ctx, sizeof(bytes), bytes);
		for (j = 0; j < 8; j++)
			key = key << 8 | bytes[j];
		assert_int_equal((uint64_t)store.lock_key, key);
		dn_store_clear(&store);
	}
}

/* --- tables ----------------------------------------------------------------------- */

static void store__creates_its_tables(void **state)
{
	static const char *const expected[] = {
		"CREATE TABLE \"s\".\"dunlin_meta\" (item VARCHAR(255) COLLATE \"C\" NOT NULL, "
		"value TEXT, PRIMARY KEY (item))",
		"CREATE TABLE \"s\".\"dunlin_event\" (seq BIGINT NOT NULL, "
		"event VARCHAR(255) COLLATE \"C\" NOT NULL, kind VARCHAR(255) COLLATE \"C\", "
		"id VARCHAR(255) COLLATE \"C\", direction VARCHAR(255) COLLATE \"C\", "
		"name VARCHAR(255) COLLATE \"C\", dialect VARCHAR(255) COLLATE \"C\", "
		"checksum VARCHAR(255) COLLATE \"C\", run_id VARCHAR(255) COLLATE \"C\" NOT NULL, "
		"at VARCHAR(255) COLLATE \"C\" NOT NULL, os_user VARCHAR(255) COLLATE \"C\", "
		"host VARCHAR(255) COLLATE \"C\", tool_version VARCHAR(255) COLLATE \"C\", "
		"detail TEXT, format VARCHAR(255) COLLATE \"C\" NOT NULL, "
		"hash VARCHAR(255) COLLATE \"C\" NOT NULL, PRIMARY KEY (seq))",
		"CREATE TABLE \"s\".\"dunlin_history\" (kind VARCHAR(255) COLLATE \"C\" NOT NULL, "
		"id VARCHAR(255) COLLATE \"C\" NOT NULL, name VARCHAR(255) COLLATE \"C\" NOT NULL, "
		"dialect VARCHAR(255) COLLATE \"C\" NOT NULL, "
		"checksum VARCHAR(255) COLLATE \"C\" NOT NULL, ordinal BIGINT NOT NULL, "
		"applied_at VARCHAR(255) COLLATE \"C\" NOT NULL, duration_us BIGINT NOT NULL, "
		"statements BIGINT NOT NULL, tool_version VARCHAR(255) COLLATE \"C\" NOT NULL, "
		"PRIMARY KEY (kind, id))",
		"CREATE TABLE \"s\".\"dunlin_journal\" (kind VARCHAR(255) COLLATE \"C\" NOT NULL, "
		"id VARCHAR(255) COLLATE \"C\" NOT NULL, "
		"direction VARCHAR(255) COLLATE \"C\" NOT NULL, n BIGINT NOT NULL, "
		"hash VARCHAR(255) COLLATE \"C\" NOT NULL, "
		"run_id VARCHAR(255) COLLATE \"C\" NOT NULL, pre_state TEXT, "
		"begun_at VARCHAR(255) COLLATE \"C\" NOT NULL, "
		"done_at VARCHAR(255) COLLATE \"C\", PRIMARY KEY (kind, id, direction, n))",
	};
	struct dn_store store = store_of("postgres", "s", NULL);
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++) {
		struct dn_str sql = DN_STR_INIT;

		assert_int_equal(dn_store_put_table(&store, i, &sql), i < 4);
		assert_string_equal(dn_str_text(&sql), i < 4 ? expected[i] : "");
		dn_str_clear(&sql);
	}
	dn_store_clear(&store);
}

static void store__says_its_format_and_project(void **state)
{
	struct dn_store store = store_of("sqlite", NULL, NULL);
	struct dn_str sql = DN_STR_INIT;

	(void)state;
	assert_true(dn_store_put_meta(&store, 0, "o'shop", &sql));
	assert_string_equal(dn_str_text(&sql), "INSERT INTO \"dunlin_meta\" (item, value) VALUES "
					       "('format', '1.0')");
	dn_str_reset(&sql);
	assert_true(dn_store_put_meta(&store, 1, "o'shop", &sql));
	assert_non_null(strstr(dn_str_text(&sql), "('created', '20"));
	dn_str_reset(&sql);
	assert_true(dn_store_put_meta(&store, 2, "o'shop", &sql));
	assert_non_null(strstr(dn_str_text(&sql), "('project', 'o''shop')"));
	dn_str_reset(&sql);
	assert_false(dn_store_put_meta(&store, 3, "o'shop", &sql));
	assert_false(dn_store_put_meta(&store, 2, NULL, &sql));
	dn_str_clear(&sql);
	dn_store_clear(&store);
}

static void store__creates_a_schema(void **state)
{
	struct dn_store store = store_of("postgres", "s", NULL);
	struct dn_str sql = DN_STR_INIT;

	(void)state;
	dn_store_put_schema(&store, "a\"b", &sql);
	assert_string_equal(dn_str_text(&sql), "CREATE SCHEMA IF NOT EXISTS \"a\"\"b\"");
	dn_str_clear(&sql);
	dn_store_clear(&store);
}

/* --- rows ------------------------------------------------------------------------------ */

static void hash_field(struct sha256_ctx *ctx, const char *text)
{
	const size_t len = text == NULL ? 0xffffffff : strlen(text);
	const uint8_t size[4] = { (uint8_t)(len >> 24), (uint8_t)(len >> 16), (uint8_t)(len >> 8),
				  (uint8_t)len };

	sha256_update(ctx, 4, size);
	if (text != NULL)
		sha256_update(ctx, len, (const uint8_t *)text);
}

static void store__chains_events(void **state)
{
	struct dn_store store = store_of("postgres", "s", NULL);
	struct dn_event_row row = { .event = "apply",
				    .kind = 'v',
				    .id = "7",
				    .direction = "up",
				    .name = "it's",
				    .dialect = "postgres",
				    .checksum = "abc" };
	struct dn_ledger ledger = { .seq = 41 };
	struct dn_str sql = DN_STR_INIT;
	const char *fields[15] = { "1.0", "42", "apply", "v", "7", "up", "it's", "postgres", "abc" };
	char at[28] = "", hex[65], *expected = NULL, *from;
	struct sha256_ctx ctx;
	uint8_t bytes[32];
	size_t i;

	(void)state;
	assert_int_equal(dn_ledger_init(&ledger, NULL), DUNLIN_OK);
	assert_int_equal(strlen(ledger.run_id), 32);
	assert_int_equal(strspn(ledger.run_id, "0123456789abcdef"), 32);
	ledger.seq = 41;
	memset(ledger.hash, 'f', DN_DIGEST_HEX);
	ledger.os_user = "me";
	ledger.host = NULL;
	ledger.tool_version = "0.1.0";
	dn_store_put_event(&store, &ledger, &row, &sql);
	assert_int_equal(ledger.seq, 42);

	from = strstr(sql.data, ledger.run_id);
	assert_non_null(from);
	memcpy(at, from + 32 + 4, 27); /* ', ' */
	assert_int_equal(at[26], 'Z');
	fields[9] = ledger.run_id;
	fields[10] = at;
	fields[11] = "me";
	fields[12] = NULL;
	fields[13] = "0.1.0";
	fields[14] = NULL;
	sha256_init(&ctx);
	hash_field(&ctx, "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");
	for (i = 0; i < 15; i++)
		hash_field(&ctx, fields[i]);
	sha256_digest(&ctx, sizeof(bytes), bytes);
	for (i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	assert_string_equal(ledger.hash, hex);
	assert_true(asprintf(&expected,
			     "INSERT INTO \"s\".\"dunlin_event\" (format, seq, event, kind, id, "
			     "direction, name, dialect, checksum, run_id, at, os_user, host, "
			     "tool_version, detail, hash) VALUES ('1.0', 42, 'apply', 'v', '7', "
			     "'up', 'it''s', 'postgres', 'abc', '%s', '%s', 'me', NULL, '0.1.0', "
			     "NULL, '%s')",
			     ledger.run_id, at, hex) > 0);
	assert_string_equal(sql.data, expected);
	free(expected);
	dn_str_clear(&sql);
	dn_store_clear(&store);
}

static void store__begins_the_chain_with_no_bytes(void **state)
{
	struct dn_store store = store_of("sqlite", NULL, NULL);
	const struct dn_event_row row = { .event = "repair" };
	struct dn_ledger ledger;
	struct dn_str sql = DN_STR_INIT;
	char at[28] = "", hex[65];
	struct sha256_ctx ctx;
	uint8_t bytes[32];
	size_t i;

	(void)state;
	assert_int_equal(dn_ledger_init(&ledger, NULL), DUNLIN_OK);
	dn_store_put_event(&store, &ledger, &row, &sql);
	assert_int_equal(ledger.seq, 1);
	memcpy(at, strstr(sql.data, ledger.run_id) + 36, 27);
	sha256_init(&ctx);
	hash_field(&ctx, "");
	hash_field(&ctx, "1.0");
	hash_field(&ctx, "1");
	hash_field(&ctx, "repair");
	for (i = 0; i < 6; i++)
		hash_field(&ctx, NULL);
	hash_field(&ctx, ledger.run_id);
	hash_field(&ctx, at);
	for (i = 0; i < 4; i++)
		hash_field(&ctx, NULL);
	sha256_digest(&ctx, sizeof(bytes), bytes);
	for (i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	assert_string_equal(ledger.hash, hex);
	dn_str_clear(&sql);
	dn_store_clear(&store);
}

static void store__records_with_the_servers_clock_or_a_hole(void **state)
{
	static const char *const dialects[] = { "postgres", "sqlite" };
	const struct dn_event_row row = {
		.kind = 'r', .id = "v'w", .name = "v'w", .dialect = "x", .checksum = "abc"
	};
	struct dn_ledger ledger = { .seq = 9, .tool_version = "0.1.0" };
	size_t i, hole = 0;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct dn_store store = store_of(dialects[i], NULL, NULL);
		struct dn_str sql = DN_STR_INIT;

		dn_store_put_history(&store, &ledger, &row, 3, i == 0 ? NULL : &hole, &sql);
		assert_non_null(
			strstr(sql.data, "VALUES ('r', 'v''w', 'v''w', 'x', 'abc', 9, '20"));
		if (i == 0) {
			assert_non_null(strstr(sql.data, "clock_timestamp()"));
			assert_non_null(strstr(sql.data, "AS BIGINT), 3, '0.1.0')"));
		} else {
			assert_int_equal(sql.data[hole], '0');
			assert_string_equal(sql.data + hole, "0, 3, '0.1.0')");
		}
		dn_str_reset(&sql);
		dn_store_put_delete(&store, 'r', "v'w", &sql);
		assert_string_equal(sql.data, "DELETE FROM \"dunlin_history\" WHERE kind = 'r' AND "
					      "id = 'v''w'");
		dn_str_clear(&sql);
		dn_store_clear(&store);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(store__writes_literals),
		cmocka_unit_test(store__quotes_names),
		cmocka_unit_test(store__qualifies_its_tables),
		cmocka_unit_test(store__locks_by_schema_and_prefix),
		cmocka_unit_test(store__creates_its_tables),
		cmocka_unit_test(store__says_its_format_and_project),
		cmocka_unit_test(store__creates_a_schema),
		cmocka_unit_test(store__chains_events),
		cmocka_unit_test(store__begins_the_chain_with_no_bytes),
		cmocka_unit_test(store__records_with_the_servers_clock_or_a_hole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
