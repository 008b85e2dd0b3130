/*
 * sql/splitter - tokens to statements: where each begins and ends.
 *
 * Works on the text in place, allocates nothing, and keeps no more state than
 * this struct however long the text is.
 */
#ifndef DN_SQL_SPLITTER_H
#define DN_SQL_SPLITTER_H

#include <stddef.h>
#include <stdint.h>

#include <dunlin/dialect.h>
#include <dunlin/error.h>

#include "sql/lexer.h"

struct dn_splitter {
	struct dn_lexer lexer;
	/* private state of the splitter */
};

/* One statement.  Offsets are bytes into the text given to init, lines from 1. */
struct dn_cut {
	size_t offset;      /* of its first token: blanks and comments before it are not in it */
	size_t len;         /* up to its last token; the delimiter is not in it */
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
