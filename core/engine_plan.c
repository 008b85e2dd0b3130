/* engine_plan - a plan as an embedding program reads it: steps, and every line that would be sent. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "engine.h"
#include "source/disk.h"
#include "sql/lexer.h"

struct dunlin_plan {
	struct dunlin_step *steps;
	size_t n_steps, cap_steps;
	struct dunlin_line *lines;
	size_t n_lines, cap_lines;
	dunlin_report *waiting;
	struct dn_arena arena; /* of every text */
	bool failed;
};

void dunlin_plan_free(dunlin_plan *plan)
{
	if (plan == NULL)
		return;
	free(plan->steps);
	free(plan->lines);
	dunlin_report_free(plan->waiting);
	dn_arena_clear(&plan->arena);
	free(plan);
}

size_t dunlin_plan_steps(const dunlin_plan *plan)
{
	return plan->n_steps;
}

size_t dunlin_plan_lines(const dunlin_plan *plan)
{
	return plan->n_lines;
}

void dunlin_plan_step(const dunlin_plan *plan, size_t i, struct dunlin_step *out)
{
	const struct dunlin_step none = { 0 };

	dn_engine_give(out, &out->size, i < plan->n_steps ? &plan->steps[i] : &none,
		       sizeof(struct dunlin_step));
}

void dunlin_plan_line(const dunlin_plan *plan, size_t i, struct dunlin_line *out)
{
	const struct dunlin_line none = { 0 };

	dn_engine_give(out, &out->size, i < plan->n_lines ? &plan->lines[i] : &none,
		       sizeof(struct dunlin_line));
}

const dunlin_report *dunlin_plan_waiting(const dunlin_plan *plan)
{
	return plan->waiting;
}

static const char *copy(dunlin_plan *plan, const char *text)
{
	const char *own = text == NULL ? NULL : dn_arena_strdup(&plan->arena, text);

	plan->failed = plan->failed || (text != NULL && own == NULL);
	return own;
}

static void add_step(dunlin_plan *plan, const struct dn_step *from)
{
	struct dunlin_step *step =
		dn_vec_add(&plan->steps, &plan->n_steps, &plan->cap_steps, sizeof(*step));

	if (step == NULL) {
		plan->failed = true;
		return;
	}
	step->size = sizeof(*step);
	step->direction = (int32_t)from->direction;
	step->migration = from->kind;
	step->id = copy(plan, from->shown);
	step->name = copy(plan, from->name);
	step->file = copy(plan, from->body == NULL ? NULL : from->body->file);
	step->reason = copy(plan, from->reason);
	step->n_stmts = dn_script_count(from->body);
	step->task = (int32_t)from->task;
}

static struct dunlin_line *add_line(dunlin_plan *plan, int32_t kind, const char *sql, size_t len)
{
	struct dunlin_line *line =
		dn_vec_add(&plan->lines, &plan->n_lines, &plan->cap_lines, sizeof(*line));

	if (line == NULL) {
		plan->failed = true;
		return NULL;
	}
	line->size = sizeof(*line);
	line->kind = kind;
	line->step = -1;
	line->offset = line->length = -1;
	line->sql = dn_arena_copy(&plan->arena, sql, len);
	line->sql_len = len;
	plan->failed = plan->failed || line->sql == NULL;
	return line;
}

static int32_t line_kind(const struct dn_action *action)
{
	switch (action->kind) {
	case DN_ACT_BEGIN:
	case DN_ACT_COMMIT:
	case DN_ACT_SAVEPOINT:
	case DN_ACT_RELEASE:
		return DUNLIN_LINE_BORDER;
	case DN_ACT_BODY:
		return action->stmt_kind == DUNLIN_STMT_ALONE ? DUNLIN_LINE_ALONE
							      : DUNLIN_LINE_BODY;
	case DN_ACT_LEFT_OUT:
		return DUNLIN_LINE_LEFT_OUT;
	case DN_ACT_STEP:
	case DN_ACT_DONE:
	case DN_ACT_MEASURE:
	case DN_ACT_REMEMBER:
	case DN_ACT_RESUME:
	case DN_ACT_ASSERT:
		return 0;
	default:
		return DUNLIN_LINE_OWN;
	}
}

/* Where a statement of a body is, and the rows that go with it. */
static void add_place(dunlin_plan *plan, struct dunlin_line *line, const struct dn_body *body,
		      const struct dn_stmt *stmt)
{
	line->file = copy(plan, body->file);
	line->line = stmt->line;
	dn_body_disk_range(body, (size_t)(stmt->sql - body->text), stmt->len, &line->offset,
			   &line->length);
	if (stmt->data == NULL)
		return;
	line->data = dn_arena_copy(&plan->arena, stmt->data, stmt->data_len);
	line->data_len = stmt->data_len;
	plan->failed = plan->failed || line->data == NULL;
}

/* Each of a list that ends with NULL, as part of what `action` stands for. */
static void add_list(dunlin_plan *plan, int32_t kind, const char *const *texts,
		     const struct dn_action *action)
{
	struct dunlin_line *line;

	for (; texts != NULL && *texts != NULL; texts++) {
		line = add_line(plan, kind, *texts, strlen(*texts));
		if (line == NULL || action == NULL)
			continue;
		line->transaction = action->tx;
		if (action->step != SIZE_MAX)
			line->step = (int64_t)action->step;
	}
}

/* What a driver's reset() does, statement by statement: the lines on top once more. */
static void add_reset(dunlin_plan *plan, const struct dn_action *action, const struct dn_view *view)
{
	const struct dunlin_dialect *dialect = view->options->target.dialect;
	const size_t n = plan->n_lines;
	const char *setup[2] = { NULL, NULL };
	size_t i;

	add_list(plan, DUNLIN_LINE_OWN, dialect->reset != NULL ? dialect->reset : dialect->restore,
		 action);
	if (view->script)
		add_list(plan, DUNLIN_LINE_CLIENT, dialect->client, action);
	for (i = 0; i < n; i++) {
		setup[0] = plan->lines[i].sql;
		if (plan->lines[i].kind == DUNLIN_LINE_SETUP)
			add_list(plan, DUNLIN_LINE_OWN, setup, action);
	}
}

/* What stands in a script in the place of the check; NULL: the check itself. */
static const char *const *check_of(const struct dn_action *action, const struct dn_view *view)
{
	const struct dunlin_dialect *dialect = view->options->target.dialect;

	if (!view->script)
		return NULL;
	return action->kind == DN_ACT_CHECK_BEFORE  ? dialect->check_before
	       : action->kind == DN_ACT_CHECK_AFTER ? dialect->check_after
						    : NULL;
}

/* --- for a client that looks for semicolons itself --------------------------------- */

static bool has_semicolon(const struct dunlin_dialect *dialect, const char *sql, size_t len)
{
	struct dn_lexer lexer;
	struct dn_token token;

	dn_lexer_init(&lexer, dialect, sql, len);
	do
		dn_lexer_next(&lexer, &token);
	while (token.kind != DN_TOKEN_SEMICOLON && token.kind != DN_TOKEN_END &&
	       token.kind != DN_TOKEN_BAD);
	return token.kind != DN_TOKEN_END;
}

/* A procedure between DELIMITER lines, with a delimiter that is not in it. */
static void wrap(dunlin_plan *plan, struct dunlin_line *line)
{
	char delimiter[32] = "//";
	struct dn_str text = DN_STR_INIT;
	char *copied;
	int i;

	for (i = 1; memmem(line->sql, line->sql_len, delimiter, strlen(delimiter)) != NULL; i++)
		(void)snprintf(delimiter, sizeof(delimiter), "//%d", i);
	dn_str_printf(&text, "DELIMITER %s\n", delimiter);
	dn_str_put(&text, line->sql, line->sql_len);
	dn_str_printf(&text, "\n%s\nDELIMITER ;", delimiter);
	copied = text.failed ? NULL : dn_arena_copy(&plan->arena, text.data, text.len);
	if (copied == NULL) {
		plan->failed = true;
	} else {
		line->sql = copied;
		line->sql_len = text.len;
	}
	dn_str_clear(&text);
}

static void add_action(dunlin_plan *plan, const struct dn_action *action,
		       const struct dn_view *view)
{
	const struct dunlin_dialect *dialect = view->options->target.dialect;
	const char *const *check = check_of(action, view);
	const int32_t kind = line_kind(action);
	struct dunlin_line *line;

	if (kind == 0)
		return;
	if (action->kind == DN_ACT_RESET) {
		add_reset(plan, action, view);
		return;
	}
	if (check != NULL) {
		add_list(plan, kind, check, action);
		return;
	}
	line = add_line(plan, kind, action->sql, action->len);
	if (line == NULL)
		return;
	if (view->script && (dialect->lex & DUNLIN_LEX_DELIMITER) != 0 && action->stmt != NULL &&
	    has_semicolon(dialect, action->sql, action->len))
		wrap(plan, line);
	line->transaction = action->tx;
	if (!view->script || action->hole == 0) /* no client measures */
		line->reason = copy(plan, action->reason);
	if (action->step == SIZE_MAX)
		return;
	line->step = (int64_t)action->step;
	if (action->stmt != NULL)
		add_place(plan, line, view->plan.steps[action->step].body, action->stmt);
}

static dunlin_status add_setup(void *payload, size_t n, const char *const *values)
{
	dunlin_plan *plan = payload;

	if (n > 0 && values[0] != NULL)
		(void)add_line(plan, DUNLIN_LINE_SETUP, values[0], strlen(values[0]));
	return plan->failed ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static dunlin_status fill(dunlin_plan *plan, struct dn_view *view, dunlin_error *err)
{
	const struct dunlin_driver *driver = view->options->target.driver;
	struct dn_script script;
	dunlin_status status;
	size_t i;

	if (view->script)
		add_list(plan, DUNLIN_LINE_CLIENT, view->options->target.dialect->client, NULL);
	status = dn_view_sets_up_each(view)
			 ? DUNLIN_OK
			 : driver->setup(view->session.conn, add_setup, plan, err);
	if (status == DUNLIN_EUNSUPPORTED) /* it sets nothing up */
		status = DUNLIN_OK;
	status = dn_fail_returned(err, status, driver->name);
	dn_script_init(&script);
	if (status == DUNLIN_OK)
		status = dn_view_script(view, &script, err);
	for (i = 0; status == DUNLIN_OK && i < view->plan.n_steps; i++)
		add_step(plan, &view->plan.steps[i]);
	for (i = 0; status == DUNLIN_OK && i < script.n; i++)
		add_action(plan, &script.actions[i], view);
	dn_script_clear(&script);
	if (status == DUNLIN_OK)
		status = dn_report_new(&plan->waiting, &view->plan, &view->history, true, err);
	return status == DUNLIN_OK && plan->failed ? dn_fail_nomem(err) : status;
}

dunlin_status dunlin_plan_make(dunlin_plan **out, dunlin_engine *engine,
			       const struct dunlin_wish *wish, dunlin_error *err)
{
	struct dn_view_options options;
	struct dn_view view;
	dunlin_plan *plan = NULL;
	struct dn_wish own;
	dunlin_status status = dn_engine_wish(&own, wish, err);

	*out = NULL;
	if (status == DUNLIN_OK && own.script && own.verify)
		status = dn_fail(err, DUNLIN_EUSAGE,
				 "a script has no verify bodies: no client can judge them");
	if (status == DUNLIN_OK)
		status = dn_engine_view(engine, &options, err);
	if (status != DUNLIN_OK)
		return status;
	plan = calloc(1, sizeof(*plan));
	if (plan == NULL)
		return dn_fail_nomem(err);
	status = dn_view_open(&view, &options, err);
	if (status == DUNLIN_OK)
		status = dn_view_plan(&view, &own, err);
	if (status == DUNLIN_OK)
		status = fill(plan, &view, err);
	dn_view_close(&view);
	if (status == DUNLIN_OK) {
		*out = plan;
		plan = NULL; /* the caller's */
	}
	dunlin_plan_free(plan);
	return status;
}
