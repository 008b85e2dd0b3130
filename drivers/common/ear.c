/* common/ear - what a client program says while it runs, and what it comes to when it fails. */
#include "ear.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

enum { TELL_AFTER_MS = 1000, MOST_KEPT = 64 * 1024 };

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void dn_ear_begin(struct dn_ear *ear)
{
	ear->told_ms = now_ms();
}

void dn_ear_clear(struct dn_ear *ear)
{
	free(dn_text_take(&ear->message));
	free(dn_text_take(&ear->more));
}

bool dn_ear_skip(const char **line, const char *word)
{
	const size_t len = strlen(word);

	if (strncmp(*line, word, len) != 0)
		return false;
	*line += len;
	return true;
}

void dn_ear_tell(struct dn_ear *ear, const char *line)
{
	struct dunlin_progress progress = { .size = DUNLIN_PROGRESS_SIZE,
					    .kind = DUNLIN_PROGRESS_BUSY,
					    .stmt_index = -1,
					    .rows = -1,
					    .permille = -1 };
	struct dunlin_fault notice;
	struct dn_text text = { 0 };
	char *message;

	if (ear->on_progress == NULL || now_ms() - ear->told_ms < TELL_AFTER_MS)
		return;
	ear->told_ms = now_ms();
	dn_text_add(&text, "%s: %s", ear->name, line);
	message = dn_text_take(&text);
	dn_fault_init(&notice, DUNLIN_OK);
	notice.message = message;
	progress.notice = &notice;
	if (message != NULL)
		ear->on_progress(ear->payload, &progress);
	free(message);
}

/* The program may have quoted what it connects with. */
static void keep(const struct dn_ear *ear, struct dn_text *text, const char *line)
{
	const size_t len = ear->secret == NULL ? 0 : strlen(ear->secret);
	const char *at;

	if (text->len > MOST_KEPT)
		return;
	if (text->len > 0)
		dn_text_add(text, "; ");
	while (len > 0 && (at = strstr(line, ear->secret)) != NULL) {
		dn_text_add(text, "%.*s***", (int)(at - line), line);
		line = at + len;
	}
	dn_text_add(text, "%s", line);
}

void dn_ear_keep_error(struct dn_ear *ear, const char *line)
{
	keep(ear, ear->message.len == 0 ? &ear->message : &ear->more, line);
}

void dn_ear_keep_more(struct dn_ear *ear, const char *line)
{
	keep(ear, &ear->more, line);
}

dunlin_status dn_ear_fail(const struct dn_ear *ear, int ended, struct dunlin_fault *fault,
			  dunlin_error *err)
{
	const struct dn_text *said = ear->message.len > 0 ? &ear->message : &ear->more;

	if (ear->message.failed || ear->more.failed)
		return dn_fault_nomem(ear->host, err);
	if (ended == -1)
		return dn_fault_send(
			ear->host, err, fault,
			"%s was run, and nobody heard how it ended: this program waits "
			"for its children by itself",
			ear->name);
	if (WIFSIGNALED(ended))
		return dn_fault_send(ear->host, err, fault, "%s was ended by signal %d", ear->name,
				     WTERMSIG(ended));
	if (said->len == 0)
		return dn_fault_send(ear->host, err, fault,
				     "%s ended with status %d and said nothing", ear->name,
				     WEXITSTATUS(ended));
	return dn_fault_send(ear->host, err, fault, "%s: %s", ear->name, said->data);
}
