/*
 * cli/errorform - how a failure looks, and which exit code it is.
 *
 *   dunlin: 0007_orders.up.sql:14:13: relation "ordres" does not exist (42P01)
 *      14 | ALTER TABLE ordres ADD COLUMN note text;
 *         |             ^
 *     statement 3 of 5, rolled back; 0006 is applied, 0007 and 2 more are pending
 *     hint: ...
 */
#ifndef DN_CLI_ERRORFORM_H
#define DN_CLI_ERRORFORM_H

#include <stdbool.h>

#include <dunlin/error.h>

#include "base/str.h"

#define DN_EXIT_OK 0
#define DN_EXIT_FAILED 1
#define DN_EXIT_USAGE 2
#define DN_EXIT_PENDING 3
#define DN_EXIT_REFUSED 4
#define DN_EXIT_BUSY 5
#define DN_EXIT_CONNECT 6
#define DN_EXIT_SIGNAL 128

/* `signal` is the one that was caught, or 0. */
int dn_exit_code(dunlin_status status, int signal);

/* Appends the whole form, with its line ends; the locale must know UTF-8. */
void dn_errorform_put(struct dn_str *out, const dunlin_error *err, bool color);
/* The same to stderr. */
void dn_errorform_print(const dunlin_error *err, bool color);

#endif
