/*
 * cli/record - what a run told while it worked, kept for --json: the database,
 * the warnings, and what became of each step.
 */
#ifndef DN_CLI_RECORD_H
#define DN_CLI_RECORD_H

#include <dunlin/dunlin.h>

#include "cli/json.h"

struct dn_record {
	json_t *warnings; /* of objects; owned, and so all below */
	json_t *steps;    /* in the order they began */
	json_t *backup;   /* the last that was written; NULL: none was */
	int64_t turns;    /* how many times one began */
	char *database;   /* NULL: not connected */
	char *product;
};

void dn_record_init(struct dn_record *record);
void dn_record_clear(struct dn_record *record); /* also when it was never filled */

void dn_record_warning(struct dn_record *record, const char *text, const char *file, int64_t line);
void dn_record_event(struct dn_record *record, const struct dunlin_event *event);

/*
 * Puts "steps" into `object`, once, when the run is over: `status` and
 * `err` are how it ended, and `wish` (NULL: verify) says what a step that is
 * durable has become.
 */
void dn_record_put_steps(struct dn_record *record, json_t *object, const struct dunlin_wish *wish,
			 dunlin_status status, const dunlin_error *err);

#endif
