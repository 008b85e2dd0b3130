/*
 * crash/scene - a set of migrations, what an undisturbed run of it makes, and whether a disturbed
 * one told the truth and the next one gets there.
 *
 * Databases are named as in look.h.  Complaints are texts that the caller owns; NULL means that all
 * is well.
 */
#ifndef TESTS_CRASH_SCENE_H
#define TESTS_CRASH_SCENE_H

#include "look.h"
#include "rig.h"

struct scene {
	const char *set; /* lent: the folder's name, here or below tests/crash */
	enum look_on on;
	char *project;       /* a folder with dunlin.conf and the migrations */
	char *schema;        /* of an undisturbed run */
	char *data;          /* of the same */
	int64_t n;           /* migrations */
	int64_t messages[2]; /* of such a run by way of a proxy, each way */
	int64_t commits;
	int64_t took_us;
};

/* Runs the set undisturbed, by way of a proxy that counts.  `settings` are lines of the target. */
void scene_open(struct scene *scene, const char *set, enum look_on on, const char *settings);
/* The same without a proxy, three times, of which the slowest is the measure. */
void scene_open_bare(struct scene *scene, const char *set, enum look_on on);
/* The proxy in front of the scene's server, and the database's URL that leads through it. */
void scene_proxy(const struct scene *scene, struct proxy *proxy, const char *words);
char *scene_url_at(const struct scene *scene, const char *db, int port);
void scene_close(struct scene *scene);
/* Writes a set of so many migrations for a database, with a bit of everything that a long run has;
 * before scene_open(). */
void scene_write(const char *set, int n, enum look_on on);

/* An empty database; one after the other. */
char *scene_new(enum look_on on);
void scene_drop(char *db); /* takes it */

/* The command on the database, which is waited for only in the second. */
void scene_start(const struct scene *scene, struct child *child, const char *url);
char *scene_runs(const struct scene *scene, const char *url, const char *command,
		 const char *option);
/* Waits until nobody is connected to the database any more. */
void scene_wait_alone(const char *dbname);
/* What the run said, held against what is in the database; nobody else may be at work there. */
char *scene_honest(const struct scene *scene, const char *db, const struct child *up);
/* A second run, `verify`, `audit` and the whole state. */
char *scene_converges(const struct scene *scene, const char *db);

#endif
