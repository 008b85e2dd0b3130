/*
 * proxy - stands between a client and its server, and breaks the connection at a chosen message.
 *
 *   proxy --to ADDRESS [OPTION...] [MODE...]
 *
 *   --to ADDRESS       the server: HOST:PORT (numbers), or the path of its socket
 *   --listen ADDRESS   where to wait for clients; 127.0.0.1:0, any free port, unless it is said
 *   --connection N     the fault is for the N-th connection, 1 unless it is said, or for `all`;
 *                      the others pass.  A cancel request is a connection as well.
 *   --log FILE         what was done, a line each, written at once (appended)
 *   --trace            every message goes there too
 *   --mysql            the protocol is that of MySQL and MariaDB, and not PostgreSQL's
 *
 * One fault at most:
 *
 *   cut K WAY [WHEN]     closes both sides at the K-th message of that WAY, to-server or to-client.
 *                        WHEN is `after` it was let through (this is meant when nothing is said),
 *                        or `before`: then it is dropped itself.  Neither side loses what passed.
 *   reset K WAY [WHEN]   the same with a RST, where the side is TCP; a socket with a path has none
 *   hang K WAY [WHEN]    from there on nothing passes either way, and nothing is closed, not even
 *                        when the client leaves: that is what a lost network is for the server
 *   swallow-commit [N]   waits until the server has answered the N-th COMMIT (1) that worked, and
 *                        closes both sides without passing that on: it is committed, and the client
 *                        cannot know
 *
 * and besides
 *
 *   delay MS   holds every message for so long, each way
 *   count      when a connection is over, and for those that are not at the end, logs how many
 *              messages and bytes there were, and how many round trips: times that the server spoke
 *              after the client.  A client that sends on while the answers come in would be counted
 *              several times: with a delay that is longer than the server works, it is not.
 *
 * Messages are those of protocol 3, startup packet, question for encryption and its answer included,
 * or the packets of MySQL's; K and N begin at 1 with each connection.  What comes after encryption has
 * been agreed on has no messages any more and passes (logged as `opaque`): clients must say
 * sslmode=disable, and gssencmode=disable where libpq can do GSS; or ssl-mode=disabled.
 *
 * The log:
 *
 *   1 open                                        a client has come; or `1 refused WHY`
 *   1 cut after to-server 17 Parse INSERT INTO    the fault, with the message that it came at
 *   1 swallow-commit to-client 30 CommandComplete COMMIT
 *   1 saw to-client 3 ReadyForQuery I             --trace
 *   1 closed                                      by both sides
 *   1 count to-server 21 messages 700 bytes, to-client 31 messages 900 bytes, 4 round trips, 2 commits
 *
 * On stdout there is one line as soon as clients may come: the port, or the path.  TERM ends it, with
 * exit status 0; so does, where the system can tell (Linux), the end of whoever started it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/vec.h"
#include "link.h"

struct place {
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_un un;
	} addr;
	socklen_t len;
};

static volatile sig_atomic_t asked_to_end;

static void on_term(int signo)
{
	(void)signo;
	asked_to_end = 1;
}

static _Noreturn void die(const char *what, const char *why)
{
	fprintf(stderr, "proxy: %s: %s\n", what, why);
	exit(2);
}

/* --- the command line --------------------------------------------------------------- */

static int64_t number(const char *text, int64_t least)
{
	char *end;
	long long n;

	errno = 0;
	n = text == NULL ? 0 : strtoll(text, &end, 10);
	if (text == NULL || errno != 0 || end == text || *end != '\0' || n < least)
		die(text == NULL ? "a number is missing" : text, "not a number that fits");
	return n;
}

static void parse_place(struct place *place, const char *text)
{
	const char *colon = strrchr(text, ':');

	memset(place, 0, sizeof(*place));
	if (text[0] == '/') {
		place->addr.un.sun_family = AF_UNIX;
		if (strlen(text) >= sizeof(place->addr.un.sun_path))
			die(text, "the path is too long for a socket");
		strcpy(place->addr.un.sun_path, text);
		place->len = sizeof(place->addr.un);
	} else {
		char host[INET_ADDRSTRLEN] = "";

		place->addr.in.sin_family = AF_INET;
		if (colon != NULL && (size_t)(colon - text) < sizeof(host))
			memcpy(host, text, (size_t)(colon - text));
		if (colon == NULL || inet_pton(AF_INET, host, &place->addr.in.sin_addr) != 1)
			die(text, "neither a path nor NUMBER.NUMBER.NUMBER.NUMBER:PORT");
		place->addr.in.sin_port = htons((uint16_t)number(colon + 1, 0));
		place->len = sizeof(place->addr.in);
	}
}

/* `cut K WAY [WHEN]` and its like; returns the last word that belongs to it. */
static char **parse_fault(struct fate *fate, enum fault fault, char **word)
{
	if (fate->fault != FAULT_NONE)
		die(*word, "one fault is enough");
	fate->fault = fault;
	fate->k = 1;
	if (fault == FAULT_SWALLOW) {
		fate->way = TO_CLIENT;
		if (word[1] != NULL && word[1][0] >= '0' && word[1][0] <= '9')
			fate->k = number(*++word, 1);
		return word;
	}
	fate->k = number(*++word, 1);
	word++;
	if (*word == NULL || (strcmp(*word, "to-server") != 0 && strcmp(*word, "to-client") != 0))
		die(*word == NULL ? "which way" : *word, "neither to-server nor to-client");
	fate->way = strcmp(*word, "to-server") == 0 ? TO_SERVER : TO_CLIENT;
	if (word[1] != NULL && (strcmp(word[1], "before") == 0 || strcmp(word[1], "after") == 0))
		fate->before = strcmp(*++word, "before") == 0;
	return word;
}

struct wish {
	struct fate fate;
	struct place to, listen;
	bool count;
};

static void parse(struct wish *wish, char **word)
{
	const char *log = NULL;
	bool to = false;

	wish->fate.connection = 1;
	wish->fate.log = -1;
	parse_place(&wish->listen, "127.0.0.1:0");
	for (; *word != NULL; word++) {
		if (strcmp(*word, "--trace") == 0)
			wish->fate.trace = true;
		else if (strcmp(*word, "--mysql") == 0)
			wish->fate.mysql = true;
		else if (strcmp(*word, "count") == 0)
			wish->count = true;
		else if (strcmp(*word, "cut") == 0)
			word = parse_fault(&wish->fate, FAULT_CUT, word);
		else if (strcmp(*word, "reset") == 0)
			word = parse_fault(&wish->fate, FAULT_RESET, word);
		else if (strcmp(*word, "hang") == 0)
			word = parse_fault(&wish->fate, FAULT_HANG, word);
		else if (strcmp(*word, "swallow-commit") == 0)
			word = parse_fault(&wish->fate, FAULT_SWALLOW, word);
		else if (word[1] == NULL)
			die(*word, "not known, or something is missing behind it");
		else if (strcmp(*word, "delay") == 0)
			wish->fate.delay_us = number(*++word, 0) * 1000;
		else if (strcmp(*word, "--to") == 0)
			to = true, parse_place(&wish->to, *++word);
		else if (strcmp(*word, "--listen") == 0)
			parse_place(&wish->listen, *++word);
		else if (strcmp(*word, "--log") == 0)
			log = *++word;
		else if (strcmp(*word, "--connection") == 0)
			wish->fate.connection = strcmp(*++word, "all") == 0 ? 0 : number(*word, 1);
		else
			die(*word, "not known");
	}
	if (!to)
		die("--to ADDRESS", "is missing");
	if (log != NULL) {
		wish->fate.log = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
		if (wish->fate.log < 0)
			die(log, strerror(errno));
	}
}

/* --- sockets ---------------------------------------------------------------------------- */

static int listen_at(struct place *place)
{
	int fd = socket(place->addr.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const int yes = 1;

	if (fd < 0)
		die("socket", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, &place->addr.any, place->len) != 0 || listen(fd, 128) != 0 ||
	    (place->addr.any.sa_family == AF_INET &&
	     getsockname(fd, &place->addr.any, &place->len) != 0))
		die("cannot listen", strerror(errno));
	if (place->addr.any.sa_family == AF_INET)
		printf("%d\n", ntohs(place->addr.in.sin_port));
	else
		printf("%s\n", place->addr.un.sun_path);
	if (fflush(stdout) != 0)
		die("stdout", strerror(errno));
	return fd;
}

/* Small messages must not wait for each other. */
static void at_once(int fd)
{
	const int yes = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)); /* a path has none */
}

/* NULL when there is no client, or no server for it. */
static struct link *meet(const struct wish *wish, int listener, int64_t *number)
{
	int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	int server;

	if (client < 0)
		return NULL;
	++*number;
	server = socket(wish->to.addr.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (server < 0 || connect(server, &wish->to.addr.any, wish->to.len) != 0) {
		log_line(&wish->fate, "%lld refused %s", (long long)*number, strerror(errno));
		if (server >= 0)
			close(server);
		close(client);
		return NULL;
	}
	at_once(client);
	at_once(server);
	return link_open(*number, &wish->fate, client, server);
}

/* --- the loop ----------------------------------------------------------------------------- */

static void bury(const struct wish *wish, struct link **links, size_t *n)
{
	size_t i, kept = 0;

	for (i = 0; i < *n; i++) {
		if (!links[i]->over) {
			links[kept++] = links[i];
			continue;
		}
		if (wish->count)
			link_log_end(links[i]);
		link_close(links[i]);
	}
	*n = kept;
}

static void serve(const struct wish *wish, int listener, const sigset_t *waiting)
{
	struct link **links = NULL, **added, *link;
	struct pollfd *fds = NULL, *fd;
	size_t n = 0, cap = 0, n_fds, cap_fds = 0, i;
	int64_t number = 0;

	while (!asked_to_end) {
		struct timespec limit;
		int wait_ms = -1;

		n_fds = 0;
		for (i = 0; i < 2 * n + 1; i++) {
			fd = dn_vec_add(&fds, &n_fds, &cap_fds, sizeof(*fds));
			if (fd == NULL)
				die("poll", strerror(ENOMEM));
		}
		for (i = 0; i < n; i++)
			link_wants(links[i], fds + 2 * i, &wait_ms);
		fds[2 * n].fd = listener;
		fds[2 * n].events = POLLIN;
		limit.tv_sec = wait_ms / 1000;
		limit.tv_nsec = (long)(wait_ms % 1000) * 1000000;
		if (ppoll(fds, n_fds, wait_ms < 0 ? NULL : &limit, waiting) < 0) {
			if (errno == EINTR)
				continue;
			die("poll", strerror(errno));
		}
		for (i = 0; i < n; i++)
			link_turn(links[i], fds + 2 * i);
		link = fds[2 * n].revents == 0 ? NULL : meet(wish, listener, &number);
		bury(wish, links, &n);
		if (link != NULL) {
			added = dn_vec_add(&links, &n, &cap, sizeof(*links));
			if (added == NULL)
				die("accept", strerror(ENOMEM));
			*added = link;
		}
	}
	for (i = 0; i < n; i++)
		links[i]->over = true;
	bury(wish, links, &n);
	free(links);
	free(fds);
}

int main(int argc, char **argv)
{
	struct sigaction term = { .sa_handler = on_term };
	struct wish wish = { .count = false };
	sigset_t blocked, waiting;
	int listener;

	(void)argc;
	/* TERM is answered while waiting, and nowhere else. */
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &waiting);
	sigdelset(&waiting, SIGTERM);
	sigaction(SIGTERM, &term, NULL);
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
	parse(&wish, argv + 1);
	listener = listen_at(&wish.listen);
	serve(&wish, listener, &waiting);
	close(listener);
	if (wish.listen.addr.any.sa_family == AF_UNIX)
		unlink(wish.listen.addr.un.sun_path);
	if (wish.fate.log >= 0)
		close(wish.fate.log);
	return 0;
}
