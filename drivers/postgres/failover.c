/* postgres/failover - rewrites the lists of places. */
#include "failover.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct lists {
	char *host;
	char *address;
	char *port;
	size_t n;
	bool failed; /* without memory */
};

/* The n-th of a list with commas, as a new text; one alone stands for all. */
static char *nth(const char *list, size_t n, bool alone)
{
	if (list == NULL)
		return strdup("");
	if (alone && strchr(list, ',') == NULL)
		return strdup(list);
	for (; n > 0; n--) {
		list += strcspn(list, ",");
		if (*list == '\0')
			return strdup("");
		list++;
	}
	return strndup(list, strcspn(list, ","));
}

static size_t count(const char *list)
{
	size_t n = list == NULL || list[0] == '\0' ? 0 : 1;

	for (; n > 0 && *list != '\0'; list++)
		n += *list == ',';
	return n;
}

static void append(struct lists *lists, char **list, const char *item)
{
	size_t len = *list == NULL ? 0 : strlen(*list);
	size_t more = strlen(item);
	char *longer = realloc(*list, len + more + 2);

	if (longer == NULL) {
		lists->failed = true;
		return;
	}
	*list = longer;
	if (lists->n > 0)
		longer[len++] = ',';
	memcpy(longer + len, item, more + 1);
}

static void append_place(struct lists *lists, const char *host, const char *address,
			 const char *port)
{
	append(lists, &lists->host, host);
	append(lists, &lists->address, address);
	append(lists, &lists->port, port);
	lists->n++;
}

/* Of a host with several addresses, those after the one that did not answer. */
static void append_others(struct lists *lists, const char *host, const char *port,
			  const char *silent)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	struct addrinfo *at;
	char text[NI_MAXHOST];
	bool after = false;

	if (host[0] == '/' || host[0] == '@' || host[0] == '\0' ||
	    getaddrinfo(host, NULL, &hints, &found) != 0)
		return;
	for (at = found; at != NULL; at = at->ai_next) {
		if (getnameinfo(at->ai_addr, at->ai_addrlen, text, sizeof(text), NULL, 0,
				NI_NUMERICHOST) != 0)
			continue;
		if (after)
			append_place(lists, host, text, port);
		else
			after = strcmp(text, silent) == 0;
	}
	freeaddrinfo(found);
}

static bool same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Goes through the places that libpq was given, leaving the silent one out. */
static void rewrite(struct lists *lists, const PQconninfoOption *options, const PGconn *pg)
{
	const char *hosts = dn_pg_option(options, "host");
	const char *addresses = dn_pg_option(options, "hostaddr");
	const char *ports = dn_pg_option(options, "port");
	size_t n = count(hosts) > count(addresses) ? count(hosts) : count(addresses);
	bool left_out = false;
	size_t i;

	for (i = 0; i < n; i++) {
		char *host = nth(hosts, i, false);
		char *address = nth(addresses, i, false);
		char *port = nth(ports, i, true);

		if (host == NULL || address == NULL || port == NULL) {
			lists->failed = true;
		} else if (left_out || !same(port, PQport(pg)) ||
			   !(address[0] != '\0' ? same(address, PQhostaddr(pg))
						: same(host, PQhost(pg)))) {
			append_place(lists, host, address, port);
		} else {
			left_out = true;
			if (address[0] == '\0')
				append_others(lists, host, port, PQhostaddr(pg));
		}
		free(host);
		free(address);
		free(port);
	}
	if (!left_out)
		lists->n = 0; /* not found: better none than for ever */
}

bool dn_pg_failover(struct dn_pg_params *params, PGconn *pg)
{
	PQconninfoOption *options = PQconninfo(pg);
	struct lists lists = { 0 };
	bool go_on = false;

	if (options != NULL)
		rewrite(&lists, options, pg);
	if (lists.n > 0 && !lists.failed)
		go_on = dn_pg_params_set(params, "host", lists.host) &&
			dn_pg_params_set(params, "hostaddr", lists.address) &&
			dn_pg_params_set(params, "port", lists.port);
	PQconninfoFree(options);
	free(lists.host);
	free(lists.address);
	free(lists.port);
	return go_on;
}
