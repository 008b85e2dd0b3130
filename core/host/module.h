/*
 * host/module - a shared object on disk: whether it may be loaded, and whether it was.
 *
 * Who can write to a driver, or to a folder it lies in, can run code as whoever loads it.
 */
#ifndef DN_HOST_MODULE_H
#define DN_HOST_MODULE_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <dunlin/error.h>

/* Whose files are trusted, besides root's. */
struct dn_module_trust {
	uid_t user;    /* who runs this */
	uid_t program; /* who owns the program that runs */
	bool group;    /* a group may write too: the build tree, or a path named outright */
};
/* Of this process. */
void dn_module_trust_init(struct dn_module_trust *trust, bool group);
/* Why a file, or a folder above it, with these rights must not be relied on; NULL: it may. */
const char *dn_module_distrust(const struct dn_module_trust *trust, const struct stat *st);

/* A shared object that was found fit to be loaded. */
struct dn_module {
	char *path; /* owned; absolute, links resolved */
	int fd;     /* owned; holds the inode, so that its number cannot come back */
	dev_t dev;
	ino_t ino;
};

/*
 * Opens and checks the file at `path`: absolute, a regular file and no link, it and all folders
 * above it trusted.  EPLUGIN with the reason otherwise.  To be closed on success alone.
 */
DUNLIN_MUST_CHECK dunlin_status dn_module_open(struct dn_module *out, const char *path,
					       const struct dn_module_trust *trust,
					       dunlin_error *err);
void dn_module_close(struct dn_module *module);

/* Whether `path` still leads to this very file: EPLUGIN when it does not. */
DUNLIN_MUST_CHECK dunlin_status dn_module_in_place(const struct dn_module *module,
						   dunlin_error *err);
/*
 * Whether what is mapped at `address` is this very file: EPLUGIN when it is another one.  Asks the
 * kernel, since the loader knows libraries by name, and hands out an old one after a replacement.
 * Without /proc there is no answer, and OK.
 */
DUNLIN_MUST_CHECK dunlin_status dn_module_is_mapped(const struct dn_module *module,
						    const void *address, dunlin_error *err);

#endif
