/* mysql/params - a URL as what the client library is told to connect to. */
#ifndef DN_MYSQL_PARAMS_H
#define DN_MYSQL_PARAMS_H

#include <mysql.h>

#include <dunlin/driver.h>

enum dn_my_tls { DN_MY_TLS_OFF, DN_MY_TLS_REQUIRED, DN_MY_TLS_VERIFIED };

/* Every text is owned; NULL: the client library's default. */
struct dn_my_params {
	char *host, *user, *password, *database, *socket;
	char *ssl_ca, *ssl_cert, *ssl_key;
	unsigned int port; /* 0: the default */
	enum dn_my_tls tls;
	unsigned int timeout_s;
};

/* EUSAGE, naming what is wrong; no message holds a password.  Undone by _clear(), on failure as
 * well. */
DUNLIN_MUST_CHECK dunlin_status dn_my_params_read(struct dn_my_params *params,
						  const struct dunlin_host *host,
						  const struct dunlin_open *how, dunlin_error *err);
void dn_my_params_clear(struct dn_my_params *params);

/* A connection, to no database when `database` is NULL.  On failure *out is NULL, and the caller
 * looks at no more than `err`. */
DUNLIN_MUST_CHECK dunlin_status dn_my_params_connect(MYSQL **out, const struct dn_my_params *params,
						     const char *database,
						     const struct dunlin_host *host,
						     dunlin_error *err);

#endif
