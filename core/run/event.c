/* run/event - one row of the event log: its columns, and its hash. */
#include "run/event.h"

const char *const dn_event_columns[DN_EVENT_FIELDS] = {
	[DN_EVENT_FORMAT] = "format",
	[DN_EVENT_SEQ] = "seq",
	[DN_EVENT_EVENT] = "event",
	[DN_EVENT_KIND] = "kind",
	[DN_EVENT_ID] = "id",
	[DN_EVENT_DIRECTION] = "direction",
	[DN_EVENT_NAME] = "name",
	[DN_EVENT_DIALECT] = "dialect",
	[DN_EVENT_CHECKSUM] = "checksum",
	[DN_EVENT_RUN_ID] = "run_id",
	[DN_EVENT_AT] = "at",
	[DN_EVENT_OS_USER] = "os_user",
	[DN_EVENT_HOST] = "host",
	[DN_EVENT_TOOL_VERSION] = "tool_version",
	[DN_EVENT_DETAIL] = "detail",
};

void dn_event_hash(char hash[DN_DIGEST_HEX + 1], const char *previous,
		   const char *const values[DN_EVENT_FIELDS])
{
	struct dn_digest digest;
	size_t i;

	dn_digest_init(&digest);
	dn_digest_add_field(&digest, previous);
	for (i = 0; i < DN_EVENT_FIELDS; i++)
		dn_digest_add_field(&digest, values[i]);
	dn_digest_hex(&digest, hash);
}
