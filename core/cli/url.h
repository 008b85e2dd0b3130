/*
 * cli/url - which URL a run uses, where it came from, and how to show it.
 *
 * Highest first: --url; the url of --target; DUNLIN_URL; that of the first
 * target; and only where dunlin.conf has no target DATABASE_URL, then DB_HOST
 * and its sisters.  --url and DUNLIN_URL replace the url alone.
 */
#ifndef DN_CLI_URL_H
#define DN_CLI_URL_H

#include <stdbool.h>
#include <stdint.h>

#include <dunlin/error.h>

#include "cli/config.h"
#include "cli/dotenv.h"

struct dn_url {
	char *text;                      /* with its password */
	char *origin;                    /* "dunlin.conf", "--url", "DATABASE_URL in .env" */
	const struct dn_section *target; /* whose settings hold; NULL: none */
	bool replaced;                   /* it is not the target's own */
	char *session;                   /* a statement that DB_IDLE_TIMEOUT asks for, or NULL */
	int64_t statement_timeout_ms;    /* DB_STATEMENT_TIMEOUT; 0: not given */
};

/* `flag_url` and `flag_target` are NULL when not given.  The caller clears `out`
 * in every case; it borrows `config`. */
DUNLIN_MUST_CHECK dunlin_status dn_url_choose(struct dn_url *out, const char *flag_url,
					      const char *flag_target,
					      const struct dn_config *config,
					      const struct dn_dotenv *env, dunlin_error *err);
void dn_url_clear(struct dn_url *url);

/* "postgres", "sqlite", "mysql", or the scheme as it is: what decides whether
 * two URLs speak the same SQL.  The caller frees. */
char *dn_url_dialect(const char *url);

/* `text` for a person: without user, password and parameters where it looks like
 * a URL, and with less still where it cannot be told what is a password.  The
 * caller frees. */
char *dn_url_display(const char *text);

/* Overwrites all but the scheme. */
void dn_url_wipe(char *text);

#endif
