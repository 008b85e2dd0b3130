/* other - a second database, made and dropped by cases. */
#ifndef CONFORM_OTHER_H
#define CONFORM_OTHER_H

#include "kit.h"

/* How to open it, without DUNLIN_OPEN_CREATE. */
struct dunlin_open other_how(void);
dunlin_status other_create(void);
dunlin_status other_drop(void);
/* Drops it if it is there. */
void other_gone(void);

#endif
