/* cli/planjson - a plan as JSON. */
#include "cli/planjson.h"

#include "cli/entryjson.h"

static const char *task_word(int32_t task)
{
	static const char *const words[] = {
		[DUNLIN_TASK_RUN] = "run",     [DUNLIN_TASK_FORGET] = "forget",
		[DUNLIN_TASK_STAMP] = "stamp", [DUNLIN_TASK_REPAIR] = "repair",
		[DUNLIN_TASK_DROP] = "drop",   [DUNLIN_TASK_RESOLVE] = "resolve",
	};

	return task >= 0 && (size_t)task < sizeof(words) / sizeof(words[0]) ? words[task] : NULL;
}

static const char *line_word(int32_t kind)
{
	static const char *const words[] = {
		[DUNLIN_LINE_SETUP] = "setup",       [DUNLIN_LINE_BORDER] = "border",
		[DUNLIN_LINE_OWN] = "own",           [DUNLIN_LINE_BODY] = "body",
		[DUNLIN_LINE_LEFT_OUT] = "left_out", [DUNLIN_LINE_ALONE] = "alone",
	};

	return kind > 0 && (size_t)kind < sizeof(words) / sizeof(words[0]) ? words[kind] : NULL;
}

void dn_planjson_put_steps(json_t *object, const dunlin_plan *plan, const char *state)
{
	json_t *array = dn_json_put_array(object, "steps"), *item;
	size_t n = dunlin_plan_steps(plan), i;

	for (i = 0; i < n; i++) {
		struct dunlin_step step = DUNLIN_STEP_INIT;

		dunlin_plan_step(plan, i, &step);
		item = dn_json_add_object(array);
		dn_json_put_direction(item, step.direction);
		dn_json_put_migration(item, step.migration, step.id, step.name);
		dn_json_put_file(item, "file", step.file);
		dn_json_put_text(item, "reason", step.reason);
		if (state != NULL) {
			dn_json_put_text(item, "state", state);
		} else {
			dn_json_put_text(item, "task", task_word(step.task));
			dn_json_put_number(item, "statements", step.n_stmts);
		}
	}
}

/* A line of the set-up belongs to no step and has no number. */
static void put_line(json_t *object, const struct dunlin_line *line)
{
	dn_json_put_text(object, "kind", line_word(line->kind));
	if (line->step >= 0)
		dn_json_put_number(object, "step", line->step);
	if (line->transaction > 0)
		dn_json_put_number(object, "transaction", line->transaction);
	dn_json_put(object, "sql", dn_json_text(line->sql, line->sql_len));
	if (line->file != NULL) {
		dn_json_put_file(object, "file", line->file);
		dn_json_put_number(object, "line", line->line);
		if (line->offset >= 0) {
			dn_json_put_number(object, "offset", line->offset);
			dn_json_put_number(object, "length", line->length);
		}
	}
	if (line->data != NULL)
		dn_json_put(object, "data", dn_json_text(line->data, line->data_len));
	dn_json_put_text(object, "reason", line->reason);
}

void dn_planjson_put(json_t *object, const dunlin_plan *plan)
{
	json_t *setup = dn_json_put_array(object, "setup"), *lines;
	size_t n = dunlin_plan_lines(plan), i;

	dn_planjson_put_steps(object, plan, NULL);
	lines = dn_json_put_array(object, "lines");
	for (i = 0; i < n; i++) {
		struct dunlin_line line = DUNLIN_LINE_INIT;

		dunlin_plan_line(plan, i, &line);
		put_line(dn_json_add_object(line.kind == DUNLIN_LINE_SETUP ? setup : lines), &line);
	}
	dn_entryjson_put(object, "waiting", dunlin_plan_waiting(plan));
}
