/* walk - runs the command with one allocation after the other failing. */
#include "alloc/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

enum {
	SAMPLE = 20,      /* allocations of a walk that is not a soak */
	LOOKS = 4,        /* one in so many of those, of a command that only looks */
	SOAK_LIB = 200,   /* of the client library, in a soak */
	MOST_FAULTS = 40, /* that are told of one walk */
};

static const struct walk_scene *scene;
static char *folder, *program;
static char *full; /* what there is to see when all is applied */
static struct alloc_report *report;
static uint64_t chance;
static int faults; /* of the walk under way */

/* --- beginning and end ----------------------------------------------------------- */

static char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
static char *text_of(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	return text;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

void walk_put(const char *name, const char *text)
{
	char *path = text_of("%s", name), *slash;
	FILE *file;

	for (slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(path, 0777);
		*slash = '/';
	}
	file = fopen(path, "we");
	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
		fail_msg("%s: %s", name, strerror(errno));
	free(path);
}

static const char *need(const char *name)
{
	const char *value = getenv(name);

	if (value == NULL)
		fail_msg("%s is not set: these tests are run by make check", name);
	return value;
}

int walk_start(const struct walk_scene *of)
{
	const char *base = getenv("TMPDIR"), *seed = getenv("DUNLIN_SEED");
	char *text;
	int fd;

	scene = of;
	folder = text_of("%s/dunlin-alloc.XXXXXX", base == NULL ? "/tmp" : base);
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return -1;
	chance = seed == NULL ? (uint64_t)time(NULL) * 65536 + (uint64_t)getpid()
			      : strtoull(seed, NULL, 10);
	printf("# DUNLIN_SEED=%" PRIu64 "\n", chance);
	program = text_of("%s", need("DUNLIN"));
	text = text_of("%s/report", folder);
	fd = open(text, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0 || ftruncate(fd, sizeof(*report)) != 0)
		return -1;
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (report == MAP_FAILED)
		return -1;
	(void)setenv("DUNLIN_ALLOC_REPORT", text, 1);
	free(text);
	/* What is read before it is written, or after it is freed, is to be seen. */
	(void)setenv("GLIBC_TUNABLES", "glibc.malloc.perturb=165", 1);
	return mkdir("project", 0777) == 0 ? chdir("project") : -1;
}

int walk_end(void **state)
{
	(void)state;
	if (chdir("/") == 0)
		(void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	munmap(report, sizeof(*report));
	free(folder);
	free(program);
	free(full);
	return 0;
}

/* splitmix64 */
static uint64_t by_chance(uint64_t below)
{
	uint64_t z = chance += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (z ^ (z >> 31)) % below;
}

/* --- a run of the command -------------------------------------------------------- */

struct run {
	int status; /* as waitpid() tells it */
	char *out;
	char *err;
};

static char *read_whole(const char *name)
{
	struct dn_str text = DN_STR_INIT;
	FILE *file = fopen(name, "re");
	char bytes[4096];
	size_t n;

	if (file == NULL)
		fail_msg("%s: %s", name, strerror(errno));
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		dn_str_put(&text, bytes, n);
	fclose(file);
	return dn_str_detach(&text);
}

/* `failing` is what $DUNLIN_ALLOC_FAIL becomes, or NULL. */
static void run_command(struct run *run, const char *const *args, const char *failing)
{
	posix_spawn_file_actions_t actions;
	char *argv[16] = { program, NULL };
	const int flags = O_WRONLY | O_CREAT | O_TRUNC;
	char *preload = text_of("%s/tests/alloc/.libs/preload.so", need("top_builddir"));
	size_t n = 1;
	pid_t pid;

	for (; args[n - 1] != NULL; n++)
		memcpy(&argv[n], &args[n - 1], sizeof(*argv)); /* posix_spawn() changes none */
	memset(report, 0, sizeof(*report));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "../out", flags, 0666);
	posix_spawn_file_actions_addopen(&actions, 2, "../err", flags, 0666);
	if (failing != NULL)
		(void)setenv("DUNLIN_ALLOC_FAIL", failing, 1);
	(void)setenv("LD_PRELOAD", preload, 1);
	if (posix_spawn(&pid, program, &actions, NULL, argv, environ) != 0)
		fail_msg("%s: %s", program, strerror(errno));
	(void)unsetenv("LD_PRELOAD");
	(void)unsetenv("DUNLIN_ALLOC_FAIL");
	posix_spawn_file_actions_destroy(&actions);
	free(preload);
	if (waitpid(pid, &run->status, 0) != pid)
		fail_msg("waitpid: %s", strerror(errno));
	run->out = read_whole("../out");
	run->err = read_whole("../err");
	if (report->started != 1)
		fail_msg("preload.so was not loaded: %s", run->err);
}

static void clear_run(struct run *run)
{
	free(run->out);
	free(run->err);
}

static bool exited(const struct run *run, int code)
{
	return WIFEXITED(run->status) && WEXITSTATUS(run->status) == code;
}

/* The same text for runs that differ in times and hashes alone. */
static char *without_numbers(const char *text)
{
	struct dn_str out = DN_STR_INIT;
	size_t len;

	for (; *text != '\0'; text += len) {
		len = strspn(text, "0123456789abcdef.:-");
		if (len > 0 && strcspn(text, "0123456789") < len) {
			dn_str_putc(&out, '#');
			continue;
		}
		len = 1;
		dn_str_putc(&out, *text);
	}
	return dn_str_detach(&out);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The words in order, without the numbers and their units. */
static char *words_alone(const char *text)
{
	char *copy = text_of("%s", text), *next = NULL, *word;
	const char **words = calloc(strlen(text) + 1, sizeof(*words));
	struct dn_str out = DN_STR_INIT;
	size_t n = 0, i;

	assert_non_null(words);
	for (word = strtok_r(copy, " \n", &next); word != NULL; word = strtok_r(NULL, " \n", &next))
		if (strpbrk(word, "0123456789") == NULL && strcmp(word, "B") != 0 &&
		    strcmp(word, "kB") != 0)
			words[n++] = word;
	qsort(words, n, sizeof(*words), by_text);
	for (i = 0; i < n; i++)
		dn_str_printf(&out, "%s ", words[i]);
	free(words);
	free(copy);
	return dn_str_detach(&out);
}

/* An inspection shows what the server counts, and how often, which changes by itself; and with it the
 * order, and the widths. */
static bool alike(const struct walk *walk, const char *a, const char *b)
{
	char *(*plain)(const char *) = strcmp(walk->args[0], "db") == 0 ? words_alone
									: without_numbers;
	char *left = plain(a), *right = plain(b);
	bool same = left != NULL && right != NULL && strcmp(left, right) == 0;

	free(left);
	free(right);
	return same;
}

/* --- what went wrong ------------------------------------------------------------- */

static void print_site(const struct alloc_site *site)
{
	char *command = text_of("addr2line -ifspe '%s' 0x%" PRIx64 " 2>/dev/null", site->object,
				site->offset);
	FILE *pipe = popen(command, "re");
	char line[256];

	printf("#     %s%s%s +0x%" PRIx64 "\n", site->function, site->function[0] ? " from " : "",
	       site->object, site->offset);
	while (pipe != NULL && fgets(line, sizeof(line), pipe) != NULL)
		printf("#       %s", line);
	if (pipe != NULL)
		pclose(pipe);
	free(command);
}

static void print_lines(const char *what, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		printf("#   %s: %.*s\n", what, (int)len, text);
		text += len + (text[len] == '\n');
	}
}

/* Tells of a fault, and where memory was refused. */
static void fault(const char *failing, const struct run *run, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void fault(const char *failing, const struct run *run, const char *format, ...)
{
	struct alloc_report was = *report;
	va_list args;
	uint64_t i;

	if (++faults > MOST_FAULTS)
		return;
	printf("# %s: ", failing);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	if (WIFSIGNALED(run->status))
		printf("#   signal %d\n", WTERMSIG(run->status));
	else
		printf("#   exit %d\n", WEXITSTATUS(run->status));
	print_lines("stdout", run->out);
	print_lines("stderr", run->err);
	for (i = 0; i < was.n_frames; i++)
		if (strstr(was.frames[i].object, "libc.so") == NULL)
			print_site(&was.frames[i]);
	for (i = 0; i < was.n_leaks; i++) {
		printf("#   left, number %" PRIu64 "\n", was.leaks[i].number);
		print_site(&was.leaks[i].site);
	}
	fflush(stdout);
}

/* --- states ---------------------------------------------------------------------- */

static bool try(const char *failing, const char *const *args, int exits)
{
	struct alloc_report was = *report;
	struct run run;
	bool good;

	run_command(&run, args, NULL);
	good = exited(&run, exits);
	*report = was;
	if (!good)
		fault(failing, &run, "then dunlin %s fails", args[0]);
	clear_run(&run);
	return good;
}

static char *look(void)
{
	struct dn_str text = DN_STR_INIT;

	scene->look(&text);
	return dn_str_detach(&text);
}

/* What heals whatever there is, and then holds. */
static bool converge(const char *failing)
{
	static const char *const up[] = { "-q", "up", NULL }, *const seed[] = { "-q", "seed",
										NULL };
	static const char *const audit[] = { "-q", "audit", NULL };

	return try(failing, up, 0) && try(failing, seed, 0) && try(failing, audit, 0);
}

static void make_full(void)
{
	scene->forget();
	if (!converge("to begin with"))
		fail_msg("the project does not work");
	free(full);
	full = look();
}

/* --- a walk ---------------------------------------------------------------------- */

/* Who is out of memory says so: we do, and libc and the libraries in their own words. */
static bool says_so(const char *text, bool own)
{
	/* A client library without memory may only give up the connection. */
	return (!own && strstr(text, "the connection was lost") != NULL) ||
	       strcasestr(text, "out of memory") != NULL ||
	       strcasestr(text, "cannot allocate memory") != NULL ||
	       strcasestr(text, strerror(EAGAIN)) != NULL; /* for a thread */
}

/* One that ended at once, as the command may, gave all back by that. */
static void check_memory(const char *failing, const struct run *run)
{
	if (report->finished != 0 && report->n_leaks > 0)
		fault(failing, run, "memory is left");
}

static void check_document(const char *failing, const struct run *run)
{
	json_t *document;

	/* It ended at once. */
	if (run->out[0] == '\0' && report->finished == 0)
		return;
	document = json_loads(run->out, 0, NULL);
	if (document == NULL)
		fault(failing, run, "no whole JSON object");
	json_decref(document);
}

static void check_run(const struct walk *walk, const char *failing, const struct run *run,
		      const struct run *undisturbed, bool own)
{
	const bool json = undisturbed->out[0] == '{';

	if (!WIFEXITED(run->status) || WEXITSTATUS(run->status) > 6)
		fault(failing, run, "it does not end as it should");
	else if (exited(run, walk->exits) && alike(walk, run->out, undisturbed->out) &&
		 (!own || alike(walk, run->err, undisturbed->err)))
		; /* it could do without; libpq drops a notice that it has no memory for */
	else if (!says_so(run->out, own) && !says_so(run->err, own))
		fault(failing, run,
		      exited(run, walk->exits) ? "something is lost in silence"
					       : "it does not say why");
	else if (own && !exited(run, 1) && !exited(run, walk->exits) &&
		 strcmp(report->frames[0].function, "dlopen") != 0)
		fault(failing, run, "exit code");
	else if (json)
		check_document(failing, run);
	check_memory(failing, run);
}

/* Once the run is looked at: what it left, and what comes of it. */
static void check_rest(const struct walk *walk, const char *failing, const struct run *run)
{
	char *now;

	/* The same once more goes on with what it could not end. */
	if (walk->from != WALK_FULL_READS &&
	    !(try(failing, walk->args, walk->exits) && converge(failing))) {
		make_full();
		return;
	}
	now = look();
	if (strcmp(now, full) != 0) {
		fault(failing, run, "the database is not what it should be");
		print_lines("there is", now);
		print_lines("not", full);
		make_full();
	}
	free(now);
}

static void prepare(const struct walk *walk)
{
	static const char *const up[] = { "-q", "up", NULL };

	if (walk->from == WALK_EMPTY || walk->from == WALK_UNSEEDED)
		scene->forget();
	if (walk->from == WALK_UNSEEDED)
		(void)try("before", up, 0);
}

/* Whether memory was refused at all. */
static bool run_once(const struct walk *walk, const char *failing, const struct run *undisturbed,
		     bool own)
{
	struct run run;
	bool refused;

	prepare(walk);
	run_command(&run, walk->args, failing);
	refused = report->refused > 0;
	check_run(walk, failing, &run, undisturbed, own);
	check_rest(walk, failing, &run);
	clear_run(&run);
	return refused;
}

/* How it is when nothing fails. */
static void run_undisturbed(const struct walk *walk, struct run *run, uint64_t *counts)
{
	make_full();
	prepare(walk);
	faults = 0;
	run_command(run, walk->args, NULL);
	memcpy(counts, report->count, sizeof(report->count));
	if (!exited(run, walk->exits))
		fault("undisturbed", run, "it should exit with %d", walk->exits);
	check_memory("undisturbed", run);
	check_rest(walk, "undisturbed", run);
	if (faults > 0)
		fail_msg("it does not work when nothing fails");
}

static void tell(const struct walk *walk, const char *what, uint64_t tried, uint64_t of)
{
	const char *const *arg;

	printf("#");
	for (arg = walk->args; *arg != NULL; arg++)
		printf(" %s", *arg);
	printf(": %" PRIu64 " of %" PRIu64 " allocations of %s failed", tried, of, what);
	printf(faults > 0 ? ", %d faults\n" : "\n", faults);
	fflush(stdout);
	if (faults > 0)
		fail_msg("%d faults", faults);
}

static bool is_soak(void)
{
	return getenv("DUNLIN_SOAK") != NULL;
}

static uint64_t sample_size(void)
{
	const char *n = getenv("DUNLIN_SAMPLE");

	return n == NULL ? SAMPLE : strtoull(n, NULL, 10);
}

void walk_own(const struct walk *walk, bool and_later)
{
	const uint64_t some = sample_size() / (walk->from == WALK_FULL_READS ? LOOKS : 1);
	uint64_t counts[ALLOC_KINDS], most, n, tried = 0;
	struct run undisturbed;

	run_undisturbed(walk, &undisturbed, counts);
	most = counts[ALLOC_OWN];
	/* One more than there are, to see that there are no more. */
	for (n = 1; n <= most + 1; n++) {
		char *failing;

		if (!is_soak() && by_chance(most) >= some)
			continue;
		failing = text_of("own:%" PRIu64 "%s", n, and_later ? "+" : "");
		tried += run_once(walk, failing, &undisturbed, true);
		free(failing);
	}
	clear_run(&undisturbed);
	tell(walk, and_later ? "our own, and all later ones," : "our own", tried, most);
}

void walk_lib(const struct walk *walk)
{
	const uint64_t some = is_soak() ? SOAK_LIB : sample_size();
	uint64_t counts[ALLOC_KINDS], tried = 0, i;
	struct run undisturbed;

	run_undisturbed(walk, &undisturbed, counts);
	for (i = 0; i < some; i++) {
		char *failing = text_of("lib:%" PRIu64, 1 + by_chance(counts[ALLOC_LIB]));

		tried += run_once(walk, failing, &undisturbed, false);
		free(failing);
	}
	clear_run(&undisturbed);
	tell(walk, "the client library", tried, counts[ALLOC_LIB]);
}
