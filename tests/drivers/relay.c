/* tests/drivers/relay - one thread for all of its connections. */
#include "drivers/relay.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "drivers/rig.h"

#define LOOK_MS 20 /* at what the test has changed */

static struct sockaddr_un name_of(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };

	assert_true(strlen(path) < sizeof(name.sun_path));
	strcpy(name.sun_path, path);
	return name;
}

static void take(struct relay *r)
{
	struct sockaddr_un name = name_of(r->server);
	int client = accept(r->listener, NULL, NULL);
	int server;

	if (client < 0)
		return;
	server = socket(AF_UNIX, SOCK_STREAM, 0);
	if ((r->one_only && r->n > 0) || r->n == RELAY_MOST ||
	    connect(server, (struct sockaddr *)&name, sizeof(name)) != 0) {
		close(client);
		close(server);
		return;
	}
	r->fds[r->n][0] = client;
	r->fds[r->n][1] = server;
	r->n++;
}

static void hang_up(struct relay *r, int i)
{
	close(r->fds[i][0]);
	close(r->fds[i][1]);
	r->fds[i][0] = r->fds[i][1] = -1;
}

/* From side `from` of connection i to the other. */
static void pass(struct relay *r, int i, int from)
{
	char bytes[65536];
	ssize_t n = read(r->fds[i][from], bytes, sizeof(bytes));
	char *key;

	if (n <= 0) {
		hang_up(r, i);
		return;
	}
	if (from == 0 && r->swallow != NULL &&
	    memmem(bytes, (size_t)n, r->swallow, strlen(r->swallow)) != NULL)
		r->cut[i] = true;
	if (r->cut[i])
		return;
	key = from == 1 && r->new_pid ? memmem(bytes, (size_t)n, "K\0\0\0\x0c", 5) : NULL;
	if (key != NULL)
		key[8] ^= 1;
	if (write(r->fds[i][!from], bytes, (size_t)n) != n)
		hang_up(r, i);
}

static bool is_held(struct relay *r, int i)
{
	return r->cut[i] || (i == 0 && atomic_load(&r->frozen)) || (i == 1 && r->deaf_second);
}

static void *work(void *arg)
{
	struct relay *r = arg;
	struct pollfd fds[2 + 2 * RELAY_MOST];

	for (;;) {
		int i;

		fds[0] = (struct pollfd){ .fd = r->stop[0], .events = POLLIN };
		fds[1] = (struct pollfd){ .fd = r->listener, .events = POLLIN };
		for (i = 0; i < 2 * RELAY_MOST; i++)
			fds[2 + i] = (struct pollfd){ .fd = i / 2 < r->n && !is_held(r, i / 2)
								    ? r->fds[i / 2][i % 2]
								    : -1,
						      .events = POLLIN };
		if (poll(fds, 2 + 2 * RELAY_MOST, LOOK_MS) < 0 || fds[0].revents != 0)
			return NULL;
		for (i = 0; i < 2 * RELAY_MOST; i++)
			if (fds[2 + i].revents != 0 && r->fds[i / 2][i % 2] >= 0 &&
			    !is_held(r, i / 2)) /* it may have been frozen since */
				pass(r, i / 2, i % 2);
		if (fds[1].revents != 0)
			take(r);
	}
}

void relay_start(struct relay *r, const char *server)
{
	struct sockaddr_un name;
	char path[160];

	snprintf(r->server, sizeof(r->server), "%s", server);
	assert_non_null(getcwd(r->folder, sizeof(r->folder)));
	snprintf(path, sizeof(path), "%s/.s.PGSQL.7777", r->folder);
	name = name_of(path);
	unlink(path);
	memset(r->fds, -1, sizeof(r->fds));
	r->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(r->listener, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(r->listener, 8), 0);
	assert_int_equal(pipe(r->stop), 0);
	assert_int_equal(pthread_create(&r->thread, NULL, work, r), 0);
}

void relay_stop(struct relay *r)
{
	int i;

	assert_int_equal(write(r->stop[1], "", 1), 1);
	assert_int_equal(pthread_join(r->thread, NULL), 0);
	for (i = 0; i < r->n; i++)
		if (r->fds[i][0] >= 0)
			hang_up(r, i);
	close(r->listener);
	close(r->stop[0]);
	close(r->stop[1]);
}
