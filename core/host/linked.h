/* host/linked - a driver that is a part of the library: no file, and nothing to load. */
#ifndef DN_HOST_LINKED_H
#define DN_HOST_LINKED_H

#include <dunlin/driver.h>

/* What messages and listings call the place of one. */
#define DN_LINKED_PLACE "linked in"

/* Everything is lent until the process ends. */
struct dn_linked {
	const char *manifest; /* the text of its NAME.driver, whose `file` does not count */
	const char *file;     /* "NAME.driver" */
	const struct dunlin_driver *(*entry)(void);
};

#endif
