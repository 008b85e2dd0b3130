/* cases_info - info(). */
#include <string.h>

#include "kit.h"

static struct dunlin_info ask(dunlin_conn *conn)
{
	struct dunlin_info info = { .size = DUNLIN_INFO_SIZE };

	kit_is(kit.d->info(conn, &info, &kit.err), DUNLIN_OK, "info");
	return info;
}

static void filled(void)
{
	struct dunlin_info info = ask(kit_open());

	want(info.product != NULL && info.product[0] != '\0', "no product is named");
	want(info.database != NULL && info.database[0] != '\0', "no database is named");
	want(info.version > 0, "the server has no version");
	want(info.read_only == NULL, "nothing can be written: %s", info.read_only);
}

static void caps(void)
{
	struct dunlin_info info = ask(kit_open());

	want((info.caps[0] & ~kit.d->caps[0]) == 0 && (info.caps[1] & ~kit.d->caps[1]) == 0,
	     "the connection claims %08x, and the table no more than %08x", info.caps[0],
	     kit.d->caps[0]);
}

static void schema(void)
{
	struct dunlin_info info = ask(kit_open());
	const bool has = (kit.d->caps[0] & DUNLIN_CAP_SCHEMAS) != 0;

	want((info.schema != NULL) == has, "the schema is %s, and schemas are %s",
	     info.schema == NULL ? "NULL" : info.schema, has ? "claimed" : "not claimed");
}

static void bounded(uint32_t size)
{
	union {
		struct dunlin_info info;
		unsigned char bytes[sizeof(struct dunlin_info) + 64];
	} room;
	dunlin_conn *conn = kit_open();
	size_t i;

	memset(&room, 0xa5, sizeof(room));
	room.info.size = size;
	kit_is(kit.d->info(conn, &room.info, &kit.err), DUNLIN_OK, "info");
	for (i = size < DUNLIN_INFO_SIZE ? size : DUNLIN_INFO_SIZE; i < sizeof(room); i++)
		want(room.bytes[i] == 0xa5, "byte %zu was written, and the size is %u", i, size);
	want(room.info.size == size, "the caller's size was changed");
}

static void older_caller(void)
{
	bounded(DUNLIN_INFO_SIZE - 8);
	bounded((uint32_t)offsetof(struct dunlin_info, read_only));
}

static void newer_caller(void)
{
	bounded(DUNLIN_INFO_SIZE + 64);
}

static void skew(void)
{
	struct dunlin_info info = ask(kit_open());

	want(info.skew_us > -86400000000 && info.skew_us < 86400000000,
	     "the server's clock is a day away: %lld us", (long long)info.skew_us);
}

const struct kit_case cases_info[] = {
	{ "info_filled", 0, false, filled },
	{ "info_caps", 0, false, caps },
	{ "info_schema", 0, false, schema },
	{ "info_older_caller", 0, false, older_caller },
	{ "info_newer_caller", 0, false, newer_caller },
	{ "info_skew", 0, false, skew },
	{ 0 },
};
