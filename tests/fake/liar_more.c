/* liar_more - the calls that go with capabilities, around those of the real driver. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "liar.h"

/* A call with nothing but a connection and what else it takes. */
#define PLAIN(fn, parameters, arguments)                              \
	static dunlin_status liar_##fn parameters                     \
	{                                                             \
		dunlin_status status;                                 \
                                                                      \
		if (liar_before(#fn, &status, err))                   \
			return status;                                \
		return liar_after(#fn, liar_real->fn arguments, err); \
	}
#define DATABASE(fn)                                                                     \
	static dunlin_status liar_##fn(const struct dunlin_host *host,                   \
				       const struct dunlin_open *how, dunlin_error *err) \
	{                                                                                \
		dunlin_status status;                                                    \
                                                                                         \
		if (liar_before(#fn, &status, err))                                      \
			return status;                                                   \
		if (liar_minds(#fn, how))                                                \
			return liar_fail(err, DUNLIN_EUSAGE);                            \
		return liar_after(#fn, liar_real->fn(liar_host(host), how, err), err);   \
	}
/* One that hands rows over. */
#define ROWS(fn, parameters, arguments)                                                        \
	static dunlin_status liar_##fn parameters                                              \
	{                                                                                      \
		struct liar_rows rows = { .call = #fn, .on_row = on_row, .payload = payload }; \
		dunlin_status status;                                                          \
                                                                                               \
		if (liar_before(#fn, &status, err))                                            \
			return status;                                                         \
		return liar_rows_end(&rows, liar_after(#fn, liar_real->fn arguments, err));    \
	}

PLAIN(reset, (dunlin_conn * conn, dunlin_error *err), (conn->inner, err))
PLAIN(lock_release, (dunlin_conn * conn, int64_t key, dunlin_error *err), (conn->inner, key, err))
DATABASE(create_database)
DATABASE(drop_database)
PLAIN(close_snapshot, (const struct dunlin_host *host, void *native, dunlin_error *err),
      (liar_host(host), native, err))
PLAIN(clone, (dunlin_conn * conn, const char *from, const char *name, dunlin_error *err),
      (conn->inner, from, name, err))
ROWS(find_tables,
     (dunlin_conn * conn, const char *name, dunlin_row_fn on_row, void *payload, dunlin_error *err),
     (conn->inner,
      lie_is("find_tables", "prefix")                                  ? "dunlin_conform_*"
      : lie_is("find_tables", "starless") && strchr(name, '*') != NULL ? "dunlin_conform_a"
								       : name,
      liar_on_row, &rows, err))
ROWS(snapshot_form,
     (const struct dunlin_host *host, dunlin_row_fn on_row, void *payload, dunlin_error *err),
     (liar_host(host), liar_on_row, &rows, err))
ROWS(find_databases,
     (dunlin_conn * conn, const char *prefix, dunlin_row_fn on_row, void *payload,
      dunlin_error *err),
     (conn->inner, lie_is("find_databases", "all") ? "dunlin_conform" : prefix, liar_on_row, &rows,
      err))
ROWS(clone_url,
     (const struct dunlin_host *host, const struct dunlin_open *how, const char *name,
      dunlin_row_fn on_row, void *payload, dunlin_error *err),
     (liar_host(host), how, name, liar_on_row, &rows, err))

ROWS(position, (dunlin_conn * conn, dunlin_row_fn on_row, void *payload, dunlin_error *err),
     (conn->inner, liar_on_row, &rows, err))

/* Where no replica is there would be no row to lie about. */
static dunlin_status liar_replicas(dunlin_conn *conn, const char *position, dunlin_row_fn on_row,
				   void *payload, dunlin_error *err)
{
	struct liar_rows rows = { .call = "replicas", .on_row = on_row, .payload = payload };
	static const char *const row[] = { "liar", "streaming", "0", "0" };
	dunlin_status status;

	if (liar_before("replicas", &status, err))
		return status;
	status = liar_real->replicas(conn->inner, position, liar_on_row, &rows, err);
	if (status == DUNLIN_OK && lie_is("replicas", "columns"))
		status = on_row(payload, 3, row);
	return liar_rows_end(&rows, liar_after("replicas", status, err));
}

static dunlin_status liar_snapshot(dunlin_conn *conn, dunlin_bytes_fn on_bytes, void *payload,
				   dunlin_error *err)
{
	dunlin_conn *empty = NULL;
	struct dunlin_open how = { .size = DUNLIN_OPEN_SIZE, .url = "sqlite::memory:" };
	dunlin_status status;

	if (liar_before("snapshot", &status, err))
		return status;
	if (!lie_is("snapshot", "empty"))
		return liar_real->snapshot(conn->inner, on_bytes, payload, err);
	status = liar_real->open(&empty, liar_host(liar_engine), &how, err);
	if (status == DUNLIN_OK)
		status = liar_real->query(empty, "CREATE TABLE t (a)", 18, liar_on_row, NULL, err);
	if (status == DUNLIN_OK)
		status = liar_real->snapshot(empty, on_bytes, payload, err);
	liar_real->close(empty);
	return status;
}

static dunlin_status liar_open_snapshot(void **native, const struct dunlin_host *host,
					const struct dunlin_open *how,
					const struct dunlin_snapshot *from, dunlin_error *err)
{
	struct dunlin_open copy = { 0 };
	dunlin_status status;

	if (liar_before("open_snapshot", &status, err))
		return status;
	if (liar_minds("open_snapshot", how))
		return liar_fail(err, DUNLIN_EUSAGE);
	memcpy(&copy, how, how->size < sizeof(copy) ? how->size : sizeof(copy));
	copy.size = DUNLIN_OPEN_SIZE;
	if (lie_is("open_snapshot", "no_session"))
		copy.n_session = 0;
	if (lie_is("open_snapshot", "reserved") && from->reserved != 0)
		return liar_fail(err, DUNLIN_EUSAGE);
	return liar_after("open_snapshot",
			  liar_real->open_snapshot(native, liar_host(host), &copy, from, err), err);
}

static dunlin_status liar_template_begin(dunlin_conn *conn, const char *name, int64_t wait_ms,
					 int32_t *ready, dunlin_error *err)
{
	dunlin_status status;

	if (liar_before("template_begin", &status, err))
		return status;
	status = liar_real->template_begin(conn->inner, name, wait_ms, ready, err);
	if (lie_is("template_begin", "done"))
		(void)liar_real->template_end(conn->inner, name, NULL);
	return status;
}

/* Finished, and whoever likes can connect to it. */
static dunlin_status liar_template_end(dunlin_conn *conn, const char *name, dunlin_error *err)
{
	static const char open[] =
		"ALTER DATABASE dunlin_conform_template WITH ALLOW_CONNECTIONS true";
	dunlin_status status;

	if (liar_before("template_end", &status, err))
		return status;
	status = liar_real->template_end(conn->inner, name, err);
	if (lie_is("template_end", "open"))
		(void)liar_real->query(conn->inner, open, sizeof(open) - 1, liar_on_row, NULL,
				       NULL);
	return liar_after("template_end", status, err);
}

static dunlin_status liar_discard(dunlin_conn *conn, const char *name, dunlin_error *err)
{
	static const char used[] = "SELECT 1 / (1 - count(*)) FROM pg_catalog.pg_stat_activity "
				   "WHERE datname = 'dunlin_conform_clone'";

	if (lie_is("discard", "busy") && strcmp(name, "dunlin_conform_clone") == 0 &&
	    liar_real->query(conn->inner, used, sizeof(used) - 1, liar_on_row, NULL, NULL) !=
		    DUNLIN_OK)
		return liar_fail(err, DUNLIN_EBUSY);
	return liar_real->discard(conn->inner, name, err);
}

/* A lock that outlives who took it. */
static const char *lock_file(void)
{
	static char path[1024];

	snprintf(path, sizeof(path), "%s/lock", getenv("DUNLIN_CONFORM_FOLDER"));
	return path;
}

static dunlin_status liar_lock_try(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	dunlin_status status;

	if (liar_before("lock_try", &status, err))
		return status;
	if (lie_is("lock_try", "file") && access(lock_file(), F_OK) == 0)
		return liar_fail(err, DUNLIN_EBUSY);
	if (lie_is("lock_try", "narrow"))
		key = (int32_t)key;
	status = liar_real->lock_try(conn->inner, key, err);
	if (lie_is("lock_try", "file") && status == DUNLIN_OK)
		(void)close(open(lock_file(), O_WRONLY | O_CREAT, 0600));
	if (lie_is("lock_try", "shy") && status == DUNLIN_OK)
		(void)liar_real->lock_release(conn->inner, key, NULL);
	return liar_after("lock_try", status, err);
}

static dunlin_status liar_reset_more(dunlin_conn *conn, dunlin_error *err)
{
	static const char lock[] = "SELECT pg_catalog.pg_advisory_unlock_all()";
	static const char unset[] = "RESET extra_float_digits";
	dunlin_status status = liar_reset(conn, err);

	if (lie_is("reset", "unlock"))
		(void)liar_real->query(conn->inner, lock, sizeof(lock) - 1, liar_on_row, NULL,
				       NULL);
	if (lie_is("reset", "unset"))
		(void)liar_real->query(conn->inner, unset, sizeof(unset) - 1, liar_on_row, NULL,
				       NULL);
	return status;
}

static void liar_cancel(dunlin_conn *conn)
{
	if (lie_is("cancel", "crash") || lie_is("cancel", "unclaimed"))
		abort();
	atomic_store(&conn->canceled, 1);
	if (lie_is("cancel", "late"))
		usleep(1500000);
	if (!lie_is("cancel", "silent"))
		liar_real->cancel(conn->inner);
}

static dunlin_status inner_conn(dunlin_conn **out, dunlin_conn **conn)
{
	*out = NULL;
	*conn = calloc(1, sizeof(**conn));
	return *conn == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static dunlin_status liar_open_scratch(dunlin_conn **out, dunlin_conn *conn,
				       const struct dunlin_open *how, dunlin_error *err)
{
	dunlin_conn *made;
	dunlin_status status = inner_conn(out, &made);

	if (status == DUNLIN_OK && liar_minds("open_scratch", how))
		status = liar_fail(err, DUNLIN_EUSAGE);
	if (status != DUNLIN_OK)
		return status;
	if (lie_is("open_scratch", "same") || lie_is("open_scratch", "empty"))
		status =
			liar_real->open(&made->inner, liar_host(liar_engine),
					&(struct dunlin_open){ .size = DUNLIN_OPEN_SIZE,
							       .url = lie_is("open_scratch", "same")
									      ? how->url
									      : "sqlite::memory:" },
					err);
	else
		status = liar_real->open_scratch(&made->inner, conn->inner, how, err);
	if (status == DUNLIN_OK)
		*out = made;
	return status;
}

static dunlin_status liar_open_beside(dunlin_conn **out, const struct dunlin_host *host,
				      const struct dunlin_open *how, dunlin_error *err)
{
	dunlin_conn *made;
	dunlin_status status = inner_conn(out, &made);

	if (status == DUNLIN_OK && liar_minds("open_beside", how))
		status = liar_fail(err, DUNLIN_EUSAGE);
	if (status == DUNLIN_OK)
		status = liar_real->open_beside(&made->inner, liar_host(host), how, err);
	if (status == DUNLIN_OK)
		*out = made;
	return status;
}

static dunlin_status liar_verify_statement(dunlin_conn *conn, uint32_t when,
					   const struct dunlin_statement *statement,
					   const char *remembered, struct dunlin_found *out,
					   dunlin_error *err)
{
	const uint32_t size = out->size;
	dunlin_status status;

	if ((lie_is("verify_statement", "min") && size < DUNLIN_FOUND_SIZE))
		return liar_fail(err, DUNLIN_EUSAGE);
	status = liar_real->verify_statement(conn->inner, when, statement, remembered, out, err);
	if (when == DUNLIN_ASK_CUT && lie_is("verify_statement", "found"))
		out->found = (uint32_t)lie_number();
	if (lie_is("verify_statement", "overrun") && size > DUNLIN_FOUND_SIZE)
		memset((char *)out + DUNLIN_FOUND_SIZE, 0, size - DUNLIN_FOUND_SIZE);
	if (lie_is("verify_statement", "runs"))
		(void)liar_real->query(conn->inner, statement->sql, statement->sql_len, liar_on_row,
				       NULL, NULL);
	return liar_after("verify_statement", status, err);
}

/* As far as the caller's goes. */
static struct dunlin_backup backup_of(const struct dunlin_backup *what, const char *call)
{
	struct dunlin_backup copy = { 0 };

	memcpy(&copy, what, what->size < sizeof(copy) ? what->size : sizeof(copy));
	copy.size = DUNLIN_BACKUP_SIZE;
	if (lie_is(call, "flags"))
		copy.flags &= DUNLIN_BACKUP_REPLACE;
	return copy;
}

static dunlin_status liar_backup(dunlin_conn *conn, const struct dunlin_backup *what,
				 dunlin_error *err)
{
	struct dunlin_backup copy = backup_of(what, "backup");
	dunlin_status status;

	if (liar_before("backup", &status, err))
		return status;
	if ((lie_is("backup", "max") && what->size > DUNLIN_BACKUP_SIZE) ||
	    (lie_is("backup", "min") && what->size < DUNLIN_BACKUP_SIZE))
		return liar_fail(err, DUNLIN_EUSAGE);
	if (lie_is("backup", "overwrite"))
		(void)unlink(copy.file);
	if (lie_is("backup", "unstopped"))
		copy.stopped = NULL;
	status = liar_real->backup(conn->inner, &copy, err);
	if (lie_is("backup", "open_to_all"))
		(void)chmod(copy.file, 0644);
	if (lie_is("backup", "unlock"))
		(void)liar_real->lock_release(conn->inner, 12, NULL);
	return liar_after("backup", status, err);
}

static dunlin_status liar_restore(const struct dunlin_host *host, const struct dunlin_open *how,
				  const struct dunlin_backup *what, dunlin_error *err)
{
	struct dunlin_backup copy = backup_of(what, "restore");
	dunlin_status status;

	if (liar_before("restore", &status, err))
		return status;
	if (liar_minds("restore", how))
		return liar_fail(err, DUNLIN_EUSAGE);
	if (lie_is("restore", "replace"))
		copy.flags |= DUNLIN_BACKUP_REPLACE;
	if (lie_is("restore", "keep"))
		copy.flags &= ~DUNLIN_BACKUP_REPLACE;
	return liar_after("restore", liar_real->restore(liar_host(host), how, &copy, err), err);
}

static dunlin_status liar_inspect(dunlin_conn *conn, uint32_t topic, dunlin_column_fn on_column,
				  dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	struct liar_rows rows = { .call = "inspect", .on_row = on_row, .payload = payload };
	dunlin_status status;

	if (liar_before("inspect", &status, err))
		return status;
	if (lie_is("inspect", "any_topic") && topic > DUNLIN_INSPECT_SLOW)
		topic = DUNLIN_INSPECT_TABLES;
	return liar_rows_end(&rows, liar_after("inspect",
					       liar_real->inspect(conn->inner, topic, on_column,
								  liar_on_row, &rows, err),
					       err));
}

static dunlin_status liar_explain(dunlin_conn *conn, const char *sql, size_t len,
				  dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	struct liar_rows rows = { .call = "explain", .on_row = on_row, .payload = payload };
	dunlin_status status;

	if (liar_before("explain", &status, err))
		return status;
	status = liar_real->explain(conn->inner, sql, len, liar_on_row, &rows, err);
	if (lie_is("explain", "runs"))
		(void)liar_real->query(conn->inner, sql, len, liar_on_row, &rows, NULL);
	return liar_rows_end(&rows, liar_after("explain", status, err));
}

#define WRAP(call)               \
	if (table->call != NULL) \
	table->call = liar_##call

void liar_wrap_more(struct dunlin_driver *table)
{
	WRAP(reset);
	if (table->reset != NULL)
		table->reset = liar_reset_more;
	WRAP(lock_try);
	WRAP(lock_release);
	WRAP(cancel);
	WRAP(find_tables);
	WRAP(create_database);
	WRAP(drop_database);
	WRAP(open_scratch);
	WRAP(verify_statement);
	WRAP(backup);
	WRAP(restore);
	WRAP(inspect);
	WRAP(explain);
	WRAP(snapshot_form);
	WRAP(snapshot);
	WRAP(open_snapshot);
	WRAP(close_snapshot);
	WRAP(open_beside);
	WRAP(template_begin);
	WRAP(template_end);
	WRAP(clone);
	WRAP(discard);
	WRAP(find_databases);
	WRAP(clone_url);
	WRAP(position);
	WRAP(replicas);
}
