/* liar - what the files of the lying driver share. */
#ifndef FAKE_LIAR_H
#define FAKE_LIAR_H

#include <stdatomic.h>
#include <stdbool.h>

#include <dunlin/driver.h>

struct dunlin_conn {
	dunlin_conn *inner;
	dunlin_progress_fn on_progress;
	void *payload;
	char url[1024];
	int leak;
	bool lent;
	atomic_int canceled;
};

extern const struct dunlin_driver *liar_real;
extern const struct dunlin_host *liar_engine;

/* The lie is about this, and of this kind; a NULL verb is any. */
bool lie_is(const char *what, const char *verb);
const char *lie_a(void);
const char *lie_b(void);
int lie_number(void); /* A, as a number */
/* The text with A replaced by B, once; the caller owns it. */
char *lie_replace(const char *text, size_t len);

const struct dunlin_host *liar_host(const struct dunlin_host *engine);
dunlin_status liar_fail(dunlin_error *err, dunlin_status status);
/* crash, slow MS, ok, fail STATUS: true when the call ends here. */
bool liar_before(const char *call, dunlin_status *status, dunlin_error *err);
/* then STATUS: it is done, and told as a failure; forgive: it failed, and is told as done; instead
 * STATUS OTHER: it is told as another. */
dunlin_status liar_after(const char *call, dunlin_status status, dunlin_error *err);

/* sizes: only a caller that has all of struct dunlin_open, and no more, is served. */
bool liar_minds(const char *call, const struct dunlin_open *how);

/* Rows on their way: limit, null, clip, cell, columns, changing, deaf, unstopped, extra, forget. */
struct liar_rows {
	const char *call;
	dunlin_row_fn on_row;
	void *payload;
	int n;
	dunlin_status last;
};
/* A NULL payload: they are thrown away. */
dunlin_status liar_on_row(void *payload, size_t n, const char *const *values);
dunlin_status liar_rows_end(struct liar_rows *rows, dunlin_status status);

void liar_on_progress(void *payload, const struct dunlin_progress *progress);

/* Put themselves in the place of the calls that are there. */
void liar_wrap(struct dunlin_driver *table);
void liar_wrap_more(struct dunlin_driver *table);
void liar_wrap_server(struct dunlin_driver *table);
const struct dunlin_driver *liar_table(void);

#endif
