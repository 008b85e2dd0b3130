/* base/process - a process as a name that outlives it, to tell whether it still runs. */
#ifndef DN_BASE_PROCESS_H
#define DN_BASE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define DN_PROCESS_PLACE 8 /* characters */

struct dn_process {
	/* Of the host, and of the container where there is one: a process number means nothing
	 * elsewhere.  Lower-case hex. */
	char place[DN_PROCESS_PLACE + 1];
	pid_t pid;
	uint64_t start; /* in ticks since the host started; 0: the system does not tell */
};

/* Finds out about this process. */
void dn_process_self(struct dn_process *out);
/* The same about another of this place; false when there is none with that number. */
bool dn_process_find(struct dn_process *out, pid_t pid);
/* False when it is known to have ended: it is of this place, and no process has its number, or one
 * that started at another time. */
bool dn_process_may_live(const struct dn_process *process);

#endif
