/* run/backup - has a driver copy the whole database to a file, and back. */
#include "run/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

static int32_t stopped(void *payload)
{
	return dn_cancel_asked(payload);
}

static struct dunlin_backup make_call(const struct dn_target *target, const char *file,
				      const char *tools)
{
	return (struct dunlin_backup){ .size = DUNLIN_BACKUP_SIZE,
				       .file = file,
				       .tools = tools,
				       .stopped = stopped,
				       .payload = target->cancel };
}

/* Reads it once more: what is on the disk is what counts. */
static dunlin_status measure(struct dn_session *session, const char *file,
			     struct dn_backup_size *out, dunlin_error *err)
{
	struct dn_digest digest;
	char bytes[65536];
	dunlin_status status = DUNLIN_OK;
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t n = 0;

	out->bytes = 0;
	dn_digest_init(&digest);
	while (fd >= 0 && (n = read(fd, bytes, sizeof(bytes))) > 0 && status == DUNLIN_OK) {
		dn_digest_add(&digest, bytes, (size_t)n);
		out->bytes += n;
		if (dn_cancel_asked(session->target->cancel))
			status = dn_fail(err, DUNLIN_ECANCELED, "canceled");
	}
	if (fd < 0 || n < 0)
		status = dn_fail(err, DUNLIN_ESQL, "cannot read %s again: %s", file,
				 strerror(errno));
	if (fd >= 0)
		close(fd);
	dn_digest_hex(&digest, out->hash);
	return status;
}

dunlin_status dn_backup_take(struct dn_session *session, const char *file, const char *tools,
			     struct dn_backup_size *out, dunlin_error *err)
{
	const struct dn_target *target = session->target;
	const struct dunlin_backup what = make_call(target, file, tools);
	const int64_t began_us = dn_clock_us();
	struct dn_news news = { .kind = DN_NEWS_BACKUP, .file = file };
	dunlin_status status;

	memset(out, 0, sizeof(*out));
	if (err != NULL)
		dn_error_clear(err);
	if (!dn_cancel_enter(target->cancel))
		return dn_fail(err, DUNLIN_ECANCELED, "canceled");
	status = target->driver->backup(session->conn, &what, err);
	dn_cancel_leave(target->cancel);
	status = dn_fail_returned(err, status, target->driver->name);
	if (status != DUNLIN_OK)
		return status;
	status = measure(session, file, out, err);
	if (status != DUNLIN_OK) {
		(void)unlink(file);
		return status;
	}
	news.name = session->info.database;
	news.text = out->hash;
	news.bytes = out->bytes;
	news.elapsed_us = dn_clock_us() - began_us;
	dn_tell(&target->teller, &news);
	return DUNLIN_OK;
}

dunlin_status dn_backup_restore(const struct dn_target *target, const char *file, const char *tools,
				bool replace, dunlin_error *err)
{
	struct dn_session session = { .target = target }; /* it is the driver that opens one */
	const struct dunlin_open how = dn_session_how(&session);
	struct dunlin_backup what = make_call(target, file, tools);

	what.flags = replace ? DUNLIN_BACKUP_REPLACE : 0;
	if (dn_cancel_asked(target->cancel))
		return dn_fail(err, DUNLIN_ECANCELED, "canceled");
	return dn_fail_returned(err, target->driver->restore(target->host, &how, &what, err),
				target->driver->name);
}
