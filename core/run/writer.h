/*
 * run/writer - what a script's groups are written with: borders, statements, and Dunlin's own rows.
 *
 * For script*.c alone.  A failure is the script's `failed`, looked at once at the end.
 */
#ifndef DN_RUN_WRITER_H
#define DN_RUN_WRITER_H

#include "base/str.h"
#include "run/script.h"

/* All that is written while a script is; everything is lent. */
struct dn_writer {
	struct dn_script *script;
	const struct dn_script_context *context;
	const struct dn_plan *plan;
	const struct dn_group *group;
	struct dn_ledger *ledger; /* counted on by the events */
	const struct dn_step *step;
	int64_t stmt_no; /* of the last statement of its body that is sent */
};

/* An action without a statement; NULL when out of memory. */
struct dn_action *dn_writer_add(struct dn_writer *w, enum dn_action_kind kind);
/* Takes the text that was built, and leaves `sql` empty. */
struct dn_action *dn_writer_text(struct dn_writer *w, enum dn_action_kind kind, struct dn_str *sql,
				 const char *reason);

void dn_writer_begin(struct dn_writer *w);
void dn_writer_commit(struct dn_writer *w);
/* The step's timeouts, for the transaction that is open. */
void dn_writer_timeouts(struct dn_writer *w);
/* What an event of the step says. */
struct dn_event_row dn_writer_row(const struct dn_writer *w);
/* An event, and behind it whose the lease is, where there is one. */
void dn_writer_put_event(struct dn_writer *w, const struct dn_event_row *row);
/* The step's event; with `event`, one of that name. */
void dn_writer_event(struct dn_writer *w, const char *event);
/* Gives our own role and settings back. */
void dn_writer_restore(struct dn_writer *w);
/* The step's change of the history. */
void dn_writer_record(struct dn_writer *w);
/* A statement of the step's body; one that is not sent is shown all the same. */
void dn_writer_statement(struct dn_writer *w, const struct dn_stmt *stmt, uint32_t stmt_kind);
/* PLAIN or COPY. */
uint32_t dn_writer_kind(const struct dn_stmt *stmt);
/* Numbers what was added since `from`: it belongs to the step and, if `tx`, to the
 * script's last transaction. */
void dn_writer_stamp(struct dn_writer *w, size_t from, bool tx);

/* A step that cannot be one transaction, kept by the journal; script_pieces.c. */
void dn_writer_pieces(struct dn_writer *w);

#endif
