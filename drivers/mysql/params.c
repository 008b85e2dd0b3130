/* mysql/params - a URL as what the client library is told to connect to. */
#include "params.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "common/url.h"

#define DEFAULT_TIMEOUT_S 10

/* Where the reading of a URL stands. */
struct reading {
	struct dn_my_params *params;
	const struct dunlin_host *host;
	dunlin_error *err;
	char *port, *tls; /* as written; owned */
};

static const char parameters[] = "host, port, socket, user, password, database, ssl-mode, ssl-ca, "
				 "ssl-cert, ssl-key";

/* Decodes into *out in the place of what is there. */
static dunlin_status put(struct reading *r, char **out, const char *text, size_t len,
			 const char *what)
{
	size_t bad;
	char *value = dn_url_decode(text, len, &bad);

	if (value == NULL && bad == DN_URL_NOMEM)
		return dn_fault_nomem(r->host, r->err);
	if (value == NULL)
		return dn_fault_fail(r->host, r->err, DUNLIN_EUSAGE,
				     "the URL has a broken %%-escape in its %s", what);
	free(*out);
	*out = value;
	return DUNLIN_OK;
}

static char **place_of(struct reading *r, const char *name, size_t len)
{
	const struct {
		const char *name;
		char **place;
	} known[] = {
		{ "host", &r->params->host },
		{ "port", &r->port },
		{ "socket", &r->params->socket },
		{ "user", &r->params->user },
		{ "password", &r->params->password },
		{ "database", &r->params->database },
		{ "ssl-mode", &r->tls },
		{ "ssl-ca", &r->params->ssl_ca },
		{ "ssl-cert", &r->params->ssl_cert },
		{ "ssl-key", &r->params->ssl_key },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strlen(known[i].name) == len && strncmp(known[i].name, name, len) == 0)
			return known[i].place;
	return NULL;
}

static dunlin_status read_query(struct reading *r, const char *text)
{
	dunlin_status status = DUNLIN_OK;

	while (status == DUNLIN_OK && *text != '\0') {
		const size_t len = strcspn(text, "&");
		const char *equals = memchr(text, '=', len);
		const size_t name = equals == NULL ? len : (size_t)(equals - text);
		char **place = place_of(r, text, name);
		struct dunlin_fault fault;

		if (place == NULL || equals == NULL) {
			dn_fault_init(&fault, DUNLIN_EUSAGE);
			fault.hint = parameters;
			return dn_fault_send(
				r->host, r->err, &fault,
				equals == NULL ? "the parameter \"%.*s\" of the URL has no value"
					       : "the URL has an unknown parameter \"%.*s\"",
				(int)name, text);
		}
		status = put(r, place, equals + 1, len - name - 1, "parameters");
		text += len + (text[len] == '&');
	}
	return status;
}

/* user:password@host:port */
static dunlin_status read_authority(struct reading *r, const char *text, size_t len)
{
	const char *at = memrchr(text, '@', len);
	const char *host = at == NULL ? text : at + 1;
	const size_t user = at == NULL ? 0 : (size_t)(at - text);
	const char *colon = user == 0 ? NULL : memchr(text, ':', user);
	size_t left = len - (size_t)(host - text);
	const char *close = left > 0 && host[0] == '[' ? memchr(host, ']', left) : NULL;
	const char *port;
	dunlin_status status = DUNLIN_OK;

	if (at != NULL)
		status = put(r, &r->params->user, text,
			     colon == NULL ? user : (size_t)(colon - text), "user");
	if (status == DUNLIN_OK && colon != NULL)
		status = put(r, &r->params->password, colon + 1, (size_t)(at - colon) - 1,
			     "password");
	if (status != DUNLIN_OK || left == 0)
		return status;
	port = close != NULL ? close + 1 : memchr(host, ':', left);
	if (port != NULL && (port == host + left || *port != ':'))
		port = NULL;
	if (port != NULL) {
		status = put(r, &r->port, port + 1, (size_t)(host + left - port) - 1, "port");
		left = (size_t)(port - host);
	}
	if (close != NULL) {
		host++;
		left = (size_t)(close - host);
	}
	return status == DUNLIN_OK && left > 0 ? put(r, &r->params->host, host, left, "host")
					       : status;
}

static dunlin_status read_words(struct reading *r)
{
	static const char *const modes[] = { "disabled", "required", "verify-full" };
	char *end = NULL;
	unsigned long port;
	size_t i;

	if (r->port != NULL && r->port[0] != '\0') {
		port = strtoul(r->port, &end, 10);
		if (*end != '\0' || port == 0 || port > 65535)
			return dn_fault_fail(r->host, r->err, DUNLIN_EUSAGE,
					     "the URL has no valid port: \"%s\"", r->port);
		r->params->port = (unsigned int)port;
	}
	if (r->tls == NULL) {
		/* Who names a certificate wants it used. */
		if (r->params->ssl_ca != NULL)
			r->params->tls = DN_MY_TLS_VERIFIED;
		else if (r->params->ssl_cert != NULL)
			r->params->tls = DN_MY_TLS_REQUIRED;
		return DUNLIN_OK;
	}
	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(r->tls, modes[i]) == 0) {
			r->params->tls = (enum dn_my_tls)i;
			return DUNLIN_OK;
		}
	}
	return dn_fault_fail(r->host, r->err, DUNLIN_EUSAGE,
			     "ssl-mode is \"%s\"; it can be disabled, required or verify-full",
			     r->tls);
}

static dunlin_status read_url(struct reading *r, const char *url)
{
	const char *text = url + dn_url_scheme(url) + 1;
	const size_t path = strcspn(text, "?");
	const char *query = text[path] == '?' ? text + path + 1 : "";
	const char *slash;
	size_t len;
	dunlin_status status = DUNLIN_OK;

	if (strncmp(text, "//", 2) == 0) {
		text += 2;
		len = path - 2;
		slash = memchr(text, '/', len);
		status = read_authority(r, text, slash == NULL ? len : (size_t)(slash - text));
		text = slash == NULL ? text + len : slash + 1;
		len = slash == NULL ? 0 : strcspn(text, "?");
	} else {
		len = path; /* mysql:database */
	}
	if (status == DUNLIN_OK && len > 0)
		status = put(r, &r->params->database, text, len, "database");
	if (status == DUNLIN_OK)
		status = read_query(r, query);
	return status == DUNLIN_OK ? read_words(r) : status;
}

dunlin_status dn_my_params_read(struct dn_my_params *params, const struct dunlin_host *host,
				const struct dunlin_open *how, dunlin_error *err)
{
	struct reading r = { .params = params, .host = host, .err = err };
	const int64_t ms = DUNLIN_HAS(how, connect_timeout_ms) ? how->connect_timeout_ms : 0;
	dunlin_status status;

	memset(params, 0, sizeof(*params));
	params->timeout_s = ms <= 0 ? DEFAULT_TIMEOUT_S : (unsigned int)((ms + 999) / 1000);
	status = dn_fault_check_flags(host, how->flags, DUNLIN_OPEN_CREATE, err);
	if (status != DUNLIN_OK)
		return status;
	if (DUNLIN_HAS(how, native) && how->native != NULL)
		return dn_fault_fail(host, err, DUNLIN_EUNSUPPORTED,
				     "no connection can be lent to this driver");
	if (!DUNLIN_HAS(how, url) || how->url == NULL ||
	    !(dn_url_scheme_is(how->url, "mysql") || dn_url_scheme_is(how->url, "mariadb")))
		return dn_fault_fail(host, err, DUNLIN_EUSAGE,
				     "a URL begins with mysql: or mariadb:");
	status = read_url(&r, how->url);
	free(r.port);
	free(r.tls);
	return status;
}

void dn_my_params_clear(struct dn_my_params *params)
{
	char **const texts[] = { &params->host,   &params->user,   &params->database,
				 &params->socket, &params->ssl_ca, &params->ssl_cert,
				 &params->ssl_key };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(*texts[i]);
	if (params->password != NULL)
		explicit_bzero(params->password, strlen(params->password));
	free(params->password);
	memset(params, 0, sizeof(*params));
}

/* ---- connecting ------------------------------------------------------------ */

static void begin_library(void)
{
	(void)mysql_server_init(0, NULL, NULL);
}

static void set_options(MYSQL *my, const struct dn_my_params *params)
{
	const unsigned int off = 0, tcp = MYSQL_PROTOCOL_TCP;
	const my_bool yes = 1, no = 0;

	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &params->timeout_s);
	/* A server could ask for any file of ours. */
	mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &off);
	/* The library would begin a new session without a word. */
	mysql_options(my, MYSQL_OPT_RECONNECT, &no);
	/* It takes "localhost" for the socket, whatever the port. */
	if (params->port != 0 && params->socket == NULL)
		mysql_options(my, MYSQL_OPT_PROTOCOL, &tcp);
	if (params->tls != DN_MY_TLS_OFF) {
		mysql_ssl_set(my, params->ssl_key, params->ssl_cert, params->ssl_ca, NULL, NULL);
		mysql_options(my, MYSQL_OPT_SSL_ENFORCE, &yes);
	}
	mysql_options(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT,
		      params->tls == DN_MY_TLS_VERIFIED ? &yes : &no);
}

static dunlin_status fail(MYSQL *my, const struct dunlin_host *host, dunlin_error *err)
{
	struct dunlin_fault fault;
	const unsigned int code = mysql_errno(my);

	dn_fault_init(&fault, DUNLIN_ECONNECT);
	fault.native_code = (int32_t)code;
	fault.sqlstate = mysql_sqlstate(my);
	fault.retryable = code >= 2000 || code == 1040 || code == 1053;
	if (code == 1049)
		fault.hint = "create it: dunlin db create";
	else if (code == 1045)
		fault.hint = "check user and password";
	return dn_fault_send(host, err, &fault, "cannot connect: %s", mysql_error(my));
}

/* What enforces it in the library looks at nothing where the server does not offer it. */
static dunlin_status check_tls(MYSQL *my, const struct dn_my_params *params,
			       const struct dunlin_host *host, dunlin_error *err)
{
	struct dunlin_fault fault;

	if (params->tls == DN_MY_TLS_OFF || mysql_get_ssl_cipher(my) != NULL)
		return DUNLIN_OK;
	dn_fault_init(&fault, DUNLIN_ECONNECT);
	fault.sqlstate = "08001";
	fault.hint = "let the server have a certificate (ssl_cert, ssl_key), or say "
		     "ssl-mode=disabled";
	return dn_fault_send(
		host, err, &fault,
		"cannot connect: the URL asks for TLS, and the server does not offer it");
}

dunlin_status dn_my_params_connect(MYSQL **out, const struct dn_my_params *params,
				   const char *database, const struct dunlin_host *host,
				   dunlin_error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	dunlin_status status;
	MYSQL *my;

	*out = NULL;
	(void)pthread_once(&once, begin_library);
	my = mysql_init(NULL);
	if (my == NULL)
		return dn_fault_nomem(host, err);
	set_options(my, params);
	if (mysql_real_connect(my, params->host, params->user, params->password, database,
			       params->port, params->socket, CLIENT_MULTI_RESULTS) == NULL) {
		status = fail(my, host, err);
		mysql_close(my);
		return status;
	}
	status = check_tls(my, params, host, err);
	if (status != DUNLIN_OK) {
		mysql_close(my);
		return status;
	}
	*out = my;
	return DUNLIN_OK;
}
