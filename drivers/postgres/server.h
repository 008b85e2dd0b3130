/* postgres/server - how a server for tests is made and run. */
#ifndef DN_POSTGRES_SERVER_H
#define DN_POSTGRES_SERVER_H

#include <dunlin/driver.h>

dunlin_status dn_pg_describe_server(const struct dunlin_host *host, uint32_t what,
				    const struct dunlin_server *how, dunlin_row_fn on_row,
				    void *payload, dunlin_error *err);
dunlin_status dn_pg_open_server(dunlin_served **out, const struct dunlin_host *host,
				const struct dunlin_server *how, dunlin_error *err);
dunlin_status dn_pg_steer_server(dunlin_served *served, uint32_t what, int64_t timeout_ms,
				 struct dunlin_server_end *end, dunlin_error *err);
void dn_pg_close_server(dunlin_served *served);

#endif
