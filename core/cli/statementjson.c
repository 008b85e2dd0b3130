/* cli/statementjson - the statements of every body, as JSON. */
#include "cli/statementjson.h"

#include <stdlib.h>
#include <string.h>

#include "cli/die.h"

static bool is_text(const json_t *object, const char *key, const char *text)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value != NULL && text != NULL && strcmp(value, text) == 0;
}

/* The migration's object: the last one, if it is the same, else a new one. */
static json_t *of_migration(json_t *array, const struct dunlin_statement_entry *entry)
{
	json_t *wanted = dn_json_object(), *last;
	size_t n = json_array_size(array);

	dn_json_put_migration(wanted, entry->migration, entry->id, entry->name);
	last = n == 0 ? NULL : json_array_get(array, n - 1);
	if (last == NULL ||
	    !is_text(last, "kind", json_string_value(json_object_get(wanted, "kind"))) ||
	    !is_text(last, "id", entry->id)) {
		last = dn_json_add_object(array);
		dn_json_put_migration(last, entry->migration, entry->id, entry->name);
	}
	json_decref(wanted);
	return last;
}

/* The array of the body's statements. */
static json_t *of_body(json_t *migration, const struct dunlin_statement_entry *entry)
{
	const char *key = entry->direction == DUNLIN_DIRECTION_DOWN     ? "down"
			  : entry->direction == DUNLIN_DIRECTION_VERIFY ? "verify"
									: "up";
	json_t *body = json_object_get(migration, key);

	if (body == NULL) {
		body = dn_json_put_object(migration, key);
		dn_json_put_file(body, "file", entry->file);
		(void)dn_json_put_array(body, "statements");
	}
	return json_object_get(body, "statements");
}

/* The engine's word, spelt as all words of ours in JSON. */
static void put_kind(json_t *object, const char *kind)
{
	char *word = dn_need_copy(kind), *dash;

	while ((dash = strchr(word, '-')) != NULL)
		*dash = '_';
	dn_json_put_text(object, "kind", word);
	free(word);
}

void dn_statementjson_put(json_t *object, const dunlin_statements *statements)
{
	json_t *array = dn_json_put_array(object, "migrations"), *item;
	size_t n = dunlin_statements_count(statements), i;

	for (i = 0; i < n; i++) {
		struct dunlin_statement_entry entry = DUNLIN_STATEMENT_ENTRY_INIT;

		dunlin_statements_at(statements, i, &entry);
		item = dn_json_add_object(of_body(of_migration(array, &entry), &entry));
		dn_json_put_number(item, "line", entry.line);
		dn_json_put_number(item, "offset", entry.offset);
		dn_json_put_number(item, "length", entry.length);
		put_kind(item, entry.kind);
		dn_json_put(item, "sql", dn_json_text(entry.sql, entry.sql_len));
	}
}
