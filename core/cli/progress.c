/* cli/progress - what the engine tells while it works, as a person wants to see it. */
#include "cli/progress.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/busy.h"
#include "cli/die.h"

void dn_progress_init(struct dn_progress *progress, const struct dn_output *output,
		      const char *target, const char *origin, struct dn_record *record)
{
	memset(progress, 0, sizeof(*progress));
	progress->output = output;
	progress->target = target;
	progress->origin = origin;
	progress->record = record;
	dn_liveline_init(&progress->line, output->live && !output->quiet);
}

void dn_progress_clear(struct dn_progress *progress)
{
	dn_progress_rest(progress);
	dn_liveline_clear(&progress->line);
	free(progress->label);
	free(progress->busy);
	free(progress->held);
	memset(progress, 0, sizeof(*progress));
}

static void say_held(struct dn_progress *progress)
{
	size_t i;

	for (i = 0; i < progress->n_held; i++) {
		dn_warn(progress->output, progress->held[i].text, progress->held[i].file,
			progress->held[i].line);
		free(progress->held[i].text);
		free(progress->held[i].file);
	}
	progress->n_held = 0;
}

void dn_progress_rest(struct dn_progress *progress)
{
	dn_liveline_set(&progress->line, NULL);
	say_held(progress);
}

void dn_progress_warn(struct dn_progress *progress, const char *text, const char *file,
		      int64_t line)
{
	struct dn_held *held;

	if (progress->record != NULL)
		dn_record_warning(progress->record, text, file, line);
	held = dn_need_item(&progress->held, &progress->n_held, &progress->cap_held, sizeof(*held));
	held->text = dn_need_copy(text);
	held->file = dn_need_copy(file);
	held->line = line;
	if (progress->connected)
		say_held(progress);
}

static void connected(struct dn_progress *progress, const struct dunlin_event *event)
{
	struct dn_str text = DN_STR_INIT;

	if (progress->connected)
		return;
	progress->connected = true;
	if (progress->target != NULL)
		dn_str_printf(&text, "target %s, ", progress->target);
	dn_str_puts(&text, event->name != NULL ? event->name : "a database");
	if (event->text != NULL)
		dn_str_printf(&text, " (%s)", event->text);
	dn_say(progress->output, "%s, url from %s", dn_need_str(&text), progress->origin);
	dn_str_clear(&text);
	say_held(progress);
}

/* The live line for statement `stmt` of the step under way. */
static void show_statement(struct dn_progress *progress, const struct dunlin_event *event,
			   int64_t stmt)
{
	struct dn_str text = DN_STR_INIT;

	dn_str_puts(&text, progress->label);
	if (event->n_steps > 1)
		dn_str_printf(&text, "  %lld of %lld", (long long)event->step,
			      (long long)event->n_steps);
	if (event->n_stmts > 0 && stmt <= event->n_stmts)
		dn_str_printf(&text, "  statement %lld of %lld", (long long)stmt,
			      (long long)event->n_stmts);
	dn_liveline_set(&progress->line, dn_need_text(&text));
}

static void waiting(const struct dn_progress *progress, const struct dunlin_event *event)
{
	const char *text = event->text != NULL ? event->text : "somebody else holds the lock";
	char *took = event->elapsed_us == 0 ? NULL : dn_took(event->elapsed_us);

	dn_say(progress->output, "waiting%s%s: %s", took == NULL ? "" : " for ",
	       took == NULL ? "" : took, text);
	free(took);
}

static void notice(const struct dn_progress *progress, const struct dunlin_event *event)
{
	struct dn_str place = DN_STR_INIT;

	if (progress->output->quiet)
		return;
	dn_put(stderr, progress->output->color_err, DN_STYLE_FAINT, "notice:");
	fputc(' ', stderr);
	dn_put(stderr, false, DN_STYLE_NONE, event->text);
	if (event->file != NULL)
		dn_str_printf(&place, " (%s", dn_short_file(event->file));
	if (event->file != NULL && event->line > 0)
		dn_str_printf(&place, ":%lld", (long long)event->line);
	if (event->file != NULL)
		dn_str_putc(&place, ')');
	dn_put(stderr, false, DN_STYLE_NONE, dn_need_str(&place));
	fputc('\n', stderr);
	dn_str_clear(&place);
}

/* A line of the results. */
static void result(const struct dn_progress *progress, const struct dunlin_event *event)
{
	const bool ran = event->direction != DUNLIN_DIRECTION_VERIFY && progress->word == NULL;
	const char *word = "applied   ";
	char *label, *took;

	if (progress->output->json)
		return;
	label = dn_label(event->migration, event->id, event->name);
	took = dn_took(event->elapsed_us);
	if (event->direction == DUNLIN_DIRECTION_DOWN)
		word = "reverted  ";
	else if (event->direction == DUNLIN_DIRECTION_VERIFY)
		word = "verified  ";
	else if (event->migration == 's')
		word = "seeded    ";
	if (progress->word != NULL)
		word = progress->word;
	if (progress->trial)
		fputs("would be ", stdout);
	dn_put(stdout, progress->output->color_out, DN_STYLE_GOOD, word);
	dn_put(stdout, false, DN_STYLE_NONE, label);
	/* Of files that somebody meant to write, more often than not. */
	printf(ran && event->n_stmts == 0 ? "  (%s, no statements)\n" : "  (%s)\n", took);
	fflush(stdout);
	free(label);
	free(took);
}

/* Of a result as well: the file is there from now on. */
static void backup(const struct dn_progress *progress, const struct dunlin_event *event)
{
	char *took;

	if (progress->output->json)
		return;
	took = dn_took(event->elapsed_us);
	dn_put(stdout, progress->output->color_out, DN_STYLE_GOOD, "backup    ");
	dn_put(stdout, false, DN_STYLE_NONE, dn_short_file(event->file));
	printf("  (%lld bytes, %s)\n", (long long)event->bytes, took);
	fflush(stdout);
	free(took);
}

static void statement(const struct dn_progress *progress, const struct dunlin_event *event)
{
	if (!progress->output->verbose)
		return;
	dn_say(progress->output, "%s: statement %lld of %lld done (%s:%lld)",
	       progress->label == NULL ? "" : progress->label, (long long)event->stmt,
	       (long long)event->n_stmts, event->file == NULL ? "" : dn_short_file(event->file),
	       (long long)event->line);
}

/* "0002_orders: TEXT (migrations/0002_orders.up.sql:2)", unless that was said already. */
static void say_busy(struct dn_progress *progress, const struct dunlin_event *event)
{
	struct dn_str text = DN_STR_INIT;

	if (progress->label != NULL)
		dn_str_printf(&text, "%s: ", progress->label);
	dn_str_puts(&text, event->text == NULL ? "busy" : event->text);
	if (event->file != NULL)
		dn_str_printf(&text, " (%s:%lld)", dn_short_file(event->file),
			      (long long)event->line);
	if (progress->busy == NULL || !dn_busy_same(progress->busy, dn_need_str(&text))) {
		dn_liveline_pause(&progress->line);
		dn_say(progress->output, "%s", dn_need_str(&text));
		dn_liveline_resume(&progress->line);
	}
	free(progress->busy);
	progress->busy = dn_need_text(&text);
}

/* On a terminal it is the live line, again and again; elsewhere, and where that is too short to say
 * who is waited for, a line when it is news. */
static void busy(struct dn_progress *progress, const struct dunlin_event *event)
{
	struct dn_str text = DN_STR_INIT;
	char *what = dn_busy_text(event);

	if (progress->label != NULL)
		dn_str_printf(&text, "%s  ", progress->label);
	dn_str_puts(&text, what);
	free(what);
	what = dn_need_text(&text);
	if (!progress->line.on || (event->permille < 0 && !dn_liveline_fits(what)))
		say_busy(progress, event);
	dn_liveline_change(&progress->line, what);
}

/* Whether print() writes anything; the live line need not go away for nothing. */
static bool prints(const struct dn_progress *progress, const struct dunlin_event *event)
{
	switch (event->kind) {
	case DUNLIN_EVENT_STEP:
		return false;
	case DUNLIN_EVENT_STATEMENT:
		return progress->output->verbose;
	default:
		return true;
	}
}

/* What is written at once, above the live line. */
static void print(struct dn_progress *progress, const struct dunlin_event *event)
{
	switch (event->kind) {
	case DUNLIN_EVENT_CONNECTED:
		connected(progress, event);
		break;
	case DUNLIN_EVENT_WARNING:
		dn_progress_warn(progress, event->text, event->file, event->line);
		break;
	case DUNLIN_EVENT_WAITING:
		waiting(progress, event);
		break;
	case DUNLIN_EVENT_RETRY:
		dn_say(progress->output, "once more: %s", event->text == NULL ? "" : event->text);
		break;
	case DUNLIN_EVENT_NOTICE:
		notice(progress, event);
		break;
	case DUNLIN_EVENT_STATEMENT:
		statement(progress, event);
		break;
	case DUNLIN_EVENT_BACKUP:
		backup(progress, event);
		break;
	case DUNLIN_EVENT_DONE: /* as far as a trial gets */
	case DUNLIN_EVENT_APPLIED:
		if (progress->trial == (event->kind == DUNLIN_EVENT_DONE))
			result(progress, event);
		break;
	default:
		break;
	}
}

void dn_progress_event(void *payload, const struct dunlin_event *event)
{
	struct dn_progress *progress = payload;

	if (progress->record != NULL)
		dn_record_event(progress->record, event);
	if (event->kind == DUNLIN_EVENT_BUSY) {
		busy(progress, event);
		return;
	}
	if (prints(progress, event)) {
		dn_liveline_pause(&progress->line);
		print(progress, event);
		dn_liveline_resume(&progress->line);
	}
	switch (event->kind) {
	case DUNLIN_EVENT_WAITING:
		dn_liveline_set(&progress->line,
				dn_need_copy(progress->connected ? "waiting for the lock"
								 : "waiting for the database"));
		break;
	case DUNLIN_EVENT_STEP:
		free(progress->label);
		progress->label = dn_label(event->migration, event->id, event->name);
		show_statement(progress, event, 1);
		break;
	case DUNLIN_EVENT_STATEMENT:
		if (progress->label != NULL)
			show_statement(progress, event, event->stmt + 1);
		break;
	case DUNLIN_EVENT_BACKUP:
	case DUNLIN_EVENT_DONE:
		dn_liveline_set(&progress->line, NULL);
		break;
	default:
		break;
	}
}
