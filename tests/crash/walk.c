/* walk - kills a run at its first moment, its second, its third …, and lets the next run go on. */
#include "crash/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crash/victim.h"
#include "crash/state.h"
#include "fake/script.h"

/* What an undisturbed run comes to. */
struct goal {
	const char *seen, *log;
	const char *again, *again_log; /* after a further up, when everything was reverted */
};

static void put_all(struct lab *lab, const struct walk_file *file)
{
	for (; file->name != NULL; file++)
		lab_put(lab, file->name, file->text);
}

static void exec_all(struct lab *lab, const char *const *sql)
{
	for (; sql != NULL && *sql != NULL; sql++)
		lab_exec(lab, *sql, NULL);
	/* Nobody else may hold the file when it is copied, or a child opens it. */
	if (!lab->pg && !lab->my)
		lab_leave(lab);
}

/* What was run before the run that is killed. */
static void run_before(struct lab *lab, const struct walk *way)
{
	if (way->diary)
		lab_exec(lab, "CREATE TABLE diary (what text, n int)", NULL);
	lab_up(lab);
	if (way->then != NULL && way->kind == DUNLIN_WISH_SEED)
		lab_seed(lab);
	lab_leave(lab);
}

static void copy(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	char bytes[4096];
	size_t len;

	assert_true(in != NULL && out != NULL);
	while ((len = fread(bytes, 1, sizeof(bytes), in)) > 0)
		assert_int_equal(fwrite(bytes, 1, len, out), len);
	assert_int_equal(fclose(in) + fclose(out), 0);
}

static void prepare(struct lab *lab, const struct walk *way)
{
	state_empty(lab);
	put_all(lab, way->files);
	exec_all(lab, way->given);
	if (way->then == NULL && way->kind != DUNLIN_WISH_SEED)
		return;
	/* A file is sooner copied than made. */
	if (access("prepared.db", F_OK) == 0) {
		copy("prepared.db", "real.db");
	} else {
		run_before(lab, way);
		if (!lab->pg && !lab->my)
			copy("real.db", "prepared.db");
	}
	if (way->then != NULL)
		put_all(lab, way->then);
}

static struct dunlin_wish wish_of(const struct walk *way)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;

	wish.kind = way->kind;
	wish.flags = way->kind == DUNLIN_WISH_DOWN ? DUNLIN_WISH_ALL : 0;
	return wish;
}

/* The same, and what a run left that was killed there. */
static void prepare_again(struct lab *lab, const struct walk *way)
{
	const struct dunlin_wish wish = wish_of(way);

	prepare(lab, way);
	if (way->first == NULL)
		return;
	assert_int_equal(victim_run(lab, &wish, way->first), SCRIPT_ENDED);
	if (lab->pg)
		exec_all(lab, way->spoil);
}

static void run_undisturbed(struct lab *lab, const struct walk *way, unsigned n)
{
	const struct dunlin_wish wish = wish_of(way);
	const bool up = n > 0 && wish.kind == DUNLIN_WISH_REDO;
	const dunlin_status status =
		lab_run(lab, up ? DUNLIN_WISH_UP : wish.kind, 0, NULL, wish.flags);

	if (status != DUNLIN_OK)
		fail_msg("killed at moment %u: the next run fails: %s; %s; %s", n,
			 dunlin_error_message(lab->err), dunlin_error_detail(lab->err),
			 dunlin_error_state(lab->err));
}

static const char *log_of(struct lab *lab, const struct walk *way)
{
	const char *log = state_log(lab, way->given == NULL);

	if (way->kind == DUNLIN_WISH_REDO)
		return "";
	return way->pieces ? state_unite_starts(lab, log) : log;
}

/* Whether the child was killed, before it had come to its end; 0: at no moment. */
static bool is_killed_at(struct lab *lab, const struct walk *way, enum walk_pace pace, unsigned n)
{
	const struct dunlin_wish wish = wish_of(way);
	const char *how = pace == WALK_STATEMENTS ? " single" : "";
	const int status = victim_run(lab, &wish, n == 0 ? "" : lab_text(lab, "end %u%s", n, how));

	if (status != SCRIPT_ENDED && (status == DUNLIN_OK) != (way->given == NULL))
		fail_msg("moment %u: the child ended with %d", n, status);
	return status == SCRIPT_ENDED;
}

static struct goal find_goal(struct lab *lab, const struct walk *way)
{
	struct goal goal = { NULL };

	prepare(lab, way);
	if (way->given != NULL)
		assert_false(is_killed_at(lab, way, WALK_BATCHES, 0));
	exec_all(lab, way->mend);
	run_undisturbed(lab, way, 0);
	state_check(lab);
	goal.seen = state_of(lab);
	goal.log = log_of(lab, way);
	if (way->kind == DUNLIN_WISH_DOWN) {
		assert_string_equal(state_tables(lab), way->diary ? "diary" : "");
		lab_up(lab);
		goal.again = state_of(lab);
		goal.again_log = log_of(lab, way);
	}
	return goal;
}

/* The first line in which they differ says enough; the whole is long. */
static void same(unsigned n, const char *what, const char *is, const char *wanted)
{
	const char *line = is;
	size_t i;

	for (i = 0; is[i] == wanted[i] && is[i] != '\0'; i++)
		if (is[i] == '\n')
			line = is + i + 1;
	if (is[i] == wanted[i])
		return;
	wanted += line - is;
	fail_msg("killed at moment %u: %s is not as an undisturbed run leaves it:\n%.*s\n"
		 "should be\n%.*s",
		 n, what, (int)strcspn(line, "\n"), line, (int)strcspn(wanted, "\n"), wanted);
}

static void check(struct lab *lab, const struct walk *way, const struct goal *goal, unsigned n)
{
	exec_all(lab, way->mend);
	run_undisturbed(lab, way, n);
	state_check(lab);
	same(n, "the database", state_of(lab), goal->seen);
	same(n, "the log", log_of(lab, way), goal->log);
	if (goal->again == NULL)
		return;
	lab_up(lab);
	state_check(lab);
	same(n, "the database, up again,", state_of(lab), goal->again);
	same(n, "the log, up again,", log_of(lab, way), goal->again_log);
}

/* Every second moment follows one after which no driver did anything, and what the engine had in its
 * memory is gone either way: of two such, one at a time is enough, this one and that in turn.  When
 * $DUNLIN_SOAK is set all are tried; when $DUNLIN_SPARSE is, one of nineteen, which are of both kinds. */
static unsigned next_moment(unsigned n)
{
	if (getenv("DUNLIN_SPARSE") != NULL)
		return n + 19;
	if (getenv("DUNLIN_SOAK") != NULL || n < 2)
		return n + 1;
	return n % 4 == 2 ? n + 3 : n + 1;
}

void walk(struct lab *lab, const struct walk *way, enum walk_pace pace)
{
	/* Nobody pulls the plug here, so the disk need not be waited for. */
	static const char *const lazy[] = { "PRAGMA synchronous = OFF" };
	struct goal goal;
	unsigned n, walked = 0;
	bool killed;

	if (!lab->pg && !lab->my) {
		lab->options.session = lazy;
		lab->options.n_session = 1;
	}
	goal = find_goal(lab, way);
	for (n = 1, killed = true; killed; n = next_moment(n)) {
		prepare_again(lab, way);
		killed = is_killed_at(lab, way, pace, n);
		check(lab, way, &goal, n);
		walked += killed;
	}
	/* The run opened, looked, locked and closed: a walk of less is none. */
	assert_true(getenv("DUNLIN_SPARSE") != NULL ? n > 10 : walked > 10);
	print_message("# %u moments\n", walked);
}
