/*
 * dunlin/dialect.h - the SQL of one family of databases, as data.
 *
 * The engine cuts, classifies and quotes with these tables alone and never
 * asks a driver to; so it can read a project with no driver present.  It
 * brings the dialects "postgres", "sqlite" and "mysql".  A driver names one of
 * them, or brings a struct of its own that says in `base` which of the three
 * it derives from: every member that is zero or NULL, or that lies past its
 * `size`, is then taken from the base, but for the aliases.  What the base has
 * and it has not, it denies: with a list of nothing, an empty text, or
 * DUNLIN_LEX_PLAIN and DUNLIN_RUN_PLAIN.  A flag that the engine does not know
 * refuses the driver, since its text could not be cut.
 *
 * Everything here is lent until the process ends.
 */
#ifndef DUNLIN_DIALECT_H
#define DUNLIN_DIALECT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How its text is cut into tokens and statements (struct dunlin_dialect.lex). */
#define DUNLIN_LEX_NESTED_COMMENTS (1u << 0)     /* block comments nest */
#define DUNLIN_LEX_DOLLAR_QUOTES (1u << 1)       /* $tag$ … $tag$ */
#define DUNLIN_LEX_E_STRINGS (1u << 2)           /* E'a\'b' (and U& B X N prefixes) */
#define DUNLIN_LEX_BACKSLASH (1u << 3)           /* a backslash escapes in every '…' and "…" */
#define DUNLIN_LEX_HASH_COMMENTS (1u << 4)       /* # to the end of the line */
#define DUNLIN_LEX_DASH_BLANK (1u << 5)          /* -- is a comment only before a blank */
#define DUNLIN_LEX_BACKTICKS (1u << 6)           /* `name` */
#define DUNLIN_LEX_BRACKETS (1u << 7)            /* [name] */
#define DUNLIN_LEX_DQUOTE_STRINGS (1u << 8)      /* "…" is a string, not a name */
#define DUNLIN_LEX_EXECUTABLE_COMMENTS (1u << 9) /* the text in a comment that opens with ! or M! is run */
#define DUNLIN_LEX_DELIMITER (1u << 10)          /* DELIMITER lines of the mysql client */
#define DUNLIN_LEX_COPY_DATA (1u << 11)          /* COPY … FROM stdin; rows; \. */
#define DUNLIN_LEX_META_COMMANDS (1u << 12)      /* a backslash line is a client command */
#define DUNLIN_LEX_ATOMIC_BODIES (1u << 13)      /* CREATE FUNCTION … BEGIN ATOMIC … END */
#define DUNLIN_LEX_TRIGGER_BODIES (1u << 14)     /* CREATE TRIGGER … BEGIN … END */
#define DUNLIN_LEX_COMPOUND_BODIES (1u << 15)    /* BEGIN IF LOOP CASE … END in stored routines */
#define DUNLIN_LEX_RULE_PARENS (1u << 16)        /* CREATE RULE … DO ( a; b ) */
#define DUNLIN_LEX_CR_ENDS_COMMENT (1u << 17)    /* a lone CR ends a -- comment */
#define DUNLIN_LEX_PLAIN (1u << 18)              /* none of these, where 0 would be those of the base */

/* How it runs (struct dunlin_dialect.run). */
#define DUNLIN_RUN_TX_DDL (1u << 0)    /* a rollback undoes DDL as well */
#define DUNLIN_RUN_BATCHES (1u << 1)   /* consecutive migrations share one transaction, a
					  savepoint each */
#define DUNLIN_RUN_BACKSLASH (1u << 2) /* a backslash in a '…' literal must be doubled */
#define DUNLIN_RUN_BACKUP_SQL (1u << 3) /* a backup is a text of SQL, and named so */
#define DUNLIN_RUN_PLAIN (1u << 4)     /* none of these, where 0 would be those of the base */

/* Every flag of this version. */
#define DUNLIN_LEX_ALL ((DUNLIN_LEX_PLAIN << 1) - 1)
#define DUNLIN_RUN_ALL ((DUNLIN_RUN_PLAIN << 1) - 1)

/*
 * Word patterns say what a statement does, by its first words:
 *   WORD      this word, in any case                 CREATE
 *   [A|B]     one of these words or sequences, or nothing      [OR REPLACE]
 *   (A|B)     one of these words or sequences                  (TABLE|INDEX)
 *   *         one token, whatever it is; a dotted or quoted name counts as one
 *   ...       any run of tokens, parentheses taken whole; never into them
 *   $         the end of the statement
 *   {}        a group in parentheses; {A B}: one that holds these words, side by
 *             side, at its own level
 * A pattern fits when it is used up; what follows in the statement is free
 * unless the pattern ends in $.  Lists end with NULL.
 *
 * A WORD is compared with the token as it is written, so it may also be a sign
 * or a quoted name; with dots it fits a dotted name, part by part, and a part *
 * is any.  [ ] ( ) { } may stand in each other.  An entry that begins with ! is
 * an exception: what it fits is not meant by the entries behind it.  Comments
 * are passed over, and the text of one that is run is read like any other.
 */
struct dunlin_dialect {
	uint32_t size;    /* end of the last member known when it was compiled */
	uint32_t lex;     /* DUNLIN_LEX_*; 0: those of the base */
	uint32_t run;     /* DUNLIN_RUN_*; 0: those of the base */
	uint32_t max_name; /* bytes a name may have; 0: that of the base; UINT32_MAX: no limit */
	const char *name; /* "postgres"; lower case, as in file names */
	const char *base; /* "postgres", "sqlite" or "mysql"; NULL in those three */
	const char *const *aliases; /* other suffixes for the same: "pg", "postgresql"; never
				       the base's, since a file is for one dialect */

	/* Statements the database refuses inside a transaction. */
	const char *const *no_transaction;
	/* Statements that change the session: it is reset after them. */
	const char *const *session;
	/* Statements that make a migration run in a transaction of its own, between
	 * `rebuild_before` and `rebuild_after`. */
	const char *const *rebuild;
	/* Statements that may stand outside a BEGIN … COMMIT pair around a body, since
	 * `rebuild_before` and `rebuild_after` do their work. */
	const char *const *outside;

	const char *name_quote; /* two characters: opens and closes a quoted name; the closing
				   one is doubled inside */
	const char *key_type;   /* a text of up to 255 characters, usable as a key, in byte order */
	const char *text_type;  /* a text of any length */
	const char *int_type;   /* a signed 64-bit integer */
	const char *table_tail; /* goes after the closing parenthesis of CREATE TABLE, a blank
				   in front */

	const char *begin;      /* "BEGIN", "BEGIN IMMEDIATE" */
	const char *begin_read; /* a transaction that only reads */
	const char *commit;
	/* An expression: microseconds from the start of the transaction until now by
	 * the server's clock.  NULL: the engine measures and writes a literal. */
	const char *duration;
	/* Settings for one transaction, with {ms} wherever the milliseconds go, 0 of them for no
	 * limit; NULL: the database has no such setting.  Without DUNLIN_RUN_TX_DDL they may last
	 * longer: the session is reset after a body that has one. */
	const char *lock_timeout;
	const char *statement_timeout;
	/* Around a transaction that rebuilds tables; NULL: nothing to do. */
	const char *rebuild_before;
	const char *rebuild_after;
	/* A query whose rows name what violates a constraint.  A row that is there
	 * before COMMIT and was not at BEGIN stops the transaction.  NULL: none. */
	const char *check;
	/* A statement that creates the schema {name} if it is missing; NULL: the
	 * database has no schemas. */
	const char *create_schema;
	/* Statements, ended by NULL, that take back what a body did to the session; run
	 * inside its transaction, before what is recorded there, and followed by what
	 * the driver's setup() told.  NULL: none are needed. */
	const char *const *restore;
	/* A statement before those that run outside any transaction, undone by a
	 * reset after them; NULL: none. */
	const char *alone_before;
	/* Statements, ended by NULL, that a plan shows where the session is reset, before
	 * what the driver's setup() told.  NULL: those of `restore`. */
	const char *const *reset;
	/* Of a script for the database's own client, each ended by NULL: lines that it
	 * begins with, so that it stops at the first error; and what stands in the
	 * place of `check`, at BEGIN and before COMMIT: statements that fail when a row
	 * is new.  NULL: none. */
	const char *const *client;
	const char *const *check_before;
	const char *const *check_after;
	/* Of the statements in `session`, those that do nothing else: they run again when a
	 * migration that was cut off goes on. */
	const char *const *set_up;
	/* Statements that lose nothing by being in a transaction with the journal's mark, also
	 * where the migration asks for none: their effect and the mark are then one. */
	const char *const *shares;
	/* Of `set_up`, what `restore` takes back and running it again brings back; and of
	 * those, what takes another role, with which Dunlin's own rows may be out of reach. */
	const char *const *settings;
	const char *const *roles;
	/* A setting for one transaction: its COMMIT does not wait for the disk, and is as durable
	 * as the next that does.  NULL: none; every COMMIT waits, or none does. */
	const char *commit_later;
	/* `-- dunlin: online`: what makes the database refuse a statement rather than copy a table or
	 * keep others from it.  Groups of texts, each ended by NULL, and the list by another.  The
	 * first text of a group is a pattern, and the first group whose pattern fits decides: its
	 * others are put behind the statement, in turn, as long as the database refuses with
	 * SQLSTATE 0A000; without any the statement stays as it is.  NULL: online says nothing. */
	const char *const *online;
	/* Those that are refused there before anything runs: they copy the table or keep others from
	 * it, by their own words or because nothing stops the database. */
	const char *const *offline;

	/* Append below; never insert, drop or retype. */
};
#define DUNLIN_DIALECT_SIZE \
	((uint32_t)(offsetof(struct dunlin_dialect, offline) + sizeof(const char *)))

#ifdef __cplusplus
}
#endif
#endif
