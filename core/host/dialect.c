/* host/dialect - completes a driver's own dialect from its base. */
#include "host/dialect.h"

#include <string.h>

#include <dunlin/driver.h>

#include "base/error.h"
#include "host/manifest.h"

static const char *const no_aliases[] = { NULL };

static dunlin_status check(const struct dunlin_dialect *own, const char *name,
			   dn_dialect_fn engines, const char *where, dunlin_error *err)
{
	const char *wrong = NULL;

	if (!DUNLIN_HAS(own, base))
		wrong = "its dialect is too short to be one";
	else if (!dn_manifest_is_name(own->name))
		wrong = "its dialect has no proper name";
	else if (strcmp(own->name, name) != 0)
		wrong = "its dialect has another name than it says";
	else if (engines(own->name) != NULL)
		wrong = "its own dialect is named like one of the engine's";
	else if (own->base == NULL || engines(own->base) == NULL)
		wrong = "its dialect has no base that is known";
	else if ((own->lex & ~DUNLIN_LEX_ALL) != 0 || (own->run & ~DUNLIN_RUN_ALL) != 0)
		wrong = "its dialect has flags of a later version";
	else if (DUNLIN_HAS(own, name_quote) && own->name_quote != NULL &&
		 strlen(own->name_quote) != 2)
		wrong = "name_quote of its dialect is not two characters";
	if (wrong != NULL)
		return dn_fail_at(err, DUNLIN_EPLUGIN, where, 0, 0, "%s", wrong);
	return DUNLIN_OK;
}

/* Takes a member from `own` where it says something. */
#define TAKE(member)                                             \
	do {                                                     \
		if (DUNLIN_HAS(own, member) && own->member != 0) \
			out->member = own->member;               \
	} while (0)

static void overlay(struct dunlin_dialect *out, const struct dunlin_dialect *own)
{
	TAKE(lex);
	TAKE(run);
	TAKE(max_name);
	TAKE(name);
	TAKE(base);
	TAKE(aliases);
	TAKE(no_transaction);
	TAKE(session);
	TAKE(rebuild);
	TAKE(outside);
	TAKE(name_quote);
	TAKE(key_type);
	TAKE(text_type);
	TAKE(int_type);
	TAKE(table_tail);
	TAKE(begin);
	TAKE(begin_read);
	TAKE(commit);
	TAKE(duration);
	TAKE(lock_timeout);
	TAKE(statement_timeout);
	TAKE(rebuild_before);
	TAKE(rebuild_after);
	TAKE(check);
	TAKE(create_schema);
	TAKE(restore);
	TAKE(alone_before);
	TAKE(reset);
	TAKE(client);
	TAKE(check_before);
	TAKE(check_after);
	TAKE(set_up);
	TAKE(shares);
	TAKE(settings);
	TAKE(roles);
	TAKE(commit_later);
	TAKE(online);
	TAKE(offline);
}
#undef TAKE

/* What `own` denies that its base has: from here on it is simply not there. */
static void deny(struct dunlin_dialect *out)
{
	const char **const texts[] = { &out->duration,          &out->lock_timeout,
				       &out->statement_timeout, &out->rebuild_before,
				       &out->rebuild_after,     &out->check,
				       &out->create_schema,     &out->alone_before,
				       &out->commit_later };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (*texts[i] != NULL && (*texts[i])[0] == '\0')
			*texts[i] = NULL;
	out->lex &= ~DUNLIN_LEX_PLAIN;
	out->run &= ~DUNLIN_RUN_PLAIN;
}

_Static_assert(DUNLIN_DIALECT_SIZE ==
		       offsetof(struct dunlin_dialect, offline) + sizeof(const char *),
	       "overlay() takes every member, to the last");

dunlin_status dn_dialect_resolve(struct dunlin_dialect *out, const struct dunlin_dialect *own,
				 const char *name, dn_dialect_fn engines, const char *where,
				 dunlin_error *err)
{
	dunlin_status status = check(own, name, engines, where, err);

	memset(out, 0, sizeof(*out));
	if (status != DUNLIN_OK)
		return status;
	*out = *engines(own->base);
	out->aliases = no_aliases;
	overlay(out, own);
	deny(out);
	out->size = DUNLIN_DIALECT_SIZE;
	return DUNLIN_OK;
}
