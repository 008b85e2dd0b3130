/* Places on disk: what a body's text says lies exactly there in its file, whatever the line ends. */
#include "source/rig.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/str.h"
#include "source/disk.h"
#include "sql/dialects.h"

/* The range of a text in its file, CRs before LFs taken out. */
static void same(const char *file, const struct dn_body *body, size_t offset, size_t len)
{
	int64_t at, n, i, k = 0;
	char *data = NULL;
	size_t size = 0;

	assert_int_equal(dn_path_read(&data, &size, file, NULL), DUNLIN_OK);
	dn_body_disk_range(body, offset, len, &at, &n);
	assert_in_range(at, 0, size);
	assert_in_range(at + n, at, size);
	for (i = at; i < at + n; i++) {
		if (data[i] == '\r' && i + 1 < (int64_t)size && data[i + 1] == '\n')
			continue;
		assert_int_equal(data[i], body->text[offset + (size_t)k]);
		k++;
	}
	assert_int_equal(k, len);
	free(data);
}

/* Every range of every body of the one file. */
static void all(const char *bytes, size_t len)
{
	struct dn_source *source;
	const struct dn_migration *m;
	size_t b, from, n;

	rig_put_bytes("m/0001_a.sql", bytes, len);
	source = rig_source();
	m = &source->migrations[0];
	for (b = 0; b < m->n_bodies; b++)
		for (from = 0; from <= m->bodies[b]->len; from++)
			for (n = 0; from + n <= m->bodies[b]->len; n++)
				same("m/0001_a.sql", m->bodies[b], from, n);
	dn_source_free(source);
}

#define ALL(text) all(text, sizeof(text) - 1)

static void disk__finds_every_range(void **state)
{
	(void)state;
	ALL("");
	ALL("SELECT 1;\nSELECT 2;\n");
	ALL("\xef\xbb\xbfSELECT 1;\nSELECT 2;\n");
	ALL("SELECT 1;\r\nSELECT 2;\r\n");
	ALL("\xef\xbb\xbfSELECT 1;\r\nSELECT 2;\r\n");
	ALL("\r\n\r\nSELECT 1;\n\r\nSELECT\r2;\r\r\nSELECT 3;\n\r");
	ALL("-- dunlin: up\r\nSELECT 1;\r\n-- dunlin: down\nSELECT 2;\n\r\n-- dunlin: verify\r\n"
	    "SELECT 3;\r\n");
}

static void disk__a_statement_is_where_it_says(void **state)
{
	static const char text[] = "\xef\xbb\xbf-- dunlin: up\r\n\r\nSELECT\r\n1;\r\nSELECT 22;\n"
				   "-- dunlin: down\r\nSELECT 3;";
	struct dn_source *source;
	struct dn_body *body;
	int64_t at, len;

	(void)state;
	rig_put_bytes("m/0001_a.sql", text, sizeof(text) - 1);
	source = rig_source();
	body = rig_body(source, 'v', "1", DN_UP, NULL);
	assert_int_equal(dn_body_cut(source, body, dn_dialect_find("sqlite"), NULL), DUNLIN_OK);
	assert_int_equal(body->n_stmts, 2);
	dn_body_disk_range(body, (size_t)(body->stmts[0].sql - body->text), body->stmts[0].len, &at,
			   &len);
	assert_int_equal(at, strstr(text, "SELECT") - text);
	assert_int_equal(len, strlen("SELECT\r\n1"));
	dn_body_disk_range(body, (size_t)(body->stmts[1].sql - body->text), body->stmts[1].len, &at,
			   &len);
	assert_int_equal(at, strstr(text, "SELECT 22") - text);
	assert_int_equal(len, strlen("SELECT 22"));
	dn_source_free(source);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(disk__finds_every_range),
		TEST(disk__a_statement_is_where_it_says),
	};

	return cmocka_run_group_tests_name("disk", tests, NULL, NULL);
}
