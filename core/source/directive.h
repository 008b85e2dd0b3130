/* source/directive - one directive line: `-- dunlin: WORD ARGUMENTS`. */
#ifndef DN_SOURCE_DIRECTIVE_H
#define DN_SOURCE_DIRECTIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <dunlin/error.h>

#include "source/migration.h"

enum dn_word {
	DN_WORD_UP, /* the sections, with the numbers of enum dn_direction */
	DN_WORD_DOWN,
	DN_WORD_VERIFY,
	DN_WORD_TRANSACTION,
	DN_WORD_REQUIRES,
	DN_WORD_ONLY,
	DN_WORD_ENV,
	DN_WORD_LOCK_TIMEOUT,
	DN_WORD_STATEMENT_TIMEOUT,
	DN_WORD_IRREVERSIBLE,
	DN_WORD_WHEN,
	DN_WORD_EXPECT,
	DN_WORD_MAX_TIME,
	DN_WORD_USES,
	DN_WORD_ONLINE,
	DN_WORD_UNKNOWN
};

struct dn_word_info {
	const char *text;
	const char *usage; /* the line as it should be written, after the colon */
	bool section;      /* opens a section */
	bool once;         /* at most one in a section */
	bool takes_args;
	unsigned directions; /* bits 1 << enum dn_direction: the bodies it may stand in */
	bool in_seed;        /* may stand in seed data */
};
/* `word` is none but DN_WORD_UNKNOWN excepted. */
const struct dn_word_info *dn_directive_info(enum dn_word word);
/* Whether it asks something of the one statement that it stands right above. */
bool dn_directive_asks(enum dn_word word);

/* A directive line as it was found. */
struct dn_directive {
	enum dn_word word;
	const char *text; /* the word and all behind it, blanks at the end cut; not terminated */
	size_t len;
	const char *args; /* what follows the word, blanks at both ends cut */
	size_t args_len;
	size_t offset; /* of its line, in the file's text */
	int64_t line;  /* in the file */
	bool plain;    /* nothing but blank lines and -- lines before it in its section */
};

enum dn_directive_kind {
	DN_DIRECTIVE_NONE,
	DN_DIRECTIVE_FOUND, /* perhaps with an unknown word */
	DN_DIRECTIVE_NEAR   /* a person would take it for one */
};
/* Looks at one line, without its LF; fills word, text and args of `out`. */
enum dn_directive_kind dn_directive_line(struct dn_directive *out, const char *line, size_t len);
/* EUSAGE for an unknown word, and for missing or superfluous arguments. */
DUNLIN_MUST_CHECK dunlin_status dn_directive_check(const struct dn_directive *directive,
						   const char *file, dunlin_error *err);

/* A directive that holds for a body; kept for what can only be said when more
 * is known: the statements around it, the other migrations. */
struct dn_mark {
	enum dn_word word;
	size_t offset; /* of its line in the body's text; 0 when it stands above the sections */
	int64_t line;  /* in the file */
	size_t n;      /* how many values it added to a list */
	struct dn_expect expect;
};

#endif
