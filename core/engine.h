/*
 * engine - what the files that wire the layers share; nobody else includes it.
 *
 * engine.c: the engine itself.  engine_options.c: what it is opened with.  engine_source.c and
 * engine_bundle.c: its files.  engine_target.c: its driver and database.  engine_wish.c and
 * engine_run.c: what it is asked to do.  The others: one opaque type of dunlin/dunlin.h each, or one
 * call.
 */
#ifndef DN_ENGINE_H
#define DN_ENGINE_H

#include <dunlin/dunlin.h>

#include "base/vec.h"
#include "host/registry.h"
#include "run/cancel.h"
#include "run/view.h"
#include "source/bundle.h"
#include "source/source.h"

struct dunlin_engine {
	struct dunlin_options options; /* a copy; its texts are in the arena */
	struct dn_arena arena;
	struct dn_registry *registry;
	struct dn_bundle *bundles;      /* those of the options; NULL until they are needed */
	struct dn_source *source;       /* NULL until it is needed */
	const struct dn_driver *driver; /* NULL until it is needed; the registry's */
	struct dn_cancel cancel;
	struct dn_cancel *heeded; /* its own, or that of the engine it works for */
	bool gaps_told;           /* see struct dn_view_options */
};

/* Copies the options, completed where they leave something to us; EUSAGE for those that are none. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_take_options(dunlin_engine *engine,
						       const struct dunlin_options *options,
						       dunlin_error *err);
/* Opens the bundles of the options, once; EUSAGE for one that is not whole. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_bundles(dunlin_engine *engine, dunlin_error *err);
void dn_engine_bundles_close(dunlin_engine *engine);
/* What folders and bundles are read with; lends from the engine. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_source_options(dunlin_engine *engine,
							 struct dn_source_options *out,
							 dunlin_error *err);
void dn_engine_tell_warnings(const dunlin_engine *engine, const struct dn_source *source);
/* Reads the folders, once, and tells of the warnings. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_source(dunlin_engine *engine, dunlin_error *err);
/* Finds the driver for the URL, or for the connection that is lent, once. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_driver(dunlin_engine *engine, dunlin_error *err);
/* EUSAGE where the target is a connection that is lent; `what`: "to create a database". */
DUNLIN_MUST_CHECK dunlin_status dn_engine_needs_url(const dunlin_engine *engine, const char *what,
						    dunlin_error *err);
/* Of the URL, or of the connection that is lent, in lower case.  A scheme with a plus is that of a driver
 * that takes it as it is; else "postgresql" of "postgresql+asyncpg://…", and the driver then says what is
 * wrong with the rest.  A keyword string of libpq has no scheme: it is PostgreSQL's.  The caller frees
 * *out. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_target_scheme(char **out, const dunlin_engine *engine,
							dunlin_error *err);
/* The dialect that the URL is for, as the manifests say, or else the scheme; *out is NULL when there
 * is no URL, or nobody knows.  Fails for want of memory alone. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_target_dialect(const char **out,
							 const dunlin_engine *engine,
							 dunlin_error *err);
/* The canonical name of a dialect, lent for ever; EUSAGE, with those that are known, for none of
 * them. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_dialect_name(const char **out,
						       const struct dn_source_options *options,
						       const char *text, dunlin_error *err);
/* The rules of a dialect, canonical name; loads a driver only for one that the engine does not
 * bring.  *out is NULL when there is none. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_dialect(const struct dunlin_dialect **out,
						  dunlin_engine *engine, const char *name,
						  dunlin_error *err);
/* What a connection is opened with; lends from the engine. */
struct dunlin_open dn_engine_how_to_open(const dunlin_engine *engine);
/* What a view is opened with, when the driver is found; without a source if it was not read.  Lends
 * from the engine. */
struct dn_view_options dn_engine_view_options(dunlin_engine *engine);
/* The same, with driver and source. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_view(dunlin_engine *engine, struct dn_view_options *out,
					       dunlin_error *err);
DUNLIN_MUST_CHECK dunlin_status dn_engine_wish(struct dn_wish *out, const struct dunlin_wish *wish,
					       dunlin_error *err);

/* The folder for the backup that a wish wants, absolute; NULL: it wants none.  EUSAGE when there is no
 * such folder.  The caller frees *out. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_backup_folder(char **out, const struct dunlin_wish *wish,
							dunlin_error *err);

/* A report of what a plan found; owns copies of all it says. */
DUNLIN_MUST_CHECK dunlin_status dn_report_new(dunlin_report **out, const struct dn_plan *plan,
					      const struct dn_history *history, bool only_waiting,
					      dunlin_error *err);

/* An empty list; NULL when out of memory. */
dunlin_findings *dn_findings_new(void);
/* Adds one; texts are copied, and the hint may be NULL.  Running out of memory is told at the end. */
void dn_findings_add(dunlin_findings *findings, int32_t kind, const char *about, const char *hint,
		     const char *format, ...) DUNLIN_PRINTF(5, 6);
/* The same about a line of a file; 0 is unknown. */
void dn_findings_add_at(dunlin_findings *findings, int32_t kind, const char *about,
			const char *file, int64_t line, const char *hint, const char *format, ...)
	DUNLIN_PRINTF(7, 8);
/* Adds what a failure says. */
void dn_findings_add_fault(dunlin_findings *findings, int32_t kind, const char *about,
			   const char *hint, const dunlin_error *fault);
/* By file, line and column, those of no file first; what is there twice is left once. */
void dn_findings_sort(dunlin_findings *findings);
/* Hands a list over when all went well; else frees it. */
DUNLIN_MUST_CHECK dunlin_status dn_findings_end(dunlin_findings **out, dunlin_findings *findings,
						dunlin_status status, dunlin_error *err);

/* Tells who listens, if anybody does. */
void dn_engine_tell(const dunlin_engine *engine, const struct dunlin_event *event);
/* Copies a value struct out to a caller who may know fewer members. */
void dn_engine_give(void *out, uint32_t *size, const void *full, uint32_t full_size);

#endif
