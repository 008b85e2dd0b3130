/*
 * cli/dotenv - reads .env: KEY=VALUE, one a line.
 *
 * `export ` in front and quotes around a value are taken away, a # starts a
 * comment at the start of a line and after a blank behind an unquoted value;
 * nothing is expanded.  What the environment has already wins.
 */
#ifndef DN_CLI_DOTENV_H
#define DN_CLI_DOTENV_H

#include <stdbool.h>
#include <stddef.h>

#include <dunlin/error.h>

struct dn_dotenv_item {
	char *key;
	char *value;
	bool set; /* put into the environment by dn_dotenv_set() */
};
struct dn_dotenv {
	struct dn_dotenv_item *items;
	size_t n, cap;
};

/* EUSAGE with file:line, and without the text of that line.  The caller clears
 * `out` in every case. */
DUNLIN_MUST_CHECK dunlin_status dn_dotenv_parse(struct dn_dotenv *out, const char *file,
						const char *text, size_t len, dunlin_error *err);
/* A file that is not there is an empty one. */
DUNLIN_MUST_CHECK dunlin_status dn_dotenv_read(struct dn_dotenv *out, const char *file,
					       dunlin_error *err);
void dn_dotenv_clear(struct dn_dotenv *env);

/* The last value of `key`, NULL when there is none. */
const char *dn_dotenv_get(const struct dn_dotenv *env, const char *key);

/* Puts what the environment does not have into it, and takes it out again: for
 * one parse of dunlin.conf, while there is one thread. */
void dn_dotenv_set(struct dn_dotenv *env);
void dn_dotenv_unset(struct dn_dotenv *env);

#endif
