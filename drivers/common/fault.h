/*
 * common/fault - how a driver of this tree says what went wrong.
 *
 * Start from dn_fault_init(), set what is known, and hand it over with
 * dn_fault_send(); it is copied there, so every text may be a local's.
 */
#ifndef DN_COMMON_FAULT_H
#define DN_COMMON_FAULT_H

#include <dunlin/driver.h>

/* All of it, no member past it: every "unknown" is -1 or NULL. */
void dn_fault_init(struct dunlin_fault *fault, dunlin_status status);

/* Fills in the message, made one line (a line end and the blanks around it
 * become one blank), and reports the fault.  Returns its status. */
dunlin_status dn_fault_send(const struct dunlin_host *host, dunlin_error *err,
			    struct dunlin_fault *fault, const char *format, ...)
	DUNLIN_PRINTF(4, 5);

/* Both, for a fault that is only a status and a message. */
dunlin_status dn_fault_fail(const struct dunlin_host *host, dunlin_error *err, dunlin_status status,
			    const char *format, ...) DUNLIN_PRINTF(4, 5);
dunlin_status dn_fault_nomem(const struct dunlin_host *host, dunlin_error *err);

/* OK when all flags are among the known ones; else EUNSUPPORTED, before anything is done: what a newer
 * host meant by one nobody here can tell. */
DUNLIN_MUST_CHECK dunlin_status dn_fault_check_flags(const struct dunlin_host *host, uint32_t flags,
						     uint32_t known, dunlin_error *err);

/* OK unless the text holds a NUL byte, at which a client library would stop
 * reading in silence; stmt_index is -1 outside a batch. */
DUNLIN_MUST_CHECK dunlin_status dn_fault_check_text(const struct dunlin_host *host, const char *sql,
						    size_t len, int64_t stmt_index,
						    dunlin_error *err);

#endif
