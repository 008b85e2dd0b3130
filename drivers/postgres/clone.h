/* postgres/clone - templates that are made once, and databases cloned from them. */
#ifndef DN_POSTGRES_CLONE_H
#define DN_POSTGRES_CLONE_H

#include <dunlin/driver.h>

dunlin_status dn_pg_open_beside(dunlin_conn **out, const struct dunlin_host *host,
				const struct dunlin_open *how, dunlin_error *err);
dunlin_status dn_pg_template_begin(dunlin_conn *conn, const char *name, int64_t wait_ms,
				   int32_t *ready, dunlin_error *err);
dunlin_status dn_pg_template_end(dunlin_conn *conn, const char *name, dunlin_error *err);
dunlin_status dn_pg_clone(dunlin_conn *conn, const char *from, const char *name, dunlin_error *err);
dunlin_status dn_pg_discard(dunlin_conn *conn, const char *name, dunlin_error *err);
dunlin_status dn_pg_find_databases(dunlin_conn *conn, const char *prefix, dunlin_row_fn on_row,
				   void *payload, dunlin_error *err);
dunlin_status dn_pg_clone_url(const struct dunlin_host *host, const struct dunlin_open *how,
			      const char *name, dunlin_row_fn on_row, void *payload,
			      dunlin_error *err);

#endif
