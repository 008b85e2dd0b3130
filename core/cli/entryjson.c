/* cli/entryjson - a migration and its state, as JSON. */
#include "cli/entryjson.h"

const char *dn_entryjson_state(int32_t state)
{
	static const char *const words[] = {
		[DUNLIN_STATE_APPLIED] = "applied", [DUNLIN_STATE_PENDING] = "pending",
		[DUNLIN_STATE_CHANGED] = "changed", [DUNLIN_STATE_OUT_OF_ORDER] = "out_of_order",
		[DUNLIN_STATE_MISSING] = "missing", [DUNLIN_STATE_OTHER] = "other",
		[DUNLIN_STATE_WAITING] = "waiting", [DUNLIN_STATE_DUE] = "due",
		[DUNLIN_STATE_RENAMED] = "renamed", [DUNLIN_STATE_UNFINISHED] = "unfinished",
	};

	return state > 0 && (size_t)state < sizeof(words) / sizeof(words[0]) ? words[state] : NULL;
}

static void put_entry(json_t *object, const struct dunlin_entry *entry)
{
	dn_json_put_migration(object, entry->migration, entry->id, entry->name);
	dn_json_put_text(object, "state", dn_entryjson_state(entry->state));
	dn_json_put_text(object, "reason", entry->reason);
	dn_json_put_file(object, "file", entry->file);
	dn_json_put_text(object, "applied_at", entry->applied_at);
	if (entry->applied_at != NULL)
		dn_json_put_number(object, "duration_us", entry->duration_us);
	dn_json_put_text(object, "checksum", entry->checksum);
	dn_json_put_flag(object, "has_down", entry->has_down != 0);
	dn_json_put_flag(object, "has_verify", entry->has_verify != 0);
}

void dn_entryjson_put_one(json_t *object, const char *key, const struct dunlin_entry *entry)
{
	put_entry(dn_json_put_object(object, key), entry);
}

void dn_entryjson_put(json_t *object, const char *key, const dunlin_report *report)
{
	json_t *array = dn_json_put_array(object, key);
	size_t n = report == NULL ? 0 : dunlin_report_count(report), i;

	for (i = 0; i < n; i++) {
		struct dunlin_entry entry = DUNLIN_ENTRY_INIT;

		dunlin_report_at(report, i, &entry);
		put_entry(dn_json_add_object(array), &entry);
	}
}
