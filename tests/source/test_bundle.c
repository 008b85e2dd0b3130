/* Bundles: those that are no good, and those that are read as a folder is. */
#include "source/rig.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "source/bundle.h"

/* The bytes of a bundle, and the struct around them. */
struct box {
	struct dunlin_bundle bundle;
	char checksum[DN_DIGEST_HEX + 1];
	char data[4096];
};

static void seal(struct box *box, size_t len)
{
	struct dn_digest digest;

	dn_digest_init(&digest);
	dn_digest_add(&digest, box->data, len);
	dn_digest_hex(&digest, box->checksum);
	box->bundle = (struct dunlin_bundle){ .size = DUNLIN_BUNDLE_SIZE,
					      .name = "in",
					      .checksum = box->checksum,
					      .data = (const unsigned char *)box->data,
					      .len = len,
					      .raw_len = len };
}

/* Fills one with bytes as they are. */
static struct dunlin_bundle *put(struct box *box, const char *bytes, size_t len)
{
	assert_true(len <= sizeof(box->data));
	memcpy(box->data, bytes, len);
	seal(box, len);
	return &box->bundle;
}
#define PUT(box, literal) put(box, literal, sizeof(literal) - 1)

/* Fills one with files: path, text, path, text, NULL. */
static struct dunlin_bundle *fill(struct box *box, const char *const *files)
{
	size_t len = 0;
	int wrote;

	for (; *files != NULL; files += 2) {
		wrote = snprintf(box->data + len, sizeof(box->data) - len, "%s%c%zu%c%s", files[0],
				 0, strlen(files[1]), 0, files[1]);
		assert_true(wrote > 0 && (size_t)wrote < sizeof(box->data) - len);
		len += (size_t)wrote;
	}
	seal(box, len);
	return &box->bundle;
}

static void refused(const struct dunlin_bundle *from, const char *name, const char *piece)
{
	struct dn_bundle bundle;
	dunlin_status status;
	dunlin_error err;

	dn_error_init(&err);
	status = dn_bundle_open(&bundle, from, &err);
	assert_null(bundle.files);
	assert_null(bundle.unpacked);
	assert_non_null(err.hint);
	rig_check_error(status, &err, name, 0, piece);
}

/* Reads it as the only source; NULL when that fails. */
static struct dn_source *read_box(struct dn_bundle *bundle, const struct dunlin_bundle *from,
				  bool later, dunlin_error *err)
{
	struct dn_source_options options = rig_options;
	struct dn_source *source;

	assert_int_equal(dn_bundle_open(bundle, from, err), DUNLIN_OK);
	options.bundles = bundle;
	options.n_bundles = 1;
	options.later = later;
	return dn_source_read(&source, &options, err) == DUNLIN_OK ? source : NULL;
}

/* --- no good ------------------------------------------------------------------------- */

static void bundle__refuses_what_is_not_initialised(void **state)
{
	struct box box;

	(void)state;
	refused(NULL, "bundle", "not initialised");
	PUT(&box, "a.sql\0001\000x")->size = DUNLIN_BUNDLE_SIZE - 1;
	refused(&box.bundle, "bundle", "not initialised");
	PUT(&box, "a.sql\0001\000x")->name = NULL;
	refused(&box.bundle, "bundle", "not initialised");
	PUT(&box, "a.sql\0001\000x")->name = "";
	refused(&box.bundle, "bundle", "not initialised");
	PUT(&box, "a.sql\0001\000x")->reserved = 1;
	refused(&box.bundle, "in", "of a later version");
	PUT(&box, "a.sql\0001\000x")->checksum = NULL;
	refused(&box.bundle, "in", "no checksum");
	PUT(&box, "a.sql\0001\000x")->checksum = "12ab";
	refused(&box.bundle, "in", "no checksum");
	PUT(&box, "a.sql\0001\000x")->data = NULL;
	refused(&box.bundle, "in", "no data");
	PUT(&box, "a.sql\0001\000x")->raw_len++;
	refused(&box.bundle, "in", "nothing unpacks it");
	PUT(&box, "a.sql\0001\000x")->raw_len = UINT64_MAX;
	box.bundle.len = UINT64_MAX;
	refused(&box.bundle, "in", "larger than memory");
}

static void bundle__refuses_what_was_damaged(void **state)
{
	struct box box;

	(void)state;
	PUT(&box, "1_a.sql\0009\000SELECT 1;");
	box.data[10] ^= 1;
	refused(&box.bundle, "in", "its checksum is another");
	PUT(&box, "1_a.sql\0009\000SELECT 1;");
	box.bundle.len = --box.bundle.raw_len;
	refused(&box.bundle, "in", "its checksum is another");
}

static void bundle__refuses_what_is_malformed(void **state)
{
	struct box box;

	(void)state;
	refused(PUT(&box, "1_a.sql"), "in", "a path in it has no end");
	refused(PUT(&box, "1_a.sql\0"), "in", "\"1_a.sql\" has a file of no length");
	refused(PUT(&box, "1_a.sql\0003"), "in", "\"1_a.sql\" has a file of no length");
	refused(PUT(&box, "1_a.sql\000\000"), "in", "\"1_a.sql\" has a file of no length");
	refused(PUT(&box, "1_a.sql\0003\000ab"), "in", "or a wrong one");
	refused(PUT(&box, "1_a.sql\00003\000abc"), "in", "or a wrong one");
	refused(PUT(&box, "1_a.sql\000+3\000abc"), "in", "or a wrong one");
	refused(PUT(&box, "1_a.sql\000-1\000abc"), "in", "or a wrong one");
	refused(PUT(&box, "1_a.sql\0003x\000abc"), "in", "or a wrong one");
	refused(PUT(&box, "1_a.sql\00099999999999999999999999999\000abc"), "in", "or a wrong one");
	refused(PUT(&box, "1_a.sql\0003\000abcd"), "in", "a path in it has no end");
}

static void bundle__refuses_paths_that_lead_elsewhere(void **state)
{
	struct box box;

	(void)state;
	refused(PUT(&box, "/etc/a.sql\0000\000"), "in", "\"/etc/a.sql\" is absolute");
	refused(PUT(&box, "../a.sql\0000\000"), "in", "\"../a.sql\" leads elsewhere");
	refused(PUT(&box, "a/../b.sql\0000\000"), "in", "leads elsewhere");
	refused(PUT(&box, "a/..\0000\000"), "in", "leads elsewhere");
	refused(PUT(&box, "./a.sql\0000\000"), "in", "leads elsewhere");
	refused(PUT(&box, "\0000\000"), "in", "has an empty part");
	refused(PUT(&box, "a//b.sql\0000\000"), "in", "has an empty part");
	refused(PUT(&box, "a/\0000\000"), "in", "has an empty part");
}

static void bundle__refuses_paths_that_come_twice(void **state)
{
	struct box box;

	(void)state;
	refused(PUT(&box, "a\0000\000a\0000\000"), "in", "\"a\" comes twice, or not in order");
	refused(PUT(&box, "b\0000\000a\0000\000"), "in", "\"a\" comes twice, or not in order");
	refused(PUT(&box, "a\0000\000a.b\0000\000a/c\0000\000"), "in", "\"a/c\" lies in a file");
}

static int32_t unpack_fails(unsigned char *to, uint64_t to_len, const unsigned char *from,
			    uint64_t from_len)
{
	memset(to, 0, to_len);
	return from == NULL || from_len == 0 ? 0 : 7;
}

static int32_t unpack_has_no_memory(unsigned char *to, uint64_t to_len, const unsigned char *from,
				    uint64_t from_len)
{
	memset(to, 0, to_len);
	return from == NULL || from_len == 0 ? 0 : -1;
}

static int32_t unpack_turns(unsigned char *to, uint64_t to_len, const unsigned char *from,
			    uint64_t from_len)
{
	uint64_t i;

	for (i = 0; i < to_len && i < from_len; i++)
		to[i] = (unsigned char)(from[i] ^ 0x55);
	return to_len == from_len ? 0 : 1;
}

static void bundle__is_unpacked_by_its_own_call(void **state)
{
	struct dn_bundle bundle;
	struct box box;
	size_t i;

	(void)state;
	PUT(&box, "1_a.sql\0009\000SELECT 1;")->unpack = unpack_fails;
	refused(&box.bundle, "in", "cannot be unpacked");
	box.bundle.unpack = unpack_has_no_memory;
	assert_int_equal(dn_bundle_open(&bundle, &box.bundle, NULL), DUNLIN_ENOMEM);
	assert_null(bundle.unpacked);
	PUT(&box, "1_a.sql\0009\000SELECT 1;")->unpack = unpack_turns;
	refused(&box.bundle, "in", "its checksum is another");
	for (i = 0; i < box.bundle.len; i++)
		box.data[i] ^= 0x55;
	assert_int_equal(dn_bundle_open(&bundle, &box.bundle, NULL), DUNLIN_OK);
	assert_int_equal(bundle.n, 1);
	assert_memory_equal(dn_bundle_find(&bundle, "1_a.sql", 7)->data, "SELECT 1;", 9);
	dn_bundle_clear(&bundle);
}

/* --- as a folder ------------------------------------------------------------------- */

static const char *const all_kinds[] = {
	"0001_init.down.sql",
	"DROP TABLE a;\n",
	"0001_init.up.sql",
	"\xef\xbb\xbf-- first\r\nCREATE TABLE a (x int);\r\n",
	"0001_init.verify.sql",
	"SELECT 1;\n",
	"0002_two parts.sql",
	"-- dunlin: up\nSELECT 2;\n-- dunlin: down\nSELECT -2;\n",
	"0003-near.sql",
	"",
	"R__gr\xc3\xbc\xc3\x9f"
	"e.sql",
	"SELECT 3;\n",
	"notes/a.txt",
	"",
	"seeds.txt",
	"",
	"seeds/dev/rows.sql",
	"SELECT 5;\n",
	"seeds/users.sql",
	"",
	"sqlite/0001_init.up.sql",
	"CREATE TABLE a (x);\n",
	NULL,
};

static void put_all(void)
{
	char path[256];
	size_t i;

	for (i = 0; all_kinds[i] != NULL; i += 2) {
		snprintf(path, sizeof(path), "in/%s", all_kinds[i]);
		rig_put(path, all_kinds[i + 1]);
	}
}

static void same_body(const struct dn_body *a, const struct dn_body *b)
{
	assert_string_equal(a->file, b->file);
	assert_string_equal(a->checksum, b->checksum);
	assert_int_equal(a->len, b->len);
	assert_memory_equal(a->text, b->text, a->len);
	assert_int_equal(a->first_line, b->first_line);
	assert_int_equal(a->disk_at, b->disk_at);
	assert_int_equal(a->disk == NULL, b->disk == NULL);
}

static void same_source(const struct dn_source *a, const struct dn_source *b)
{
	size_t i, j;

	assert_int_equal(a->n, b->n);
	for (i = 0; i < a->n; i++) {
		assert_string_equal(a->migrations[i].id, b->migrations[i].id);
		assert_string_equal(a->migrations[i].name, b->migrations[i].name);
		assert_int_equal(a->migrations[i].n_bodies, b->migrations[i].n_bodies);
		for (j = 0; j < a->migrations[i].n_bodies; j++)
			same_body(a->migrations[i].bodies[j], b->migrations[i].bodies[j]);
	}
	assert_int_equal(a->n_warnings, b->n_warnings);
	for (i = 0; i < a->n_warnings; i++) {
		assert_string_equal(a->warnings[i].file, b->warnings[i].file);
		assert_string_equal(a->warnings[i].text, b->warnings[i].text);
	}
}

static void bundle__is_read_as_the_folder_is(void **state)
{
	struct dn_source *disk, *memory;
	struct dn_bundle bundle;
	struct box box;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	put_all();
	assert_int_equal(rig_read_from(&disk, "in", &err), DUNLIN_OK);
	memory = read_box(&bundle, fill(&box, all_kinds), false, &err);
	assert_non_null(memory);
	same_source(disk, memory);
	assert_true(rig_warned(memory, "in/0003-near.sql", 0, "not read"));
	assert_true(rig_warned(memory, "in/notes", 0, "not read"));
	dn_source_free(disk);
	dn_source_free(memory);
	dn_bundle_clear(&bundle);
}

static void bundle__lists_a_folder_by_name(void **state)
{
	struct dn_path_list list;
	struct dn_bundle bundle;
	struct box box;

	(void)state;
	assert_int_equal(dn_bundle_open(&bundle, fill(&box, all_kinds), NULL), DUNLIN_OK);
	assert_true(dn_bundle_list(&list, &bundle, ""));
	assert_int_equal(list.n, 10);
	assert_string_equal(list.items[7].name, "seeds");
	assert_true(list.items[7].is_dir);
	assert_string_equal(list.items[8].name, "seeds.txt");
	assert_true(list.items[8].is_file);
	dn_path_list_clear(&list);
	assert_true(dn_bundle_list(&list, &bundle, "seeds"));
	assert_int_equal(list.n, 2);
	assert_string_equal(list.items[0].name, "dev");
	assert_true(list.items[0].is_dir);
	assert_string_equal(list.items[1].name, "users.sql");
	dn_path_list_clear(&list);
	dn_bundle_clear(&bundle);
}

static void bundle__gives_bodies_later(void **state)
{
	struct dn_source *source;
	struct dn_bundle bundle;
	struct dn_body *down;
	struct box box;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	source = read_box(&bundle, fill(&box, all_kinds), true, &err);
	assert_non_null(source);
	down = rig_body(source, 'v', "1", DN_DOWN, NULL);
	assert_non_null(down->later);
	assert_int_equal(dn_body_load(source, down, &err), DUNLIN_OK);
	assert_null(down->later);
	assert_string_equal(down->text, "DROP TABLE a;\n");
	dn_source_free(source);
	dn_bundle_clear(&bundle);
}

static void bundle__names_the_file_and_line_of_a_fault(void **state)
{
	static const char *const wrong[] = { "1_a.up.sql", "SELECT 1;\n-- dunlin: only sqlite\n",
					     NULL };
	static const char *const bad[] = { "1_a.nosuch.up.sql", "", NULL };
	static const char *const utf16[] = { "1_a.up.sql", "\xff\xfe", NULL };
	struct dn_bundle bundle;
	struct box box;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	assert_null(read_box(&bundle, fill(&box, wrong), false, &err));
	rig_check_error(err.status, &err, "in/1_a.up.sql", 2, "only");
	dn_bundle_clear(&bundle);
	assert_null(read_box(&bundle, fill(&box, bad), false, &err));
	rig_check_error(err.status, &err, "in/1_a.nosuch.up.sql", 0, "nosuch");
	dn_bundle_clear(&bundle);
	assert_null(read_box(&bundle, fill(&box, utf16), false, &err));
	rig_check_error(err.status, &err, "in/1_a.up.sql", 0, "UTF-16");
	dn_bundle_clear(&bundle);
}

static void bundle__may_be_empty(void **state)
{
	static const char *const none[] = { NULL };
	struct dn_source *source;
	struct dn_bundle bundle;
	struct box box;

	(void)state;
	source = read_box(&bundle, fill(&box, none), false, NULL);
	assert_non_null(source);
	assert_int_equal(source->n, 0);
	dn_source_free(source);
	dn_bundle_clear(&bundle);
	fill(&box, none)->data = NULL;
	assert_int_equal(dn_bundle_open(&bundle, &box.bundle, NULL), DUNLIN_OK);
	dn_bundle_clear(&bundle);
}

static void bundle__and_folder_are_one_source(void **state)
{
	static const char *const second[] = { "2_b.up.sql", "SELECT 2;\n", NULL };
	static const char *const folders[] = { "m" };
	struct dn_source_options options = rig_options;
	struct dn_bundle bundle;
	struct dn_source *source;
	struct box box;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	rig_put("m/1_a.up.sql", "SELECT 1;\n");
	assert_int_equal(dn_bundle_open(&bundle, fill(&box, second), &err), DUNLIN_OK);
	options.folders = folders;
	options.n_folders = 1;
	options.bundles = &bundle;
	options.n_bundles = 1;
	assert_int_equal(dn_source_read(&source, &options, &err), DUNLIN_OK);
	assert_int_equal(source->n, 2);
	dn_source_free(source);
	rig_put("m/2_c.up.sql", "SELECT 3;\n");
	assert_int_equal(dn_source_read(&source, &options, &err), DUNLIN_EUSAGE);
	assert_non_null(strstr(err.message, "in/2_b.up.sql"));
	assert_string_equal(err.file, "m/2_c.up.sql");
	dn_error_clear(&err);
	dn_bundle_clear(&bundle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bundle__refuses_what_is_not_initialised),
		cmocka_unit_test(bundle__refuses_what_was_damaged),
		cmocka_unit_test(bundle__refuses_what_is_malformed),
		cmocka_unit_test(bundle__refuses_paths_that_lead_elsewhere),
		cmocka_unit_test(bundle__refuses_paths_that_come_twice),
		cmocka_unit_test(bundle__is_unpacked_by_its_own_call),
		cmocka_unit_test_setup_teardown(bundle__is_read_as_the_folder_is, rig_setup,
						rig_teardown),
		cmocka_unit_test(bundle__lists_a_folder_by_name),
		cmocka_unit_test(bundle__gives_bodies_later),
		cmocka_unit_test(bundle__names_the_file_and_line_of_a_fault),
		cmocka_unit_test(bundle__may_be_empty),
		cmocka_unit_test_setup_teardown(bundle__and_folder_are_one_source, rig_setup,
						rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
