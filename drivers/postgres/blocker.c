/* postgres/blocker - puts rows of pg_stat_activity into words. */
#include "blocker.h"

#include <inttypes.h>
#include <string.h>

#include "common/text.h"

static void put_age(struct dn_text *out, int64_t ms)
{
	int64_t s = ms / 1000;

	if (s < 60)
		dn_text_add(out, "%" PRId64 " s", s);
	else if (s < 3600)
		dn_text_add(out, "%" PRId64 " min %" PRId64 " s", s / 60, s % 60);
	else
		dn_text_add(out, "%" PRId64 " h %" PRId64 " min", s / 3600, s / 60 % 60);
}

static int is_there(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static int is_hidden(const struct dn_pg_blocker *b)
{
	return b->state == NULL && b->query != NULL && b->query[0] == '<';
}

static void put_work(struct dn_text *out, const struct dn_pg_blocker *b)
{
	if (is_hidden(b)) {
		dn_text_add(out, ", what it does is only for members of pg_read_all_stats to see");
		return;
	}
	if (b->open_ms >= 0) {
		dn_text_add(out, ", open for ");
		put_age(out, b->open_ms);
	}
	if (!is_there(b->state) || strcmp(b->state, "disabled") == 0)
		return;
	if (strcmp(b->state, "active") == 0) {
		dn_text_add(out, "%s", is_there(b->query) ? ", runs: " : ", at work");
	} else {
		dn_text_add(out, ", %s", b->state);
		if (b->open_ms < 0 && b->state_ms >= 0) {
			dn_text_add(out, " for ");
			put_age(out, b->state_ms);
		}
		dn_text_add(out, "%s", is_there(b->query) ? " after: " : "");
	}
	if (is_there(b->query))
		dn_text_add(out, "%s", b->query);
}

static void put(struct dn_text *out, const struct dn_pg_blocker *b)
{
	if (b->pid == 0) {
		dn_text_add(out, "a prepared transaction (see pg_prepared_xacts)");
		return;
	}
	dn_text_add(out, "pid %" PRId64, b->pid);
	if (is_there(b->kind) && strcmp(b->kind, "client backend") != 0)
		dn_text_add(out, ", %s", b->kind);
	if (is_there(b->application))
		dn_text_add(out, ", application %s", b->application);
	if (is_there(b->role))
		dn_text_add(out, ", role %s", b->role);
	put_work(out, b);
}

char *dn_pg_blocker_words(const struct dn_pg_blocker *list, size_t n, size_t more)
{
	struct dn_text text = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		dn_text_add(&text, "%s", i > 0 ? "; " : "");
		put(&text, &list[i]);
	}
	if (more > 0)
		dn_text_add(&text, "%s%zu more", n > 0 ? "; and " : "", more);
	return dn_text_take(&text);
}
