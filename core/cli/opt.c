/* cli/opt - reads the command line by the tables of the commands. */
#include "cli/opt.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/die.h"
#include "cli/suggest.h"
#include "cli/url.h"

/* What getopt_long returns for the long form of the i-th option; letters are below. */
#define LONG_BASE 256

/* The two tables as getopt_long wants them. */
struct forms {
	const struct dn_option **options;
	struct option *longs;
	size_t n, cap, cap_longs;
	struct dn_str letters;
};

static void add_forms(struct forms *forms, const struct dn_option *options)
{
	for (; options != NULL && options->name != NULL; options++) {
		const struct dn_option **option;

		option = dn_need_item(&forms->options, &forms->n, &forms->cap, sizeof(*option));
		*option = options;
		if (options->letter == 0)
			continue;
		dn_str_putc(&forms->letters, options->letter);
		if (options->arg != NULL)
			dn_str_putc(&forms->letters, ':');
	}
}

/* `order` is what stands in front of the letters: "+:" stops at the first word,
 * "-:" hands words over in their order. */
static void forms_init(struct forms *forms, const char *order, const struct dn_command *command)
{
	size_t i;

	memset(forms, 0, sizeof(*forms));
	dn_str_puts(&forms->letters, order);
	add_forms(forms, command == NULL ? NULL : command->options);
	add_forms(forms, dn_global_options);
	if (forms->letters.failed)
		dn_die_nomem();
	forms->longs = dn_need(calloc(forms->n + 1, sizeof(*forms->longs)));
	for (i = 0; i < forms->n; i++) {
		forms->longs[i].name = forms->options[i]->name;
		forms->longs[i].has_arg = forms->options[i]->arg == NULL ? no_argument
									 : required_argument;
		forms->longs[i].val = LONG_BASE + (int)i;
	}
}

static void forms_clear(struct forms *forms)
{
	free(forms->options);
	free(forms->longs);
	dn_str_clear(&forms->letters);
}

static const struct dn_option *find_form(const struct forms *forms, int value)
{
	size_t i;

	if (value >= LONG_BASE)
		return forms->options[value - LONG_BASE];
	for (i = 0; i < forms->n; i++)
		if (forms->options[i]->letter != 0 && forms->options[i]->letter == value)
			return forms->options[i];
	return NULL;
}

static dunlin_status unknown_option(const struct forms *forms, const char *word, dunlin_error *err)
{
	const char *name = word + strspn(word, "-");
	char *cut = dn_need(strndup(name, strcspn(name, "=")));
	struct dn_suggest suggest = DN_SUGGEST_INIT(cut);
	size_t i, matches = 0;

	for (i = 0; i < forms->n; i++) {
		matches += strncmp(forms->options[i]->name, cut, strlen(cut)) == 0;
		dn_suggest_try(&suggest, forms->options[i]->name);
	}
	(void)dn_fail(err, DUNLIN_EUSAGE, "%s option --%s", matches > 1 ? "ambiguous" : "unknown",
		      cut);
	if (suggest.best != NULL)
		dn_error_hint(err, "did you mean --%s?", suggest.best);
	free(cut);
	return DUNLIN_EUSAGE;
}

/* After getopt_long returned '?' or ':'. */
static dunlin_status bad_option(const struct forms *forms, int code, const char *word,
				dunlin_error *err)
{
	const struct dn_option *option = optopt == 0 ? NULL : find_form(forms, optopt);

	if (option != NULL && code == ':')
		return dn_fail(err, DUNLIN_EUSAGE, "--%s needs an argument: %s", option->name,
			       option->arg);
	if (option != NULL)
		return dn_fail(err, DUNLIN_EUSAGE, "--%s takes no argument", option->name);
	if (optopt != 0)
		return dn_fail(err, DUNLIN_EUSAGE, "unknown option -%c", optopt);
	return unknown_option(forms, word, err);
}

/* `text` lies in argv. */
static dunlin_status add_given(struct dn_args *args, const struct dn_option *option, char *text,
			       dunlin_error *err)
{
	struct dn_given *given;
	bool twice = dn_args_has(args, option->name) && !option->many;

	given = dn_need_item(&args->given, &args->n_given, &args->cap_given, sizeof(*given));
	given->option = option;
	if (option->arg != NULL)
		given->value = dn_need_copy(text);
	if (option->secret)
		dn_url_wipe(text);
	if (twice && option->arg != NULL)
		return dn_fail(err, DUNLIN_EUSAGE, "--%s is given twice", option->name);
	return DUNLIN_OK;
}

static dunlin_status find_command(struct dn_args *args, const char *word, dunlin_error *err)
{
	struct dn_suggest suggest = DN_SUGGEST_INIT(word);
	char *shown;
	size_t i;

	for (i = 0; dn_commands[i] != NULL; i++) {
		if (strcmp(dn_commands[i]->name, word) == 0) {
			args->command = dn_commands[i];
			return DUNLIN_OK;
		}
		dn_suggest_try(&suggest, dn_commands[i]->name);
	}
	shown = dn_url_display(word);
	(void)dn_fail(err, DUNLIN_EUSAGE, "unknown command \"%s\"", shown);
	free(shown);
	if (suggest.best != NULL)
		dn_error_hint(err, "did you mean %s?", suggest.best);
	else
		dn_error_hint(err, "dunlin --help lists the commands");
	return DUNLIN_EUSAGE;
}

static void add_word(struct dn_args *args, const char *text)
{
	const char **word =
		dn_need_item(&args->words, &args->n_words, &args->cap_words, sizeof(*word));

	*word = text;
}

/* "-12" is a word, of a command: how far to go back. */
static bool is_number(const struct dn_args *args, const char *text)
{
	return args->command != NULL && text[0] == '-' && text[1] != '\0' &&
	       text[1 + strspn(text + 1, "0123456789")] == '\0';
}

/* Reads options, and words where the order allows them, until the end or the
 * first word; optind is then the index of what was not read. */
static dunlin_status read_part(struct dn_args *args, const struct forms *forms, int argc,
			       char **argv, dunlin_error *err)
{
	const char *letters = dn_str_text(&forms->letters);
	dunlin_status status = DUNLIN_OK;
	int code, at;

	opterr = 0;
	optind = 0; /* glibc: start anew */
	while (status == DUNLIN_OK) {
		at = optind == 0 ? 1 : optind;
		code = getopt_long(argc, argv, letters, forms->longs, NULL);
		if (code == -1)
			break;
		if (code == 1) {
			add_word(args, optarg);
		} else if (code == '?' && is_number(args, argv[at])) {
			add_word(args, argv[at]);
			while (optind == at) /* the digits behind the first */
				(void)getopt_long(argc, argv, letters, forms->longs, NULL);
		} else if (code == '?' || code == ':') {
			status = bad_option(forms, code, argv[optind - 1], err);
		} else {
			status = add_given(args, find_form(forms, code), optarg, err);
		}
	}
	return status;
}

static dunlin_status read_command(struct dn_args *out, int argc, char **argv, dunlin_error *err)
{
	struct forms forms;
	dunlin_status status;

	forms_init(&forms, "-:", out->command);
	status = read_part(out, &forms, argc, argv, err);
	for (; status == DUNLIN_OK && optind < argc; optind++) /* behind a "--" */
		add_word(out, argv[optind]);
	forms_clear(&forms);
	return status;
}

dunlin_status dn_args_parse(struct dn_args *out, int argc, char **argv, dunlin_error *err)
{
	struct forms forms;
	dunlin_status status;
	int at;

	memset(out, 0, sizeof(*out));
	forms_init(&forms, "+:", NULL);
	status = read_part(out, &forms, argc, argv, err);
	forms_clear(&forms);
	at = optind;
	if (status != DUNLIN_OK || at >= argc)
		return status;
	status = find_command(out, argv[at], err);
	if (status == DUNLIN_OK)
		status = read_command(out, argc - at, argv + at, err);
	return status;
}

void dn_args_clear(struct dn_args *args)
{
	size_t i;

	for (i = 0; i < args->n_given; i++) {
		if (args->given[i].value != NULL && args->given[i].option->secret)
			explicit_bzero(args->given[i].value, strlen(args->given[i].value));
		free(args->given[i].value);
	}
	free(args->given);
	free(args->words);
	memset(args, 0, sizeof(*args));
}

static bool in_table(const struct dn_option *options, const char *name)
{
	for (; options != NULL && options->name != NULL; options++)
		if (strcmp(options->name, name) == 0)
			return true;
	return false;
}

bool dn_args_knows(const struct dn_args *args, const char *name)
{
	return in_table(dn_global_options, name) ||
	       (args->command != NULL && in_table(args->command->options, name));
}

static const struct dn_given *nth(const struct dn_args *args, const char *name, size_t n)
{
	size_t i;

	assert(dn_args_knows(args, name));
	for (i = 0; i < args->n_given; i++)
		if (strcmp(args->given[i].option->name, name) == 0 && n-- == 0)
			return &args->given[i];
	return NULL;
}

bool dn_args_has(const struct dn_args *args, const char *name)
{
	return nth(args, name, 0) != NULL;
}

const char *dn_args_nth(const struct dn_args *args, const char *name, size_t i)
{
	const struct dn_given *given = nth(args, name, i);

	return given == NULL ? NULL : given->value;
}

const char *dn_args_get(const struct dn_args *args, const char *name)
{
	return dn_args_nth(args, name, 0);
}
