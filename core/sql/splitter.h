/*
 * sql/splitter - tokens to statements: where each begins and ends.
 *
 * Works on the text in place, allocates nothing, and keeps no more state than
 * this struct however long the text is.
 */
#ifndef DN_SQL_SPLITTER_H
#define DN_SQL_SPLITTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <dunlin/dialect.h>
#include <dunlin/error.h>

#include "sql/block.h"
#include "sql/lexer.h"

struct dn_splitter {
	struct dn_lexer lexer;
	/* private state of the splitter */
	bool checked;         /* the text was searched for NUL bytes */
	size_t counted;       /* lines are counted up to here … */
	size_t line;          /* … and this is the one it lies in */
	struct dn_token last; /* of the statement so far */
	size_t parens;        /* open */
	size_t paren_open;    /* the outermost of them */
	size_t brackets;      /* [ ] open */
	size_t json;          /* parentheses open where name:value is SQL; 0: none */
	uint8_t copy;         /* how far COPY … FROM stdin has been read */
	bool executable;      /* the statement holds a comment that is run */
	struct dn_block block;
};

/* One statement.  Offsets are bytes into the text given to init, lines from 1. */
struct dn_cut {
	size_t offset;      /* of its first token: blanks and comments before it are not in it */
	size_t len;         /* up to its last token; the delimiter is not in it, nor is a comment
			       between the last token and the delimiter */
	size_t line;        /* of `offset` */
	size_t data_offset; /* COPY: its rows … */
	size_t data_len;    /* … without the closing \. line */
	size_t data_line;   /* 0: there is no data */
	uint32_t effects;   /* DN_EFFECT_COPY, DN_EFFECT_CLIENT only; classify adds the rest */
};

void dn_splitter_init(struct dn_splitter *splitter, const struct dunlin_dialect *dialect,
		      const char *text, size_t len);
/*
 * The next statement; at the end of the text out->len is 0.  Empty statements
 * vanish.  EUSAGE, with line and column of the text, for anything unterminated
 * (naming the line that opened it), a NUL byte, and a client command that must
 * not be dropped in silence (naming what to write instead).
 */
DUNLIN_MUST_CHECK dunlin_status dn_splitter_next(struct dn_splitter *splitter, struct dn_cut *out,
						 dunlin_error *err);

#endif
