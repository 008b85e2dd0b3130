/* mysql/swap - puts what a dump holds in the place of what is in a database. */
#ifndef DN_MYSQL_SWAP_H
#define DN_MYSQL_SWAP_H

#include "job.h"

/* On failure the database is as it was, or the message says where its tables are. */
DUNLIN_MUST_CHECK dunlin_status dn_my_swap(struct dn_my_job *job);

#endif
