/* script - reads what the scripted driver is told to do. */
#include "script.h"

#include <dunlin/error.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_WORDS 12

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* over the list, and what rules count */
static struct script *scripts;

static const struct {
	const char *name;
	int32_t status;
} statuses[] = {
	{ "ENOMEM", DUNLIN_ENOMEM },
	{ "EUSAGE", DUNLIN_EUSAGE },
	{ "EUNSUPPORTED", DUNLIN_EUNSUPPORTED },
	{ "ECONNECT", DUNLIN_ECONNECT },
	{ "ECONNLOST", DUNLIN_ECONNLOST },
	{ "ECOMMITUNKNOWN", DUNLIN_ECOMMITUNKNOWN },
	{ "ESYNTAX", DUNLIN_ESYNTAX },
	{ "EEXISTS", DUNLIN_EEXISTS },
	{ "EMISSING", DUNLIN_EMISSING },
	{ "ELOCKTIMEOUT", DUNLIN_ELOCKTIMEOUT },
	{ "EDEADLOCK", DUNLIN_EDEADLOCK },
	{ "ESERIALIZE", DUNLIN_ESERIALIZE },
	{ "ECANCELED", DUNLIN_ECANCELED },
	{ "EPERM", DUNLIN_EPERM },
	{ "EREADONLY", DUNLIN_EREADONLY },
	{ "ESQL", DUNLIN_ESQL },
	{ "EBUSY", DUNLIN_EBUSY },
};

static bool read_status(int32_t *out, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (strcmp(statuses[i].name, name) == 0) {
			*out = statuses[i].status;
			return true;
		}
	return false;
}

/* Cuts a line at blanks, in place; "a quoted text" is one word, and loses its quotes. */
static size_t cut(char *words[MAX_WORDS], char *line)
{
	size_t n = 0;
	char quote;

	for (;;) {
		line += strspn(line, " \t");
		if (*line == '\0' || n == MAX_WORDS)
			return n;
		quote = *line == '"' ? *line++ : ' ';
		words[n++] = line;
		line = strchr(line, quote);
		if (line == NULL)
			return n;
		*line++ = '\0';
	}
}

/* ACTION, and the words that belong to it; false when there is none. */
static bool read_action(struct script_rule *rule, char **words, size_t n)
{
	static const char *const verbs[] = { "fail", "return", "lose", "wait", "touch", "exit" };
	size_t verb, i;

	for (verb = 0; n > 0 && verb < sizeof(verbs) / sizeof(verbs[0]); verb++)
		if (strcmp(words[0], verbs[verb]) == 0)
			break;
	if (n == 0 || verb == sizeof(verbs) / sizeof(verbs[0]))
		return false;
	rule->verb = (enum script_verb)verb;
	if (rule->verb == SCRIPT_LOSE)
		return n == 1;
	if (n < 2)
		return false;
	if (rule->verb == SCRIPT_WAIT || rule->verb == SCRIPT_TOUCH) {
		rule->text = strdup(words[1]);
		return n == 2;
	}
	if (rule->verb != SCRIPT_FAIL) {
		rule->number = (int32_t)strtol(words[1], NULL, 10);
		return n == 2;
	}
	for (i = 2; i < n; i++) {
		if (strlen(words[i]) == 5 && rule->sqlstate == NULL)
			rule->sqlstate = strdup(words[i]);
		else
			rule->text = strdup(words[i]);
	}
	return read_status(&rule->number, words[1]);
}

/* The words behind `on`. */
static bool read_rule(struct script *script, char **words, size_t n)
{
	struct script_rule *rules, *rule;

	if (n < 2)
		return false;
	rules = realloc(script->rules, (script->n_rules + 1) * sizeof(*rules));
	if (rules == NULL)
		return false;
	script->rules = rules;
	rule = memset(&rules[script->n_rules++], 0, sizeof(*rule));
	rule->call = strdup(words[0]);
	words++, n--;
	if (words[0][0] >= '1' && words[0][0] <= '9') {
		rule->nth = (unsigned)strtoul(words[0], NULL, 10);
		words++, n--;
	}
	if (n > 2 && strcmp(words[0], "containing") == 0) {
		rule->containing = strdup(words[1]);
		words += 2, n -= 2;
	}
	if (n > 1 && strcmp(words[n - 1], "after") == 0) {
		rule->after = true;
		n--;
	}
	return read_action(rule, words, n);
}

/* The words behind `end`. */
static bool read_end(struct script *script, char **words, size_t n)
{
	script->single = n == 2 && strcmp(words[1], "single") == 0;
	if (n != 1 + (size_t)script->single)
		return false;
	script->end = (unsigned)strtoul(words[0], NULL, 10);
	return script->end > 0;
}

static bool read_line(struct script *script, char *line)
{
	char *words[MAX_WORDS];
	size_t n = cut(words, line);

	if (n == 0 || words[0][0] == '#')
		return true;
	if (n == 2 && strcmp(words[0], "driver") == 0)
		return (script->driver = strdup(words[1])) != NULL;
	if (n == 2 && strcmp(words[0], "url") == 0)
		return (script->url = strdup(words[1])) != NULL;
	if (strcmp(words[0], "end") == 0)
		return read_end(script, words + 1, n - 1);
	return strcmp(words[0], "on") == 0 && read_rule(script, words + 1, n - 1);
}

static void forget(struct script *script)
{
	struct script_rule *rule;

	for (rule = script->rules; rule < script->rules + script->n_rules; rule++) {
		free(rule->call);
		free(rule->containing);
		free(rule->text);
		free(rule->sqlstate);
	}
	free(script->rules);
	free(script->driver);
	free(script->url);
	free(script->source);
	free(script->path);
	free(script);
}

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t cap = 0;

	/* No NUL is in it: all of the file is one line. */
	if (file != NULL && getdelim(&text, &cap, '\0', file) < 0) {
		free(text);
		text = strdup("");
	}
	if (file != NULL)
		fclose(file);
	return text;
}

static struct script *parse(const char *path, char *source, const char **why)
{
	struct script *script = calloc(1, sizeof(*script));
	char *copy = strdup(source), *rest = copy, *line;
	bool fine = true;

	script->path = strdup(path);
	script->source = source; /* now the script's */
	while (fine && (line = strsep(&rest, "\n")) != NULL)
		fine = read_line(script, line);
	free(copy);
	*why = !fine ? "a line of the script is broken" : "the script names no driver and url";
	if (fine && script->driver != NULL && script->url != NULL)
		return script;
	forget(script);
	return NULL;
}

struct script *script_read(const char *path, const char **why)
{
	char *source = read_file(path);
	struct script *script;

	*why = "there is no script of that name";
	if (source == NULL)
		return NULL;
	pthread_mutex_lock(&mutex);
	for (script = scripts; script != NULL; script = script->next)
		if (strcmp(script->path, path) == 0 && strcmp(script->source, source) == 0)
			break;
	if (script != NULL) {
		free(source);
	} else {
		script = parse(path, source, why);
		if (script != NULL) {
			script->next = scripts;
			scripts = script;
		}
	}
	pthread_mutex_unlock(&mutex);
	return script;
}

static bool fits(const struct script_rule *rule, const char *call, const char *text, size_t len,
		 bool after)
{
	return rule->after == after && strcmp(rule->call, call) == 0 &&
	       (rule->containing == NULL ||
		memmem(text, len, rule->containing, strlen(rule->containing)) != NULL);
}

bool script_mentions(const struct script *script, const char *call, const char *text, size_t len,
		     bool after)
{
	size_t i;

	for (i = 0; i < script->n_rules; i++)
		if (fits(&script->rules[i], call, text, len, after))
			return true;
	return false;
}

const struct script_rule *script_next(struct script *script, size_t *at, const char *call,
				      const char *text, size_t len, bool after)
{
	const struct script_rule *found = NULL;
	struct script_rule *rule;

	pthread_mutex_lock(&mutex);
	while (found == NULL && *at < script->n_rules) {
		rule = &script->rules[(*at)++];
		if (!fits(rule, call, text, len, after))
			continue;
		rule->seen++;
		if (rule->nth == 0 || rule->nth == rule->seen)
			found = rule;
	}
	pthread_mutex_unlock(&mutex);
	return found;
}

void script_moment(struct script *script)
{
	if (atomic_fetch_add(&script->moments, 1) + 1 == script->end)
		_exit(SCRIPT_ENDED);
}
