/* inject - does to a call what the script of the scripted driver says. */
#ifndef FAKE_INJECT_H
#define FAKE_INJECT_H

#include <stdatomic.h>
#include <stdbool.h>

#include <dunlin/driver.h>

#include "script.h"

struct dunlin_conn {
	struct script *script;
	const struct dunlin_host *host;
	const struct dunlin_driver *real;
	dunlin_conn *inner; /* the real driver's; NULL: lost */
	dunlin_progress_fn on_progress;
	void *payload;
	int32_t (*stopped)(void *payload);
	atomic_int canceled;
};

/* Where in a run the script is asked. */
struct moment {
	const char *call;
	const char *text;
	size_t len;
	int64_t index; /* in the batch, or -1 */
	bool commit;
	bool after;
};

/* The engine's table, since the first open; all that fail() needs. */
extern const struct dunlin_host *inject_engine;

dunlin_status inject_fail(dunlin_error *err, dunlin_status status, const char *sqlstate,
			  int64_t stmt_index, const char *message);
/* Breaks the connection. */
void inject_lose(dunlin_conn *conn);
/* Does what the script says.  True when the call ends here, with *status.  `conn` is NULL before
 * there is one. */
bool inject_act(dunlin_status *status, dunlin_conn *conn, struct script *script,
		const struct moment *now, dunlin_error *err);

#endif
