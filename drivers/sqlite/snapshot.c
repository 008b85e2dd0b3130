/* sqlite/snapshot - a database as bytes, and databases in memory made of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "sqlite/conn.h"

#ifndef DN_SQLITE_NO_SNAPSHOT

static dunlin_status fail_rc(const struct dunlin_host *host, dunlin_status status, int rc,
			     const char *what, const char *said, dunlin_error *err)
{
	struct dunlin_fault fault;

	if ((rc & 0xff) == SQLITE_NOMEM)
		return dn_fault_nomem(host, err);
	dn_fault_init(&fault, status);
	fault.native_code = rc;
	return dn_fault_send(host, err, &fault, "%s: %s", what, said);
}

dunlin_status dn_sqlite_snapshot_form(const struct dunlin_host *host, dunlin_row_fn on_row,
				      void *payload, dunlin_error *err)
{
	const char *value = sqlite3_libversion();
	dunlin_status status = on_row(payload, 1, &value);
	int i;

	(void)host, (void)err;
	value = sqlite3_sourceid();
	if (status == DUNLIN_OK)
		status = on_row(payload, 1, &value);
	/* Page size, encoding and more can be chosen when it is built. */
	for (i = 0; status == DUNLIN_OK && (value = sqlite3_compileoption_get(i)) != NULL; i++)
		status = on_row(payload, 1, &value);
	return status;
}

dunlin_status dn_sqlite_snapshot(dunlin_conn *conn, dunlin_bytes_fn on_bytes, void *payload,
				 dunlin_error *err)
{
	sqlite3_int64 len = -1;
	unsigned char *bytes = sqlite3_serialize(conn->db, "main", &len, 0);
	dunlin_status status;

	/* An empty database has no page, and no bytes. */
	if (bytes == NULL && len != 0)
		return dn_fault_nomem(conn->host, err);
	status = on_bytes(payload, bytes, (uint64_t)len);
	sqlite3_free(bytes);
	return status;
}

/* Makes the pages those of main. */
static dunlin_status fill(sqlite3 *db, const struct dunlin_host *host,
			  const struct dunlin_snapshot *from, dunlin_error *err)
{
	unsigned char *pages;
	int rc;

	if (from->len == 0)
		return DUNLIN_OK;
	pages = sqlite3_malloc64(from->len);
	if (pages == NULL)
		return dn_fault_nomem(host, err);
	memcpy(pages, from->bytes, from->len);
	/* It owns the pages now, on failure as well. */
	rc = sqlite3_deserialize(db, "main", pages, (sqlite3_int64)from->len,
				 (sqlite3_int64)from->len,
				 SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
	return rc == SQLITE_OK
		       ? DUNLIN_OK
		       : fail_rc(host, DUNLIN_ESQL, rc, "a snapshot does not become a database",
				 sqlite3_errmsg(db), err);
}

static dunlin_status set_up(sqlite3 *db, const struct dunlin_host *host,
			    const struct dunlin_open *how, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	int on = 0;
	size_t i;

	if (sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, &on) != SQLITE_OK || on != 1)
		return dn_fault_fail(host, err, DUNLIN_EUNSUPPORTED,
				     "this build of SQLite %s cannot turn foreign keys on",
				     sqlite3_libversion());
	for (i = 0; i < how->n_session && status == DUNLIN_OK; i++) {
		int rc = sqlite3_exec(db, how->session[i], NULL, NULL, NULL);

		if (rc != SQLITE_OK)
			status = fail_rc(host, DUNLIN_ESQL, sqlite3_extended_errcode(db),
					 "a session statement failed in a database for a test",
					 sqlite3_errmsg(db), err);
	}
	return status;
}

/* Where the program has a library of its own, it could do nothing with our connection but crash. */
static dunlin_status compare_client(const struct dunlin_host *host,
				    const struct dunlin_snapshot *from, dunlin_error *err)
{
	struct dunlin_fault fault;

	if (!DUNLIN_HAS(from, client) || from->client == NULL ||
	    from->client == (const void *)sqlite3_libversion())
		return DUNLIN_OK;
	dn_fault_init(&fault, DUNLIN_EUSAGE);
	fault.hint = "link the program with the shared libsqlite3 that the driver uses";
	return dn_fault_send(
		host, err, &fault,
		"the program has another copy of SQLite than the driver, which uses %s",
		sqlite3_libversion());
}

dunlin_status dn_sqlite_open_snapshot(void **native, const struct dunlin_host *host,
				      const struct dunlin_open *how,
				      const struct dunlin_snapshot *from, dunlin_error *err)
{
	const struct dunlin_open options = dn_sqlite_open_options(how);
	dunlin_status status = dn_fault_check_flags(host, options.flags, DN_SQLITE_OPEN_FLAGS, err);
	sqlite3 *db = NULL;
	int rc;

	*native = NULL;
	if (status == DUNLIN_OK)
		status = compare_client(host, from, err);
	if (status != DUNLIN_OK)
		return status;
	/* As a program opens it: what threads it may share it with is the library's default. */
	rc = sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (rc != SQLITE_OK)
		status = fail_rc(host, DUNLIN_ECONNECT, db == NULL ? SQLITE_NOMEM : rc,
				 "cannot open a database in memory", sqlite3_errmsg(db), err);
	if (status == DUNLIN_OK)
		status = fill(db, host, from, err);
	if (status == DUNLIN_OK)
		status = set_up(db, host, &options, err);
	if (status == DUNLIN_OK)
		*native = db;
	else
		sqlite3_close(db);
	return status;
}

/* What keeps a connection from being closed. */
static dunlin_status fail_open(const struct dunlin_host *host, sqlite3 *db, dunlin_error *err)
{
	sqlite3_stmt *stmt = sqlite3_next_stmt(db, NULL);
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_EBUSY);
	fault.hint = "sqlite3_finalize() each statement, and close blobs and backups, before the "
		     "database is given back";
	if (stmt == NULL)
		return dn_fault_send(host, err, &fault,
				     "a blob or a backup of the database for a test is still open");
	return dn_fault_send(host, err, &fault,
			     "a statement of the database for a test is still open: %s",
			     sqlite3_sql(stmt));
}

dunlin_status dn_sqlite_close_snapshot(const struct dunlin_host *host, void *native,
				       dunlin_error *err)
{
	dunlin_status status;

	if (native == NULL || sqlite3_close(native) == SQLITE_OK)
		return DUNLIN_OK;
	status = fail_open(host, native, err);
	sqlite3_close_v2(native);
	return status;
}
#endif
