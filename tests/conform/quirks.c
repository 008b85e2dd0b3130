/* quirks - a table of keys, and what each dialect implies. */
#include "quirks.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit.h"

static struct key {
	const char *name;
	const char *postgres, *sqlite, *mysql; /* NULL: not told */
	char *value;
} keys[] = {
	{ "base", "postgres", "sqlite", "mysql", NULL },
	{ "begin", "BEGIN", "BEGIN IMMEDIATE", "START TRANSACTION", NULL },
	{ "commit", "COMMIT", "COMMIT", "COMMIT", NULL },
	{ "name_quote", "\"\"", "\"\"", "``", NULL },
	{ "backslash", "no", "no", "yes", NULL },
	{ "max_name", "63", "255", "64", NULL },
	{ "key_type", "VARCHAR(255) COLLATE \"C\"", "VARCHAR(255) COLLATE BINARY",
	  "VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", NULL },
	{ "text_type", "TEXT", "TEXT", "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", NULL },
	{ "int_type", "BIGINT", "BIGINT", "BIGINT", NULL },
	{ "ddl_in_transaction", "yes", "yes", "no", NULL },
	{ "slow", "SELECT pg_catalog.pg_sleep(60)",
	  "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 4000000000) "
	  "SELECT count(*) FROM c",
	  "SELECT count(*) FROM information_schema.COLUMNS a, information_schema.COLUMNS b, "
	  "information_schema.COLUMNS c, information_schema.COLUMNS d",
	  NULL },
	{ "temporary", "CREATE TEMPORARY TABLE dunlin_conform_t (a INTEGER)",
	  "CREATE TEMPORARY TABLE dunlin_conform_t (a INTEGER)",
	  "CREATE TEMPORARY TABLE dunlin_conform_t (a INTEGER)", NULL },
	{ "set", "SET extra_float_digits = 3", "PRAGMA recursive_triggers = ON",
	  "SET SESSION group_concat_max_len = 4321", NULL },
	{ "set_other", "SET extra_float_digits = 2", "PRAGMA recursive_triggers = OFF",
	  "SET SESSION group_concat_max_len = 1234", NULL },
	{ "show", "SHOW extra_float_digits", "PRAGMA recursive_triggers",
	  "SELECT @@SESSION.group_concat_max_len", NULL },
	{ "read_only", "SET default_transaction_read_only = on", "PRAGMA query_only = ON",
	  "SET SESSION TRANSACTION READ ONLY", NULL },
	{ "notice", "DO $$ BEGIN RAISE NOTICE 'said'; END $$", "none",
	  "DROP TABLE IF EXISTS dunlin_conform_none", NULL },
	{ "alone", "VACUUM " A, "VACUUM", "OPTIMIZE TABLE " A, NULL },
	{ "copy", "COPY " A " (id, v) FROM stdin", NULL, NULL, NULL },
	{ "copy_data", "1\tone\n2\ttwo\n", NULL, NULL, NULL },
	{ "copy_bad_data", "1\tone\n2\ttwo\nthree\tx\n", NULL, NULL, NULL },
	{ "deadlock", "yes", "no", "yes", NULL },
	{ "lock_timeout_status", "ELOCKTIMEOUT", "EBUSY", "ELOCKTIMEOUT", NULL },
	{ "identify", NULL, NULL, "SELECT CONNECTION_ID()", NULL },
	{ "kill",
	  "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity "
	  "WHERE application_name = 'dunlin-conform-victim'",
	  "none", "KILL {id}", NULL },
	{ "network", "yes", "no", "yes", NULL },
	{ "server", NULL, "none", NULL, NULL },
	{ "proxy_url", NULL, "none", NULL, NULL },
	{ "bad_url", "postgresql://127.0.0.1:1/nothing", "sqlite:/nonexistent/folder/x.db",
	  "mysql://127.0.0.1:1/nothing", NULL },
	{ "secret_url", "postgresql://user:dunlin_secret@127.0.0.1:1/nothing",
	  "sqlite:/nonexistent/folder/x.db?password=dunlin_secret",
	  "mysql://user:dunlin_secret@127.0.0.1:1/nothing", NULL },
	{ "missing_url", "none", NULL, "none", NULL },
	{ "other_url", NULL, NULL, NULL, NULL },
	{ "verify", "CREATE INDEX CONCURRENTLY dunlin_conform_i ON " A " (v)",
	  "VACUUM INTO '{folder}/copy.db'", "CREATE INDEX dunlin_conform_i ON " A " (v)", NULL },
	{ "verify_unknown", "DELETE FROM " A, "DELETE FROM " A, "DELETE FROM " A, NULL },
	{ "native_library", "libpq.so.5", NULL, NULL, NULL },
	{ "native_open", "PQconnectdb", NULL, NULL, NULL },
	{ "native_close", "PQfinish", NULL, NULL, NULL },
	{ "programs", NULL, NULL, NULL, NULL },
	{ "duration",
	  "SELECT CAST(EXTRACT(EPOCH FROM (pg_catalog.clock_timestamp() - "
	  "pg_catalog.transaction_timestamp())) * 1000000 AS BIGINT)",
	  "none", "none", NULL },
};
#define N_KEYS (sizeof(keys) / sizeof(keys[0]))

static struct key *find(const char *name)
{
	size_t i;

	for (i = 0; i < N_KEYS; i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

static void put(const char *name, const char *value)
{
	struct key *key = find(name);
	char *copy = value == NULL ? NULL : strdup(value);

	if (value != NULL && copy == NULL)
		abort();
	free(key->value);
	key->value = copy;
}

const char *quirk_look(const char *name)
{
	const char *value = find(name)->value;

	return value == NULL || strcmp(value, "none") == 0 ? NULL : value;
}

const char *quirk(const char *name)
{
	const char *value = find(name)->value;

	if (value == NULL)
		kit_leave_out(KIT_UNTOLD, "the quirks do not say: %s", name);
	if (strcmp(value, "none") == 0)
		kit_leave_out(KIT_NEEDLESS, "the quirks say: %s = none", name);
	return value;
}

bool quirk_says(const char *name)
{
	const char *value = quirk_look(name);

	return value != NULL && strcmp(value, "yes") == 0;
}

/* The URL with another last part of its path: another database of the server, another file. */
static void imply_other(const char *url)
{
	size_t end = strcspn(url, "?"), start = end;
	char *other;

	while (start > 0 && url[start - 1] != '/' && url[start - 1] != ':')
		start--;
	if (start == 0)
		return;
	other = kit_print("%.*s%s%s", (int)start, url, "dunlin_conform_other", url + end);
	put("other_url", other);
	free(other);
	if (strcmp(quirk("base"), "sqlite") == 0) {
		other = kit_print("%.*s%s%s", (int)start, url, "dunlin_conform_missing", url + end);
		put("missing_url", other);
		free(other);
	}
}

/* MySQL's socket=PATH behind the question mark: the proxy is reached without it. */
static bool imply_socket(const char *url)
{
	const char *socket = strstr(url, "socket=/"), *host = strstr(url, "://"), *end, *path, *at;
	char *server, *proxy;

	if (socket == NULL || host == NULL || (socket[-1] != '?' && socket[-1] != '&'))
		return false;
	host += 3;
	path = host + strcspn(host, "/?");
	at = memchr(host, '@', (size_t)(path - host));
	end = socket + strcspn(socket, "&");
	server = kit_print("%.*s", (int)(end - socket - 7), socket + 7);
	proxy = kit_print("%.*s127.0.0.1:{port}%.*s%s", (int)((at == NULL ? host : at + 1) - url),
			  url, (int)(socket - path - (*end == '\0')), path,
			  *end == '\0' ? "" : end + 1);
	put("server", server);
	put("proxy_url", proxy);
	free(server);
	free(proxy);
	return true;
}

/* SCHEME://USER@HOST:PORT/DATABASE?…, or libpq's host=FOLDER&port=N behind the question mark. */
static void imply_server(const char *url)
{
	const char *folder = strstr(url, "host=/"), *port = strstr(url, "port=");
	const char *host = strstr(url, "://"), *end, *at;
	char *server, *proxy;

	if (strcmp(quirk("base"), "mysql") == 0 && imply_socket(url))
		return;
	if (folder != NULL && host != NULL) {
		const char *rest = strchr(url, '?');
		int number = port == NULL ? 5432 : atoi(port + 5);

		end = folder + strcspn(folder, "&");
		server = kit_print("%.*s/.s.PGSQL.%d", (int)(end - folder - 5), folder + 5, number);
		proxy = kit_print("%.*s?host=127.0.0.1&port={port}%s", (int)(rest - url), url,
				  strstr(rest, "&user=") == NULL ? "" : strstr(rest, "&user="));
	} else {
		if (host == NULL || host[3] == '/')
			return;
		host += 3;
		end = host + strcspn(host, "/?");
		at = memchr(host, '@', (size_t)(end - host));
		host = at == NULL ? host : at + 1;
		at = memchr(host, ':', (size_t)(end - host));
		server = kit_print("%.*s%s", (int)(end - host), host,
				   at != NULL                            ? ""
				   : strcmp(quirk("base"), "mysql") == 0 ? ":3306"
									 : ":5432");
		proxy = kit_print("%.*s127.0.0.1:{port}%s", (int)(host - url), url, end);
	}
	put("server", server);
	put("proxy_url", proxy);
	free(server);
	free(proxy);
}

/* The first folder of PATH that has what makes the data of a server. */
static void imply_programs(const char *maker)
{
	const char *at = getenv("PATH"), *end;
	char *folder, *program;
	bool found = false;

	for (; at != NULL && *at != '\0' && !found; at = *end == '\0' ? end : end + 1) {
		end = at + strcspn(at, ":");
		folder = kit_print("%.*s", (int)(end - at), at);
		program = kit_print("%s/%s", folder, maker);
		found = folder[0] == '/' && access(program, X_OK) == 0;
		if (found)
			put("programs", folder);
		free(program);
		free(folder);
	}
}

void quirks_imply(const struct dunlin_driver *driver, const char *url)
{
	const struct dunlin_dialect *own = driver->dialect;
	const char *base = own != NULL && own->base != NULL ? own->base : driver->dialect_name;
	size_t i;

	for (i = 0; i < N_KEYS && base != NULL; i++)
		put(keys[i].name, strcmp(base, "postgres") == 0 ? keys[i].postgres
				  : strcmp(base, "sqlite") == 0 ? keys[i].sqlite
				  : strcmp(base, "mysql") == 0  ? keys[i].mysql
								: NULL);
	if (find("base")->value == NULL)
		return;
	imply_other(url);
	if (quirk_says("network"))
		imply_server(url);
	if (strcmp(base, "postgres") == 0)
		imply_programs("initdb");
	if (own == NULL)
		return;
	if (DUNLIN_HAS(own, name_quote) && own->name_quote != NULL)
		put("name_quote", own->name_quote);
	if (DUNLIN_HAS(own, key_type) && own->key_type != NULL)
		put("key_type", own->key_type);
	if (DUNLIN_HAS(own, text_type) && own->text_type != NULL)
		put("text_type", own->text_type);
	if (DUNLIN_HAS(own, int_type) && own->int_type != NULL)
		put("int_type", own->int_type);
	if (DUNLIN_HAS(own, begin) && own->begin != NULL)
		put("begin", own->begin);
	if (DUNLIN_HAS(own, commit) && own->commit != NULL)
		put("commit", own->commit);
}

static char *trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	while (isspace((unsigned char)*text))
		text++;
	return text;
}

/* \n and \t stand for what they do elsewhere, \\ for a backslash. */
static void unescape(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++) {
		if (text[0] == '\\' && text[1] != '\0') {
			text++;
			*to++ = *text == 'n' ? '\n' : *text == 't' ? '\t' : *text;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
}

char *quirks_read(const char *path)
{
	FILE *file = fopen(path, "re");
	char *wrong = NULL, *line = NULL, *name, *value;
	size_t room = 0;
	int n = 0;

	if (file == NULL)
		return kit_print("%s: %s", path, strerror(errno));
	while (wrong == NULL && getline(&line, &room, file) >= 0) {
		n++;
		name = trim(line);
		if (*name == '\0' || *name == '#')
			continue;
		value = strchr(name, '=');
		if (value == NULL) {
			wrong = kit_print("%s:%d: not of the form key = value", path, n);
			continue;
		}
		*value++ = '\0';
		name = trim(name);
		if (find(name) == NULL) {
			wrong = kit_print("%s:%d: unknown key \"%s\"", path, n, name);
			continue;
		}
		value = trim(value);
		unescape(value);
		put(name, value);
	}
	free(line);
	fclose(file);
	return wrong;
}
