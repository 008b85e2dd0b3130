/* source/migration - how versions and migrations compare. */
#include "source/migration.h"

#include <string.h>

bool dn_stmt_is_sent(const struct dn_stmt *stmt)
{
	return (stmt->effects & (DN_EFFECT_CLIENT | DN_EFFECT_STRIPPED)) == 0;
}

int dn_version_compare(const char *a, const char *b)
{
	size_t left = strlen(a), right = strlen(b);

	if (left != right)
		return left < right ? -1 : 1;
	return strcmp(a, b);
}

const char *dn_version_canonical(const char *digits)
{
	while (digits[0] == '0' && digits[1] != '\0')
		digits++;
	return digits;
}

static int kind_rank(char kind)
{
	return kind == DN_KIND_VERSIONED ? 0 : kind == DN_KIND_REPEATABLE ? 1 : 2;
}

int dn_migration_compare_id(char kind_a, const char *a, char kind_b, const char *b)
{
	int rank_a = kind_rank(kind_a), rank_b = kind_rank(kind_b);
	bool env_a, env_b;

	if (rank_a != rank_b)
		return rank_a < rank_b ? -1 : 1;
	if (kind_a == DN_KIND_VERSIONED)
		return dn_version_compare(a, b);
	if (kind_a == DN_KIND_SEED) {
		env_a = strchr(a, '/') != NULL;
		env_b = strchr(b, '/') != NULL;
		if (env_a != env_b)
			return env_a ? 1 : -1;
	}
	return strcmp(a, b);
}

int dn_migration_compare(const void *a, const void *b)
{
	const struct dn_migration *left = a, *right = b;

	return dn_migration_compare_id(left->kind, left->id, right->kind, right->id);
}

void dn_body_put_down_file(struct dn_str *out, const struct dn_body *up)
{
	static const char *const ends[] = { ".sql", ".up" };
	size_t len = strlen(up->file), n, i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		n = strlen(ends[i]);
		if (len > n && strncmp(up->file + len - n, ends[i], n) == 0)
			len -= n;
	}
	dn_str_put(out, up->file, len);
	dn_str_puts(out, ".down.sql");
}
