/* engine_backup - backups of the target, and the way back. */
#include "engine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/path.h"
#include "run/backup.h"

static dunlin_status make_absolute(char **out, const char *file, dunlin_error *err)
{
	char *here;

	*out = NULL;
	if (file == NULL || file[0] == '\0')
		return dn_fail(err, DUNLIN_EUSAGE, "no file was named");
	here = getcwd(NULL, 0);
	if (here == NULL && file[0] != '/')
		return errno == ENOMEM
			       ? dn_fail_nomem(err)
			       : dn_fail(err, DUNLIN_EUSAGE,
					 "the current folder cannot be found: %s", strerror(errno));
	*out = dn_path_join(here == NULL ? "/" : here, file);
	free(here);
	return *out == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
}

dunlin_status dn_engine_backup_folder(char **out, const struct dunlin_wish *wish, dunlin_error *err)
{
	struct stat st;

	*out = NULL;
	if (wish == NULL || !DUNLIN_HAS(wish, backup) || wish->backup == NULL)
		return DUNLIN_OK;
	*out = realpath(wish->backup, NULL);
	if (*out == NULL)
		return errno == ENOMEM
			       ? dn_fail_nomem(err)
			       : dn_fail(err, DUNLIN_EUSAGE, "no backup can be written to %s: %s",
					 wish->backup, strerror(errno));
	if (stat(*out, &st) == 0 && S_ISDIR(st.st_mode))
		return DUNLIN_OK;
	free(*out);
	*out = NULL;
	return dn_fail(err, DUNLIN_EUSAGE, "no backup can be written to %s: it is not a folder",
		       wish->backup);
}

dunlin_status dunlin_backup(dunlin_engine *engine, const char *file, dunlin_error *err)
{
	struct dn_view_options options;
	struct dn_backup_size size;
	struct dn_session session;
	dunlin_status status;
	char *path;

	status = make_absolute(&path, file, err);
	if (status == DUNLIN_OK)
		status = dn_engine_driver(engine, err);
	if (status == DUNLIN_OK) {
		options = dn_engine_view_options(engine);
		options.target.how.flags &= ~DUNLIN_OPEN_CREATE;
		status = dn_session_open(&session, &options.target, err);
		if (status == DUNLIN_OK)
			status = dn_backup_take(&session, path, engine->options.tools, &size, err);
		dn_session_close(&session);
	}
	free(path);
	return status;
}

dunlin_status dunlin_restore(dunlin_engine *engine, const char *file, uint32_t flags,
			     dunlin_error *err)
{
	struct dn_view_options options;
	dunlin_status status;
	char *path;

	status = make_absolute(&path, file, err);
	if (status == DUNLIN_OK)
		status = dn_engine_needs_url(engine, "to restore a backup", err);
	if (status == DUNLIN_OK)
		status = dn_engine_driver(engine, err);
	if (status == DUNLIN_OK) {
		options = dn_engine_view_options(engine);
		status = dn_backup_restore(&options.target, path, engine->options.tools,
					   (flags & DUNLIN_RESTORE_REPLACE) != 0, err);
	}
	free(path);
	return status;
}
