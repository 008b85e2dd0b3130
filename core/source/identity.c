/* source/identity - all that decides what migrations come to, as one digest. */
#include "source/identity.h"

#include <inttypes.h>
#include <stdio.h>

static void add_number(struct dn_digest *digest, int64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, number);
	dn_digest_add_field(digest, text);
}

static void add_list(struct dn_digest *digest, const char *const *list, size_t n)
{
	size_t i;

	add_number(digest, (int64_t)n);
	for (i = 0; i < n; i++)
		dn_digest_add_field(digest, list[i]);
}

/* The directives stand by themselves: those above the first section are in no body's text. */
static dunlin_status add_body(struct dn_source *source, struct dn_digest *digest,
			      struct dn_body *body, dunlin_error *err)
{
	dunlin_status status;

	dn_digest_add_field(digest, body == NULL ? NULL : "body");
	if (body == NULL)
		return DUNLIN_OK;
	status = dn_body_load(source, body, err);
	if (status != DUNLIN_OK)
		return status;
	dn_digest_add_field(digest, body->dialect);
	dn_digest_add_field(digest, body->checksum);
	add_number(digest, body->tx_off);
	add_number(digest, body->online);
	add_number(digest, body->lock_timeout_ms);
	add_number(digest, body->statement_timeout_ms);
	add_list(digest, body->requires, body->n_requires);
	add_list(digest, body->only, body->n_only);
	add_list(digest, body->env, body->n_env);
	dn_digest_add_field(digest, body->when);
	return DUNLIN_OK;
}

dunlin_status dn_identity_add(struct dn_source *source, struct dn_digest *digest, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	add_number(digest, (int64_t)source->n);
	for (i = 0; i < source->n && status == DUNLIN_OK; i++) {
		const struct dn_migration *migration = &source->migrations[i];
		const char kind[2] = { migration->kind, '\0' };

		dn_digest_add_field(digest, kind);
		dn_digest_add_field(digest, migration->id);
		dn_digest_add_field(digest, migration->name);
		dn_digest_add_field(digest, migration->seed_env);
		status = add_body(source, digest, migration->up, err);
	}
	return status;
}
