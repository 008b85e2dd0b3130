/*
 * run/view - a target as a run sees it: connected, its history read, the
 * `when` questions answered, and the plan that follows.
 */
#ifndef DN_RUN_VIEW_H
#define DN_RUN_VIEW_H

#include "run/script.h"
#include "run/session.h"
#include "run/store.h"

/* What a run is given; everything is lent for as long as the view is open. */
struct dn_view_options {
	struct dn_target target;
	struct dn_source *source; /* the target's dialect is selected */
	const char *project;
	const char *schema;
	const char *history_schema;
	const char *prefix;
	const char *env;
	bool skip_missing;
	bool *gaps_told; /* what is missing in the table of another runner was told; NULL: tell it
			    each time */
	int64_t lock_wait_ms;                      /* below 0: not at all */
	const char *os_user, *host, *tool_version; /* for the event log; may be NULL */
	const char *tools;  /* folders of client programs; NULL: none is run */
	const char *backup; /* an absolute folder for a backup before the first step; NULL: none */
};

struct dn_beat;
struct dn_replicas;

struct dn_view {
	const struct dn_view_options *options;
	struct dn_session session;
	struct dn_store store;
	struct dn_history history;
	bool *answers; /* by index of the source's migrations */
	bool asked;    /* some `when` was */
	bool waiting;  /* and is not true yet */
	struct dn_plan plan;
	struct dn_adopted adopted; /* what the plan stamps */
	struct dn_ledger ledger;   /* where the log stands */
	char **setup;              /* of the session, one statement each; owned */
	size_t n_setup, cap_setup;
	bool verify, dry_run, one_transaction, script; /* of the wish that was planned last */
	bool sync_each;                                /* likewise */
	bool leased;          /* the run has the lease, as far as it knows */
	bool lease_taken;     /* it had it at some time: a row of its own may be left */
	struct dn_beat *beat; /* renews it from a thread of its own; owned, NULL: nobody does */
	char *lease_seen; /* the row of the lease as it was read last; owned, NULL: there is none */
	int64_t lease_seen_us;        /* when it was first seen so */
	struct dn_replicas *replicas; /* that are waited for; lent, NULL: nobody is */
	bool trial;                   /* nothing is kept: dry_run, or all of it is on a copy */
	bool looked;                  /* the history was read for a plan */
	bool fresh; /* and there was none then: nothing here is worth anything yet */
};

/* Connects.  Undone by dn_view_close(), on failure as well. */
DUNLIN_MUST_CHECK dunlin_status dn_view_open(struct dn_view *view,
					     const struct dn_view_options *options,
					     dunlin_error *err);
void dn_view_close(struct dn_view *view);

/* Reads the history and refuses one that is not this project's, unless
 * `any_project`. */
DUNLIN_MUST_CHECK dunlin_status dn_view_read(struct dn_view *view, bool any_project,
					     dunlin_error *err);
/* The same, without the applied set and the log: whether there is a history and
 * whose it is. */
DUNLIN_MUST_CHECK dunlin_status dn_view_read_meta(struct dn_view *view, dunlin_error *err);
/* Reads, asks, and surveys: what `status` shows. */
DUNLIN_MUST_CHECK dunlin_status dn_view_survey(struct dn_view *view, dunlin_error *err);
/* The same from what is known, when the plan was carried out to its end; false: it takes a look. */
DUNLIN_MUST_CHECK bool dn_view_after(struct dn_view *view);
/* Changes to a connection to a copy of the database, which is gone when the view
 * is closed.  EUNSUPPORTED where there is no such thing. */
DUNLIN_MUST_CHECK dunlin_status dn_view_to_scratch(struct dn_view *view, dunlin_error *err);
/* Reads, asks, plans, and cuts every body that is in the plan. */
DUNLIN_MUST_CHECK dunlin_status dn_view_plan(struct dn_view *view, const struct dn_wish *wish,
					     dunlin_error *err);
/* Whether a script has what sets a session up after each BEGIN: the pooler that it is
 * for keeps nothing for longer. */
bool dn_view_sets_up_each(const struct dn_view *view);
/* What scripts are written from; lent until the view is closed. */
struct dn_script_context dn_view_context(const struct dn_view *view);
/* The configured schemas that are missing, at most two. */
DUNLIN_MUST_CHECK dunlin_status dn_view_schemas(struct dn_view *view, const char *schemas[2],
						size_t *n, dunlin_error *err);
/* Has the first group of a plan make Dunlin's tables, if there are none and it can: a flight, where
 * no lease has to be in them before. */
DUNLIN_MUST_CHECK dunlin_status dn_view_group_tables(struct dn_view *view, struct dn_group *first,
						     dunlin_error *err);
/* The whole plan as one group, for all or nothing, with Dunlin's tables if there are
 * none; EUSAGE, with its place, for a body that cannot be part of it. */
DUNLIN_MUST_CHECK dunlin_status dn_view_group_all(struct dn_view *view, struct dn_group *group,
						  dunlin_error *err);
/* The whole plan as one script, from table creation to the last reset. */
DUNLIN_MUST_CHECK dunlin_status dn_view_script(struct dn_view *view, struct dn_script *script,
					       dunlin_error *err);

#endif
