/*
 * fuzz_splitter - any bytes to statements and their effects, in any dialect:
 * they lie in the text, in order, and no token is lost between them.
 *
 * The first byte chooses the dialect.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sql/classify.h"
#include "sql/dialects.h"
#include "sql/effect.h"
#include "sql/splitter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* Reads again, from the end of the last statement to the end of this one. */
static void check_tokens(struct dn_lexer lexer, const struct dn_cut *cut, size_t end)
{
	struct dn_token token;
	bool found = false;
	size_t behind = 0;

	for (;;) {
		if (behind <= cut->offset)
			lexer.fresh = !found;
		dn_lexer_next(&lexer, &token);
		if (token.kind == DN_TOKEN_END || token.offset >= end)
			break;
		check(token.kind != DN_TOKEN_BAD);
		behind = token.offset + token.len;
		if (token.offset >= cut->offset && behind <= cut->offset + cut->len) {
			check(found || token.offset == cut->offset);
			found = true;
		} else {
			check(token.kind == DN_TOKEN_SEMICOLON ||
			      token.kind == DN_TOKEN_DELIMITER || token.kind == DN_TOKEN_SWITCH);
		}
	}
	check(found);
}

static void check_failure(const dunlin_error *err, dunlin_status status, const char *text,
			  size_t len)
{
	int64_t lines = 1;
	size_t i;

	for (i = 0; i < len; i++)
		lines += text[i] == '\n';
	check(status == DUNLIN_EUSAGE);
	check(err->message != NULL && err->message[0] != '\0');
	check(err->line >= 1 && err->line <= lines && err->column >= 1);
}

static void check_data(const struct dn_cut *cut, const char *text, size_t len)
{
	check(cut->data_offset > cut->offset + cut->len);
	check(cut->data_offset + cut->data_len + 2 <= len);
	check(text[cut->data_offset - 1] == '\n');
	check(memcmp(text + cut->data_offset + cut->data_len, "\\.", 2) == 0);
	check(cut->effects == DN_EFFECT_COPY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct dunlin_dialect *dialect;
	const char *text = (const char *)data + 1;
	struct dn_splitter splitter;
	struct dn_lexer before;
	dunlin_status status;
	struct dn_cut cut;
	dunlin_error err;
	size_t behind = 0;
	uint32_t effects;

	if (size == 0)
		return 0;
	size--;
	dialect = dn_dialect_at(data[0] % 3);
	dn_error_init(&err);
	dn_splitter_init(&splitter, dialect, text, size);
	for (;;) {
		before = splitter.lexer;
		status = dn_splitter_next(&splitter, &cut, &err);
		if (status != DUNLIN_OK) {
			check_failure(&err, status, text, size);
			break;
		}
		if (cut.len == 0)
			break;
		check(cut.offset >= behind && cut.offset < size);
		check(cut.len <= size - cut.offset);
		check(cut.line >= 1);
		if ((cut.effects & DN_EFFECT_CLIENT) == 0)
			check_tokens(before, &cut,
				     cut.data_line > 0 ? cut.data_offset : splitter.lexer.pos);
		behind = cut.offset + cut.len;
		if (cut.data_line > 0) {
			check_data(&cut, text, size);
			behind = cut.data_offset + cut.data_len;
		}
		effects = dn_classify(dialect, text + cut.offset, cut.len) & DN_EFFECT_TX;
		check((effects & (effects - 1)) == 0);
	}
	dn_error_clear(&err);
	return 0;
}
