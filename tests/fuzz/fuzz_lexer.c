/*
 * fuzz_lexer - any bytes to tokens, in any dialect: it goes forward, stays in
 * the text, and leaves nothing but blanks between two tokens.
 *
 * The first byte chooses the dialect, and whether a statement may begin at each
 * token.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "sql/chars.h"
#include "sql/dialects.h"
#include "sql/lexer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_gap(const char *text, size_t from, size_t to)
{
	/* A byte order mark, at the very beginning. */
	if (from == 0 && to >= 3 && text[0] == '\xef')
		from = 3;
	for (; from < to; from++)
		check(dn_char_is((unsigned char)text[from], DN_CHAR_BLANK));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1;
	struct dn_lexer lexer, mark;
	struct dn_token token, again;
	size_t behind = 0;

	if (size == 0)
		return 0;
	size--;
	dn_lexer_init(&lexer, dn_dialect_at(data[0] % 3), text, size);
	do {
		lexer.fresh = (data[0] & 0x80) != 0;
		mark = lexer;
		dn_lexer_next_any(&lexer, &token);
		dn_lexer_next_any(&mark, &again);
		check(again.kind == token.kind && again.offset == token.offset &&
		      again.len == token.len);
		check(token.offset <= size && token.len <= size - token.offset);
		if (token.kind == DN_TOKEN_BAD) {
			check(lexer.fault != NULL);
			break;
		}
		check(token.offset >= behind);
		check(token.len > 0 || token.kind == DN_TOKEN_END);
		check_gap(text, behind, token.offset);
		behind = token.offset + token.len;
	} while (token.kind != DN_TOKEN_END);
	if (token.kind == DN_TOKEN_END)
		check(behind == size);
	return 0;
}
