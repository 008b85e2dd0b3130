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

/* How many columns there are for a text.  A line that wraps could not be taken back, nor could one
 * in front of which there is no room for the "^C" of the terminal itself. */
static int room_beside(const char *took)
{
	return terminal_width() - 1 - (int)strlen("^C") - (int)strlen(took) - (int)strlen("  ");
}

/* The time always stays in sight. */
static void draw(struct dn_liveline *line)
{
	char *took = dn_took(dn_clock_us() - line->began_us);
	struct dn_str clean = DN_STR_INIT, text = DN_STR_INIT;
	int room = room_beside(took);

	dn_clean(&clean, line->text, strlen(line->text));
	if (room > 0)
		dn_width_cut(&text, dn_need_str(&clean), room);
	dn_str_printf(&text, "  %s", took);
	erase(line);
	fputs(dn_need_str(&text), stderr);
	fflush(stderr);
	line->drawn = true;
	dn_str_clear(&clean);
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

static void set(struct dn_liveline *line, char *text, bool anew)
{
	if (!line->on) {
		free(text);
		return;
	}
	pthread_mutex_lock(&line->mutex);
	free(line->text);
	line->text = text;
	if (anew)
		line->began_us = dn_clock_us();
	if (text == NULL)
		erase(line);
	/* Without the thread there is no live line, and no harm. */
	if (!line->running)
		line->running = pthread_create(&line->thread, NULL, keep_drawing, line) == 0;
	pthread_mutex_unlock(&line->mutex);
}

void dn_liveline_set(struct dn_liveline *line, char *text)
{
	set(line, text, true);
}

void dn_liveline_change(struct dn_liveline *line, char *text)
{
	set(line, text, line->text == NULL);
}

bool dn_liveline_fits(const char *text)
{
	return dn_width_of(text) <= room_beside("59 min 59 s");
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
