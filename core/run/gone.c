/* run/gone - what a run had committed and is not there any more. */
#include "run/gone.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* What the log has of a run, up to `seq`. */
struct logged {
	struct dn_result by;
	int64_t seq;
};

static dunlin_status take_logged(void *payload, size_t n, const char *const *values)
{
	struct logged *logged = payload;

	if (n != 2 || values[0] == NULL || values[1] == NULL ||
	    strtoll(values[0], NULL, 10) > logged->seq)
		return DUNLIN_OK;
	if (strcmp(values[1], "apply") == 0)
		logged->by.applied++;
	else if (strcmp(values[1], "revert") == 0)
		logged->by.reverted++;
	else if (strcmp(values[1], "seed") == 0)
		logged->by.seeded++;
	else if (strcmp(values[1], "start") != 0 && strcmp(values[1], "fail") != 0)
		logged->by.recorded++;
	return DUNLIN_OK;
}

static int64_t steps_of(const struct dn_result *result)
{
	return result->applied + result->reverted + result->seeded + result->recorded;
}

dunlin_status dn_gone_find(struct dn_view *view, struct dn_result *result, int64_t seq)
{
	struct logged logged = { .seq = seq };
	struct dn_str sql = DN_STR_INIT, text = DN_STR_INIT;
	struct dn_news news = { .kind = DN_NEWS_WARNING };
	dunlin_status status;
	int64_t gone;

	if (steps_of(result) == 0)
		return DUNLIN_OK;
	dn_store_put_own_events(&view->store, &view->ledger, 0, &sql);
	status = sql.failed ? DUNLIN_ENOMEM
			    : dn_session_query(&view->session, sql.data, sql.len, take_logged,
					       &logged, NULL);
	dn_str_clear(&sql);
	gone = steps_of(result) - steps_of(&logged.by);
	if (status != DUNLIN_OK || gone <= 0)
		return status;
	dn_str_printf(&text,
		      "%" PRId64 " step%s that this run had committed %s not in the log of the "
		      "server that answers now, as after a failover to a standby that was behind: "
		      "%s run again",
		      gone, gone == 1 ? "" : "s", gone == 1 ? "is" : "are",
		      gone == 1 ? "it is" : "they are");
	news.text = dn_str_text(&text);
	dn_tell(&view->options->target.teller, &news);
	dn_str_clear(&text);
	result->applied = logged.by.applied;
	result->reverted = logged.by.reverted;
	result->seeded = logged.by.seeded;
	result->recorded = logged.by.recorded;
	return DUNLIN_OK;
}
