/*
 * crash/frame - the borders of messages in the bytes of one connection.
 *
 * Protocol 3 of PostgreSQL: nearly every message is a type byte, a length of four bytes that counts
 * itself, and the rest.  The first ones of a client have no type byte, and the server answers a
 * question for encryption with one bare byte.
 *
 * That of MySQL: every packet is a length of three bytes, the lowest first, a number that begins at 0
 * with each command, and so many bytes, of which the first tells what it is.
 */
#ifndef TESTS_CRASH_FRAME_H
#define TESTS_CRASH_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum way { TO_SERVER, TO_CLIENT };

/* Of one connection, both ways; all zero when it begins. */
struct frame {
	bool started; /* the startup packet has gone by: from here on a type byte leads */
	bool asked;   /* for encryption: the server's next byte is the answer */
	bool opaque;  /* encrypted, or not this protocol: bytes without borders */
	bool mysql;   /* which protocol; set by the caller when it begins */
	bool commits; /* MySQL: COMMIT was sent, and is not answered */
};

struct message {
	enum way way;
	char type;         /* the type byte; 0 for those that have none */
	const char *name;  /* of the type; static, "?" for an unknown one */
	const char *bytes; /* all of it; lent as long as what frame_next() was given */
	size_t len;
	bool mysql;     /* which protocol */
	bool committed; /* MySQL: it is the server's yes to a COMMIT */
};

/* The first whole message in what has come that way; false: there is none yet, or no border will
 * ever be found again (frame->opaque). */
bool frame_next(struct frame *frame, enum way way, const char *bytes, size_t len,
		struct message *message);

/* The same for MySQL, which frame_next() calls. */
bool frame_next_mysql(struct frame *frame, enum way way, const char *bytes, size_t len,
		      struct message *message);

/* Whether it is the server's word that a COMMIT has been carried out. */
bool message_is_committed(const struct message *message);

/* "Parse CREATE TABLE a (n int)": a line for a person, with a few words of what is in it. */
void message_show(const struct message *message, struct dn_str *text);

#endif
