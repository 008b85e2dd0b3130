/*
 * run/event - one row of the event log: its columns, and the hash that chains it to the one before.
 */
#ifndef DN_RUN_EVENT_H
#define DN_RUN_EVENT_H

#include "base/digest.h"

/* The columns that a hash covers.  Their order is that of the chain: it is part of the format. */
enum dn_event_field {
	DN_EVENT_FORMAT,
	DN_EVENT_SEQ, /* in decimal */
	DN_EVENT_EVENT,
	DN_EVENT_KIND,
	DN_EVENT_ID,
	DN_EVENT_DIRECTION,
	DN_EVENT_NAME,
	DN_EVENT_DIALECT,
	DN_EVENT_CHECKSUM,
	DN_EVENT_RUN_ID,
	DN_EVENT_AT,
	DN_EVENT_OS_USER,
	DN_EVENT_HOST,
	DN_EVENT_TOOL_VERSION,
	DN_EVENT_DETAIL,
	DN_EVENT_FIELDS
};
extern const char *const dn_event_columns[DN_EVENT_FIELDS];

/* The hash of a row with these values, NULL for SQL NULL, behind one with the hash `previous`: ""
 * for the first.  `hash` and `previous` may be the same. */
void dn_event_hash(char hash[DN_DIGEST_HEX + 1], const char *previous,
		   const char *const values[DN_EVENT_FIELDS]);

#endif
