/* child - a process for each case, with a time limit. */
#ifndef CONFORM_CHILD_H
#define CONFORM_CHILD_H

#include <stdbool.h>

#include "kit.h"

struct child_end {
	int how;         /* KIT_PASSED … KIT_UNTOLD */
	char text[2048]; /* why */
};

/* The file of quirks, absolute, or NULL. */
extern const char *child_quirks;

/* Loads the driver in a process of its own; NULL, or why that cannot be done. */
const char *child_probe(void);
void child_run(struct child_end *end, const struct kit_case *at);
/* A temporary folder, for files that cases write. */
bool child_enter_folder(void);
void child_leave_folder(void);

#endif
