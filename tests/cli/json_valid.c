/*
 * json_valid - holds JSON to a JSON Schema (draft-07), as far as docs/schema uses it.
 *
 *   json_valid SCHEMA <VALUE       one value and nothing behind it; faults go to stdout
 *   json_valid --members SCHEMA... every member: OBJECT MEMBER always|success|sometimes
 *
 * A keyword that it does not know is an error: a rule that nobody checks is none.  References lead
 * into the same file or into one beside it.  A pattern is a POSIX extended one.
 */
#include <regex.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#define MOST_FILES 8

/* Where in the value, and in which file of schemas. */
struct place {
	const struct place *up;
	const char *member; /* NULL: item number `index` */
	size_t index;
};

struct schema_file {
	char *name;
	json_t *root;
};

static struct schema_file files[MOST_FILES];
static size_t n_files;
static const char *folder; /* of the schemas, with its slash */
static int folder_len;

static _Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void fault(const struct place *at, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static bool holds(json_t *root, json_t *schema, json_t *value, const struct place *at, bool say);

static _Noreturn void fatal(const char *format, ...)
{
	va_list args;

	fputs("json_valid: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

static void print_place(const struct place *at)
{
	if (at == NULL)
		return;
	print_place(at->up);
	if (at->member != NULL)
		printf(".%s", at->member);
	else
		printf("[%zu]", at->index);
}

static void fault(const struct place *at, const char *format, ...)
{
	va_list args;

	print_place(at);
	fputs(at == NULL ? "(all): " : ": ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* Lent until the end. */
static json_t *load_schema(const char *name, size_t len)
{
	json_error_t error;
	char path[4096];
	size_t i;

	for (i = 0; i < n_files; i++)
		if (strlen(files[i].name) == len && strncmp(files[i].name, name, len) == 0)
			return files[i].root;
	if (n_files == MOST_FILES)
		fatal("too many schemas");
	if ((size_t)snprintf(path, sizeof(path), "%.*s%.*s", folder_len, folder, (int)len, name) >=
	    sizeof(path))
		fatal("%s: the path is too long", name);
	files[n_files].root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (files[n_files].root == NULL)
		fatal("%s:%d: %s", path, error.line, error.text);
	files[n_files].name = strndup(name, len);
	return files[n_files++].root;
}

/* "#/definitions/NAME" or "FILE#/definitions/NAME". */
static json_t *follow(json_t **root, const char *ref)
{
	static const char into[] = "#/definitions/";
	const char *hash = strchr(ref, '#');
	json_t *found;

	if (hash == NULL || strncmp(hash, into, sizeof(into) - 1) != 0)
		fatal("$ref \"%s\": it is [FILE]#/definitions/NAME", ref);
	if (hash > ref)
		*root = load_schema(ref, (size_t)(hash - ref));
	found = json_object_get(json_object_get(*root, "definitions"), hash + sizeof(into) - 1);
	if (found == NULL)
		fatal("$ref \"%s\" leads nowhere", ref);
	return found;
}

static const char *type_of(json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "object";
	case JSON_ARRAY:
		return "array";
	case JSON_STRING:
		return "string";
	case JSON_INTEGER:
		return "integer";
	case JSON_REAL:
		return "number";
	case JSON_NULL:
		return "null";
	default:
		return "boolean";
	}
}

static bool has_type(const char *type, json_t *value)
{
	return strcmp(type, type_of(value)) == 0 ||
	       (strcmp(type, "number") == 0 && json_is_integer(value));
}

static bool type_holds(json_t *rule, json_t *value, const struct place *at, bool say)
{
	if (has_type(json_string_value(rule), value))
		return true;
	if (say)
		fault(at, "it is of type %s, not %s", type_of(value), json_string_value(rule));
	return false;
}

static bool enum_holds(json_t *rule, json_t *value, const struct place *at, bool say)
{
	size_t i;

	for (i = 0; i < json_array_size(rule); i++)
		if (json_equal(json_array_get(rule, i), value))
			return true;
	if (say)
		fault(at, "\"%s\" is none of the values it can have",
		      json_is_string(value) ? json_string_value(value) : type_of(value));
	return false;
}

static bool const_holds(json_t *rule, json_t *value, const struct place *at, bool say)
{
	bool equal = json_equal(rule, value) != 0;

	if (!equal && say)
		fault(at, "it is not the one value it can have");
	return equal;
}

static bool pattern_holds(json_t *rule, json_t *value, const struct place *at, bool say)
{
	regex_t regex;
	bool matches;

	if (!json_is_string(value))
		return true;
	if (regcomp(&regex, json_string_value(rule), REG_EXTENDED | REG_NOSUB) != 0)
		fatal("pattern \"%s\" is none", json_string_value(rule));
	matches = regexec(&regex, json_string_value(value), 0, NULL, 0) == 0;
	regfree(&regex);
	if (!matches && say)
		fault(at, "\"%s\" does not match %s", json_string_value(value),
		      json_string_value(rule));
	return matches;
}

static bool minimum_holds(json_t *rule, json_t *value, const struct place *at, bool say)
{
	bool enough = !json_is_integer(value) ||
		      json_integer_value(value) >= json_integer_value(rule);

	if (!enough && say)
		fault(at, "%lld is less than %lld", (long long)json_integer_value(value),
		      (long long)json_integer_value(rule));
	return enough;
}

static bool required_holds(json_t *rule, json_t *value, const struct place *at, bool say)
{
	bool all = true;
	size_t i;

	for (i = 0; json_is_object(value) && i < json_array_size(rule); i++) {
		const char *name = json_string_value(json_array_get(rule, i));

		if (json_object_get(value, name) != NULL)
			continue;
		all = false;
		if (say)
			fault(at, "there is no member \"%s\"", name);
	}
	return all;
}

static bool members_hold(json_t *root, json_t *schema, json_t *value, const struct place *at,
			 bool say)
{
	json_t *rules = json_object_get(schema, "properties"), *rule;
	bool closed = json_is_false(json_object_get(schema, "additionalProperties")), all = true;
	const char *name;
	json_t *member;

	json_object_foreach(value, name, member)
	{
		const struct place inside = { at, name, 0 };

		rule = json_object_get(rules, name);
		if (rule != NULL) {
			all = holds(root, rule, member, &inside, say) && all;
		} else if (closed) {
			all = false;
			if (say)
				fault(&inside, "the schema knows no such member");
		}
	}
	return all;
}

static bool items_hold(json_t *root, json_t *rule, json_t *value, const struct place *at, bool say)
{
	bool all = true;
	size_t i;

	for (i = 0; json_is_array(value) && i < json_array_size(value); i++) {
		const struct place inside = { at, NULL, i };

		all = holds(root, rule, json_array_get(value, i), &inside, say) && all;
	}
	return all;
}

static bool any_holds(json_t *root, json_t *rules, json_t *value, const struct place *at, bool say)
{
	size_t i;

	for (i = 0; i < json_array_size(rules); i++)
		if (holds(root, json_array_get(rules, i), value, at, false))
			return true;
	if (say) {
		fault(at, "none of these holds:");
		for (i = 0; i < json_array_size(rules); i++)
			(void)holds(root, json_array_get(rules, i), value, at, true);
	}
	return false;
}

static bool rule_holds(json_t *root, json_t *schema, const char *key, json_t *value,
		       const struct place *at, bool say)
{
	static const char *const words[] = { "$schema",     "$id",         "title",
					     "description", "definitions", "additionalProperties" };
	json_t *rule = json_object_get(schema, key);
	size_t i;

	if (strcmp(key, "type") == 0)
		return type_holds(rule, value, at, say);
	if (strcmp(key, "enum") == 0)
		return enum_holds(rule, value, at, say);
	if (strcmp(key, "const") == 0)
		return const_holds(rule, value, at, say);
	if (strcmp(key, "pattern") == 0)
		return pattern_holds(rule, value, at, say);
	if (strcmp(key, "minimum") == 0)
		return minimum_holds(rule, value, at, say);
	if (strcmp(key, "required") == 0)
		return required_holds(rule, value, at, say);
	if (strcmp(key, "properties") == 0)
		return members_hold(root, schema, value, at, say);
	if (strcmp(key, "items") == 0)
		return items_hold(root, rule, value, at, say);
	if (strcmp(key, "anyOf") == 0)
		return any_holds(root, rule, value, at, say);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(key, words[i]) == 0)
			return true;
	fatal("it does not know the keyword \"%s\"", key);
}

static bool holds(json_t *root, json_t *schema, json_t *value, const struct place *at, bool say)
{
	json_t *ref = json_object_get(schema, "$ref");
	const char *key;
	json_t *rule;
	bool all = true;

	if (ref != NULL) { /* draft-07: what stands beside it does not count */
		schema = follow(&root, json_string_value(ref));
		return holds(root, schema, value, at, say);
	}
	json_object_foreach(schema, key, rule)
		all = rule_holds(root, schema, key, value, at, say) && all;
	return all;
}

static bool is_required(json_t *schema, const char *name)
{
	json_t *required = json_object_get(schema, "required");
	size_t i;

	for (i = 0; i < json_array_size(required); i++)
		if (strcmp(json_string_value(json_array_get(required, i)), name) == 0)
			return true;
	return false;
}

/* A result is required where there is no error: {"anyOf": [ERROR, SUCCESS]}. */
static const char *when(json_t *schema, const char *name)
{
	if (is_required(schema, name))
		return "always";
	if (is_required(json_array_get(json_object_get(schema, "anyOf"), 1), name))
		return "success";
	return "sometimes";
}

static void print_members(const char *object, json_t *schema)
{
	const char *name;
	json_t *rule;

	json_object_foreach(json_object_get(schema, "properties"), name, rule)
		printf("%s %s %s\n", object, name, when(schema, name));
}

/* The name of a command is that of its file. */
static void print_all(const char *path)
{
	const char *slash = strrchr(path, '/'), *name;
	json_error_t error;
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error), *definition;
	char *base = strdup(slash == NULL ? path : slash + 1);

	if (root == NULL || base == NULL)
		fatal("%s:%d: %s", path, error.line, error.text);
	base[strcspn(base, ".")] = '\0';
	print_members(base, root);
	json_object_foreach(json_object_get(root, "definitions"), name, definition)
		print_members(name, definition);
	json_decref(root);
	free(base);
}

int main(int argc, char **argv)
{
	json_t *schema;
	json_error_t error;
	const char *slash;
	json_t *value;
	bool good;
	size_t i;
	int k;

	if (argc > 2 && strcmp(argv[1], "--members") == 0) {
		for (k = 2; k < argc; k++)
			print_all(argv[k]);
		return 0;
	}
	if (argc != 2)
		fatal("usage: json_valid SCHEMA <VALUE");
	slash = strrchr(argv[1], '/');
	folder = argv[1];
	folder_len = slash == NULL ? 0 : (int)(slash + 1 - argv[1]);
	schema = load_schema(argv[1] + folder_len, strlen(argv[1] + folder_len));
	value = json_loadf(stdin, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (value == NULL) {
		printf("it is not one JSON text: line %d: %s\n", error.line, error.text);
		good = false;
	} else {
		good = holds(schema, schema, value, NULL, true);
	}
	json_decref(value);
	for (i = 0; i < n_files; i++) {
		json_decref(files[i].root);
		free(files[i].name);
	}
	return good ? 0 : 1;
}
