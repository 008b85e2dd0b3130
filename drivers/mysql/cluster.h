/* mysql/cluster - what a node of a Galera cluster must be for a run, and what its session must say. */
#ifndef DN_MYSQL_CLUSTER_H
#define DN_MYSQL_CLUSTER_H

#include "conn.h"

/* Before the set-up: fills conn->node, NULL where there is no cluster; ECONNECT, by name and with what
 * to do, for a node that is not one of the synced ones. */
DUNLIN_MUST_CHECK dunlin_status dn_my_cluster_meet(dunlin_conn *conn, dunlin_error *err);
/* After the set-up, the user's statements included: EUNSUPPORTED when they leave a session whose
 * writes the other nodes would not see, or whose reads may be old. */
DUNLIN_MUST_CHECK dunlin_status dn_my_cluster_check(dunlin_conn *conn, dunlin_error *err);

#endif
