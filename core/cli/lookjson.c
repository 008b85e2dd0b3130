/* cli/lookjson - what looking closely found, as JSON: findings and the log. */
#include "cli/lookjson.h"

#include <string.h>

#include "base/str.h"
#include "cli/die.h"

const char *dn_lookjson_severity(int32_t kind)
{
	switch (kind) {
	case DUNLIN_FINDING_GOOD:
		return "good";
	case DUNLIN_FINDING_WARNING:
		return "warning";
	case DUNLIN_FINDING_COVERAGE:
		return "coverage";
	default:
		return "error";
	}
}

static json_t *findings_of(json_t *object)
{
	json_t *array = json_object_get(object, "findings");

	return array == NULL ? dn_json_put_array(object, "findings") : array;
}

void dn_lookjson_add_finding(json_t *object, const struct dunlin_finding *finding)
{
	json_t *item = dn_json_add_object(findings_of(object));

	dn_json_put_text(item, "severity", dn_lookjson_severity(finding->kind));
	dn_json_put_text(item, "about", finding->about);
	dn_json_put_file(item, "file", finding->file);
	if (finding->file != NULL && finding->line > 0)
		dn_json_put_number(item, "line", finding->line);
	if (finding->file != NULL && finding->line > 0 && finding->column > 0)
		dn_json_put_number(item, "column", finding->column);
	dn_json_put_text(item, "message", finding->message);
	dn_json_put_text(item, "hint", finding->hint);
}

void dn_lookjson_put_findings(json_t *object, const dunlin_findings *findings)
{
	size_t n = dunlin_findings_count(findings), i;

	(void)findings_of(object);
	for (i = 0; i < n; i++) {
		struct dunlin_finding finding = DUNLIN_FINDING_INIT;

		dunlin_findings_at(findings, i, &finding);
		dn_lookjson_add_finding(object, &finding);
	}
}

/* Of the last row that was read, sound or not. */
static void put_log_head(json_t *object, const dunlin_log *log)
{
	struct dunlin_log_entry entry = DUNLIN_LOG_ENTRY_INIT;
	struct dn_str head = DN_STR_INIT;
	size_t n = dunlin_log_count(log);

	if (n == 0)
		return;
	dunlin_log_at(log, n - 1, &entry);
	dn_str_printf(&head, "%lld:%s", (long long)entry.seq, entry.hash == NULL ? "" : entry.hash);
	dn_json_put_text(object, "head", dn_need_str(&head));
	dn_str_clear(&head);
}

void dn_lookjson_put_events(json_t *object, const dunlin_log *log, int64_t most)
{
	json_t *array = dn_json_put_array(object, "events"), *item;
	size_t n = dunlin_log_count(log), i;

	for (i = n; i > 0 && (most == 0 || n - i < (size_t)most); i--) {
		struct dunlin_log_entry entry = DUNLIN_LOG_ENTRY_INIT;

		dunlin_log_at(log, i - 1, &entry);
		item = dn_json_add_object(array);
		dn_json_put_number(item, "seq", entry.seq);
		dn_json_put_text(item, "event", entry.event);
		dn_json_put_text(item, "direction", entry.direction);
		dn_json_put_migration(item, entry.migration, entry.id, entry.name);
		dn_json_put_text(item, "dialect", entry.dialect);
		dn_json_put_text(item, "checksum", entry.checksum);
		dn_json_put_text(item, "at", entry.at);
		dn_json_put_text(item, "run_id", entry.run_id);
		dn_json_put_text(item, "os_user", entry.os_user);
		dn_json_put_text(item, "host", entry.host);
		dn_json_put_text(item, "tool_version", entry.tool_version);
		dn_json_put_text(item, "detail", entry.detail);
		dn_json_put_text(item, "format", entry.format);
		dn_json_put_text(item, "hash", entry.hash);
		dn_json_put_text(item, "fault", entry.fault);
	}
	put_log_head(object, log);
}

static void put_faults(json_t *object, const dunlin_log *log)
{
	json_t *array = dn_json_put_array(object, "faults"), *item;
	size_t n = dunlin_log_count(log), i;

	for (i = 0; i < n; i++) {
		struct dunlin_log_entry entry = DUNLIN_LOG_ENTRY_INIT;

		dunlin_log_at(log, i, &entry);
		if (entry.fault == NULL)
			continue;
		item = dn_json_add_object(array);
		dn_json_put_number(item, "seq", entry.seq);
		dn_json_put_text(item, "event", entry.event);
		dn_json_put_migration(item, entry.migration, entry.id, entry.name);
		dn_json_put_text(item, "message", entry.fault);
	}
}

void dn_lookjson_put_audit(json_t *object, const dunlin_log *log, bool ok)
{
	dn_json_put_flag(object, "ok", ok);
	dn_json_put_number(object, "events", (int64_t)dunlin_log_count(log));
	put_faults(object, log);
	put_log_head(object, log);
}
