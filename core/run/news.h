/* run/news - what a run tells while it works; the engine hands it on to the embedding program. */
#ifndef DN_RUN_NEWS_H
#define DN_RUN_NEWS_H

#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"

/* The same numbers as DUNLIN_EVENT_*. */
enum dn_news_kind {
	DN_NEWS_CONNECTED = 1,
	DN_NEWS_WARNING,
	DN_NEWS_WAITING,
	DN_NEWS_RETRY,
	DN_NEWS_STEP,
	DN_NEWS_STATEMENT,
	DN_NEWS_NOTICE,
	DN_NEWS_DONE,
	DN_NEWS_APPLIED,
	DN_NEWS_BUSY,
	DN_NEWS_BACKUP,
};

/* Lent for the call. */
struct dn_news {
	enum dn_news_kind kind;
	const struct dn_step *step; /* NULL: of no step */
	int64_t step_no;            /* from 1; 0 none */
	int64_t n_steps;
	int64_t stmt; /* from 1; 0 none */
	int64_t n_stmts;
	int64_t line;
	int64_t elapsed_us;
	int64_t permille; /* BUSY alone; -1 unknown */
	int64_t bytes;    /* BACKUP alone */
	const char *name; /* CONNECTED: the database */
	const char *file;
	const char *text;
};

struct dn_teller {
	void (*tell)(void *payload, const struct dn_news *news); /* may be NULL */
	void *payload;
};

void dn_tell(const struct dn_teller *teller, const struct dn_news *news);

#endif
