/* source/apply - one directive's effect on the body it stands in. */
#include "source/apply.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/str.h"
#include "source/argument.h"
#include "source/filename.h"

static dunlin_status fail_word(const struct dn_apply *apply, const struct dn_directive *directive,
			       const char *word, size_t len, const char *why, dunlin_error *err)
{
	return dn_fail_at(err, DUNLIN_EUSAGE, apply->file->file, directive->line, 0,
			  "%s: \"%.*s\" %s", dn_directive_info(directive->word)->text, (int)len,
			  word, why);
}

/* A version, or in a repeatable also R__name; both must lie before this one. */
static dunlin_status take_requirement(const char **out, const struct dn_apply *apply,
				      const struct dn_directive *directive, const char *word,
				      size_t len, dunlin_error *err)
{
	const struct dn_body_file *file = apply->file;
	const char *why = NULL;
	bool digits;
	char *copy;

	copy = dn_arena_copy(apply->arena, word, len);
	if (copy == NULL)
		return dn_fail_nomem(err);
	digits = strspn(copy, "0123456789") == len;
	*out = digits ? dn_version_canonical(copy) : copy;
	if (digits && strlen(*out) > DN_VERSION_DIGITS)
		why = "is longer than 64 digits";
	else if (digits && file->kind == DN_KIND_VERSIONED && strcmp(*out, file->id) == 0)
		why = "is this migration itself";
	else if (digits && file->kind == DN_KIND_VERSIONED &&
		 dn_version_compare(*out, file->id) > 0)
		why = "is a higher version; only lower ones can be required";
	else if (!digits && strncmp(copy, "R__", 3) != 0)
		why = "is no version";
	else if (!digits && file->kind != DN_KIND_REPEATABLE)
		why = "is a repeatable, which only a repeatable can require";
	else if (!digits && strcmp(copy + 3, file->id) == 0)
		why = "is this repeatable itself";
	return why == NULL ? DUNLIN_OK : fail_word(apply, directive, word, len, why, err);
}

static dunlin_status take_dialect(const char **out, const struct dn_apply *apply,
				  const struct dn_directive *directive, const char *word,
				  size_t len, dunlin_error *err)
{
	struct dn_str known = DN_STR_INIT;
	dunlin_status status = DUNLIN_OK;

	*out = dn_filename_dialect(apply->options, word, len);
	if (*out == NULL) {
		dn_str_puts(&known, "is no dialect; known: ");
		dn_filename_dialects(&known, apply->options);
		status = fail_word(apply, directive, word, len, dn_str_text(&known), err);
	} else if (apply->file->dialect != NULL && strcmp(apply->file->dialect, *out) != 0) {
		dn_str_printf(&known, "is not the dialect of this file, %s", apply->file->dialect);
		status = fail_word(apply, directive, word, len, dn_str_text(&known), err);
	}
	dn_str_clear(&known);
	return status;
}

static dunlin_status take_env(const char **out, const struct dn_apply *apply,
			      const struct dn_directive *directive, const char *word, size_t len,
			      dunlin_error *err)
{
	*out = NULL;
	if (!dn_filename_is_env(word, len))
		return fail_word(apply, directive, word, len,
				 "is no name of an environment: letters, digits, _ and - only",
				 err);
	*out = dn_arena_copy(apply->arena, word, len);
	return *out == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
}

typedef dunlin_status take_fn(const char **out, const struct dn_apply *apply,
			      const struct dn_directive *directive, const char *word, size_t len,
			      dunlin_error *err);

/* Adds every argument to a list of the body. */
static dunlin_status take_list(const char ***list, size_t *n, const struct dn_apply *apply,
			       struct dn_mark *mark, const struct dn_directive *directive,
			       take_fn *take, dunlin_error *err)
{
	const char *args = directive->args, *word;
	size_t left = directive->args_len, len, more = 0;
	dunlin_status status;
	const char **larger;

	while (dn_argument_next(&args, &left, &len) != NULL)
		more++;
	larger = dn_arena_alloc(apply->arena, (*n + more) * sizeof(*larger));
	if (larger == NULL)
		return dn_fail_nomem(err);
	if (*n > 0)
		memcpy(larger, *list, *n * sizeof(*larger));
	*list = larger;
	mark->n = more;
	args = directive->args;
	left = directive->args_len;
	while ((word = dn_argument_next(&args, &left, &len)) != NULL) {
		status = take(&larger[*n], apply, directive, word, len, err);
		if (status != DUNLIN_OK)
			return status;
		(*n)++;
	}
	return DUNLIN_OK;
}

static dunlin_status take_when(struct dn_body *body, const struct dn_apply *apply,
			       const struct dn_directive *directive, dunlin_error *err)
{
	size_t len = directive->args_len;

	if (len < 7 || strncasecmp(directive->args, "SELECT", 6) != 0 ||
	    isalnum((unsigned char)directive->args[6]) || directive->args[6] == '_')
		return dn_fail_at(err, DUNLIN_EUSAGE, apply->file->file, directive->line, 0,
				  "when takes a query that begins with SELECT, not \"%.*s\"",
				  (int)len, directive->args);
	/* Sent as one statement, like any other: without its delimiter. */
	while (len > 0 && (directive->args[len - 1] == ';' || directive->args[len - 1] == ' ' ||
			   directive->args[len - 1] == '\t'))
		len--;
	body->when = dn_arena_copy(apply->arena, directive->args, len);
	body->when_line = directive->line;
	return body->when == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
}

dunlin_status dn_apply(const struct dn_apply *apply, struct dn_body *body, struct dn_mark *mark,
		       const struct dn_directive *directive, dunlin_error *err)
{
	const char *file = apply->file->file;
	dunlin_status status = DUNLIN_OK;

	switch (directive->word) {
	case DN_WORD_TRANSACTION:
		body->tx_off = true;
		break;
	case DN_WORD_IRREVERSIBLE:
		body->irreversible = true;
		break;
	case DN_WORD_ONLINE:
		body->online = true;
		break;
	case DN_WORD_REQUIRES:
		return take_list(&body->requires, &body->n_requires, apply, mark, directive,
				 take_requirement, err);
	case DN_WORD_ONLY:
		return take_list(&body->only, &body->n_only, apply, mark, directive, take_dialect,
				 err);
	case DN_WORD_ENV:
		return take_list(&body->env, &body->n_env, apply, mark, directive, take_env, err);
	case DN_WORD_LOCK_TIMEOUT:
		status = dn_argument_time(&body->lock_timeout_ms, directive, file, err);
		if (body->lock_timeout_ms == 0)
			body->lock_timeout_ms = -1; /* "0" is no limit, as the databases have it */
		break;
	case DN_WORD_STATEMENT_TIMEOUT:
		status = dn_argument_time(&body->statement_timeout_ms, directive, file, err);
		break;
	case DN_WORD_WHEN:
		return take_when(body, apply, directive, err);
	case DN_WORD_EXPECT:
	case DN_WORD_MAX_TIME:
	case DN_WORD_USES:
		return dn_argument_expect(&mark->expect, apply->arena, directive, file, err);
	case DN_WORD_UP:
	case DN_WORD_DOWN:
	case DN_WORD_VERIFY:
	case DN_WORD_UNKNOWN:
		break;
	}
	return status;
}
