/*
 * cli/liveline - one line at the bottom of a terminal that says what runs, and how long.
 *
 * A thread draws it again and again, so that its time goes on while the database
 * is busy; a step that is over before the first time is never drawn.  Whoever
 * else writes to the terminal meanwhile does so between dn_liveline_pause() and
 * dn_liveline_resume().
 */
#ifndef DN_CLI_LIVELINE_H
#define DN_CLI_LIVELINE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct dn_liveline {
	bool on;               /* else every call does nothing */
	pthread_mutex_t mutex; /* over the rest, and the terminal */
	pthread_cond_t wake;
	pthread_t thread;
	bool running, stop;
	bool drawn;
	char *text; /* NULL: nothing to show */
	int64_t began_us;
};

void dn_liveline_init(struct dn_liveline *line, bool on);
/* Takes the line away and ends the thread. */
void dn_liveline_clear(struct dn_liveline *line);

/* What to show from now on, with the time counted from now; takes text, NULL: nothing. */
void dn_liveline_set(struct dn_liveline *line, char *text);
/* The same, of what is under way already: its time goes on. */
void dn_liveline_change(struct dn_liveline *line, char *text);
/* Whether all of a text would be seen, for an hour at least. */
bool dn_liveline_fits(const char *text);
void dn_liveline_pause(struct dn_liveline *line);
void dn_liveline_resume(struct dn_liveline *line);

#endif
