/* postgres/verify_read - follows the grammar of the few statements that can be verified. */
#include "verify_read.h"

#include <stdlib.h>
#include <string.h>

#include "words.h"

#define HEAD_TOKENS 8

/* The last part of a name; and, for what lies in a schema, that schema. */
#define LAST_PART "a.id[pg_catalog.array_upper(a.id, 1)]::pg_catalog.name"
#define PARTS "(SELECT pg_catalog.parse_ident($1) AS id) a"
#define CREATED_RELATION                                                                \
	"SELECT c.oid FROM " PARTS ", pg_catalog.pg_class c "                           \
	"JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "                     \
	"WHERE c.relname = " LAST_PART " AND n.nspname = "                              \
	"CASE pg_catalog.array_upper(a.id, 1) WHEN 1 THEN pg_catalog.current_schema() " \
	"ELSE a.id[pg_catalog.array_upper(a.id, 1) - 1]::pg_catalog.name END"
#define FOUND_RELATION                                                                   \
	"SELECT r.oid FROM (SELECT pg_catalog.to_regclass($1)::pg_catalog.oid) r (oid) " \
	"WHERE r.oid IS NOT NULL"
#define BY_NAME(catalog, column) \
	"SELECT c.oid FROM " PARTS ", pg_catalog." catalog " c WHERE c." column " = " LAST_PART

static const struct dn_pg_kind kinds[] = {
	{ "database", "pg_database", BY_NAME("pg_database", "datname"), NULL, true },
	{ "tablespace", "pg_tablespace", BY_NAME("pg_tablespace", "spcname"), NULL, true },
	{ "subscription", "pg_subscription",
	  BY_NAME("pg_subscription", "subname") " AND c.subdbid = (SELECT d.oid "
						"FROM pg_catalog.pg_database d "
						"WHERE d.datname = pg_catalog.current_database())",
	  NULL, true },
	{ "index", "pg_class", NULL, FOUND_RELATION, false },
	{ "table", "pg_class", CREATED_RELATION, FOUND_RELATION, false },
	{ "view", "pg_class", CREATED_RELATION, FOUND_RELATION, false },
	{ "materialized view", "pg_class", CREATED_RELATION, FOUND_RELATION, false },
	{ "sequence", "pg_class", CREATED_RELATION, FOUND_RELATION, false },
	{ "schema", "pg_namespace", BY_NAME("pg_namespace", "nspname"), NULL, false },
};

/* Statements of which the words alone say that they may run twice. */
static const char *const twice[] = {
	"vacuum",     "analyze",
	"analyse",    "cluster",
	"checkpoint", "refresh materialized view",
	"discard",    "set",
	"reset",      "alter system",
	"comment on", "grant",
	"revoke",     "create or replace",
	"reindex",    "listen",
	"unlisten",   "load",
	"show",       "security label",
};

static const struct dn_pg_kind *take_kind(struct dn_pg_words *w)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (dn_pg_words_take_all(w, kinds[i].words))
			return &kinds[i];
	}
	return NULL;
}

/* One more name, or a list of them; false when there is none. */
static bool read_names(struct dn_pg_reading *r, struct dn_pg_words *w)
{
	do {
		char **more = realloc((void *)r->names, (r->n_names + 1) * sizeof(*more));

		if (more == NULL)
			return false;
		r->names = more;
		if (!dn_pg_words_take_name(w, &r->names[r->n_names]))
			return false;
		r->n_names++;
	} while (dn_pg_words_take(w, ","));
	return true;
}

/* A table with ONLY, parentheses and a star, all of which say nothing here. */
static bool read_table(char **out, struct dn_pg_words *w)
{
	bool parens;

	(void)dn_pg_words_take(w, "only");
	parens = dn_pg_words_take(w, "(");
	if (!dn_pg_words_take_name(w, out))
		return false;
	if (parens && !dn_pg_words_take(w, ")"))
		return false;
	(void)dn_pg_words_take(w, "*");
	return true;
}

/* Whether TABLESPACE stands outside of parentheses before WHERE. */
static bool names_tablespace(struct dn_pg_words w)
{
	while (w.token != DN_PG_END && !dn_pg_words_at(&w, "where")) {
		if (dn_pg_words_at(&w, "tablespace"))
			return true;
		if (dn_pg_words_at(&w, "("))
			dn_pg_words_pass_parens(&w);
		else
			dn_pg_words_next(&w);
	}
	return false;
}

/* Past CREATE [UNIQUE] INDEX. */
static void read_create_index(struct dn_pg_reading *r, struct dn_pg_words *w)
{
	(void)dn_pg_words_take(w, "concurrently");
	r->conditional = dn_pg_words_take_all(w, "if not exists");
	if (!dn_pg_words_at(w, "on") && !read_names(r, w))
		return;
	if (!dn_pg_words_take(w, "on") || !read_table(&r->parent, w))
		return;
	r->tail = w->at;
	r->tablespace = names_tablespace(*w);
	r->verb = DN_PG_CREATE_INDEX;
}

/* What is not looked for by name is as if it ran once when the statement says IF. */
static bool says_if(struct dn_pg_words w, const char *words)
{
	int i;

	for (i = 0; i < HEAD_TOKENS && w.token == DN_PG_WORD; i++) {
		if (dn_pg_words_take_all(&w, words))
			return true;
		dn_pg_words_next(&w);
	}
	return false;
}

static void read_create(struct dn_pg_reading *r, struct dn_pg_words *w)
{
	if (says_if(*w, "if not exists")) {
		struct dn_pg_words walk = *w;

		(void)dn_pg_words_take(&walk, "unique");
		if (!dn_pg_words_at(&walk, "index")) {
			r->verb = DN_PG_TWICE;
			return;
		}
	}
	r->unique = dn_pg_words_take(w, "unique");
	if (dn_pg_words_take(w, "index")) {
		read_create_index(r, w);
		return;
	}
	(void)dn_pg_words_take(w, "unlogged");
	r->kind = take_kind(w);
	if (r->kind != NULL && r->kind->created != NULL && !dn_pg_words_at(w, "authorization") &&
	    read_names(r, w))
		r->verb = DN_PG_CREATE;
}

static void read_drop(struct dn_pg_reading *r, struct dn_pg_words *w)
{
	r->kind = take_kind(w);
	if (r->kind == NULL) {
		r->verb = says_if(*w, "if exists") ? DN_PG_TWICE : DN_PG_OTHER;
		return;
	}
	(void)dn_pg_words_take(w, "concurrently");
	r->conditional = dn_pg_words_take_all(w, "if exists");
	if (read_names(r, w))
		r->verb = DN_PG_DROP;
}

/* Whether the options in parentheses, at which it stands, turn CONCURRENTLY on. */
static bool option_concurrently(struct dn_pg_words w)
{
	bool on = false;

	for (; w.token != DN_PG_END && !dn_pg_words_at(&w, ")"); dn_pg_words_next(&w)) {
		if (!dn_pg_words_take(&w, "concurrently"))
			continue;
		on = !dn_pg_words_at(&w, "false") && !dn_pg_words_at(&w, "off") &&
		     !dn_pg_words_at(&w, "0");
		if (dn_pg_words_at(&w, ")"))
			break;
	}
	return on;
}

static void read_reindex(struct dn_pg_reading *r, struct dn_pg_words *w)
{
	static const char *const scopes[] = { "index", "table", "schema", "database" };
	bool concurrently = dn_pg_words_at(w, "(") && option_concurrently(*w);
	size_t i;

	r->verb = DN_PG_TWICE;
	dn_pg_words_pass_parens(w);
	for (i = 0; i < sizeof(scopes) / sizeof(scopes[0]) && r->scope == NULL; i++) {
		if (dn_pg_words_take(w, scopes[i]))
			r->scope = scopes[i];
	}
	if (dn_pg_words_take(w, "concurrently"))
		concurrently = true;
	if (!concurrently || r->scope == NULL)
		return;
	/* The name of the database may be left out. */
	if (read_names(r, w) || strcmp(r->scope, "database") == 0)
		r->verb = DN_PG_REINDEX;
}

static void read_alter_table(struct dn_pg_reading *r, struct dn_pg_words *w)
{
	(void)dn_pg_words_take_all(w, "if exists");
	if (!read_table(&r->parent, w) || !dn_pg_words_take_all(w, "detach partition") ||
	    !read_names(r, w))
		return;
	r->verb = dn_pg_words_at(w, "finalize") ? DN_PG_FINALIZE : DN_PG_DETACH;
}

static void read_alter_type(struct dn_pg_reading *r, struct dn_pg_words *w)
{
	if (!dn_pg_words_take_name(w, &r->parent))
		return;
	if (dn_pg_words_take_all(w, "add value")) {
		r->conditional = dn_pg_words_take_all(w, "if not exists");
		if (dn_pg_words_take_string(w, &r->label))
			r->verb = DN_PG_ADD_VALUE;
	} else if (dn_pg_words_take_all(w, "rename value")) {
		if (dn_pg_words_take_string(w, &r->label) && dn_pg_words_take(w, "to") &&
		    dn_pg_words_take_string(w, &r->new_label))
			r->verb = DN_PG_RENAME_VALUE;
	}
}

static void read_alter_subscription(struct dn_pg_reading *r, struct dn_pg_words *w)
{
	bool add;

	if (!dn_pg_words_take_name(w, &r->parent))
		return;
	if (dn_pg_words_at(w, "set") || dn_pg_words_at(w, "refresh") ||
	    dn_pg_words_at(w, "enable") || dn_pg_words_at(w, "disable") ||
	    dn_pg_words_at(w, "connection")) {
		r->verb = DN_PG_TWICE;
		return;
	}
	add = dn_pg_words_at(w, "add");
	if ((dn_pg_words_take_all(w, "add publication") ||
	     dn_pg_words_take_all(w, "drop publication")) &&
	    read_names(r, w))
		r->verb = add ? DN_PG_ADD_PUBLICATION : DN_PG_DROP_PUBLICATION;
}

/* ALTER DATABASE and ALTER ROLE, past those words: settings are no more set for being set again. */
static void read_alter_settings(struct dn_pg_reading *r, struct dn_pg_words *w)
{
	if (dn_pg_words_take_name(w, &r->parent) &&
	    (dn_pg_words_at(w, "set") || dn_pg_words_at(w, "reset")))
		r->verb = DN_PG_TWICE;
}

static void read_alter(struct dn_pg_reading *r, struct dn_pg_words *w)
{
	if (dn_pg_words_take(w, "table"))
		read_alter_table(r, w);
	else if (dn_pg_words_take(w, "type"))
		read_alter_type(r, w);
	else if (dn_pg_words_take(w, "subscription"))
		read_alter_subscription(r, w);
	else if (dn_pg_words_take(w, "database") || dn_pg_words_take(w, "role") ||
		 dn_pg_words_take(w, "user"))
		read_alter_settings(r, w);
}

static void read_prepared(struct dn_pg_reading *r, struct dn_pg_words *w, enum dn_pg_verb verb)
{
	if (dn_pg_words_take_string(w, &r->label))
		r->verb = verb;
}

void dn_pg_reading_init(struct dn_pg_reading *r, const char *sql, size_t len)
{
	struct dn_pg_words w;
	size_t i;

	memset(r, 0, sizeof(*r));
	dn_pg_words_start(&w, sql, len);
	if (dn_pg_words_take(&w, "reindex")) {
		read_reindex(r, &w);
		return;
	}
	for (i = 0; i < sizeof(twice) / sizeof(twice[0]); i++) {
		if (dn_pg_words_take_all(&w, twice[i])) {
			r->verb = DN_PG_TWICE;
			return;
		}
	}
	if (dn_pg_words_take(&w, "create"))
		read_create(r, &w);
	else if (dn_pg_words_take(&w, "drop"))
		read_drop(r, &w);
	else if (dn_pg_words_take(&w, "alter"))
		read_alter(r, &w);
	else if (dn_pg_words_take_all(&w, "commit prepared"))
		read_prepared(r, &w, DN_PG_COMMIT_PREPARED);
	else if (dn_pg_words_take_all(&w, "rollback prepared"))
		read_prepared(r, &w, DN_PG_ROLLBACK_PREPARED);
}

void dn_pg_reading_clear(struct dn_pg_reading *r)
{
	size_t i;

	for (i = 0; i < r->n_names; i++)
		free(r->names[i]);
	free((void *)r->names);
	free(r->parent);
	free(r->label);
	free(r->new_label);
	memset(r, 0, sizeof(*r));
}

char *dn_pg_reading_head(const char *sql, size_t len)
{
	struct dn_pg_words w;
	bool close = true; /* no blank before the next token */
	size_t n = 0;
	char *text;
	int i;

	dn_pg_words_start(&w, sql, len);
	text = calloc(len + HEAD_TOKENS + sizeof(" …"), 1);
	if (text == NULL)
		return NULL;
	for (i = 0; i < HEAD_TOKENS; i++) {
		bool dot = dn_pg_words_at(&w, ".");

		if (w.token != DN_PG_WORD && w.token != DN_PG_NAME && !dot)
			break;
		if (!close && !dot)
			text[n++] = ' ';
		memcpy(text + n, sql + w.at, w.size);
		n += w.size;
		close = dot;
		dn_pg_words_next(&w);
	}
	if (w.at < len || n == 0)
		memcpy(text + n, n > 0 ? " …" : "…", strlen(n > 0 ? " …" : "…"));
	return text;
}
