/* source/bundle - the files of a bundle, taken out and made sure of. */
#include "source/bundle.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/vec.h"

/* Whoever embeds it writes a new one; nobody mends one by hand. */
static dunlin_status refuse(dunlin_error *err, const char *name, const char *why)
{
	dunlin_status status =
		dn_fail_at(err, DUNLIN_EUSAGE, name, 0, 0, "the bundle is no good: %s", why);

	dn_error_hint(err, "write it again with `dunlin embed`, and build the program anew");
	return status;
}

/* --- the struct --------------------------------------------------------------- */

static const char *what_is_missing(const struct dunlin_bundle *from)
{
	if (from->reserved != 0)
		return "it is of a later version of Dunlin";
	if (from->checksum == NULL || strlen(from->checksum) != DN_DIGEST_HEX)
		return "it has no checksum";
	if (from->data == NULL && from->len > 0)
		return "it has no data";
	if (from->unpack == NULL && from->len != from->raw_len)
		return "it is packed, and nothing unpacks it";
	if (from->raw_len >= SIZE_MAX || from->len >= SIZE_MAX)
		return "it is larger than memory can be";
	return NULL;
}

static dunlin_status check_members(const struct dunlin_bundle *from, dunlin_error *err)
{
	const char *why;

	if (from == NULL || from->size < DUNLIN_BUNDLE_SIZE || from->name == NULL ||
	    from->name[0] == '\0')
		return refuse(err, "bundle", "it is not initialised");
	why = what_is_missing(from);
	return why == NULL ? DUNLIN_OK : refuse(err, from->name, why);
}

/* --- the files ------------------------------------------------------------------- */

/* What is wrong with a path; NULL: nothing. */
static const char *check_path(const char *path)
{
	const char *part = path;
	size_t len;

	for (;;) {
		len = strcspn(part, "/");
		if (len == 0)
			return path[0] == '/' ? "is absolute" : "has an empty part";
		if ((len == 1 && part[0] == '.') || (len == 2 && strncmp(part, "..", 2) == 0))
			return "leads elsewhere";
		if (part[len] == '\0')
			return NULL;
		part += len + 1;
	}
}

/* The digits of a length that is in its shortest form, and no more than `most`. */
static bool read_length(size_t *out, const char *text, size_t most)
{
	size_t n = 0;

	if (text[0] == '\0' || (text[0] == '0' && text[1] != '\0'))
		return false;
	for (; *text >= '0' && *text <= '9'; text++) {
		if (n > most / 10)
			return false;
		n = n * 10 + (size_t)(*text - '0');
		if (n > most)
			return false;
	}
	*out = n;
	return *text == '\0';
}

/* The text at *at, up to its NUL, which *at is then behind; NULL: it has none. */
static const char *take_text(const char **at, const char *end)
{
	const char *text = *at;
	const char *nul = memchr(text, '\0', (size_t)(end - text));

	if (nul != NULL)
		*at = nul + 1;
	return nul == NULL ? NULL : text;
}

static dunlin_status refuse_path(dunlin_error *err, const struct dn_bundle *bundle,
				 const char *path, const char *why)
{
	dunlin_status status = dn_fail_at(err, DUNLIN_EUSAGE, bundle->name, 0, 0,
					  "the bundle is no good: the path \"%s\" %s", path, why);

	dn_error_hint(err, "write it again with `dunlin embed`, and build the program anew");
	return status;
}

static dunlin_status take_file(struct dn_bundle *out, const char **at, const char *end,
			       dunlin_error *err)
{
	const char *path = take_text(at, end), *length, *why;
	struct dn_bundle_file *file;
	size_t len;

	if (path == NULL)
		return refuse(err, out->name, "a path in it has no end");
	why = check_path(path);
	if (why == NULL && out->n > 0 && strcmp(out->files[out->n - 1].path, path) >= 0)
		why = "comes twice, or not in order";
	if (why != NULL)
		return refuse_path(err, out, path, why);
	length = take_text(at, end);
	if (length == NULL || !read_length(&len, length, (size_t)(end - *at)))
		return refuse_path(err, out, path, "has a file of no length, or a wrong one");
	file = dn_vec_add(&out->files, &out->n, &out->cap, sizeof(*file));
	if (file == NULL)
		return dn_fail_nomem(err);
	file->path = path;
	file->data = *at;
	file->len = len;
	*at += len;
	return DUNLIN_OK;
}

/* No folder may have the path of a file. */
static dunlin_status check_folders(const struct dn_bundle *bundle, dunlin_error *err)
{
	const char *path, *slash;
	size_t i;

	for (i = 0; i < bundle->n; i++) {
		path = bundle->files[i].path;
		for (slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/'))
			if (dn_bundle_find(bundle, path, (size_t)(slash - path)) != NULL)
				return refuse_path(err, bundle, path, "lies in a file");
	}
	return DUNLIN_OK;
}

static dunlin_status take_files(struct dn_bundle *out, const char *data, size_t len,
				dunlin_error *err)
{
	const char *at = data, *end = data + len;
	dunlin_status status = DUNLIN_OK;

	while (at < end && status == DUNLIN_OK)
		status = take_file(out, &at, end, err);
	return status == DUNLIN_OK ? check_folders(out, err) : status;
}

/* --- all of it ------------------------------------------------------------------- */

static dunlin_status check_sum(const struct dunlin_bundle *from, const unsigned char *data,
			       dunlin_error *err)
{
	char hex[DN_DIGEST_HEX + 1];
	struct dn_digest digest;

	dn_digest_init(&digest);
	dn_digest_add(&digest, data, (size_t)from->raw_len);
	dn_digest_hex(&digest, hex);
	if (strcmp(hex, from->checksum) == 0)
		return DUNLIN_OK;
	return refuse(err, from->name, "its checksum is another, so it was changed or damaged");
}

static dunlin_status unpack(struct dn_bundle *out, const struct dunlin_bundle *from,
			    dunlin_error *err)
{
	int32_t result;

	if (from->unpack == NULL)
		return DUNLIN_OK;
	out->unpacked = malloc((size_t)from->raw_len + 1); /* never of nothing */
	if (out->unpacked == NULL)
		return dn_fail_nomem(err);
	result = from->unpack(out->unpacked, from->raw_len, from->data, from->len);
	if (result == 0)
		return DUNLIN_OK;
	if (result == -1)
		return dn_fail_nomem(err);
	return refuse(err, from->name, "it cannot be unpacked, so it was changed or damaged");
}

dunlin_status dn_bundle_open(struct dn_bundle *out, const struct dunlin_bundle *from,
			     dunlin_error *err)
{
	const unsigned char *data;
	dunlin_status status;

	memset(out, 0, sizeof(*out));
	status = check_members(from, err);
	if (status != DUNLIN_OK)
		return status;
	out->name = from->name;
	status = unpack(out, from, err);
	data = out->unpacked == NULL ? from->data : out->unpacked;
	if (status == DUNLIN_OK)
		status = check_sum(from, data, err);
	if (status == DUNLIN_OK && from->raw_len > 0)
		status = take_files(out, (const char *)data, (size_t)from->raw_len, err);
	if (status != DUNLIN_OK)
		dn_bundle_clear(out);
	return status;
}

void dn_bundle_clear(struct dn_bundle *bundle)
{
	free(bundle->files);
	free(bundle->unpacked);
	memset(bundle, 0, sizeof(*bundle));
}

/* --- as a folder ------------------------------------------------------------------- */

/* A path that is not terminated, as bsearch is given it. */
struct key {
	const char *path;
	size_t len;
};

static int by_path(const void *key, const void *file)
{
	const struct key *wanted = key;
	const char *path = ((const struct dn_bundle_file *)file)->path;
	int order = strncmp(wanted->path, path, wanted->len);

	return order == 0 && path[wanted->len] != '\0' ? -1 : order;
}

const struct dn_bundle_file *dn_bundle_find(const struct dn_bundle *bundle, const char *path,
					    size_t len)
{
	const struct key key = { path, len };

	return bundle->n == 0
		       ? NULL
		       : bsearch(&key, bundle->files, bundle->n, sizeof(*bundle->files), by_path);
}

/* Whether the last one added is the folder of that name: what lies in it has come in a row. */
static bool is_last(const struct dn_path_list *list, const char *name, size_t len)
{
	const struct dn_path_entry *last = list->n == 0 ? NULL : &list->items[list->n - 1];

	return last != NULL && last->is_dir && strncmp(last->name, name, len) == 0 &&
	       last->name[len] == '\0';
}

bool dn_bundle_list(struct dn_path_list *out, const struct dn_bundle *bundle, const char *folder)
{
	const size_t skip = strlen(folder);
	struct dn_path_entry *entry;
	const char *name;
	size_t i, len;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < bundle->n; i++) {
		name = bundle->files[i].path;
		if (skip > 0 && (strncmp(name, folder, skip) != 0 || name[skip] != '/'))
			continue;
		name += skip == 0 ? 0 : skip + 1;
		len = strcspn(name, "/");
		if (is_last(out, name, len))
			continue;
		entry = dn_path_list_add(out, name, len);
		if (entry == NULL) {
			dn_path_list_clear(out);
			return false;
		}
		entry->is_dir = name[len] == '/';
		entry->is_file = !entry->is_dir;
	}
	dn_path_list_sort(out);
	return true;
}
