/* quirks - what the kit cannot know of a database, told by a file or by what its dialect implies. */
#ifndef CONFORM_QUIRKS_H
#define CONFORM_QUIRKS_H

#include <stdbool.h>

#include <dunlin/driver.h>

/* Fills in what the base of the dialect and the URL imply, then what the driver's own dialect says. */
void quirks_imply(const struct dunlin_driver *driver, const char *url);
/* Reads the lines `key = value` of a file; NULL, or what is wrong with it, which the caller owns. */
char *quirks_read(const char *path);

/* The value of a key; a case that asks for one that nobody told, or for "none", is left out. */
const char *quirk(const char *key);
/* It is "yes". */
bool quirk_says(const char *key);
/* The value, or NULL. */
const char *quirk_look(const char *key);

#endif
