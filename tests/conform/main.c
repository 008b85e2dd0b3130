/* dunlin-conform - tells a driver that keeps its contract from one that does not. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dunlin/version.h>

#include "child.h"
#include "kit.h"
#include "quirks.h"

#define EXIT_USAGE 2

static const struct kit_case *const tables[] = {
	cases_abi,    cases_dialect,   cases_open,     cases_info,   cases_exec,    cases_copy,
	cases_tx,     cases_query,     cases_text,     cases_error,  cases_reset,   cases_lock,
	cases_cancel, cases_lost,      cases_find,     cases_verify, cases_explain, cases_databases,
	cases_backup, cases_inspect,   cases_snapshot, cases_lend,   cases_clone,   cases_replicas,
	cases_server, cases_unclaimed, cases_load,
};
#define N_TABLES (sizeof(tables) / sizeof(tables[0]))

static const char usage_text[] =
	"usage: dunlin-conform DRIVER.so URL [--quirks FILE] [--strict] [--only CASE]...\n"
	"       dunlin-conform --list\n"
	"\n"
	"Checks that a driver keeps the contract of dunlin/driver.h, on the database of URL, in which\n"
	"objects called dunlin_conform… are made and dropped.  What is found is TAP on stdout.\n"
	"\n"
	"  --quirks FILE  what the kit cannot know of the database; see dunlin-conform(1)\n"
	"  --strict       what the driver claims and nothing could try is a failure\n"
	"  --only CASE    this case; may be given several times\n"
	"  --list         print the names of all cases\n"
	"  --help         print this\n"
	"  --version      print the version\n";

struct wish {
	const char *driver, *url, *quirks;
	bool strict;
	const char *only[256];
	size_t n_only;
};

static int usage(const char *what, const char *which)
{
	fprintf(stderr, "dunlin-conform: %s%s%s; --help says how it is called\n", what,
		which[0] == '\0' ? "" : " ", which);
	return EXIT_USAGE;
}

static const struct kit_case *find_case(const char *name)
{
	const struct kit_case *at;
	size_t i;

	for (i = 0; i < N_TABLES; i++)
		for (at = tables[i]; at->name != NULL; at++)
			if (strcmp(at->name, name) == 0)
				return at;
	return NULL;
}

static int list(void)
{
	const struct kit_case *at;
	size_t i;

	for (i = 0; i < N_TABLES; i++)
		for (at = tables[i]; at->name != NULL; at++)
			puts(at->name);
	return 0;
}

/* -1 and a wish, or the exit status. */
static int read_words(struct wish *wish, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		const bool valued = strcmp(argv[i], "--quirks") == 0 ||
				    strcmp(argv[i], "--only") == 0;

		if (strcmp(argv[i], "--help") == 0)
			return fputs(usage_text, stdout) < 0;
		if (strcmp(argv[i], "--version") == 0)
			return puts("dunlin-conform " DUNLIN_VERSION) < 0;
		if (strcmp(argv[i], "--list") == 0)
			return list();
		if (valued && i + 1 == argc)
			return usage("a value is missing behind", argv[i]);
		if (strcmp(argv[i], "--strict") == 0) {
			wish->strict = true;
		} else if (strcmp(argv[i], "--quirks") == 0) {
			wish->quirks = argv[++i];
		} else if (strcmp(argv[i], "--only") == 0) {
			if (find_case(argv[++i]) == NULL)
				return usage("there is no case", argv[i]);
			if (wish->n_only == sizeof(wish->only) / sizeof(wish->only[0]))
				return usage("too many cases are named", "");
			wish->only[wish->n_only++] = argv[i];
		} else if (argv[i][0] == '-') {
			return usage("unknown option", argv[i]);
		} else if (wish->driver == NULL) {
			wish->driver = argv[i];
		} else if (wish->url == NULL) {
			wish->url = argv[i];
		} else {
			return usage("too many arguments:", argv[i]);
		}
	}
	if (wish->driver == NULL)
		return usage("no driver is given", "");
	return wish->url == NULL ? usage("no URL is given", "") : -1;
}

static bool wanted(const struct wish *wish, const char *name)
{
	size_t i;

	for (i = 0; i < wish->n_only; i++)
		if (strcmp(wish->only[i], name) == 0)
			return true;
	return wish->n_only == 0;
}

static int count(const struct wish *wish)
{
	const struct kit_case *at;
	size_t i;
	int n = 0;

	for (i = 0; i < N_TABLES; i++)
		for (at = tables[i]; at->name != NULL; at++)
			n += wanted(wish, at->name);
	return n;
}

/* A line of TAP must stay one. */
static const char *in_one_line(char *text)
{
	char *at;

	for (at = text; *at != '\0'; at++)
		if (*at == '\n' || *at == '\r')
			*at = ' ';
	return text;
}

static bool run_one(const struct wish *wish, const struct kit_case *at, int n)
{
	struct child_end end;

	child_run(&end, at);
	if (end.how == KIT_NEEDLESS || (end.how == KIT_UNTOLD && !wish->strict)) {
		printf("ok %d - %s # SKIP %s\n", n, at->name, in_one_line(end.text));
		return true;
	}
	if (end.how == KIT_PASSED) {
		printf("ok %d - %s\n", n, at->name);
		return true;
	}
	printf("not ok %d - %s\n# %s\n", n, at->name, in_one_line(end.text));
	return false;
}

int main(int argc, char **argv)
{
	struct wish wish = { 0 };
	const struct kit_case *at;
	char path[PATH_MAX];
	const char *wrong;
	char *bad;
	int n = 0, failed = 0, status = read_words(&wish, argc, argv);
	size_t i;

	if (status >= 0)
		return status;
	if (realpath(wish.driver, path) == NULL)
		return usage(wish.driver, strerror(errno));
	kit.path = path;
	kit.url = wish.url;
	setvbuf(stdout, NULL, _IOLBF, 0);
	wrong = child_probe();
	if (wrong != NULL)
		return usage(path, wrong);
	/* Here alone, so that a file with an error is no case's business. */
	bad = wish.quirks == NULL ? NULL : quirks_read(wish.quirks);
	if (bad != NULL) {
		status = usage(bad, "");
		free(bad);
		return status;
	}
	if (!child_enter_folder())
		return usage("no temporary folder can be made:", strerror(errno));
	child_quirks = wish.quirks;
	printf("1..%d\n", count(&wish));
	for (i = 0; i < N_TABLES; i++)
		for (at = tables[i]; at->name != NULL; at++)
			if (wanted(&wish, at->name))
				failed += !run_one(&wish, at, ++n);
	child_leave_folder();
	if (failed > 0)
		printf("# %d of %d failed\n", failed, n);
	return failed > 0;
}
