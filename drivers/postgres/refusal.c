/* postgres/refusal - takes libpq's verbose text apart. */
#include "refusal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/url.h"
#include "sqlstate.h"

/* A shorter text would be found in words that have nothing to do with it. */
#define SHORTEST_SECRET 3

struct parts {
	char *message;
	char *detail;
	char *hint;
	char sqlstate[6];
};

/* The server's "FATAL:  28P01: text" in a line: the offset of the code. */
static size_t find_code(const char *line, size_t len)
{
	size_t i;

	for (i = 3; i + 7 <= len; i++) {
		if (strncmp(line + i - 3, ":  ", 3) == 0 &&
		    strspn(line + i, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5 &&
		    strncmp(line + i + 5, ": ", 2) == 0)
			return i;
	}
	return 0;
}

/* Adds a piece; what does not fit into memory is left out. */
static void append(char **text, const char *piece, size_t len)
{
	char *longer = NULL;

	if (asprintf(&longer, "%s%s%.*s", *text == NULL ? "" : *text, *text == NULL ? "" : "; ",
		     (int)len, piece) < 0)
		return;
	free(*text);
	*text = longer;
}

static void take_message(struct parts *parts, const char *line, size_t len)
{
	size_t code = find_code(line, len);
	size_t severity = code;
	char *whole = NULL;

	if (code == 0) {
		append(&parts->message, line, len);
		return;
	}
	memcpy(parts->sqlstate, line + code, 5);
	for (severity -= 3; severity > 0 && line[severity - 1] != ' '; severity--)
		;
	if (asprintf(&whole, "%.*s%.*s", (int)severity, line, (int)(len - code - 7),
		     line + code + 7) < 0)
		return;
	append(&parts->message, whole, strlen(whole));
	free(whole);
}

static bool starts(const char *line, size_t len, const char *word)
{
	return len >= strlen(word) && strncmp(line, word, strlen(word)) == 0;
}

static void take_lines(struct parts *parts, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		if (text[0] == '\t' || starts(text, len, "LOCATION:"))
			; /* "Is the server running …?": the message says as much */
		else if (starts(text, len, "DETAIL:  "))
			append(&parts->detail, text + 9, len - 9);
		else if (starts(text, len, "HINT:  "))
			append(&parts->hint, text + 7, len - 7);
		else if (len > 0)
			take_message(parts, text, len);
		text += len;
		text += *text == '\n';
	}
}

/* In place, with the stars of common/url; a text that is not there is fine. */
static void blank(char *text, const char *secret)
{
	size_t n = secret == NULL ? 0 : strlen(secret);

	if (n < SHORTEST_SECRET || text == NULL)
		return;
	while ((text = strstr(text, secret)) != NULL) {
		memmove(text + 3, text + n, strlen(text + n) + 1);
		memcpy(text, "***", 3);
		text += 3;
	}
}

static void blank_all(char *text, const dunlin_conn *conn, const struct dn_pg_params *params)
{
	blank(text, dn_pg_params_get(params, "password"));
	blank(text, dn_pg_params_get(params, "sslpassword"));
	blank(text, PQpass(conn->pg));
}

/* A parameter that libpq knows and does not understand is the user's mistake;
 * no server was asked. */
static bool is_usage(const char *message)
{
	return message != NULL && (strncmp(message, "invalid ", 8) == 0 ||
				   strncmp(message, "could not match ", 16) == 0 ||
				   strncmp(message, "definition of service ", 22) == 0);
}

static const char *hint_for(const struct parts *parts)
{
	if (strcmp(parts->sqlstate, "3D000") == 0)
		return "create it with: dunlin db create";
	return parts->hint;
}

dunlin_status dn_pg_refusal(dunlin_conn *conn, const struct dn_pg_params *params, dunlin_error *err)
{
	struct parts parts = { 0 };
	struct dunlin_fault fault;
	dunlin_status status;
	char *shown;

	take_lines(&parts, PQerrorMessage(conn->pg));
	blank_all(parts.message, conn, params);
	blank_all(parts.detail, conn, params);
	/* The C library's words for it, where libpq looks an address up. */
	if (parts.message != NULL && strstr(parts.message, "Memory allocation failure") != NULL) {
		free(parts.message);
		free(parts.detail);
		free(parts.hint);
		return dn_fault_nomem(conn->host, err);
	}
	shown = parts.message == NULL ? NULL : dn_url_redact(parts.message);
	dn_fault_init(&fault, is_usage(parts.message) ? DUNLIN_EUSAGE : DUNLIN_ECONNECT);
	if (parts.sqlstate[0] != '\0') {
		fault.sqlstate = parts.sqlstate;
		fault.retryable = dn_pg_sqlstate_retryable(parts.sqlstate);
	} else {
		fault.retryable = fault.status == DUNLIN_ECONNECT;
	}
	fault.detail = parts.detail;
	fault.hint = hint_for(&parts);
	status = dn_fault_send(conn->host, err, &fault, "%s",
			       shown != NULL ? shown : "no connection could be made");
	free(parts.message);
	free(parts.detail);
	free(parts.hint);
	free(shown);
	return status;
}
