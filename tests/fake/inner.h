/* inner - the real driver behind the scripted one. */
#ifndef FAKE_INNER_H
#define FAKE_INNER_H

#include <dunlin/driver.h>

#include "script.h"

/* Statements of the batch that went before the piece under way, to be added to every index. */
extern _Thread_local int64_t inner_done_before;
/* What the real driver gets instead of the engine's: it puts indices right. */
extern struct dunlin_host inner_host;
/* The same for progress; the payload is the scripted connection, as it is of what asks whether to
 * give up. */
void inner_progress(void *payload, const struct dunlin_progress *progress);
int32_t inner_stopped(void *payload);

/* Reads the script that how->url names, loads the driver named there, and makes *inner the options
 * to hand on to it. */
dunlin_status inner_find(struct script **script, const struct dunlin_driver **real,
			 struct dunlin_open *inner, const struct dunlin_host *host,
			 const struct dunlin_open *how, dunlin_error *err);

#endif
