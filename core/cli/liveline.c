/* cli/liveline - one line at the bottom of a terminal that says what runs, and how long. */
#include "cli/liveline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "cli/die.h"
#include "cli/output.h"
#include "cli/width.h"

#define EVERY_MS 200

void dn_liveline_init(struct dn_liveline *line, bool on)
{
	pthread_condattr_t attributes;

	memset(line, 0, sizeof(*line));
	line->on = on;
	pthread_mutex_init(&line->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&line->wake, &attributes);
	pthread_condattr_destroy(&attributes);
}

/* With the mutex held, as the next two. */
static void erase(struct dn_liveline *line)
{
	if (line->drawn)
		fputs("\r\033[K", stderr);
	line->drawn = false;
}

static int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}

/* As much as fits: a line that wraps could not be taken back. */
static void draw(struct dn_liveline *line)
{
	char *took = dn_took(dn_clock_us() - line->began_us);
	int left = terminal_width() - 1, columns;
	struct dn_str text = DN_STR_INIT;
	const char *at;
	size_t len;

	dn_clean(&text, line->text, strlen(line->text));
	dn_str_printf(&text, "  %s", took);
	for (at = dn_str_text(&text); *at != '\0'; at += len) {
		len = dn_width_next(at, &columns);
		left -= columns;
		if (left < 0)
			break;
	}
	erase(line);
	fwrite(dn_str_text(&text), 1, (size_t)(at - dn_str_text(&text)), stderr);
	fflush(stderr);
	line->drawn = true;
	dn_str_clear(&text);
	free(took);
}

static void *keep_drawing(void *payload)
{
	struct dn_liveline *line = payload;
	struct timespec until;

	pthread_mutex_lock(&line->mutex);
	clock_gettime(CLOCK_MONOTONIC, &until);
	while (!line->stop) {
		until.tv_nsec += EVERY_MS * 1000000L;
		if (until.tv_nsec >= 1000000000L) {
			until.tv_nsec -= 1000000000L;
			until.tv_sec++;
		}
		while (!line->stop &&
		       pthread_cond_timedwait(&line->wake, &line->mutex, &until) == 0)
			;
		if (!line->stop && line->text != NULL)
			draw(line);
	}
	pthread_mutex_unlock(&line->mutex);
	return NULL;
}

void dn_liveline_clear(struct dn_liveline *line)
{
	pthread_mutex_lock(&line->mutex);
	line->stop = true;
	erase(line);
	pthread_cond_signal(&line->wake);
	pthread_mutex_unlock(&line->mutex);
	if (line->running)
		pthread_join(line->thread, NULL);
	free(line->text);
	pthread_cond_destroy(&line->wake);
	pthread_mutex_destroy(&line->mutex);
	memset(line, 0, sizeof(*line));
}

void dn_liveline_set(struct dn_liveline *line, char *text)
{
	if (!line->on) {
		free(text);
		return;
	}
	pthread_mutex_lock(&line->mutex);
	free(line->text);
	line->text = text;
	line->began_us = dn_clock_us();
	if (text == NULL)
		erase(line);
	/* Without the thread there is no live line, and no harm. */
	if (!line->running)
		line->running = pthread_create(&line->thread, NULL, keep_drawing, line) == 0;
	pthread_mutex_unlock(&line->mutex);
}

void dn_liveline_pause(struct dn_liveline *line)
{
	if (!line->on)
		return;
	pthread_mutex_lock(&line->mutex);
	erase(line);
}

void dn_liveline_resume(struct dn_liveline *line)
{
	if (line->on)
		pthread_mutex_unlock(&line->mutex);
}
