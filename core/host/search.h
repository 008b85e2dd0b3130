/* host/search - finds drivers, linked in and in folders, and remembers why each was passed over. */
#ifndef DN_HOST_SEARCH_H
#define DN_HOST_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include <dunlin/error.h>

#include "base/error.h"
#include "base/str.h"
#include "host/admit.h"
#include "host/linked.h"
#include "host/manifest.h"

/* A folder to look into. */
struct dn_search_place {
	const char *path;
	const char *why; /* who named it, in a word: "DUNLIN_DRIVER_PATH", "installed" */
	bool own_build;  /* the build tree of the program that runs: a group may write there */
};

/* A driver that is there, usable or not.  Owned by the search. */
struct dn_search_found {
	char *path;         /* the shared object, the manifest when that is broken, or
			       DN_LINKED_PLACE */
	const char *folder; /* where it was found, and who named that; */
	const char *why;    /* lent until the search is cleared */
	bool own_build;
	struct dn_manifest manifest;    /* empty when it is broken, or there is none */
	dunlin_error refusal;           /* why it cannot be used; its status is OK while it can */
	struct dn_driver *driver;       /* NULL until it is loaded */
	const struct dn_linked *linked; /* NULL: it is a shared object */
};

/* A place, and what came of it.  The library itself is one, when drivers are linked in. */
struct dn_search_folder {
	char *path, *why;
	char *real;   /* links resolved; NULL when it was passed over */
	char *passed; /* why it was passed over; NULL when it was looked into */
	bool own_build;
};

struct dn_search {
	struct dn_search_folder *folders; /* as they were given */
	size_t n_folders, cap_folders;
	struct dn_search_found *found; /* in the order of the folders, then by name */
	size_t n_found, cap_found;
};

/* Takes the drivers that are linked in (NULL: none; else ended as dn_linked_drivers), and then looks
 * into every place.  Loads nothing; a driver whose manifest or file is not in order is found
 * with its refusal, and a folder that is not there is passed over.  ENOMEM alone is a failure. */
DUNLIN_MUST_CHECK dunlin_status dn_search_run(struct dn_search *out, const struct dn_linked *linked,
					      const struct dn_search_place *places, size_t n,
					      dunlin_error *err);
void dn_search_clear(struct dn_search *search);

/* Puts why it cannot be used, with the line of a broken manifest in front and the remedy behind; nothing
 * while it can. */
void dn_search_reason(const struct dn_search_found *found, struct dn_str *out);
/* One line for each place, and below it one for each driver in it that does not take `scheme` or is
 * not called `name` (either may be NULL), with the reason. */
void dn_search_explain(const struct dn_search *search, struct dn_str *out, const char *scheme,
		       const char *name);

#endif
