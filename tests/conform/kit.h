/*
 * kit - what every case of the conformance kit works with: one driver, one database, one child
 * process.
 *
 * A case runs in a process of its own and says that something is wrong by kit_fail(), which ends that
 * process; so no case frees anything on a failure, and a driver that crashes takes one case with it.
 */
#ifndef CONFORM_KIT_H
#define CONFORM_KIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <dunlin/dialect.h>
#include <dunlin/driver.h>

#define A "dunlin_conform_a" /* (id, v): emptied and made anew by kit_start() */
#define B "dunlin_conform_b" /* one column for each constraint */
#define C "dunlin_conform_c" /* not there, unless a case makes it */

/* The last fault; texts are "" when the driver said NULL. */
struct dunlin_error {
	int count; /* of faults since kit_forget() */
	struct dunlin_fault fault;
	char sqlstate[8];
	char message[1024];
	char detail[1024];
};

/* What was told through on_progress since kit_forget(). */
#define KIT_EVENTS 4096
struct kit_event {
	uint32_t kind;
	uint32_t size;
	int64_t index;
	int64_t rows;
	dunlin_status status; /* of the notice */
	bool said;            /* the notice has a message */
};

struct kit {
	const char *path; /* of the driver */
	const char *url;
	const struct dunlin_driver *raw; /* as the driver has it */
	struct dunlin_driver table;    /* the copy a host makes: what lies past its size is NULL */
	const struct dunlin_driver *d; /* &table */
	struct dunlin_host host;
	int out; /* where the reason of a failure goes */

	dunlin_error err;
	struct kit_event events[KIT_EVENTS];
	int n_events;
	void (*on_event)(void);

	char *rows;     /* "a|b\n" for each row, SQL NULL as "~" */
	size_t columns; /* of the last row */
	int64_t n_rows;
	int64_t stop_after;        /* the callback fails so late; 0: never */
	dunlin_status stop_status; /* with this */
};
extern struct kit kit;

/* A case.  It is left out when the driver does not claim `caps`; `network`: only for a database that
 * is reached through a network. */
struct kit_case {
	const char *name;
	uint32_t caps;
	bool network;
	void (*run)(void);
};
/* The tables, each ended by a case without a name. */
extern const struct kit_case cases_abi[], cases_open[], cases_info[], cases_exec[], cases_copy[],
	cases_tx[], cases_query[], cases_error[], cases_reset[], cases_lock[], cases_cancel[],
	cases_lost[], cases_find[], cases_databases[], cases_verify[], cases_backup[],
	cases_inspect[], cases_explain[], cases_snapshot[], cases_lend[], cases_clone[],
	cases_dialect[], cases_text[], cases_load[], cases_replicas[], cases_unclaimed[],
	cases_server[];

/* How the process of a case ends. */
#define KIT_PASSED 0
#define KIT_FAILED 1
#define KIT_NEEDLESS 3 /* the database has nothing of the kind */
#define KIT_UNTOLD 4   /* it is claimed, and cannot be tried: --strict calls it a failure */

void kit_fail(const char *format, ...) DUNLIN_PRINTF(1, 2) __attribute__((noreturn));
void kit_leave_out(int how, const char *format, ...) DUNLIN_PRINTF(2, 3) __attribute__((noreturn));
#define want(condition, ...)                   \
	do {                                   \
		if (!(condition))              \
			kit_fail(__VA_ARGS__); \
	} while (0)

/* Loads the driver and makes the copy of its table; NULL, or what is wrong. */
const char *kit_load(const char *path);

/* Connections.  kit_start() also makes the tables A and B; kit_open() fails the case when it cannot. */
struct dunlin_open kit_how(void);
/* How a caller has it that knows `more` bytes of struct dunlin_open more than the kit, or fewer; what is
 * past the size is junk.  Lent until the next call. */
struct dunlin_open *kit_how_sized(const struct dunlin_open *how, int more);
dunlin_conn *kit_open(void);
dunlin_conn *kit_open_how(const struct dunlin_open *how);
dunlin_conn *kit_start(void);
/* Drops the tables of the kit. */
void kit_drop(dunlin_conn *conn);

/* One batch, its texts ended by NULL; statements of a transaction have their kinds.  kit_ok() wants
 * it to work. */
dunlin_status kit_exec(dunlin_conn *conn, ...) __attribute__((sentinel));
void kit_ok(dunlin_conn *conn, ...) __attribute__((sentinel));
/* The statements of the next batch but for those of a transaction. */
extern uint32_t kit_kind;
dunlin_status kit_run(dunlin_conn *conn, const struct dunlin_statement *statements, size_t n);
struct dunlin_statement kit_statement(uint32_t kind, const char *sql);
/* One query; its rows are in kit.rows.  kit_rows() wants them to be these. */
dunlin_status kit_query(dunlin_conn *conn, const char *sql);
void kit_rows(dunlin_conn *conn, const char *sql, const char *rows);
dunlin_status kit_on_row(void *payload, size_t n, const char *const *values);
void kit_forget(void);
void kit_forget_rows(void);

/* The last call returned `got`; it had to be `status`, with a fault that says so. */
void kit_is(dunlin_status got, dunlin_status status, const char *what);
void kit_state(dunlin_conn *conn, int32_t state, const char *what);
const char *kit_status_name(dunlin_status status);

/* `name` as the dialect quotes it; text as a literal.  The caller owns it. */
char *kit_quote(const char *name);
char *kit_literal(const char *text);
char *kit_print(const char *format, ...) DUNLIN_PRINTF(1, 2);
int64_t kit_now_ms(void);
/* What the connection can do. */
uint32_t kit_caps(dunlin_conn *conn);

/* A second process: runs `work` and ends; answers when it says it is ready by kit_ready(). */
int kit_fork(void (*work)(void));
void kit_ready(void);
void kit_kill(int pid);

#endif
