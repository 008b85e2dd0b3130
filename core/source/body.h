/* source/body - a file's text to bodies, with what its directives say. */
#ifndef DN_SOURCE_BODY_H
#define DN_SOURCE_BODY_H

#include <dunlin/error.h>

#include "source/store.h"

struct dn_files;

/* What name and folder say of a file.  All strings live as long as the source. */
struct dn_body_file {
	const struct dn_files *files; /* where it lies; for one whose body is read later */
	const char *file;
	char kind;
	const char *id;
	const char *version_text;
	const char *name;
	const char *seed_env;
	const char *dialect;
	int direction;              /* enum dn_direction; -1: up, or what its sections say */
	const struct dn_disk *disk; /* NULL: the text is the file as it is */
};

/*
 * Adds the bodies in `text` to the source.  The text is canonical and lives as
 * long as the source.  No I/O.  EUSAGE, with file and line, for a directive
 * that is wrong or stands where it does not count; when faults are collected,
 * every one in the file is, and broken bodies are added.
 */
DUNLIN_MUST_CHECK dunlin_status dn_body_add(struct dn_source *source,
					    const struct dn_body_file *file,
					    const struct dn_source_options *options,
					    const char *text, size_t len, dunlin_error *err);
/* Adds the body that the name alone promises, of a file that cannot be read. */
DUNLIN_MUST_CHECK dunlin_status dn_body_add_broken(struct dn_source *source,
						   const struct dn_body_file *file,
						   dunlin_error *err);

/* Adds the body that the name alone promises, direction and all: what it holds is read when somebody
 * needs it, by dn_body_load(). */
DUNLIN_MUST_CHECK dunlin_status dn_body_add_later(struct dn_source *source,
						  const struct dn_body_file *file,
						  dunlin_error *err);
/* Makes `body` the one that is in `text`, of a file whose name says its direction; else as
 * dn_body_add(). */
DUNLIN_MUST_CHECK dunlin_status dn_body_read(struct dn_body *body, struct dn_source *source,
					     const struct dn_body_file *file,
					     const struct dn_source_options *options,
					     const char *text, size_t len, dunlin_error *err);

#endif
