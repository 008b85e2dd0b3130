/* inject - does to a call what the script of the scripted driver says. */
#include "inject.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS 30000

const struct dunlin_host *inject_engine;

dunlin_status inject_fail(dunlin_error *err, dunlin_status status, const char *sqlstate,
			  int64_t stmt_index, const char *message)
{
	const struct dunlin_fault fault = { .size = DUNLIN_FAULT_SIZE,
					    .status = status,
					    .sqlstate = sqlstate,
					    .stmt_index = stmt_index,
					    .byte_offset = -1,
					    .line = -1,
					    .data_line = -1,
					    .message = message };

	return inject_engine->fail(err, &fault);
}

static dunlin_status wait_for(const char *file, const atomic_int *canceled, dunlin_error *err)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	int ms;

	for (ms = 0; ms < WAIT_MS; ms += 5) {
		if (access(file, F_OK) == 0)
			return DUNLIN_OK;
		if (canceled != NULL && atomic_load(canceled) != 0)
			return inject_fail(err, DUNLIN_ECANCELED, NULL, -1, "canceled");
		(void)nanosleep(&pause, NULL);
	}
	return inject_fail(err, DUNLIN_ESQL, NULL, -1, "the script waited in vain");
}

static void touch(const char *file)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
}

void inject_lose(dunlin_conn *conn)
{
	if (conn != NULL && conn->inner != NULL) {
		conn->real->close(conn->inner);
		conn->inner = NULL;
	}
}

bool inject_act(dunlin_status *status, dunlin_conn *conn, struct script *script,
		const struct moment *now, dunlin_error *err)
{
	const struct script_rule *rule;
	const char *message;
	size_t at = 0;

	*status = DUNLIN_OK;
	while ((rule = script_next(script, &at, now->call, now->text, now->len, now->after)) !=
	       NULL) {
		message = rule->text == NULL ? "the script says so" : rule->text;
		switch (rule->verb) {
		case SCRIPT_FAIL:
			*status =
				inject_fail(err, rule->number, rule->sqlstate, now->index, message);
			return true;
		case SCRIPT_RETURN:
			*status = rule->number;
			return true;
		case SCRIPT_LOSE:
			inject_lose(conn);
			*status = inject_fail(
				err, now->commit ? DUNLIN_ECOMMITUNKNOWN : DUNLIN_ECONNLOST, NULL,
				now->index, "the connection is lost");
			return true;
		case SCRIPT_WAIT:
			*status = wait_for(rule->text, conn == NULL ? NULL : &conn->canceled, err);
			if (*status != DUNLIN_OK)
				return true;
			break;
		case SCRIPT_TOUCH:
			touch(rule->text);
			break;
		case SCRIPT_EXIT:
			_exit(rule->number);
		}
	}
	return false;
}
