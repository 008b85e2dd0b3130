/* crash/frame - see there. */
#include "frame.h"

#include <stdint.h>
#include <string.h>

enum {
	STARTUP_MOST = 10000, /* as the server allows */
	CANCEL_CODE = 80877102,
	SSL_CODE = 80877103,
	GSS_CODE = 80877104,
	SHOW_MOST = 60
};

static const struct {
	enum way way;
	char type;
	const char *name;
} names[] = {
	{ TO_SERVER, 'B', "Bind" },
	{ TO_SERVER, 'C', "Close" },
	{ TO_SERVER, 'D', "Describe" },
	{ TO_SERVER, 'E', "Execute" },
	{ TO_SERVER, 'F', "FunctionCall" },
	{ TO_SERVER, 'H', "Flush" },
	{ TO_SERVER, 'P', "Parse" },
	{ TO_SERVER, 'Q', "Query" },
	{ TO_SERVER, 'S', "Sync" },
	{ TO_SERVER, 'X', "Terminate" },
	{ TO_SERVER, 'c', "CopyDone" },
	{ TO_SERVER, 'd', "CopyData" },
	{ TO_SERVER, 'f', "CopyFail" },
	{ TO_SERVER, 'p', "Password" },
	{ TO_CLIENT, '1', "ParseComplete" },
	{ TO_CLIENT, '2', "BindComplete" },
	{ TO_CLIENT, '3', "CloseComplete" },
	{ TO_CLIENT, 'A', "Notification" },
	{ TO_CLIENT, 'C', "CommandComplete" },
	{ TO_CLIENT, 'D', "DataRow" },
	{ TO_CLIENT, 'E', "Error" },
	{ TO_CLIENT, 'G', "CopyIn" },
	{ TO_CLIENT, 'H', "CopyOut" },
	{ TO_CLIENT, 'I', "EmptyQuery" },
	{ TO_CLIENT, 'K', "BackendKeyData" },
	{ TO_CLIENT, 'N', "Notice" },
	{ TO_CLIENT, 'R', "Authentication" },
	{ TO_CLIENT, 'S', "ParameterStatus" },
	{ TO_CLIENT, 'T', "RowDescription" },
	{ TO_CLIENT, 'Z', "ReadyForQuery" },
	{ TO_CLIENT, 'c', "CopyDone" },
	{ TO_CLIENT, 'd', "CopyData" },
	{ TO_CLIENT, 'n', "NoData" },
	{ TO_CLIENT, 's', "PortalSuspended" },
	{ TO_CLIENT, 't', "ParameterDescription" },
};

static const char *name_of(enum way way, char type)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].way == way && names[i].type == type)
			return names[i].name;
	return "?";
}

static uint32_t number(const char *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static bool first_packet(struct frame *frame, const char *bytes, size_t len,
			 struct message *message)
{
	uint32_t size, code;

	if (len < 8)
		return false;
	size = number(bytes);
	code = number(bytes + 4);
	if (size < 8 || size > STARTUP_MOST) {
		frame->opaque = true; /* TLS without a question, or somebody else */
		return false;
	}
	if (len < size)
		return false;
	message->type = 0;
	message->len = size;
	message->name = code == SSL_CODE      ? "SSLRequest"
			: code == GSS_CODE    ? "GSSENCRequest"
			: code == CANCEL_CODE ? "CancelRequest"
					      : "Startup";
	frame->asked = code == SSL_CODE || code == GSS_CODE;
	frame->started = !frame->asked;
	return true;
}

bool frame_next(struct frame *frame, enum way way, const char *bytes, size_t len,
		struct message *message)
{
	uint32_t size;

	if (frame->opaque || len == 0)
		return false;
	message->way = way;
	message->bytes = bytes;
	message->committed = false;
	message->mysql = frame->mysql;
	if (frame->mysql)
		return frame_next_mysql(frame, way, bytes, len, message);
	if (way == TO_SERVER && !frame->started)
		return first_packet(frame, bytes, len, message);
	/* A server that knows no such question answers with an Error, which has a length. */
	if (way == TO_CLIENT && frame->asked && bytes[0] != 'E') {
		frame->asked = false;
		frame->opaque = bytes[0] != 'N';
		message->type = 0;
		message->name = bytes[0] == 'N' ? "no encryption" : "encryption";
		message->len = 1;
		return true;
	}
	if (len < 5)
		return false;
	size = number(bytes + 1);
	if (size < 4) {
		frame->opaque = true;
		return false;
	}
	if (len - 1 < size)
		return false;
	message->type = bytes[0];
	message->name = name_of(way, bytes[0]);
	message->len = (size_t)size + 1;
	return true;
}

/* The text in it that says most: SQL, a tag, an error's fields. */
static const char *words(const struct message *message, size_t *len)
{
	const char *at = message->bytes + 5;
	const char *end = message->bytes + message->len;
	const char *nul;

	*len = 0;
	if (message->mysql) {
		*len = message->way == TO_SERVER && message->type == 'Q' ? message->len - 5 : 0;
		return at;
	}
	if (message->type == 0 || message->len <= 5)
		return "";
	if (message->way == TO_SERVER && message->type == 'P') {
		nul = memchr(at, '\0', (size_t)(end - at)); /* the statement's name */
		if (nul == NULL)
			return "";
		at = nul + 1;
	} else if (!(message->way == TO_SERVER && message->type == 'Q') &&
		   !(message->way == TO_CLIENT && strchr("CENS", message->type) != NULL)) {
		return "";
	}
	if (message->way == TO_CLIENT && message->type != 'C') {
		*len = (size_t)(end - at); /* several texts */
		return at;
	}
	nul = memchr(at, '\0', (size_t)(end - at));
	*len = (size_t)((nul == NULL ? end : nul) - at);
	return at;
}

bool message_is_committed(const struct message *message)
{
	size_t len;
	const char *tag = words(message, &len);

	return message->committed || (message->way == TO_CLIENT && message->type == 'C' &&
				      len == 6 && memcmp(tag, "COMMIT", 6) == 0);
}

void message_show(const struct message *message, struct dn_str *text)
{
	size_t len, i;
	const char *more = words(message, &len);

	dn_str_puts(text, message->name);
	if (message->way == TO_CLIENT && message->type == 'Z' && message->len == 6)
		dn_str_printf(text, " %c", message->bytes[5]);
	if (len > 0)
		dn_str_putc(text, ' ');
	for (i = 0; i < len && i < SHOW_MOST; i++)
		dn_str_putc(text, more[i] >= 0 && more[i] < ' ' ? ' ' : more[i]);
}
