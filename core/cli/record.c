/* cli/record - what a run told while it worked, kept for --json. */
#include "cli/record.h"

#include <stdlib.h>
#include <string.h>

#include "cli/die.h"
#include "cli/output.h"

/* How far a step has come; the member "state" until the run is over. */
static const char begun[] = "begun", done[] = "done", durable[] = "durable";
/* A member until then: the number of the event with which it began last. */
static const char turn[] = "turn";

void dn_record_init(struct dn_record *record)
{
	memset(record, 0, sizeof(*record));
	record->warnings = dn_need(json_array());
	record->steps = dn_need(json_array());
}

void dn_record_clear(struct dn_record *record)
{
	json_decref(record->warnings);
	json_decref(record->steps);
	json_decref(record->backup);
	free(record->database);
	free(record->product);
	memset(record, 0, sizeof(*record));
}

void dn_record_warning(struct dn_record *record, const char *text, const char *file, int64_t line)
{
	json_t *warning = dn_json_add_object(record->warnings);

	dn_json_put_text(warning, "message", text == NULL ? "" : text);
	dn_json_put_file(warning, "file", file);
	if (line > 0)
		dn_json_put_number(warning, "line", line);
}

static bool has(const json_t *object, const char *key, const char *text)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value == NULL || text == NULL ? value == text : strcmp(value, text) == 0;
}

static json_t *new_step(const struct dunlin_event *event)
{
	json_t *step = dn_json_object();

	dn_json_put_direction(step, event->direction);
	dn_json_put_migration(step, event->migration, event->id, event->name);
	dn_json_put_file(step, "file", event->file);
	if (event->kind == DUNLIN_EVENT_STEP)
		dn_json_put_text(step, "reason", event->text);
	return step;
}

/* A step that is run once more, after a retry or alone after its batch failed, is
 * still the same, and takes its old place only if nothing began since. */
static json_t *find_step(struct dn_record *record, const struct dunlin_event *event)
{
	json_t *wanted = new_step(event), *found = NULL, *step;
	size_t i;

	for (i = json_array_size(record->steps); found == NULL && i > 0; i--) {
		step = json_array_get(record->steps, i - 1);
		if (!has(step, "state", durable) &&
		    has(step, "direction",
			json_string_value(json_object_get(wanted, "direction"))) &&
		    has(step, "kind", json_string_value(json_object_get(wanted, "kind"))) &&
		    has(step, "id", json_string_value(json_object_get(wanted, "id"))))
			found = step;
	}
	if (found == NULL && json_array_append(record->steps, wanted) == 0)
		found = wanted;
	json_decref(wanted); /* the array's, when it was not found */
	return dn_need(found);
}

static void step_is(struct dn_record *record, const struct dunlin_event *event, const char *state)
{
	json_t *step = find_step(record, event);

	dn_json_put_text(step, "state", state);
	if (state == begun) {
		dn_json_put_number(step, turn, ++record->turns);
		(void)json_object_del(step, "duration_us"); /* of an earlier try */
	} else {
		dn_json_put_number(step, "duration_us", event->elapsed_us);
	}
}

static void backup(struct dn_record *record, const struct dunlin_event *event)
{
	json_decref(record->backup);
	record->backup = dn_json_object();
	dn_json_put_file(record->backup, "file", event->file);
	dn_json_put_number(record->backup, "bytes", event->bytes);
	dn_json_put_text(record->backup, "sha256", event->text);
	dn_json_put_number(record->backup, "duration_us", event->elapsed_us);
}

void dn_record_event(struct dn_record *record, const struct dunlin_event *event)
{
	switch (event->kind) {
	case DUNLIN_EVENT_CONNECTED:
		free(record->database);
		free(record->product);
		record->database = dn_need_copy(event->name);
		record->product = dn_need_copy(event->text);
		break;
	case DUNLIN_EVENT_BACKUP:
		backup(record, event);
		break;
	case DUNLIN_EVENT_STEP:
		step_is(record, event, begun);
		break;
	case DUNLIN_EVENT_DONE:
		step_is(record, event, done);
		break;
	case DUNLIN_EVENT_APPLIED:
		step_is(record, event, durable);
		break;
	default:
		break;
	}
}

static const char *durable_word(const json_t *step, const struct dunlin_wish *wish)
{
	if (wish == NULL || has(step, "direction", "verify"))
		return "verified";
	if ((wish->flags & DUNLIN_WISH_DRY_RUN) != 0) /* on a copy it may be told as durable */
		return "tried";
	if (wish->kind == DUNLIN_WISH_STAMP || wish->kind == DUNLIN_WISH_REPAIR ||
	    wish->kind == DUNLIN_WISH_RESOLVE)
		return "recorded";
	if (has(step, "direction", "down"))
		return "reverted";
	return has(step, "kind", "seed") ? "seeded" : "applied";
}

/* Which step the failure is of: one whose file it names, or else the one that
 * began last.  What came before it may have been run again since. */
static const json_t *find_culprit(const struct dn_record *record, const dunlin_error *err)
{
	const char *file = dunlin_error_file(err);
	const json_t *culprit = NULL, *step;
	json_int_t best = 0, rank;
	size_t i;

	for (i = 0; i < json_array_size(record->steps); i++) {
		step = json_array_get(record->steps, i);
		rank = json_integer_value(json_object_get(step, turn));
		if (file != NULL && has(step, "file", dn_short_file(file)))
			rank += record->turns;
		if (!has(step, "state", durable) && rank > best) {
			best = rank;
			culprit = step;
		}
	}
	return culprit;
}

static const char *end_word(const json_t *step, const struct dunlin_wish *wish, bool culprit,
			    dunlin_status status)
{
	if (has(step, "state", durable))
		return durable_word(step, wish);
	if (status == DUNLIN_ECOMMITUNKNOWN)
		return "unknown";
	if (status == DUNLIN_OK)
		return "tried";
	return culprit ? "failed" : "rolled_back";
}

void dn_record_put_steps(struct dn_record *record, json_t *object, const struct dunlin_wish *wish,
			 dunlin_status status, const dunlin_error *err)
{
	const json_t *culprit = status == DUNLIN_OK ? NULL : find_culprit(record, err);
	size_t i;

	for (i = 0; i < json_array_size(record->steps); i++) {
		json_t *step = json_array_get(record->steps, i);

		dn_json_put_text(step, "state", end_word(step, wish, step == culprit, status));
		(void)json_object_del(step, turn);
	}
	dn_json_put(object, "steps", json_incref(record->steps));
}
