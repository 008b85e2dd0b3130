/* cases_abi - the table: its head, its size, and that it has what it promises. */
#include <string.h>

#include "kit.h"

struct promise {
	uint32_t cap;
	const char *name;
	size_t at;
};
#define CALL(cap, member)                                                         \
	{                                                                         \
		DUNLIN_CAP_##cap, #member, offsetof(struct dunlin_driver, member) \
	}
static const struct promise promises[] = {
	CALL(RESET, reset),
	CALL(LOCK, lock_try),
	CALL(LOCK, lock_release),
	CALL(CANCEL, cancel),
	CALL(FIND, find_tables),
	CALL(DATABASES, create_database),
	CALL(DATABASES, drop_database),
	CALL(SCRATCH, open_scratch),
	CALL(VERIFY, verify_statement),
	CALL(BACKUP, backup),
	CALL(BACKUP, restore),
	CALL(INSPECT, inspect),
	CALL(EXPLAIN, explain),
	CALL(SNAPSHOT, snapshot_form),
	CALL(SNAPSHOT, snapshot),
	CALL(SNAPSHOT, open_snapshot),
	CALL(SNAPSHOT, close_snapshot),
	CALL(CLONE, open_beside),
	CALL(CLONE, template_begin),
	CALL(CLONE, template_end),
	CALL(CLONE, clone),
	CALL(CLONE, discard),
	CALL(CLONE, find_databases),
	CALL(CLONE, clone_url),
	CALL(SERVER, describe_server),
	CALL(SERVER, open_server),
	CALL(SERVER, steer_server),
	CALL(SERVER, close_server),
	CALL(REPLICAS, position),
	CALL(REPLICAS, replicas),
};
static const struct promise required[] = {
	CALL(ALL, open),  CALL(ALL, close),    CALL(ALL, info),     CALL(ALL, exec),
	CALL(ALL, query), CALL(ALL, rollback), CALL(ALL, tx_state),
};
#undef CALL

/* `setup` goes with no capability, and may be missing. */
_Static_assert(DUNLIN_DRIVER_SIZE == offsetof(struct dunlin_driver, open) +
					     (1 + sizeof(promises) / sizeof(promises[0]) +
					      sizeof(required) / sizeof(required[0])) *
						     sizeof(void (*)(void)),
	       "every call of the table is required, promised or setup");

static bool is_there(size_t at)
{
	void (*call)(void) = NULL;

	memcpy(&call, (const char *)&kit.table + at, sizeof(call));
	return call != NULL;
}

static void magic(void)
{
	want(kit.raw->magic == DUNLIN_DRIVER_MAGIC, "the magic is %08x and not %08x",
	     kit.raw->magic, DUNLIN_DRIVER_MAGIC);
}

static void major(void)
{
	want(kit.raw->major == DUNLIN_DRIVER_MAJOR, "the major version is %d and not %d",
	     kit.raw->major, DUNLIN_DRIVER_MAJOR);
}

static void size(void)
{
	const size_t calls = offsetof(struct dunlin_driver, open);

	want(kit.raw->size >= offsetof(struct dunlin_driver, setup),
	     "the size %u ends before tx_state()", kit.raw->size);
	want((kit.raw->size - calls) % sizeof(void (*)(void)) == 0,
	     "the size %u ends within a member", kit.raw->size);
}

static void reserved(void)
{
	want(kit.raw->reserved == 0 && kit.raw->caps[1] == 0, "reserved or caps[1] is not 0");
}

static void known_caps(void)
{
	if (kit.raw->size > DUNLIN_DRIVER_SIZE)
		kit_leave_out(KIT_NEEDLESS, "the driver is newer than the kit");
	want((kit.raw->caps[0] & ~(uint32_t)DUNLIN_CAP_ALL) == 0,
	     "a capability is claimed that no version has: %08x", kit.raw->caps[0]);
}

static void name(void)
{
	const char *text = kit.raw->name;

	want(text != NULL && text[0] != '\0', "it has no name");
	want(strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(text),
	     "\"%s\" is not of lower-case letters, digits and underscores", text);
}

static void required_calls(void)
{
	size_t i;

	for (i = 0; i < sizeof(required) / sizeof(required[0]); i++)
		want(is_there(required[i].at), "%s() is required and missing", required[i].name);
}

static void promised_calls(void)
{
	size_t i;

	for (i = 0; i < sizeof(promises) / sizeof(promises[0]); i++)
		want((kit.raw->caps[0] & promises[i].cap) == 0 || is_there(promises[i].at),
		     "%s() is promised and missing", promises[i].name);
}

static void same_table(void)
{
	const struct dunlin_driver *first = kit.raw;
	const char *wrong = kit_load(kit.path);

	want(wrong == NULL, "it cannot be loaded twice: %s", wrong == NULL ? "" : wrong);
	want(kit.raw == first, "the entry point returns another table each time");
}

/* A host of a later minor version has a longer table. */
static void newer_host(void)
{
	struct {
		struct dunlin_host host;
		char junk[64];
	} later = { .host = kit.host };
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = NULL;

	memset(later.junk, 0xa5, sizeof(later.junk));
	later.host.size = DUNLIN_HOST_SIZE + sizeof(later.junk);
	kit_is(kit.d->open(&conn, &later.host, &how, &kit.err), DUNLIN_OK,
	       "open with a longer host");
	kit.d->close(conn);
}

const struct kit_case cases_abi[] = {
	{ "abi_magic", 0, false, magic },
	{ "abi_major", 0, false, major },
	{ "abi_size", 0, false, size },
	{ "abi_reserved", 0, false, reserved },
	{ "abi_known_caps", 0, false, known_caps },
	{ "abi_name", 0, false, name },
	{ "abi_required_calls", 0, false, required_calls },
	{ "abi_promised_calls", 0, false, promised_calls },
	{ "abi_same_table", 0, false, same_table },
	{ "abi_newer_host", 0, false, newer_host },
	{ 0 },
};
