/* engine_wish - what a caller wishes for, in the words of the plan. */
#include "engine.h"

#include <string.h>

#include "base/error.h"

/* What the caller's own header does not know of is not wished for; false for what is no wish. */
static bool take_wish(struct dunlin_wish *out, const struct dunlin_wish *wish)
{
	*out = (struct dunlin_wish)DUNLIN_WISH_INIT;
	if (wish == NULL)
		return true;
	if (!DUNLIN_HAS(wish, version))
		return false;
	memcpy(out, wish, wish->size < sizeof(*out) ? wish->size : sizeof(*out));
	return true;
}

/* What may also be called by the name that the command line has for it. */
static bool is_name(const struct dn_wish *wish, const char *text)
{
	const bool forced = wish->kind == DN_WISH_REDO && wish->force;

	return (strncmp(text, "R__", 3) == 0 && (forced || wish->kind == DN_WISH_RESOLVE)) ||
	       (strncmp(text, "seeds/", 6) == 0 && wish->kind == DN_WISH_RESOLVE);
}

dunlin_status dn_engine_wish(struct dn_wish *out, const struct dunlin_wish *given,
			     dunlin_error *err)
{
	static const enum dn_wish_kind kinds[] = {
		[DUNLIN_WISH_UP] = DN_WISH_UP,         [DUNLIN_WISH_DOWN] = DN_WISH_DOWN,
		[DUNLIN_WISH_GOTO] = DN_WISH_GOTO,     [DUNLIN_WISH_SEED] = DN_WISH_SEED,
		[DUNLIN_WISH_REDO] = DN_WISH_REDO,     [DUNLIN_WISH_STAMP] = DN_WISH_STAMP,
		[DUNLIN_WISH_REPAIR] = DN_WISH_REPAIR, [DUNLIN_WISH_RESOLVE] = DN_WISH_RESOLVE,
	};
	struct dunlin_wish own, *wish = &own;

	memset(out, 0, sizeof(*out));
	if (!take_wish(wish, given) || wish->kind >= sizeof(kinds) / sizeof(kinds[0]) ||
	    wish->count < 0)
		return dn_fail(err, DUNLIN_EUSAGE, "the wish is not initialised");
	if (wish->backup != NULL && (wish->flags & (DUNLIN_WISH_DRY_RUN | DUNLIN_WISH_SCRIPT)) != 0)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "what changes nothing takes no backup: a trial or a script goes "
			       "without one");
	out->kind = kinds[wish->kind];
	out->count = wish->count;
	out->all = (wish->flags & DUNLIN_WISH_ALL) != 0;
	out->out_of_order = (wish->flags & DUNLIN_WISH_OUT_OF_ORDER) != 0;
	out->one_transaction = (wish->flags & DUNLIN_WISH_ONE_TRANSACTION) != 0;
	out->verify = (wish->flags & DUNLIN_WISH_VERIFY) != 0;
	out->dry_run = (wish->flags & DUNLIN_WISH_DRY_RUN) != 0;
	out->done = (wish->flags & DUNLIN_WISH_DONE) != 0;
	out->script = (wish->flags & DUNLIN_WISH_SCRIPT) != 0;
	out->force = (wish->flags & DUNLIN_WISH_FORCE) != 0;
	if (out->force && (out->kind != DN_WISH_REDO || out->count > 0))
		return dn_fail(err, DUNLIN_EUSAGE,
			       "force goes with a redo of one migration, and with no count");
	out->from = wish->from;
	if (out->from != NULL && (out->kind != DN_WISH_STAMP || out->from[0] == '\0'))
		return dn_fail(err, DUNLIN_EUSAGE, "from goes with stamp, and names a table");
	if (wish->replicas > DUNLIN_REPLICAS_TIME || wish->replica_lag < 0)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "what replicas may lack is no bytes and no time");
	if (wish->replicas != DUNLIN_REPLICAS_NONE &&
	    (wish->flags & (DUNLIN_WISH_DRY_RUN | DUNLIN_WISH_SCRIPT)) != 0)
		return dn_fail(
			err, DUNLIN_EUSAGE,
			"what changes nothing waits for no replicas: a trial or a script goes "
			"without");
	out->replicas = (enum dn_replicas_unit)wish->replicas;
	out->replica_lag = wish->replica_lag;
	out->replica_wait_ms = wish->replica_wait_ms;
	out->sync_each = (wish->flags & DUNLIN_WISH_SYNC_EACH) != 0;
	if (wish->version == NULL)
		return out->kind == DN_WISH_GOTO ||
				       (out->kind == DN_WISH_STAMP && out->from == NULL) ||
				       out->kind == DN_WISH_RESOLVE
			       ? dn_fail(err, DUNLIN_EUSAGE, "no version was named")
			       : DUNLIN_OK;
	if (is_name(out, wish->version)) {
		out->version = wish->version;
		return DUNLIN_OK;
	}
	if (wish->version[0] == '\0' || wish->version[strspn(wish->version, "0123456789")] != '\0')
		return dn_fail(err, DUNLIN_EUSAGE, "\"%s\" is no version: it has digits alone",
			       wish->version);
	out->version = dn_version_canonical(wish->version);
	return DUNLIN_OK;
}
