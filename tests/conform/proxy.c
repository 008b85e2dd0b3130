/* proxy - one thread for all of its connections. */
#include "proxy.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "kit.h"
#include "quirks.h"

#define MOST 32
#define LOOK_MS 10

_Atomic(const char *) proxy_swallow;
atomic_int proxy_stop_reply, proxy_delay_ms, proxy_cut_after, proxy_frozen, proxy_silent;
static atomic_int cut_all;

/* `work` alone touches these once it runs. */
static int listener;
static const char *server;
static struct link {
	int fds[2]; /* client, server; -1 when closed */
} links[MOST];
static int n_links;

static int connect_unix(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", path);
	if (connect(fd, (struct sockaddr *)&name, sizeof(name)) == 0)
		return fd;
	close(fd);
	return -1;
}

static int connect_server(void)
{
	const char *colon = strrchr(server, ':');
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL, *at;
	char *host;
	int fd = -1;

	if (server[0] == '/')
		return connect_unix(server);
	host = kit_print("%.*s", (int)(colon - server), server);
	if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
		found = NULL;
	for (at = found; at != NULL && fd < 0; at = at->ai_next) {
		fd = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
		if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
			close(fd);
			fd = -1;
		}
	}
	if (found != NULL)
		freeaddrinfo(found);
	free(host);
	return fd;
}

static void hang_up(struct link *link)
{
	close(link->fds[0]);
	close(link->fds[1]);
	link->fds[0] = link->fds[1] = -1;
}

static void take(void)
{
	int client = accept(listener, NULL, NULL);
	int there;

	if (client < 0)
		return;
	there = n_links < MOST ? connect_server() : -1;
	if (there < 0) {
		close(client);
		return;
	}
	links[n_links++] = (struct link){ .fds = { client, there } };
}

/* Until the server has no more to say: it may answer in pieces, and give up what it is at when nobody
 * takes one of them. */
static void hear_out(int there)
{
	struct pollfd answer = { .fd = there, .events = POLLIN };
	char bytes[4096];
	int wait = 5000;

	while (poll(&answer, 1, wait) > 0 && read(there, bytes, sizeof(bytes)) > 0)
		wait = 300;
}

static void swallowed(struct link *link, const char *bytes, ssize_t n)
{
	if (atomic_load(&proxy_stop_reply) == 0 &&
	    send(link->fds[1], bytes, (size_t)n, MSG_NOSIGNAL) == n)
		hear_out(link->fds[1]);
	hang_up(link);
}

/* Of n bytes that the server sent; true when these are the last, and then *n is how many of them. */
static bool used_up(ssize_t *n)
{
	const int left = atomic_load(&proxy_cut_after);

	if (left == 0)
		return false;
	atomic_store(&proxy_cut_after, *n < left ? left - (int)*n : 0);
	if (*n < left)
		return false;
	*n = left;
	return true;
}

static void pass(struct link *link, int from)
{
	char bytes[65536];
	const char *swallow = atomic_load(&proxy_swallow);
	const int delay = atomic_load(&proxy_delay_ms);
	const struct timespec pause = { .tv_nsec = delay * 1000000L };
	bool last = false;
	ssize_t n;

	if (delay > 0)
		(void)nanosleep(&pause, NULL);
	n = read(link->fds[from], bytes, sizeof(bytes));
	if (n > 0 && from == 1)
		last = used_up(&n);
	if (n <= 0)
		hang_up(link);
	else if (from == 0 && swallow != NULL &&
		 memmem(bytes, (size_t)n, swallow, strlen(swallow)) != NULL)
		swallowed(link, bytes, n);
	else if (send(link->fds[!from], bytes, (size_t)n, MSG_NOSIGNAL) != n || last)
		hang_up(link);
}

static void *work(void *arg)
{
	struct pollfd fds[1 + 2 * MOST];
	int i;

	for (;;) {
		if (atomic_exchange(&cut_all, 0) != 0)
			for (i = 0; i < n_links; i++)
				if (links[i].fds[0] >= 0)
					hang_up(&links[i]);
		fds[0] = (struct pollfd){ .fd = listener, .events = POLLIN };
		for (i = 0; i < 2 * MOST; i++)
			fds[1 + i] = (struct pollfd){
				.fd = i / 2 >= n_links || atomic_load(&proxy_silent) != 0 ||
						      (i < 2 && atomic_load(&proxy_frozen) != 0)
					      ? -1
					      : links[i / 2].fds[i % 2],
				.events = POLLIN
			};
		if (poll(fds, 1 + 2 * MOST, LOOK_MS) < 0)
			return arg;
		for (i = 0; i < 2 * n_links; i++)
			if (fds[1 + i].revents != 0 && links[i / 2].fds[0] >= 0 &&
			    !(i < 2 && atomic_load(&proxy_frozen) != 0))
				pass(&links[i / 2], i % 2);
		if (fds[0].revents != 0)
			take();
	}
}

const char *proxy_start(void)
{
	struct sockaddr_in name = { .sin_family = AF_INET };
	socklen_t len = sizeof(name);
	const char *pattern, *hole;
	pthread_t thread;

	server = quirk("server");
	pattern = quirk("proxy_url");
	hole = strstr(pattern, "{port}");
	want(hole != NULL, "the quirk proxy_url has no {port} in it");
	want(server[0] == '/' || strchr(server, ':') != NULL,
	     "the quirk server is neither /PATH nor HOST:PORT");
	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	want(bind(listener, (struct sockaddr *)&name, sizeof(name)) == 0 &&
		     listen(listener, 16) == 0 &&
		     getsockname(listener, (struct sockaddr *)&name, &len) == 0 &&
		     pthread_create(&thread, NULL, work, NULL) == 0,
	     "the proxy cannot be started");
	return kit_print("%.*s%d%s", (int)(hole - pattern), pattern, ntohs(name.sin_port),
			 hole + 6);
}

void proxy_cut(void)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	atomic_store(&cut_all, 1);
	while (atomic_load(&cut_all) != 0)
		(void)nanosleep(&pause, NULL);
}
