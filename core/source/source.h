/*
 * source/source - a set of migrations read through a layout.
 *
 * Reading finds every file, names what is wrong with the names, reads and
 * hashes the bodies and their directives.  Cutting a body into statements is
 * left until somebody needs them.
 */
#ifndef DN_SOURCE_SOURCE_H
#define DN_SOURCE_SOURCE_H

#include <dunlin/error.h>

#include "source/files.h"
#include "source/migration.h"
#include "sql/dialects.h"

/* A dialect whose suffix files may carry.  Lent for the reading; its strings
 * must outlive the source. */
struct dn_source_dialect {
	const char *name;
	const char *const *aliases; /* NULL-terminated, may be NULL */
};

/* Hears of what is wrong with one file, or between two; lent for the call. */
typedef void (*dn_fault_fn)(void *payload, const dunlin_error *fault);

struct dn_source_options {
	const char *const *folders;
	size_t n_folders;
	const struct dn_bundle *bundles; /* read after the folders; they must outlive the source */
	size_t n_bundles;
	const struct dn_source_dialect *dialects; /* the engine's, the drivers', the project's */
	size_t n_dialects;
	const char *layout;   /* how files become migrations; NULL is "plain" */
	bool later;           /* files of down and verify bodies are read by dn_body_load(); the
				 dialects must then outlive the source.  Not with on_fault */
	dn_fault_fn on_fault; /* hears every EUSAGE, and reading goes on; NULL: it ends there */
	dn_file_fn on_file;   /* hears of every file that is read; NULL: nobody.  Not with later */
	void *payload;        /* of both */
};

/* Something a person should look at; nothing is skipped without one. */
struct dn_warning {
	const char *file;
	int64_t line; /* 0: the file as a whole */
	const char *text;
};

struct dn_source {
	struct dn_migration *migrations; /* in the order of dn_migration_compare() */
	size_t n, cap;
	struct dn_warning *warnings;
	size_t n_warnings, cap_warnings;
	struct dn_source_private *own; /* arena, file contents */
};

/*
 * Reads the folders and bundles.  EUSAGE, with file and line, for a duplicate, a bad name,
 * a bad directive, a link that leads outside, a file that cannot be read, a
 * missing folder.  With `on_fault` each of these is handed over, and what could
 * be read becomes a source: bodies of a file with a fault are `broken` in it.
 */
DUNLIN_MUST_CHECK dunlin_status dn_source_read(struct dn_source **out,
					       const struct dn_source_options *options,
					       dunlin_error *err);
void dn_source_free(struct dn_source *source);

/* Sets up, down and verify of every migration to the body for `dialect`, a
 * canonical name, or else the generic one, each on its own. */
void dn_source_select(struct dn_source *source, const char *dialect);

/* Reads the file of a body that was left for later; does nothing for another.  EUSAGE with file and
 * line. */
DUNLIN_MUST_CHECK dunlin_status dn_body_load(struct dn_source *source, struct dn_body *body,
					     dunlin_error *err);
/* The same, and keeps nothing of it: whether it could be. */
DUNLIN_MUST_CHECK dunlin_status dn_body_try(struct dn_source *source, const struct dn_body *body,
					    dunlin_error *err);
/* Cuts and classifies a body, loaded if need be, by the rules of `dialect`; once is enough.
 * EUSAGE with file, line and column. */
DUNLIN_MUST_CHECK dunlin_status dn_body_cut(struct dn_source *source, struct dn_body *body,
					    const struct dunlin_dialect *dialect,
					    dunlin_error *err);

/* NULL when there is none. */
struct dn_migration *dn_source_find(const struct dn_source *source, char kind, const char *id);
/* The text of line `line` of the body's file, for an excerpt; NULL when the
 * line is not in the body. */
const char *dn_body_line(const struct dn_body *body, int64_t line, size_t *len);

#endif
