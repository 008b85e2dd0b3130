/* tests/drivers/pooler - on top of tests/tools/with-pgbouncer. */
#include "drivers/pooler.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void read_line(FILE *from, char *line, size_t size)
{
	if (fgets(line, (int)size, from) == NULL)
		fail_msg("no PgBouncer was started: see above");
	line[strcspn(line, "\n")] = '\0';
}

void pooler_start(struct pooler *p, const char *mode, int size)
{
	char script[4096], setting[64];
	int to[2], from[2];
	FILE *said;

	snprintf(script, sizeof(script), "%s/tests/tools/with-pgbouncer", getenv("top_srcdir"));
	snprintf(setting, sizeof(setting), "default_pool_size = %d", size);
	assert_int_equal(pipe2(to, O_CLOEXEC), 0);
	assert_int_equal(pipe2(from, O_CLOEXEC), 0);
	p->pid = fork();
	if (p->pid == 0) {
		dup2(to[0], 0);
		dup2(from[1], 1);
		execl(script, script, "-m", mode, "-o", setting, "sh", "-c",
		      "echo \"$DUNLIN_TEST_POOLER\"; echo \"$DUNLIN_TEST_CONSOLE\"; "
		      "exec >&2; exec cat >/dev/null",
		      (char *)NULL);
		_exit(127);
	}
	assert_true(p->pid > 0);
	close(to[0]);
	close(from[1]);
	p->words = to[1];
	said = fdopen(from[0], "r");
	assert_non_null(said);
	read_line(said, p->url, sizeof(p->url));
	read_line(said, p->console, sizeof(p->console));
	fclose(said);
}

void pooler_stop(struct pooler *p)
{
	int status = 0;

	close(p->words);
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	assert_int_equal(status, 0);
}

static const char *ask(const char *url, const char *sql)
{
	static char text[65536];
	const char *bin = getenv("DUNLIN_TEST_PG_BIN");
	char command[8192];
	size_t len;
	FILE *psql;

	snprintf(command, sizeof(command), "timeout 30 %s%spsql -XAtq '%s' -c \"%s\"",
		 bin == NULL ? "" : bin, bin == NULL ? "" : "/", url, sql);
	psql = popen(command, "re");
	assert_non_null(psql);
	len = fread(text, 1, sizeof(text) - 1, psql);
	text[len] = '\0';
	assert_int_equal(pclose(psql), 0);
	return text;
}

const char *pooler_ask(const struct pooler *p, const char *sql)
{
	return ask(p->url, sql);
}

void pooler_set(const struct pooler *p, const char *setting)
{
	char sql[128];

	snprintf(sql, sizeof(sql), "SET %s", setting);
	(void)ask(p->console, sql);
}
