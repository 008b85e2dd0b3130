/* host/host - the table of what the engine does for a driver. */
#ifndef DN_HOST_HOST_H
#define DN_HOST_HOST_H

#include <dunlin/driver.h>

/* Lent until the process ends; goes to open(), create_database() and drop_database(). */
const struct dunlin_host *dn_host_table(void);

#endif
