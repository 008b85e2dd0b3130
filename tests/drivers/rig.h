/*
 * tests/drivers/rig - the smallest host there can be, around a driver loaded
 * from the build tree.
 *
 * Every test of a group runs in a temporary folder of the group's own.
 */
#ifndef TESTS_DRIVERS_RIG_H
#define TESTS_DRIVERS_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dunlin/driver.h>

/* The last fault; texts are "" when the driver said NULL. */
struct dunlin_error {
	bool seen;
	struct dunlin_fault fault; /* its strings are not kept here, but below */
	char sqlstate[8];
	char message[512];
	char detail[2048];
	char hint[256];
	char object[256];
	char context[256];
};

/* Rows of a query, "a|b" each, NULL as "~", every row ended by a newline. */
struct rig_rows {
	char text[4096];
	int count;
	int stop_after; /* the callback fails with ESERIALIZE after so many; 0: never */
};

/* Progress events, "0:1 2:0 " for index:rows. */
struct rig_events {
	char text[1024];
	void (*on_event)(const struct dunlin_progress *progress, void *payload);
	void *payload;
};

extern const struct dunlin_driver *rig_driver;
extern const struct dunlin_host rig_host;
extern dunlin_error rig_err;
extern struct rig_events rig_events;

/* For cmocka_run_group_tests(): loads NAME.so, makes the folder and goes there. */
int rig_start(const char *name);
int rig_stop(void **state);

struct dunlin_open rig_how(const char *url, uint32_t flags);
/* Opens, or fails the test. */
dunlin_conn *rig_open(const char *url, uint32_t flags);
dunlin_conn *rig_open_how(const struct dunlin_open *how);
/* Opening fails with this status and this piece of the message. */
void rig_open_fails(const char *url, uint32_t flags, dunlin_status status, const char *piece);

/* Runs up to 8 statements, ended by NULL, as one batch. */
dunlin_status rig_exec(dunlin_conn *conn, ...);
void rig_exec_ok(dunlin_conn *conn, const char *sql);
dunlin_status rig_query(dunlin_conn *conn, const char *sql, struct rig_rows *rows);
/* The rows of a query are these. */
void rig_assert_rows(dunlin_conn *conn, const char *sql, const char *expected);
dunlin_status rig_on_row(void *payload, size_t n, const char *const *values);
/* The last fault has these; a NULL is not looked at. */
void rig_assert_fault(dunlin_status status, const char *sqlstate, const char *piece);

bool rig_exists(const char *path);
void rig_write_file(const char *path, const void *bytes, size_t len);
/* Rights do not bind root: from drop to take, root is nobody. */
void rig_drop_rights(void);
void rig_take_rights(void);
/* Forgets the last fault and the events. */
void rig_clear(void);

#endif
