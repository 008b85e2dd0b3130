/*
 * source/migration - what a migration is, once read from files.
 *
 * Everything here is owned by the struct dn_source it was read into, and lent
 * until dn_source_free().
 */
#ifndef DN_SOURCE_MIGRATION_H
#define DN_SOURCE_MIGRATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <dunlin/error.h>

#include "base/digest.h"
#include "base/str.h"
#include "sql/effect.h"

enum dn_direction { DN_UP, DN_DOWN, DN_VERIFY };
#define DN_DIRECTIONS 3

/* What a line right above a statement asks of it: `expect …`, `max-time …`, `uses index …`. */
enum dn_expect_kind {
	DN_EXPECT_ROWS,
	DN_EXPECT_VALUE,
	DN_EXPECT_ERROR,
	DN_EXPECT_TIME,
	DN_EXPECT_INDEX
};
#define DN_EXPECT_KINDS 5
struct dn_expect {
	enum dn_expect_kind kind;
	int64_t rows;     /* ROWS */
	int64_t ms;       /* TIME: the most it may take */
	const char *text; /* VALUE: the text, "NULL" unquoted is SQL NULL and makes this NULL;
			     ERROR: the five characters of the SQLSTATE; INDEX: its name */
	bool exact;       /* INDEX: upper and lower case differ, since it was quoted */
	int64_t line;     /* of the directive, in the file */
};

struct dn_stmt {
	const char *sql; /* not terminated; lies in the body's text */
	size_t len;
	int64_t line;     /* of its first byte, in the file, from 1 */
	const char *data; /* COPY rows, or NULL */
	size_t data_len;
	int64_t data_line;
	uint32_t effects; /* DN_EFFECT_* */
	/* Of an online body: what goes behind it, the next where one is refused as unsupported;
	 * ended by NULL.  NULL: it is sent as it is. */
	const char *const *tails;
	const struct dn_expect *expects;
	size_t n_expects;
};

/* A time in a directive or setting, in milliseconds. */
#define DN_TIME_UNSET INT64_MIN

struct dn_body_file;
struct dn_disk;
struct dn_body {
	enum dn_direction direction;
	uint32_t effects;    /* when it is cut: of all statements that are sent, together;
				DN_EFFECT_REBUILD also when the body itself meant to do what
				surrounds a rebuild */
	const char *dialect; /* canonical name, NULL: for every dialect */
	const char *file;    /* as a message should name it */
	const char *text;    /* LF only, no BOM; this is what is hashed and sent */
	size_t len;
	int64_t first_line;         /* of the text, in the file */
	const struct dn_disk *disk; /* what was taken out of the file; NULL: nothing */
	size_t disk_at;             /* where the text begins in all of the file's, before that */
	char checksum[DN_DIGEST_HEX + 1];

	/* Its file has a fault, which was handed over: it is known to be there, and no
	 * more.  Never without on_fault in struct dn_source_options. */
	bool broken;
	bool cut;   /* dn_body_cut() was here */
	bool query; /* a query file: what cannot run in a transaction fails when it would run */

	/* directives */
	bool tx_off;
	bool irreversible;
	bool online;                  /* no statement may copy a table, or keep others from it */
	int64_t lock_timeout_ms;      /* DN_TIME_UNSET; -1 is no limit */
	int64_t statement_timeout_ms; /* DN_TIME_UNSET; 0 is no limit */
	const char **requires;        /* canonical versions, or "R__name" */
	size_t n_requires;
	const char **only; /* canonical dialect names */
	size_t n_only;
	const char **env;
	size_t n_env;
	const char *when;  /* a SELECT, or NULL */
	int64_t when_line; /* of the first line of the SELECT, in the file */

	const struct dn_body_file *later; /* its file has not been read: nothing but direction,
					     dialect and file is known; see dn_body_load() */

	/* filled by dn_body_cut() */
	struct dn_stmt *stmts;
	size_t n_stmts;

	/* for source/ alone: every directive that holds for it, in order */
	const struct dn_mark *marks;
	size_t n_marks;
};

#define DN_KIND_VERSIONED 'v'
#define DN_KIND_REPEATABLE 'r'
#define DN_KIND_SEED 's'
#define DN_KIND_QUERY 'q' /* a query file: of no migration */

struct dn_migration {
	char kind;                /* DN_KIND_* */
	const char *id;           /* version in canonical digits ("3"), or name of a repeatable, or
				 path of a seed below seeds/ without suffixes */
	const char *version_text; /* as the file writes it ("0003"), for people; NULL if no v */
	const char *name;         /* "search"; of repeatables and seeds: same as id */
	const char *seed_env;     /* seeds/<env>/…; NULL: for every environment */
	struct dn_body **bodies;  /* all that were found, in every dialect */
	size_t n_bodies;

	/* Those for the dialect chosen by dn_source_select(); NULL: there is none. */
	struct dn_body *up;
	struct dn_body *down;
	struct dn_body *verify;
};

/* Whether a statement of a body is sent; one that is not is shown. */
bool dn_stmt_is_sent(const struct dn_stmt *stmt);

/* Versions: digit strings without leading zeros, compared by length, then bytes. */
int dn_version_compare(const char *a, const char *b);
/* Strips leading zeros ("000" becomes "0"); lent from `digits`. */
const char *dn_version_canonical(const char *digits);
/* Versioned ones by version, then repeatables by name, then seeds by id, those
 * for every environment first. */
int dn_migration_compare_id(char kind_a, const char *a, char kind_b, const char *b);
/* The same, for qsort over struct dn_migration. */
int dn_migration_compare(const void *a, const void *b);

/* The file in which the way back of an up body would be looked for. */
void dn_body_put_down_file(struct dn_str *out, const struct dn_body *up);

#endif
