/* linked - the drivers that this build of the library has in itself. */
#ifndef DN_LINKED_H
#define DN_LINKED_H

#include "host/linked.h"

/* Ended by one without an entry; made by drivers/linked.awk for --enable-static-drivers. */
extern const struct dn_linked dn_linked_drivers[];

#endif
