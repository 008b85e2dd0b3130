/* cli/command - what a command is: one file, one const entry. */
#ifndef DN_CLI_COMMAND_H
#define DN_CLI_COMMAND_H

#include <stdbool.h>

struct dn_job;

/* A table of these ends with a NULL name.  --help is made from it. */
struct dn_option {
	const char *name; /* without the dashes */
	char letter;      /* 0: there is only the long form */
	bool many;        /* its argument may be given more than once */
	bool secret;      /* its argument is wiped from the process list once it is read */
	const char *arg;  /* what --help calls its argument; NULL: it takes none */
	const char *help; /* one line, lower case, no full stop */
};

struct dn_command {
	const char *name;
	const char *summary; /* one line, lower case, no full stop */
	const char *usage;   /* what follows the name; lines of alternatives */
	const char *about;   /* a paragraph or two for --help; NULL: none */
	const struct dn_option *options;
	const char *words; /* for completion: what its first word can be, or VERSION; may be NULL */
	bool looks;        /* it changes nothing: whoever reads may stop when he has seen enough */
	bool text_only;    /* what it prints is a text for another program: no --json */
	int (*run)(struct dn_job *job); /* returns the exit code */
};

extern const struct dn_command dn_cmd_audit;
extern const struct dn_command dn_cmd_check;
extern const struct dn_command dn_cmd_completion;
extern const struct dn_command dn_cmd_current;
extern const struct dn_command dn_cmd_db;
extern const struct dn_command dn_cmd_doctor;
extern const struct dn_command dn_cmd_down;
extern const struct dn_command dn_cmd_driver;
extern const struct dn_command dn_cmd_drivers;
extern const struct dn_command dn_cmd_embed;
extern const struct dn_command dn_cmd_goto;
extern const struct dn_command dn_cmd_history;
extern const struct dn_command dn_cmd_init;
extern const struct dn_command dn_cmd_new;
extern const struct dn_command dn_cmd_plan;
extern const struct dn_command dn_cmd_redo;
extern const struct dn_command dn_cmd_repair;
extern const struct dn_command dn_cmd_resolve;
extern const struct dn_command dn_cmd_seed;
extern const struct dn_command dn_cmd_stamp;
extern const struct dn_command dn_cmd_status;
extern const struct dn_command dn_cmd_test;
extern const struct dn_command dn_cmd_testdb;
extern const struct dn_command dn_cmd_up;
extern const struct dn_command dn_cmd_verify;
extern const struct dn_command dn_cmd_version;

extern const struct dn_command *const dn_commands[]; /* in the order of a first day; NULL ends it */
extern const struct dn_option dn_global_options[];   /* before and after the command alike */

/* Options that several commands have. */
#define DN_OPTION_ENV                                                                             \
	{                                                                                         \
		"env", 0, false, false, "NAME", "the environment, for `env` directives and seeds" \
	}
#define DN_OPTION_LOCK_WAIT                                                             \
	{                                                                               \
		"lock-wait", 0, false, false, "TIME", "how long to wait for other runs" \
	}
#define DN_OPTION_YES                                        \
	{                                                    \
		"yes", 'y', false, false, NULL, "do not ask" \
	}
#define DN_OPTION_BACKUP                                                    \
	{                                                                   \
		"backup", 0, false, false, "DIR",                           \
			"before the first step, back the database up there" \
	}
#define DN_OPTION_WAIT_REPLICAS                                                         \
	{                                                                               \
		"wait-replicas", 0, false, false, "LAG",                                \
			"after each migration, wait until no replica is further behind" \
	}
#define DN_OPTION_REPLICA_TIMEOUT                                                      \
	{                                                                              \
		"replica-timeout", 0, false, false, "TIME",                            \
			"for how long none of them may get any further (default: 60s)" \
	}
#define DN_OPTION_OUT_OF_ORDER                                                   \
	{                                                                        \
		"out-of-order", 0, false, false, NULL,                           \
			"also apply versions lower than the highest applied one" \
	}
/* Of what runs bodies; see dn_wish_manner(). */
#define DN_OPTIONS_MANNER                                                                          \
	{                                                                                          \
		"sql", 0,    false,                                                                \
		false, NULL, "print the script instead, for the database's own client"             \
	},                                                                                         \
		{ "dry-run", 0, false, false, NULL, "try it, and keep nothing of it" },            \
		{ "one-transaction", 0, false, false, NULL, "all or nothing, where that can be" }, \
	{                                                                                          \
		"sync-each", 0, false, false, NULL,                                                \
			"each commit waits for the disk, also in a database without a history"     \
	}
#define DN_OPTION_VERIFY                                                                        \
	{                                                                                       \
		"verify", 0, false, false, NULL,                                                \
			"run each verify body before its step is kept, which it then must pass" \
	}
#define DN_OPTION_FORCE(help)                        \
	{                                            \
		"force", 0, false, false, NULL, help \
	}
#define DN_OPTION_FROM(help)                           \
	{                                              \
		"from", 0, false, false, "TABLE", help \
	}
#define DN_OPTION_END \
	{             \
		0     \
	}

#endif
