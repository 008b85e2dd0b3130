/* sql/classify - what a statement does to a transaction, from the dialect's word patterns. */
#include "sql/classify.h"

#include "sql/match.h"

/* The same in every dialect; the first that fits decides, and 0 is an exception.
 * SET TRANSACTION is none: what it sets ends with the transaction. */
static const struct {
	const char *pattern;
	uint32_t effect;
} control[] = {
	{ "BEGIN NOT ATOMIC", 0 },
	{ "(BEGIN|START TRANSACTION) $", DN_EFFECT_BEGIN },
	{ "BEGIN (WORK|TRANSACTION) $", DN_EFFECT_BEGIN },
	{ "(BEGIN|START TRANSACTION)", DN_EFFECT_TX_OTHER },
	{ "(COMMIT|END) [WORK|TRANSACTION] $", DN_EFFECT_COMMIT },
	{ "(COMMIT|END)", DN_EFFECT_TX_OTHER },
	{ "(ROLLBACK|ABORT) [WORK|TRANSACTION] $", DN_EFFECT_ROLLBACK },
	{ "ROLLBACK [WORK|TRANSACTION] [*] TO", 0 },
	{ "(ROLLBACK|ABORT)", DN_EFFECT_TX_OTHER },
	{ "PREPARE TRANSACTION", DN_EFFECT_TX_OTHER },
	{ "SET ... (autocommit|session.autocommit|local.autocommit|global.autocommit) (=|:=|TO)",
	  DN_EFFECT_TX_OTHER },
	{ "XA (START|BEGIN|END|PREPARE|COMMIT|ROLLBACK)", DN_EFFECT_TX_OTHER },
};

static uint32_t find_control(struct dn_match *match)
{
	static const char *const first[] = { "BEGIN", "START", "COMMIT",  "END", "ROLLBACK",
					     "ABORT", "SET",   "PREPARE", "XA" };
	size_t n = sizeof(first) / sizeof(first[0]);
	size_t i;

	for (i = 0; i < n; i++)
		if (dn_token_is(match->lexer.text, &match->start.token, first[i]))
			break;
	if (i == n)
		return 0;
	for (i = 0; i < sizeof(control) / sizeof(control[0]); i++)
		if (dn_match_fits(match, control[i].pattern))
			return control[i].effect;
	return 0;
}

uint32_t dn_classify(const struct dunlin_dialect *dialect, const char *sql, size_t len)
{
	struct dn_match match;
	uint32_t effects = 0;

	dn_match_init(&match, dialect, sql, len);
	if (match.start.token.kind != DN_TOKEN_WORD)
		return 0;
	effects |= find_control(&match);
	if (dn_match_any(&match, dialect->no_transaction))
		effects |= DN_EFFECT_NO_TX;
	if (dn_match_any(&match, dialect->session))
		effects |= DN_EFFECT_SESSION;
	if (dn_match_any(&match, dialect->rebuild))
		effects |= DN_EFFECT_REBUILD;
	if (dn_match_any(&match, dialect->outside))
		effects |= DN_EFFECT_OUTSIDE;
	if ((effects & DN_EFFECT_SESSION) != 0 && dn_match_any(&match, dialect->set_up))
		effects |= DN_EFFECT_SET_UP;
	if ((effects & DN_EFFECT_SET_UP) != 0 && dn_match_any(&match, dialect->settings))
		effects |= DN_EFFECT_SETTING;
	if ((effects & DN_EFFECT_SETTING) != 0 && dn_match_any(&match, dialect->roles))
		effects |= DN_EFFECT_ROLE;
	return effects;
}

bool dn_classify_shares(const struct dunlin_dialect *dialect, const char *sql, size_t len)
{
	struct dn_match match;

	dn_match_init(&match, dialect, sql, len);
	return match.start.token.kind == DN_TOKEN_WORD &&
	       !dn_match_any(&match, dialect->no_transaction) &&
	       dn_match_any(&match, dialect->shares);
}

bool dn_classify_offline(const struct dunlin_dialect *dialect, const char *sql, size_t len)
{
	struct dn_match match;

	dn_match_init(&match, dialect, sql, len);
	return match.start.token.kind == DN_TOKEN_WORD && dn_match_any(&match, dialect->offline);
}

const char *const *dn_classify_online(const struct dunlin_dialect *dialect, const char *sql,
				      size_t len)
{
	const char *const *group = dialect->online;
	struct dn_match match;

	dn_match_init(&match, dialect, sql, len);
	if (group == NULL || match.start.token.kind != DN_TOKEN_WORD)
		return NULL;
	while (*group != NULL) {
		if (dn_match_fits(&match, *group))
			return group[1] == NULL ? NULL : group + 1;
		while (*group != NULL)
			group++;
		group++;
	}
	return NULL;
}

bool dn_classify_match(const struct dunlin_dialect *dialect, const char *pattern, const char *sql,
		       size_t len)
{
	struct dn_match match;

	dn_match_init(&match, dialect, sql, len);
	return dn_match_fits(&match, pattern);
}
