/* crash/scene - see there. */
#include "scene.h"

#include <inttypes.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A database that is not in use: to make one and to drop it takes longer than a run. */
static char *spare;

static void wait_alone(const char *dbname)
{
	char *sql = rig_text("SELECT count(*) FROM pg_stat_activity WHERE datname = '%s'", dbname);
	char *url = pg_url("postgres");
	PGconn *conn = pg_connect(url);

	pg_until(conn, sql, "0");
	PQfinish(conn);
	free(url);
	free(sql);
}

void scene_wait_alone(const char *dbname)
{
	if (look_is_mysql(dbname))
		look_mysql->wait_alone(dbname);
	else
		wait_alone(dbname);
}

/* --- an undisturbed run ------------------------------------------------------------ */

static int64_t number_behind(const char *log, const char *piece)
{
	const char *at = strstr(log, piece);

	if (at == NULL)
		fail_msg("\"%s\" is not in %s", piece, log);
	return atoll(at + strlen(piece));
}

static int64_t count_words(const char *text)
{
	int64_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == ' ' && text[1] != '\0';
	return n;
}

/* A set that lies beside the tests is linked to; one that was written here is there already. */
static void make_project(struct scene *scene, const char *settings)
{
	char *text = rig_text("target t {\n\turl = \"${NO_URL}\"\n%s\n}\n", settings);
	char *from = rig_text("%s/tests/crash/%s", getenv("top_srcdir"), scene->set);
	char *cwd = getcwd(NULL, 0), *to, *conf;

	assert_non_null(cwd);
	scene->project = rig_text("%s/%s", cwd, scene->set);
	to = rig_text("%s/migrations", scene->project);
	conf = rig_text("%s/dunlin.conf", scene->project);
	if (access(to, R_OK) != 0 && (mkdir(scene->project, 0777) != 0 || symlink(from, to) != 0))
		fail_msg("cannot make %s", to);
	rig_write(conf, text);
	free(cwd);
	free(conf);
	free(to);
	free(from);
	free(text);
}

static void remember(struct scene *scene, const char *db)
{
	char *history = look_history(db);

	scene->schema = look_schema(db);
	scene->data = look_data(db);
	scene->n = count_words(history);
	free(history);
}

void scene_start(const struct scene *scene, struct child *child, const char *url)
{
	const char *const argv[] = { rig_dunlin(), "-C", scene->project, "--url", url, "up", NULL };

	child_start(child, "up", argv);
}

/* Returns how long it took. */
static int64_t run_undisturbed(const struct scene *scene, const char *url)
{
	struct child up;
	int64_t took_us;

	scene_start(scene, &up, url);
	if (child_finish(&up) != 0)
		fail_msg("%s, undisturbed: %s", scene->set, rig_read(up.err));
	took_us = up.took_us;
	child_clear(&up);
	return took_us;
}

void scene_proxy(const struct scene *scene, struct proxy *proxy, const char *words)
{
	if (scene->on == LOOK_MYSQL)
		look_mysql->proxy(proxy, words);
	else
		proxy_start(proxy, words);
}

char *scene_url_at(const struct scene *scene, const char *db, int port)
{
	return scene->on == LOOK_MYSQL ? look_mysql->url_at(db, port) : pg_url_at(db, port);
}

static void begin(struct scene *scene, const char *set, enum look_on on, const char *settings)
{
	memset(scene, 0, sizeof(*scene));
	scene->set = set;
	scene->on = on;
	make_project(scene, settings);
}

void scene_open(struct scene *scene, const char *set, enum look_on on, const char *settings)
{
	char *db = scene_new(on), *url, *log;
	struct proxy proxy;

	begin(scene, set, on, settings);
	scene_proxy(scene, &proxy, "count");
	url = scene_url_at(scene, db, proxy.port);
	scene->took_us = run_undisturbed(scene, url);
	proxy_until(&proxy, "1 count");
	log = proxy_stop(&proxy);
	scene->messages[0] = number_behind(log, "1 count to-server ");
	scene->messages[1] = number_behind(log, "bytes, to-client ");
	scene->commits = number_behind(log, "round trips, ");
	rig_say("%s: %" PRId64 " ms, %" PRId64 " messages to the server, %" PRId64
		" to the client, %" PRId64 " commits",
		set, scene->took_us / 1000, scene->messages[0], scene->messages[1], scene->commits);
	remember(scene, db);
	free(log);
	free(url);
	scene_drop(db);
}

void scene_open_bare(struct scene *scene, const char *set, enum look_on on)
{
	char *db, *url;
	int64_t took;
	int i;

	begin(scene, set, on, "");
	for (i = 0; i < 3; i++) {
		db = scene_new(on);
		url = look_url(db);
		took = run_undisturbed(scene, url);
		if (took > scene->took_us)
			scene->took_us = took;
		if (i == 0)
			remember(scene, db);
		free(url);
		scene_drop(db);
	}
	rig_say("%s: %" PRId64 " ms", set, scene->took_us / 1000);
}

static void drop(const char *dbname)
{
	if (look_is_mysql(dbname))
		look_mysql->drop(dbname);
	else
		pg_drop(dbname);
}

void scene_close(struct scene *scene)
{
	if (spare != NULL)
		drop(spare);
	free(spare);
	spare = NULL;
	free(scene->project);
	free(scene->schema);
	free(scene->data);
}

/* --- databases ------------------------------------------------------------------------ */

static void empty(const char *dbname)
{
	char *url;
	PGconn *conn;

	if (look_is_mysql(dbname)) {
		look_mysql->empty(dbname);
		return;
	}
	url = pg_url(dbname);
	conn = pg_connect(url);
	pg_do(conn, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	PQfinish(conn);
	free(url);
}

char *scene_new(enum look_on on)
{
	static int n;
	char *cwd, *path = spare;

	if (on != LOOK_SQLITE) {
		spare = NULL;
		if (path == NULL)
			path = on == LOOK_MYSQL ? look_mysql->create() : pg_create();
		empty(path);
		return path;
	}
	cwd = getcwd(NULL, 0);
	path = rig_text("%s/%d.db", cwd, n++);
	free(cwd);
	return path;
}

void scene_drop(char *db)
{
	static const char *const tails[] = { "", "-journal", "-wal", "-shm" };
	size_t i;

	if (strchr(db, '/') == NULL && spare == NULL) {
		scene_wait_alone(db);
		spare = db;
		return;
	}
	if (strchr(db, '/') == NULL)
		drop(db);
	for (i = 0; strchr(db, '/') != NULL && i < 4; i++) {
		char *path = rig_text("%s%s", db, tails[i]);

		(void)unlink(path);
		free(path);
	}
	free(db);
}

/* --- honesty ------------------------------------------------------------------------- */

/* Every version that the pattern finds must be in the history, or must not be. */
static char *hold(const char *said, const char *pattern, bool must_be, const char *history)
{
	regmatch_t match[2];
	char *complaint = NULL;
	regex_t regex;

	assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NEWLINE), 0);
	while (complaint == NULL && regexec(&regex, said, 2, match, 0) == 0) {
		char *word = rig_text(" %lld ", atoll(said + match[1].rm_so));

		if ((strstr(history, word) != NULL) != must_be)
			complaint = rig_text("it says \"%.*s\", and applied are%s",
					     (int)(match[0].rm_eo - match[0].rm_so),
					     said + match[0].rm_so, history);
		said += match[0].rm_eo;
		free(word);
	}
	regfree(&regex);
	return complaint;
}

static char *hold_exit(const struct scene *scene, const char *out, const char *err,
		       const char *history, int status)
{
	const int64_t n = count_words(history);

	if (status == 0 && n != scene->n)
		return rig_text("exit 0, and applied are%s", history);
	if (status == 0 && strstr(out, " pending, head ") == NULL)
		return rig_text("%s", "exit 0, and no last line");
	if (status != 0 && status != 1 && status != 5 && status != 6)
		return rig_text("exit %d", status);
	if (status != 0 && strstr(err, "dunlin: ") == NULL)
		return rig_text("exit %d, and not a word", status);
	if (status != 0 && n > 0 &&
	    (strstr(err, "nothing is applied") != NULL ||
	     strstr(err, "nothing was changed") != NULL))
		return rig_text("it says that nothing is there, and applied are%s", history);
	return NULL;
}

char *scene_honest(const struct scene *scene, const char *db, const struct child *up)
{
	static const struct {
		const char *pattern;
		bool must_be;
	} sayings[] = {
		{ "([0-9]{4})(_[a-z_]+)? is (applied|committed)", true },
		{ "([0-9]{4})( and [0-9]+ more are| is) pending", false },
		{ "([0-9]{4})(_[a-z_]+)? was not committed", false },
	};
	char *history = look_history(db), *out = rig_read(up->out), *err = rig_read(up->err);
	char *complaint, *all;
	size_t i;

	complaint = hold_exit(scene, out, err, history, up->status);
	if (complaint == NULL)
		complaint = hold(out, "^applied +([0-9]{4})_", true, history);
	for (i = 0; complaint == NULL && i < sizeof(sayings) / sizeof(sayings[0]); i++)
		complaint = hold(err, sayings[i].pattern, sayings[i].must_be, history);
	all = complaint == NULL ? NULL
				: rig_text("%s; exit %d:\n%s%s", complaint, up->status, out, err);
	free(complaint);
	free(history);
	free(out);
	free(err);
	return all;
}

/* --- the next run ---------------------------------------------------------------------- */

char *scene_runs(const struct scene *scene, const char *url, const char *command,
		 const char *option)
{
	char *complaint = NULL, *out, *err;
	struct child child;

	if (rig_run(&child, command, "-C", scene->project, "--url", url, command, option, NULL) !=
	    0) {
		out = rig_read(child.out);
		err = rig_read(child.err);
		complaint =
			rig_text("the next %s: exit %d:\n%s%s", command, child.status, out, err);
		free(out);
		free(err);
	}
	child_clear(&child);
	return complaint;
}

static char *same(const char *what, char *got, const char *wanted)
{
	const char *g = got, *w = wanted;
	char *complaint = NULL;

	if (strcmp(got, wanted) != 0) {
		while (*g != '\0' && *g == *w)
			g++, w++;
		while (g > got && g[-1] != '\n')
			g--, w--;
		complaint = rig_text("another %s; from the first difference on, this:\n%.300s\n"
				     "and not this:\n%.300s",
				     what, g, w);
	}
	free(got);
	return complaint;
}

char *scene_converges(const struct scene *scene, const char *db)
{
	char *url = look_url(db);
	char *complaint = scene_runs(scene, url, "up", NULL);

	if (complaint == NULL)
		complaint = scene_runs(scene, url, "status", "--check");
	if (complaint == NULL)
		complaint = scene_runs(scene, url, "verify", NULL);
	if (complaint == NULL)
		complaint = scene_runs(scene, url, "audit", NULL);
	if (complaint == NULL)
		complaint = same("set of rows", look_data(db), scene->data);
	if (complaint == NULL)
		complaint = same("list of faults", look_faults(db), "");
	if (complaint == NULL)
		complaint = same("schema", look_schema(db), scene->schema);
	free(url);
	return complaint;
}
