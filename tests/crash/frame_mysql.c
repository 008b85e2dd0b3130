/* crash/frame - packets of MySQL's protocol; see there. */
#include <string.h>

#include "frame.h"

enum { COM_QUIT = 1, COM_QUERY = 3, LOGIN_FOR_TLS = 32 };

static void name_to_server(struct frame *frame, struct message *message, bool command)
{
	const char first = message->bytes[4];

	message->type = command && first == COM_QUERY ? 'Q' : 0;
	message->name = !command             ? "Login"
			: first == COM_QUERY ? "Query"
			: first == COM_QUIT  ? "Quit"
					     : "Command";
	/* A login without a name asks for encryption, and what comes next is that. */
	frame->opaque = !command && !frame->started && message->len == 4 + LOGIN_FOR_TLS;
	frame->started = true;
	frame->commits = message->type == 'Q' && message->len == 4 + 1 + 6 &&
			 memcmp(message->bytes + 5, "COMMIT", 6) == 0;
}

static void name_to_client(struct frame *frame, struct message *message)
{
	const unsigned char first = (unsigned char)message->bytes[4];

	message->type = 0;
	message->name = !frame->started                       ? "Greeting"
			: first == 0xff                       ? "Error"
			: first == 0xfe && message->len <= 12 ? "End"
			: first == 0x00                       ? "OK"
							      : "Row";
	message->committed = frame->commits && first == 0x00;
	frame->commits = false;
}

bool frame_next_mysql(struct frame *frame, enum way way, const char *bytes, size_t len,
		      struct message *message)
{
	const unsigned char *b = (const unsigned char *)bytes;
	size_t size;

	if (len < 5)
		return false;
	size = (size_t)b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16;
	if (size == 0) {
		frame->opaque = true; /* the end of one of 16 MiB, or another protocol */
		return false;
	}
	if (len - 4 < size)
		return false;
	message->len = size + 4;
	if (way == TO_SERVER)
		name_to_server(frame, message, frame->started && b[3] == 0);
	else
		name_to_client(frame, message);
	return true;
}
