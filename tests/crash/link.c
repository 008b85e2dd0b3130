/* crash/link - see there. */
#include "link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/vec.h"

/* So much may wait to be written before no more is read. */
#define ENOUGH ((size_t)4 << 20)

static const char *const way_names[2] = { "to-server", "to-client" };
static const char *const fault_names[] = { "", "cut", "reset", "hang", "swallow-commit" };

static _Noreturn void die_nomem(void)
{
	fputs("proxy: out of memory\n", stderr);
	exit(1);
}

/* One write for a line, so that whoever reads the file never sees half of one. */
void log_line(const struct fate *fate, const char *format, ...)
{
	struct dn_str line = DN_STR_INIT;
	va_list args;

	if (fate->log < 0)
		return;
	va_start(args, format);
	dn_str_vprintf(&line, format, args);
	va_end(args);
	dn_str_putc(&line, '\n');
	if (line.failed)
		die_nomem();
	if (write(fate->log, line.data, line.len) != (ssize_t)line.len) {
		fprintf(stderr, "proxy: cannot write the log: %s\n", strerror(errno));
		exit(1);
	}
	dn_str_clear(&line);
}

struct link *link_open(int64_t number, const struct fate *fate, int client, int server)
{
	struct link *link = calloc(1, sizeof(*link));

	if (link == NULL)
		die_nomem();
	link->number = number;
	link->fate = fate;
	link->fd[TO_SERVER] = client;
	link->fd[TO_CLIENT] = server;
	link->last = TO_CLIENT;
	link->frame.mysql = fate->mysql;
	log_line(fate, "%lld open", (long long)number);
	return link;
}

void link_log_end(const struct link *link)
{
	log_line(link->fate,
		 "%lld count to-server %lld messages %lld bytes, to-client %lld messages %lld "
		 "bytes, %lld round trips, %lld commits",
		 (long long)link->number, (long long)link->lanes[TO_SERVER].count,
		 (long long)link->lanes[TO_SERVER].bytes, (long long)link->lanes[TO_CLIENT].count,
		 (long long)link->lanes[TO_CLIENT].bytes, (long long)link->round_trips,
		 (long long)link->commits);
}

static void close_both(struct link *link)
{
	int i;

	for (i = 0; i < 2; i++) {
		if (link->fd[i] >= 0)
			close(link->fd[i]);
		link->fd[i] = -1;
	}
	link->over = true;
}

void link_close(struct link *link)
{
	int i;

	if (link == NULL)
		return;
	close_both(link);
	for (i = 0; i < 2; i++) {
		dn_str_clear(&link->lanes[i].in);
		dn_str_clear(&link->lanes[i].out);
		free(link->lanes[i].chunks);
	}
	free(link);
}

/* --- what is to happen -------------------------------------------------------- */

static bool is_meant(const struct link *link)
{
	return link->fate->fault != FAULT_NONE &&
	       (link->fate->connection == 0 || link->fate->connection == link->number);
}

/* Whether it is the message at which the fault is due. */
static bool is_it(const struct link *link, const struct message *message)
{
	const struct fate *fate = link->fate;

	if (!is_meant(link))
		return false;
	if (fate->fault == FAULT_SWALLOW)
		return message_is_committed(message) && link->commits == fate->k;
	return message->way == fate->way && link->lanes[message->way].count == fate->k;
}

static void log_message(const struct link *link, const char *what, const struct message *message)
{
	struct dn_str text = DN_STR_INIT;

	message_show(message, &text);
	log_line(link->fate, "%lld %s %s %lld %s", (long long)link->number, what,
		 way_names[message->way], (long long)link->lanes[message->way].count,
		 dn_str_text(&text));
	dn_str_clear(&text);
}

static void count(struct link *link, const struct message *message)
{
	link->lanes[message->way].count++;
	link->round_trips += message->way == TO_CLIENT && link->last == TO_SERVER;
	link->last = message->way;
	link->commits += message_is_committed(message);
	if (link->fate->trace)
		log_message(link, "saw", message);
}

static void put(struct link *link, enum way way, const char *bytes, size_t len)
{
	struct lane *lane = &link->lanes[way];
	struct chunk *chunk;

	dn_str_put(&lane->out, bytes, len);
	chunk = dn_vec_add(&lane->chunks, &lane->n_chunks, &lane->cap_chunks, sizeof(*chunk));
	if (chunk == NULL || lane->out.failed)
		die_nomem();
	chunk->end = lane->out.len;
	chunk->due_us = link->fate->delay_us == 0 ? 0 : dn_clock_us() + link->fate->delay_us;
}

/* Cuts into messages what has come, and lets through what may pass. */
static void sort_out(struct link *link, enum way way)
{
	struct lane *lane = &link->lanes[way];
	const bool was_opaque = link->frame.opaque;
	struct message message;
	size_t at = 0;

	while (!link->doomed && frame_next(&link->frame, way, dn_str_text(&lane->in) + at,
					   lane->in.len - at, &message)) {
		count(link, &message);
		link->doomed = is_it(link, &message);
		if (link->doomed) {
			const struct fate *fate = link->fate;
			const bool drop = fate->before || fate->fault == FAULT_SWALLOW;
			char what[64];

			snprintf(what, sizeof(what), "%s%s", fault_names[fate->fault],
				 fate->fault == FAULT_SWALLOW ? ""
				 : drop                       ? " before"
							      : " after");
			log_message(link, what, &message);
			if (drop)
				break;
		}
		put(link, way, message.bytes, message.len);
		at += message.len;
	}
	if (link->frame.opaque) {
		if (!was_opaque)
			log_line(link->fate, "%lld opaque", (long long)link->number);
		if (lane->in.len > at)
			put(link, way, lane->in.data + at, lane->in.len - at);
		at = lane->in.len;
	}
	if (at > 0) {
		memmove(lane->in.data, lane->in.data + at, lane->in.len - at);
		lane->in.len -= at;
	}
}

/* --- bytes ----------------------------------------------------------------------- */

/* Whoever this lane leads to is gone; what he said before can still be read. */
static void abandon(struct lane *lane)
{
	lane->ended = lane->shut = true;
	lane->n_chunks = 0;
	dn_str_reset(&lane->out);
}

static void take(struct link *link, enum way way)
{
	struct lane *lane = &link->lanes[way];
	char bytes[65536];
	ssize_t n = recv(link->fd[way], bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		lane->ended = true;
		return;
	}
	if (link->draining)
		return;
	dn_str_put(&lane->in, bytes, (size_t)n);
	if (lane->in.failed)
		die_nomem();
	sort_out(link, way);
}

/* How much of what waits is due. */
static size_t due(const struct lane *lane)
{
	const int64_t now = lane->n_chunks == 0 || lane->chunks[0].due_us == 0 ? 0 : dn_clock_us();
	size_t end = 0, i;

	for (i = 0; i < lane->n_chunks && lane->chunks[i].due_us <= now; i++)
		end = lane->chunks[i].end;
	return end;
}

static void give(struct link *link, enum way way)
{
	struct lane *lane = &link->lanes[way];
	size_t len = due(lane), gone = 0, i;
	ssize_t n;

	if (len == 0)
		return;
	n = send(link->fd[!way], lane->out.data, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0) {
		if (errno != EAGAIN && errno != EINTR)
			abandon(lane);
		return;
	}
	lane->bytes += n;
	memmove(lane->out.data, lane->out.data + n, lane->out.len - (size_t)n);
	lane->out.len -= (size_t)n;
	while (gone < lane->n_chunks && lane->chunks[gone].end <= (size_t)n)
		gone++;
	lane->n_chunks -= gone;
	memmove(lane->chunks, lane->chunks + gone, lane->n_chunks * sizeof(*lane->chunks));
	for (i = 0; i < lane->n_chunks; i++)
		lane->chunks[i].end -= (size_t)n;
}

/* --- ends ------------------------------------------------------------------------- */

static void strike(struct link *link)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	link->doomed = false;
	switch (link->fate->fault) {
	case FAULT_HANG:
		link->quiet = true;
		return;
	case FAULT_RESET:
		setsockopt(link->fd[TO_SERVER], SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
		setsockopt(link->fd[TO_CLIENT], SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
		close_both(link);
		return;
	default:
		/* Closed with something unread the socket would be reset, and what was let through
		 * lost; so this end is closed, and what comes is read until theirs is. */
		shutdown(link->fd[TO_SERVER], SHUT_WR);
		shutdown(link->fd[TO_CLIENT], SHUT_WR);
		link->lanes[TO_SERVER].shut = link->lanes[TO_CLIENT].shut = true;
		link->draining = true;
	}
}

static void settle(struct link *link)
{
	int way;

	if (link->doomed && link->lanes[TO_SERVER].n_chunks == 0 &&
	    link->lanes[TO_CLIENT].n_chunks == 0)
		strike(link);
	if (link->over || link->quiet || link->doomed)
		return;
	for (way = 0; way < 2; way++) {
		struct lane *lane = &link->lanes[way];

		if (lane->ended && !lane->shut && lane->n_chunks == 0) {
			shutdown(link->fd[!way], SHUT_WR);
			lane->shut = true;
		}
	}
	if (link->lanes[TO_SERVER].ended && link->lanes[TO_CLIENT].ended &&
	    link->lanes[TO_SERVER].shut && link->lanes[TO_CLIENT].shut) {
		log_line(link->fate, "%lld closed", (long long)link->number);
		close_both(link);
	}
}

void link_wants(const struct link *link, struct pollfd fds[2], int *wait_ms)
{
	int way;

	for (way = 0; way < 2; way++) {
		fds[way].fd = -1;
		fds[way].events = fds[way].revents = 0;
	}
	if (link->quiet || link->over)
		return;
	for (way = 0; way < 2; way++) {
		const struct lane *lane = &link->lanes[way];

		if (!lane->ended && !link->doomed && lane->out.len < ENOUGH)
			fds[way].events |= POLLIN;
		if (due(lane) > 0) {
			fds[!way].events |= POLLOUT;
		} else if (lane->n_chunks > 0) {
			int64_t left = (lane->chunks[0].due_us - dn_clock_us()) / 1000 + 1;

			if (left < 0)
				left = 0;
			if (*wait_ms < 0 || left < *wait_ms)
				*wait_ms = (int)left;
		}
	}
	/* Without events it would still be told of a hangup, over and over. */
	for (way = 0; way < 2; way++)
		if (fds[way].events != 0)
			fds[way].fd = link->fd[way];
}

void link_turn(struct link *link, const struct pollfd fds[2])
{
	int way;

	if (link->quiet || link->over)
		return;
	for (way = 0; way < 2; way++)
		if (fds[way].revents != 0 && (fds[way].events & POLLIN) != 0 && !link->doomed)
			take(link, way);
	for (way = 0; way < 2; way++)
		give(link, way);
	settle(link);
}
