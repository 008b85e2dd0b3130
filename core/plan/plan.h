/*
 * plan/plan - (source, history, answers to `when`, wish) -> steps.
 *
 * Pure: no file, no database, no clock.  What a run may do is decided here and
 * nowhere else; run only carries it out.
 */
#ifndef DN_PLAN_PLAN_H
#define DN_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include <dunlin/error.h>

#include "base/vec.h"
#include "plan/history.h"
#include "source/source.h"

enum dn_wish_kind {
	DN_WISH_UP,
	DN_WISH_DOWN,
	DN_WISH_GOTO,
	DN_WISH_SEED,
	DN_WISH_REDO,    /* what was applied last, once more */
	DN_WISH_STAMP,   /* record as applied, run nothing */
	DN_WISH_REPAIR,  /* make the history agree with the files, run nothing */
	DN_WISH_RESOLVE, /* say what became of the statement that nobody knows about */
};

/* What is counted of what a replica lacks; the same numbers as DUNLIN_REPLICAS_*. */
enum dn_replicas_unit {
	DN_REPLICAS_NONE, /* they are not waited for */
	DN_REPLICAS_BYTES,
	DN_REPLICAS_TIME,
};

/* What was applied when a wish that is about it was first looked at. */
struct dn_pinned {
	char kind;
	const char *id;
	int64_t ordinal;
};

/* What the table of another runner says is applied. */
struct dn_adopted {
	const char *table;   /* as it is named in the wish */
	const char **values; /* as they stand there; "" for a NULL */
	size_t n, cap;
	const char *base; /* a version, with or without a file, up to which all is; NULL: none */
	struct dn_arena arena;
};

struct dn_wish {
	enum dn_wish_kind kind;
	int64_t count;       /* UP: 0 all; DOWN, REDO: how many, 0 is one */
	const char *version; /* canonical; NULL: none given; RESOLVE: also R__name, seeds/name */
	bool all;            /* DOWN */
	bool force;          /* REDO: this version or R__name alone; NULL: the one applied last */
	bool done;           /* RESOLVE: it took effect; else it runs again */
	bool out_of_order;
	const struct dn_adopted *adopted; /* STAMP: what is recorded; NULL: all up to the version */
	/* For run alone. */
	const char *from;     /* STAMP: where that is read, TABLE or SCHEMA.TABLE; NULL: nowhere */
	bool one_transaction; /* all or nothing */
	bool verify;          /* each verify body before its step is committed */
	bool dry_run;         /* everything is rolled back */
	bool script;          /* planned for the database's own client */
	enum dn_replicas_unit replicas;
	int64_t replica_lag;     /* bytes or ms */
	int64_t replica_wait_ms; /* without any getting further; 0: the default; below 0: for ever */
	bool sync_each; /* every COMMIT waits for the disk, also where another follows at once */
	/* DOWN and REDO by count, REDO by force: once looked at, it means these and no
	 * others, so that two who revert the same version do not revert two. */
	bool pinned;
	struct dn_pinned *pins;
	size_t n_pins;
};

/* Of the target and the project. */
struct dn_plan_scope {
	const char *dialect; /* canonical name */
	const char *env;     /* NULL: none */
	bool skip_missing;   /* leave out what has no up body for the dialect */
	const bool *answers; /* by index of the migration in the source: its `when` holds;
				    read only where there is one */
};

/* How a migration stands; the same order as DUNLIN_STATE_*. */
enum dn_state {
	DN_STATE_NONE,
	DN_STATE_APPLIED,
	DN_STATE_PENDING,
	DN_STATE_OUT_OF_ORDER,
	DN_STATE_CHANGED,
	DN_STATE_MISSING,
	DN_STATE_OTHER,
	DN_STATE_WAITING,
	DN_STATE_DUE,
	DN_STATE_RENAMED,
	DN_STATE_UNFINISHED,
};

/* One migration, or one row of the history whose file is gone. */
struct dn_item {
	enum dn_state state;
	struct dn_migration *migration;  /* NULL: MISSING */
	const struct dn_applied *row;    /* NULL: not applied */
	const char *reason;              /* for a person; NULL: it is plain */
	struct dn_unfinished unfinished; /* UNFINISHED: what was begun; n is 0 else */
	bool no_body;                    /* OTHER for want of a body alone */
	bool may_be_late;                /* it, or what it requires, has a `when` or an `env` */
};

/* What a step does. */
enum dn_task {
	DN_TASK_RUN,     /* runs its body, and records it */
	DN_TASK_FORGET,  /* takes its row away, and runs nothing: direction is DOWN */
	DN_TASK_STAMP,   /* adds its row, and runs nothing: direction is UP */
	DN_TASK_REPAIR,  /* corrects its row */
	DN_TASK_DROP,    /* takes the row away whose file is gone */
	DN_TASK_RESOLVE, /* settles what became of the statement that was begun */
};

struct dn_step {
	enum dn_task task;
	char kind; /* DN_KIND_*, and what it is called, whether there is a file or not */
	const char *id;
	const char *shown; /* the id for people: "0007" */
	const char *name;
	struct dn_migration *migration; /* NULL: DROP */
	enum dn_direction direction;
	struct dn_body *body; /* RUN: what is run; else NULL */
	const struct dn_applied *row;
	struct dn_unfinished unfinished; /* RUN: what of it is done already; n is 0: nothing */
	bool took_effect;                /* RESOLVE */
	const char *reason;              /* why it is in the plan */
};

struct dn_plan {
	struct dn_item *items; /* versioned ones by version, files and rows together, then
				  repeatables, then seeds */
	size_t n_items, cap_items;
	struct dn_step *steps; /* in order */
	size_t n_steps, cap_steps;
	int64_t pending; /* items that are pending or due, seeds apart, before the run */
	int64_t waiting;
	struct dn_arena arena; /* of the reasons */
};

void dn_plan_init(struct dn_plan *plan);
void dn_plan_clear(struct dn_plan *plan);

/* Fills items, pending and waiting only: what `status` shows. */
DUNLIN_MUST_CHECK dunlin_status dn_plan_survey(struct dn_plan *plan, const struct dn_source *source,
					       const struct dn_history *history,
					       const struct dn_plan_scope *scope,
					       dunlin_error *err);
/*
 * Survey, then the steps that fulfil the wish.  EREFUSED, naming all that are
 * concerned, when the history and the files do not agree, a version is out of
 * order, a body is missing, or what is to be reverted cannot be; EUSAGE for a
 * version that does not exist.
 */
DUNLIN_MUST_CHECK dunlin_status dn_plan_make(struct dn_plan *plan, const struct dn_source *source,
					     const struct dn_history *history,
					     const struct dn_plan_scope *scope,
					     const struct dn_wish *wish, dunlin_error *err);
/* Fixes what a relative wish is about by the plan it led to; false when out of
 * memory.  Undone by dn_wish_clear(). */
bool dn_wish_pin(struct dn_wish *wish, const struct dn_plan *plan);
void dn_wish_clear(struct dn_wish *wish);

/* Whether a migration's `when` needs an answer: it has one, is not left out here,
 * and is not applied, or may be due again.  `scope->answers` is not read. */
bool dn_plan_asks(const struct dn_migration *migration, const struct dn_history *history,
		  const struct dn_plan_scope *scope);

#endif
