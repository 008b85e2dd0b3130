/* run/precaution - the backup that is taken before the first step of a run. */
#include "run/precaution.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/str.h"
#include "run/recover.h"

enum { LONGEST_NAME = 100, MOST_OF_A_SECOND = 100 };

/* --- its name ---------------------------------------------------------------------- */

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.';
}

/* Bytes of a file's name without what says its kind. */
static size_t stem(const char *name)
{
	static const char *const tails[] = { ".db", ".sqlite", ".sqlite3" };
	const size_t len = strlen(name);
	size_t i;

	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		const size_t tail = strlen(tails[i]);

		if (len > tail && strcmp(name + len - tail, tails[i]) == 0)
			return len - tail;
	}
	return len;
}

/* The database may be called anything; the file has a name that needs no quotes. */
static void put_database(struct dn_str *path, const struct dn_view *view)
{
	const char *name = view->session.info.database == NULL ? "" : view->session.info.database;
	const char *slash = strrchr(name, '/');
	size_t len, i;

	name = slash == NULL ? name : slash + 1;
	len = stem(name);
	for (i = 0; i < len && i < LONGEST_NAME; i++)
		dn_str_putc(path, is_plain(name[i]) && (i > 0 || (name[i] != '.' && name[i] != '-'))
					  ? name[i]
					  : '_');
	if (len == 0)
		dn_str_puts(path, "database");
}

static const char *ending(const struct dunlin_dialect *dialect)
{
	if (strcmp(dialect->name, "sqlite") == 0)
		return ".db";
	return (dialect->run & DUNLIN_RUN_BACKUP_SQL) != 0 ? ".sql" : ".dump";
}

/* "/var/backups/shop-20260131T120000Z.dump"; NULL without memory. */
static char *make_path(const struct dn_view *view, time_t now, int n)
{
	struct dn_str path = DN_STR_INIT;
	char at[sizeof("20260131T120000Z")];
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(at, sizeof(at), "%Y%m%dT%H%M%SZ", &utc);
	dn_str_printf(&path, "%s/", view->options->backup);
	put_database(&path, view);
	dn_str_printf(&path, "-%s", at);
	if (n > 1)
		dn_str_printf(&path, "-%d", n);
	dn_str_puts(&path, ending(view->options->target.dialect));
	return dn_str_detach(&path);
}

/* --- taking it ------------------------------------------------------------------------ */

/* The digest of the applied set: events that change none of it make no backup stale. */
static void sum_up(char hash[DN_DIGEST_HEX + 1], const struct dn_history *history)
{
	const char kinds[][2] = { { 'v' }, { 'r' }, { 's' } };
	struct dn_digest digest;
	char ordinal[24];
	size_t i, k;

	dn_digest_init(&digest);
	for (i = 0; i < history->n; i++) {
		const struct dn_applied *row = &history->rows[i];

		for (k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
			if (kinds[k][0] == row->kind)
				dn_digest_add_field(&digest, kinds[k]);
		(void)snprintf(ordinal, sizeof(ordinal), "%" PRId64, row->ordinal);
		dn_digest_add_field(&digest, row->id);
		dn_digest_add_field(&digest, row->checksum);
		dn_digest_add_field(&digest, ordinal);
	}
	dn_digest_hex(&digest, hash);
}

/* Of two runs in one second, or after a clock that was put back, the later takes another name. */
static dunlin_status write_file(struct dn_precaution *p, struct dn_view *view, dunlin_error *err)
{
	const time_t now = time(NULL);
	dunlin_status status = DUNLIN_EEXISTS;
	int n;

	for (n = 1; status == DUNLIN_EEXISTS && n <= MOST_OF_A_SECOND; n++) {
		free(p->file);
		p->file = make_path(view, now, n);
		if (p->file == NULL)
			return dn_fail_nomem(err);
		status = dn_backup_take(&view->session, p->file, view->options->tools, &p->size,
					err);
	}
	return status;
}

dunlin_status dn_precaution_take(struct dn_precaution *p, struct dn_view *view, bool begun,
				 dunlin_error *err)
{
	char standing[DN_DIGEST_HEX + 1];
	dunlin_status status;

	sum_up(standing, &view->history);
	if (p->file != NULL && (begun || strcmp(standing, p->standing) == 0))
		return DUNLIN_OK;
	p->noted = false;
	status = write_file(p, view, err);
	if (status == DUNLIN_OK) {
		memcpy(p->standing, standing, sizeof(standing));
		return DUNLIN_OK;
	}
	free(p->file);
	p->file = NULL;
	dn_error_prefix(err, "no backup, and so no run");
	dn_error_state(err, "nothing was changed; %" PRId64 " pending", view->plan.pending);
	return status;
}

dunlin_status dn_precaution_note(struct dn_precaution *p, struct dn_view *view, bool *fenced,
				 dunlin_error *err)
{
	const struct dn_script_context context = dn_view_context(view);
	struct dn_event_row row = { .event = "start", .dialect = context.dialect->name };
	struct dn_ledger ledger = view->ledger;
	struct dn_str detail = DN_STR_INIT;
	struct dn_script script;
	dunlin_status status;
	size_t failed;

	*fenced = false;
	if (p->noted)
		return DUNLIN_OK;
	dn_str_printf(&detail, "backup %s, %" PRId64 " bytes, sha256 %s", p->file, p->size.bytes,
		      p->size.hash);
	row.detail = dn_str_text(&detail);
	dn_script_init(&script);
	dn_script_add_event(&script, &context, &row, &ledger);
	status = script.failed || detail.failed
			 ? dn_fail_nomem(err)
			 : dn_session_exec(&view->session, NULL, script.actions, script.n, &failed,
					   err);
	dn_script_clear(&script);
	dn_str_clear(&detail);
	p->noted = status == DUNLIN_OK;
	if (p->noted) {
		view->ledger = ledger;
		return DUNLIN_OK;
	}
	if (dn_recover_is_lost(status))
		return status;
	dn_ignore(dn_session_rollback(&view->session, NULL));
	*fenced = dn_group_others_first(status);
	dn_error_state(err, "nothing was changed; %" PRId64 " pending", view->plan.pending);
	return status;
}

void dn_precaution_clear(struct dn_precaution *p)
{
	free(p->file);
	memset(p, 0, sizeof(*p));
}
