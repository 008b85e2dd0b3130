/* engine_event - what is told while the engine works, as a line of text. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "engine.h"

static void put_label(struct dn_str *out, const struct dunlin_event *event)
{
	if (event->id == NULL)
		return;
	if (event->migration == 's')
		dn_str_puts(out, "seeds/");
	else if (event->migration == 'r')
		dn_str_puts(out, "R__");
	dn_str_puts(out, event->id);
	if (event->migration == 'v' && event->name != NULL)
		dn_str_printf(out, "_%s", event->name);
}

static void put_place(struct dn_str *out, const struct dunlin_event *event)
{
	if (event->file == NULL)
		return;
	dn_str_printf(out, event->line > 0 ? " (%s:%" PRId64 ")" : " (%s)", event->file,
		      event->line);
}

static void put_took(struct dn_str *out, const struct dunlin_event *event)
{
	dn_str_printf(out, " in %" PRId64 " ms", event->elapsed_us / 1000);
}

/* "LABEL: WORDS: TEXT (FILE:LINE)", as much of it as there is. */
static void put_said(struct dn_str *out, const struct dunlin_event *event, const char *words)
{
	put_label(out, event);
	if (out->len > 0)
		dn_str_puts(out, ": ");
	dn_str_puts(out, words);
	if (event->text != NULL)
		dn_str_printf(out, "%s%s", words[0] == '\0' ? "" : ": ", event->text);
	put_place(out, event);
}

static const char *word_of(const struct dunlin_event *event)
{
	return event->direction == DUNLIN_DIRECTION_DOWN     ? "reverted"
	       : event->direction == DUNLIN_DIRECTION_VERIFY ? "verified"
	       : event->migration == 's'                     ? "seeded"
							     : "applied";
}

static void put_line(struct dn_str *out, const struct dunlin_event *event)
{
	switch (event->kind) {
	case DUNLIN_EVENT_CONNECTED:
		dn_str_printf(out, "connected to %s (%s)", event->name == NULL ? "" : event->name,
			      event->text == NULL ? "" : event->text);
		break;
	case DUNLIN_EVENT_WARNING:
		put_said(out, event, "warning");
		break;
	case DUNLIN_EVENT_WAITING:
		put_said(out, event, "waiting");
		break;
	case DUNLIN_EVENT_RETRY:
		put_said(out, event, "once more");
		break;
	case DUNLIN_EVENT_STEP:
		put_said(out, event,
			 event->direction == DUNLIN_DIRECTION_DOWN     ? "reverting"
			 : event->direction == DUNLIN_DIRECTION_VERIFY ? "verifying"
								       : "applying");
		break;
	case DUNLIN_EVENT_STATEMENT:
		put_label(out, event);
		dn_str_printf(out, ": statement %" PRId64 " of %" PRId64 " done", event->stmt,
			      event->n_stmts);
		put_place(out, event);
		break;
	case DUNLIN_EVENT_NOTICE:
	case DUNLIN_EVENT_BUSY:
		put_said(out, event, "");
		break;
	case DUNLIN_EVENT_DONE:
		put_label(out, event);
		dn_str_puts(out, ": done");
		put_took(out, event);
		break;
	case DUNLIN_EVENT_APPLIED:
		put_label(out, event);
		dn_str_printf(out, ": %s", word_of(event));
		put_took(out, event);
		break;
	case DUNLIN_EVENT_BACKUP:
		dn_str_puts(out, "backup written");
		put_took(out, event);
		put_place(out, event);
		break;
	default:
		put_said(out, event, "");
		break;
	}
}

/* What the database says may have lines of its own. */
static void make_one_line(char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ')
			text[i] = ' ';
}

/* A text that is cut short ends with a whole character. */
static size_t fit(const char *text, size_t len, size_t room)
{
	if (len <= room)
		return len;
	while (room > 0 && ((unsigned char)text[room] & 0xc0) == 0x80)
		room--;
	return room;
}

size_t dunlin_event_line(char *out, size_t size, const struct dunlin_event *event)
{
	struct dunlin_event full = { .permille = -1 };
	struct dn_str text = DN_STR_INIT;
	size_t len, n;

	memcpy(&full, event, event->size < sizeof(full) ? event->size : sizeof(full));
	put_line(&text, &full);
	if (text.failed)
		dn_str_clear(&text);
	len = text.len;
	if (len > 0)
		make_one_line(text.data, len);
	if (size > 0) {
		n = fit(text.data, len, size - 1);
		if (n > 0)
			memcpy(out, text.data, n);
		out[n] = '\0';
	}
	dn_str_clear(&text);
	return len;
}
