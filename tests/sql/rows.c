/* rows - texts and how they must be cut: one table row is one test. */
#include "sql/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "sql/dialects.h"
#include "sql/effect.h"
#include "sql/splitter.h"

static void (*also_check)(const char *piece);

static size_t line_at(const char *text, size_t offset)
{
	size_t line = 1;
	size_t i;

	for (i = 0; i < offset; i++)
		line += text[i] == '\n';
	return line;
}

static size_t check_cut(const char *text, size_t len, const struct dn_cut *cut, const char *piece,
			size_t behind)
{
	const char *found = memmem(text + behind, len - behind, piece, strlen(piece));

	if (found == NULL || cut->len != strlen(piece) ||
	    memcmp(text + cut->offset, piece, cut->len) != 0)
		fail_msg("cut <%.*s>, not <%s>", (int)cut->len, text + cut->offset, piece);
	assert_int_equal(cut->offset, found - text);
	assert_int_equal(cut->line, line_at(text, cut->offset));
	return cut->offset + cut->len;
}

static size_t check_data(const char *text, const struct dn_cut *cut, const char *data)
{
	assert_int_equal(cut->effects, DN_EFFECT_COPY);
	if (cut->data_len != strlen(data) ||
	    memcmp(text + cut->data_offset, data, cut->data_len) != 0)
		fail_msg("data <%.*s>, not <%s>", (int)cut->data_len, text + cut->data_offset,
			 data);
	assert_int_equal(cut->data_line, line_at(text, cut->data_offset));
	assert_memory_equal(text + cut->data_offset + cut->data_len, "\\.", 2);
	return cut->data_offset + cut->data_len;
}

static void check_row(const struct split_row *row, const char *text, size_t len)
{
	const char *const *piece = row->pieces;
	struct dn_splitter splitter;
	dunlin_status status;
	struct dn_cut cut;
	dunlin_error err;
	size_t behind = 0;

	dn_error_init(&err);
	dn_splitter_init(&splitter, dn_dialect_find(row->dialect), text, len);
	while ((status = dn_splitter_next(&splitter, &cut, &err)) == DUNLIN_OK && cut.len > 0) {
		if (*piece == NULL)
			fail_msg("one too many: <%.*s>", (int)cut.len, text + cut.offset);
		behind = check_cut(text, len, &cut, *piece, behind);
		if (also_check != NULL)
			also_check(*piece);
		piece++;
		if (*piece != NULL && **piece == *ROWS)
			behind = check_data(text, &cut, *piece++ + 1);
		else
			assert_int_equal(cut.data_line, 0);
	}
	if (*piece != NULL)
		fail_msg("not cut: <%s>%s%s", *piece, err.message ? ": " : "",
			 err.message ? err.message : "");
	if (row->fault == NULL) {
		if (status != DUNLIN_OK)
			fail_msg("%d:%d %s", (int)err.line, (int)err.column, err.message);
	} else {
		assert_int_equal(status, DUNLIN_EUSAGE);
		if (strstr(err.message, row->fault) == NULL)
			fail_msg("the message is <%s>, without <%s>", err.message, row->fault);
		assert_int_equal(err.line, row->line);
		assert_int_equal(err.column, row->column);
	}
	dn_error_clear(&err);
}

static void split_row(void **state)
{
	const struct split_row *row = *state;
	size_t len = row->len > 0 ? row->len : strlen(row->text);
	/* Exactly as large as the text, so that a read past its end is seen. */
	char *text = malloc(len > 0 ? len : 1);

	assert_non_null(text);
	memcpy(text, row->text, len);
	check_row(row, text, len);
	free(text);
}

int run_rows(const char *group, const struct split_row *rows, size_t n,
	     void (*also)(const char *piece))
{
	struct CMUnitTest *tests = calloc(n, sizeof(*tests));
	struct split_row *copies = calloc(n, sizeof(*copies));
	int failed = 1;
	size_t i;

	also_check = also;
	if (tests != NULL && copies != NULL) {
		for (i = 0; i < n; i++) {
			copies[i] = rows[i];
			tests[i].name = rows[i].name;
			tests[i].test_func = split_row;
			tests[i].initial_state = &copies[i];
		}
		failed = _cmocka_run_group_tests(group, tests, n, NULL, NULL);
	}
	free(copies);
	free(tests);
	return failed;
}
