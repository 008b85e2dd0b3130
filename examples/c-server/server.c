/* server - the notes over HTTP. */
#include "server.h"

#include "notes.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NOTE = 4096 };

/* A request while its body comes in. */
struct request {
	size_t len;
	int too_long;
	char body[MAX_NOTE];
};

static enum MHD_Result answer(struct MHD_Connection *to, unsigned code, const char *text)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(strlen(text), (void *)text, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result = MHD_NO;

	if (response == NULL)
		return MHD_NO;
	if (MHD_add_response_header(response, "Content-Type", "text/plain; charset=utf-8"))
		result = MHD_queue_response(to, code, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result list(sqlite3 *db, struct MHD_Connection *to)
{
	enum MHD_Result result;
	char *text;

	if (notes_list(db, &text) != SQLITE_OK)
		result = answer(to, MHD_HTTP_INTERNAL_SERVER_ERROR, "the notes cannot be read\n");
	else
		result = answer(to, MHD_HTTP_OK, text);
	sqlite3_free(text);
	return result;
}

static enum MHD_Result add(sqlite3 *db, struct MHD_Connection *to, const struct request *request)
{
	if (request->too_long)
		return answer(to, MHD_HTTP_CONTENT_TOO_LARGE, "a note has at most 4096 bytes\n");
	switch (notes_add(db, request->body, request->len)) {
	case SQLITE_OK:
		return answer(to, MHD_HTTP_CREATED, "added\n");
	case SQLITE_CONSTRAINT:
		return answer(to, MHD_HTTP_BAD_REQUEST, "a note has a text\n");
	default:
		return answer(to, MHD_HTTP_INTERNAL_SERVER_ERROR, "the note is not kept\n");
	}
}

/* Called with the head of a request, then with each piece of its body, then without one. */
static enum MHD_Result handle(void *db, struct MHD_Connection *to, const char *url,
			      const char *method, const char *version, const char *piece,
			      size_t *piece_len, void **state)
{
	struct request *request = *state;

	(void)version;
	if (request == NULL) {
		*state = calloc(1, sizeof(*request));
		return *state == NULL ? MHD_NO : MHD_YES;
	}
	if (*piece_len > 0) {
		if (*piece_len > MAX_NOTE - request->len) {
			request->too_long = 1;
		} else {
			memcpy(request->body + request->len, piece, *piece_len);
			request->len += *piece_len;
		}
		*piece_len = 0;
		return MHD_YES;
	}
	if (strcmp(url, "/notes") != 0)
		return answer(to, MHD_HTTP_NOT_FOUND, "there is /notes\n");
	if (strcmp(method, "GET") == 0)
		return list(db, to);
	if (strcmp(method, "POST") == 0)
		return add(db, to, request);
	return answer(to, MHD_HTTP_METHOD_NOT_ALLOWED, "GET or POST\n");
}

static void forget(void *unused, struct MHD_Connection *to, void **state,
		   enum MHD_RequestTerminationCode why)
{
	(void)unused, (void)to, (void)why;
	free(*state);
}

struct MHD_Daemon *server_start(sqlite3 *db, uint16_t port)
{
	struct sockaddr_in local = { .sin_family = AF_INET, .sin_port = htons(port) };

	local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, port, NULL, NULL, handle, db,
				MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&local,
				MHD_OPTION_NOTIFY_COMPLETED, forget, NULL, MHD_OPTION_END);
}

unsigned server_port(struct MHD_Daemon *server)
{
	return MHD_get_daemon_info(server, MHD_DAEMON_INFO_BIND_PORT)->port;
}
