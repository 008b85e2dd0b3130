/* postgres/blocker - puts rows of pg_stat_activity into words. */
#include "blocker.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_age(FILE *out, int64_t ms)
{
	int64_t s = ms / 1000;

	if (s < 60)
		fprintf(out, "%" PRId64 " s", s);
	else if (s < 3600)
		fprintf(out, "%" PRId64 " min %" PRId64 " s", s / 60, s % 60);
	else
		fprintf(out, "%" PRId64 " h %" PRId64 " min", s / 3600, s / 60 % 60);
}

static int is_there(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static int is_hidden(const struct dn_pg_blocker *b)
{
	return b->state == NULL && b->query != NULL && b->query[0] == '<';
}

static void put_work(FILE *out, const struct dn_pg_blocker *b)
{
	if (is_hidden(b)) {
		fputs(", what it does is only for members of pg_read_all_stats to see", out);
		return;
	}
	if (b->open_ms >= 0) {
		fputs(", open for ", out);
		put_age(out, b->open_ms);
	}
	if (!is_there(b->state) || strcmp(b->state, "disabled") == 0)
		return;
	if (strcmp(b->state, "active") == 0) {
		fputs(is_there(b->query) ? ", runs: " : ", at work", out);
	} else {
		fprintf(out, ", %s", b->state);
		if (b->open_ms < 0 && b->state_ms >= 0) {
			fputs(" for ", out);
			put_age(out, b->state_ms);
		}
		fputs(is_there(b->query) ? " after: " : "", out);
	}
	if (is_there(b->query))
		fputs(b->query, out);
}

static void put(FILE *out, const struct dn_pg_blocker *b)
{
	if (b->pid == 0) {
		fputs("a prepared transaction (see pg_prepared_xacts)", out);
		return;
	}
	fprintf(out, "pid %" PRId64, b->pid);
	if (is_there(b->kind) && strcmp(b->kind, "client backend") != 0)
		fprintf(out, ", %s", b->kind);
	if (is_there(b->application))
		fprintf(out, ", application %s", b->application);
	if (is_there(b->role))
		fprintf(out, ", role %s", b->role);
	put_work(out, b);
}

char *dn_pg_blocker_words(const struct dn_pg_blocker *list, size_t n, size_t more)
{
	char *text = NULL;
	size_t size = 0, i;
	FILE *out = open_memstream(&text, &size);
	int failed;

	if (out == NULL)
		return NULL;
	for (i = 0; i < n; i++) {
		fputs(i > 0 ? "; " : "", out);
		put(out, &list[i]);
	}
	if (more > 0)
		fprintf(out, "%s%zu more", n > 0 ? "; and " : "", more);
	failed = ferror(out);
	if (fclose(out) != 0 || failed) {
		free(text);
		return NULL;
	}
	return text;
}
