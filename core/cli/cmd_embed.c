/* dunlin embed - writes the migrations as C, for a program that is to have them in it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/path.h"
#include "cli/die.h"
#include "cli/embedtext.h"
#include "cli/findingform.h"
#include "cli/job.h"
#include "cli/lookjson.h"
#include "cli/newfile.h"

enum { MOST_BYTES = 0x7fffffff }; /* zlib counts in 32 bits */

/* What is written, and where. */
struct embedding {
	char *source, *header; /* paths */
	char *symbol;
	char *name; /* of the folders */
	struct dunlin_bundle *bundle;
	unsigned char *packed;
	size_t packed_len;
};

static void embedding_clear(struct embedding *e)
{
	free(e->source);
	free(e->header);
	free(e->symbol);
	free(e->name);
	free(e->packed);
	dunlin_bundle_free(e->bundle);
}

/* --- names ------------------------------------------------------------------------- */

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* FILE.c, and FILE.h beside it. */
static dunlin_status take_files(struct dn_job *job, struct embedding *e)
{
	const char *file = dn_args_get(job->args, "output");
	size_t len = file == NULL ? 0 : strlen(file);

	if (file == NULL) {
		(void)dn_fail(&job->err, DUNLIN_EUSAGE, "embed: say which file to write");
		dn_error_hint(&job->err, "dunlin embed -o migrations.c");
		return DUNLIN_EUSAGE;
	}
	if (len < 3 || strcmp(file + len - 2, ".c") != 0 || file[len - 3] == '/')
		return dn_fail(&job->err, DUNLIN_EUSAGE,
			       "embed: \"%s\" is not the name of a C file: "
			       "FILE.c",
			       file);
	e->source = dn_need_copy(file);
	e->header = dn_need_copy(file);
	e->header[len - 1] = 'h';
	return DUNLIN_OK;
}

/* --name, or the name of the file with underscores for what cannot stand in a name. */
static dunlin_status take_symbol(struct dn_job *job, struct embedding *e)
{
	const char *given = dn_args_get(job->args, "name");
	char *c;

	e->symbol = dn_need_copy(given == NULL ? last_part(e->source) : given);
	if (given == NULL) {
		e->symbol[strlen(e->symbol) - 2] = '\0';
		for (c = e->symbol; *c != '\0'; c++)
			if (strchr("-. ", *c) != NULL)
				*c = '_';
	}
	if (dn_embed_is_symbol(e->symbol))
		return DUNLIN_OK;
	(void)dn_fail(&job->err, DUNLIN_EUSAGE, "embed: \"%s\" cannot be a name in C and C++",
		      e->symbol);
	if (given == NULL)
		dn_error_hint(&job->err, "give it another: --name SYMBOL");
	return DUNLIN_EUSAGE;
}

/* Of a folder its last part, wherever it is: what is written is the same on every machine. */
static void put_folder_name(struct dn_str *out, const char *folder)
{
	char *path = dn_need_copy(folder), *real;
	const char *last;
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		path[--len] = '\0';
	last = last_part(path);
	if (strcmp(last, ".") == 0 || strcmp(last, "..") == 0 || last[0] == '\0') {
		real = realpath(folder, NULL);
		if (real == NULL && errno == ENOMEM)
			dn_die_nomem();
		free(path);
		path = real == NULL ? dn_need_copy("") : real;
		last = last_part(path);
	}
	dn_str_printf(out, "%s%s", out->len == 0 ? "" : "+", last[0] == '\0' ? "root" : last);
	free(path);
}

static void take_name(struct dn_job *job, struct embedding *e)
{
	const struct dunlin_options *options = &job->target.options;
	struct dn_str name = DN_STR_INIT;
	size_t i;

	for (i = 0; i < options->n_folders; i++)
		put_folder_name(&name, options->folders[i]);
	e->name = dn_need_text(&name);
}

/* --- files that are there already ---------------------------------------------------- */

/* What embed did not write is not its to replace. */
static dunlin_status check_old(struct dn_job *job, const char *path)
{
	char start[sizeof(DN_EMBED_MARK)] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0 && errno == ENOENT)
		return DUNLIN_OK;
	if (fd < 0)
		return dn_fail_at(&job->err, DUNLIN_EUSAGE, path, 0, 0, "cannot be written: %s",
				  strerror(errno));
	got = read(fd, start, sizeof(start) - 1);
	(void)close(fd);
	if (got == (ssize_t)sizeof(start) - 1 && strcmp(start, DN_EMBED_MARK) == 0)
		return DUNLIN_OK;
	return dn_fail_at(&job->err, DUNLIN_EUSAGE, path, 0, 0,
			  "is there already, and embed did not write it");
}

/* Whole or not at all, also when something is there. */
static dunlin_status write_file(struct dn_job *job, const char *path, struct dn_str *text)
{
	struct dn_str aside = DN_STR_INIT;
	dunlin_status status;

	dn_str_printf(&aside, "%s.%ld", path, (long)getpid());
	status = dn_newfile_write(dn_need_str(&aside), dn_need_str(text), &job->err);
	if (status == DUNLIN_OK && rename(dn_need_str(&aside), path) != 0) {
		status = dn_fail_at(&job->err, DUNLIN_EUSAGE, path, 0, 0, "cannot be written: %s",
				    strerror(errno));
		(void)unlink(dn_need_str(&aside));
	}
	dn_str_clear(&aside);
	return status;
}

/* --- what is put into them ------------------------------------------------------------ */

/* The path at *at in a bundle that was just made, and *at behind its file; NULL at the end. */
static const char *next_file(const struct dunlin_bundle *bundle, size_t *at)
{
	const char *path = (const char *)bundle->data + *at, *length;

	if (*at >= bundle->len)
		return NULL;
	length = path + strlen(path) + 1;
	*at += strlen(path) + 1 + strlen(length) + 1 + (size_t)strtoull(length, NULL, 10);
	return path;
}

static size_t count_files(const struct dunlin_bundle *bundle)
{
	size_t n = 0, at = 0;

	while (next_file(bundle, &at) != NULL)
		n++;
	return n;
}

static dunlin_status make_bundle(struct dn_job *job, struct embedding *e)
{
	dunlin_status status = dunlin_bundle_make(&e->bundle, job->engine, e->name, &job->err);
	uLongf len;

	if (status != DUNLIN_OK)
		return status;
	if (e->bundle->len == 0)
		return dn_fail_at(&job->err, DUNLIN_EUSAGE, job->target.options.folders[0], 0, 0,
				  "has no migrations to embed");
	if (e->bundle->len > MOST_BYTES)
		return dn_fail(&job->err, DUNLIN_EUSAGE,
			       "embed: the migrations are more than 2 GiB");
	if (dn_args_has(job->args, "plain"))
		return DUNLIN_OK;
	len = compressBound((uLong)e->bundle->len);
	e->packed = dn_need(malloc(len));
	if (compress2(e->packed, &len, e->bundle->data, (uLong)e->bundle->len,
		      Z_BEST_COMPRESSION) != Z_OK)
		return dn_fail_nomem(&job->err);
	e->packed_len = len;
	return DUNLIN_OK;
}

static dunlin_status write_files(struct dn_job *job, const struct embedding *e)
{
	const struct dn_embed embed = {
		.bundle = e->bundle,
		.symbol = e->symbol,
		.header = last_part(e->header),
		.n_files = count_files(e->bundle),
		.packed = e->packed,
		.packed_len = e->packed_len,
	};
	struct dn_str source = DN_STR_INIT, header = DN_STR_INIT;
	dunlin_status status;

	dn_embed_put_source(&source, &embed);
	dn_embed_put_header(&header, &embed);
	status = write_file(job, e->header, &header);
	if (status == DUNLIN_OK)
		status = write_file(job, e->source, &source);
	dn_str_clear(&source);
	dn_str_clear(&header);
	return status;
}

/* --- what is wrong with the migrations -------------------------------------------------- */

static void warn(const struct dn_job *job, const dunlin_findings *findings)
{
	size_t n = dunlin_findings_count(findings), i;

	for (i = 0; i < n; i++) {
		struct dunlin_finding finding = DUNLIN_FINDING_INIT;

		dunlin_findings_at(findings, i, &finding);
		if (finding.kind != DUNLIN_FINDING_GOOD)
			dn_warn(&job->output, finding.message, finding.file, finding.line);
	}
}

/* As `check` does; a body that is missing may be for a database that the program does not use. */
static dunlin_status check(struct dn_job *job, bool *good)
{
	struct dn_finding_counts counts;
	dunlin_findings *findings = NULL;
	dunlin_status status = dunlin_check(&findings, job->engine, NULL, 0, &job->err);

	if (status != DUNLIN_OK)
		return status;
	dn_findingform_count(&counts, findings);
	*good = counts.errors == 0;
	if (job->json != NULL)
		dn_lookjson_put_findings(job->json, findings);
	else if (*good)
		warn(job, findings);
	else
		dn_findingform_print(&job->output, findings);
	dunlin_findings_free(findings);
	return DUNLIN_OK;
}

/* --- all of it --------------------------------------------------------------------------- */

static void put_result(struct dn_job *job, const struct embedding *e)
{
	const char *path;
	json_t *array;
	size_t at = 0;

	array = dn_json_put_array(job->json, "files");
	dn_json_add_text(array, dn_short_file(e->source));
	dn_json_add_text(array, dn_short_file(e->header));
	dn_json_put_text(job->json, "symbol", e->symbol);
	dn_json_put_text(job->json, "name", e->name);
	dn_json_put_text(job->json, "checksum", e->bundle->checksum);
	dn_json_put_number(job->json, "bytes", (int64_t)e->bundle->len);
	if (e->packed != NULL)
		dn_json_put_number(job->json, "packed", (int64_t)e->packed_len);
	array = dn_json_put_array(job->json, "embedded");
	while ((path = next_file(e->bundle, &at)) != NULL)
		dn_json_add_text(array, path);
}

static void print_result(const struct embedding *e)
{
	dn_put(stdout, false, DN_STYLE_NONE, e->source);
	putchar('\n');
	dn_put(stdout, false, DN_STYLE_NONE, e->header);
	putchar('\n');
}

static dunlin_status embed(struct dn_job *job, struct embedding *e, bool *good)
{
	dunlin_status status = take_files(job, e);

	if (status == DUNLIN_OK)
		status = take_symbol(job, e);
	if (status == DUNLIN_OK)
		status = dn_job_open(job, DN_JOB_NO_TARGET);
	if (status == DUNLIN_OK && job->args->n_words > 0) {
		job->target.options.folders = (const char *const *)job->args->words;
		job->target.options.n_folders = job->args->n_words;
		status = dn_job_reopen(job);
	}
	if (status == DUNLIN_OK)
		status = check_old(job, e->source);
	if (status == DUNLIN_OK)
		status = check_old(job, e->header);
	if (status == DUNLIN_OK)
		status = check(job, good);
	if (status != DUNLIN_OK || !*good)
		return status;
	take_name(job, e);
	status = make_bundle(job, e);
	return status == DUNLIN_OK ? write_files(job, e) : status;
}

static int run(struct dn_job *job)
{
	struct embedding e = { NULL };
	bool good = false;
	dunlin_status status = embed(job, &e, &good);

	dn_job_rest(job);
	if (status == DUNLIN_OK && good && job->json != NULL)
		put_result(job, &e);
	else if (status == DUNLIN_OK && good)
		print_result(&e);
	embedding_clear(&e);
	if (status == DUNLIN_OK)
		return good ? DN_EXIT_OK : DN_EXIT_USAGE;
	return dn_job_fail(job, status);
}

static const struct dn_option options[] = {
	{ "output", 'o', false, false, "FILE", "the C file; its header is written beside it" },
	{ "plain", 0, false, false, NULL, "do not pack it: the program then needs no zlib" },
	{ "name", 0, false, false, "SYMBOL", "of the bundle in C (default: that of the file)" },
	DN_OPTION_END,
};

const struct dn_command dn_cmd_embed = {
	.name = "embed",
	.summary = "write the migrations as C, to have them inside a program",
	.usage = "[DIR]... -o FILE.c [--plain] [--name SYMBOL]",
	.about =
		"Of these folders, or those of the project, what would be read of them.  FILE.c and\n"
		"FILE.h hold one struct dunlin_bundle; the same files give the same bytes.  What\n"
		"`check` calls an error is one here.  Files that embed did not write are not\n"
		"written over.  Prints the files it wrote.",
	.options = options,
	.run = run,
};
