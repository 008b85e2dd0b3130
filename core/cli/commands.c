/* cli/commands - the list of commands, and the options they all share. */
#include "cli/command.h"

#include <stddef.h>

const struct dn_command *const dn_commands[] = {
	&dn_cmd_init,    &dn_cmd_new,    &dn_cmd_check,   &dn_cmd_up,      &dn_cmd_down,
	&dn_cmd_goto,    &dn_cmd_redo,   &dn_cmd_status,  &dn_cmd_current, &dn_cmd_plan,
	&dn_cmd_verify,  &dn_cmd_test,   &dn_cmd_seed,    &dn_cmd_history, &dn_cmd_audit,
	&dn_cmd_stamp,   &dn_cmd_repair, &dn_cmd_resolve, &dn_cmd_db,      &dn_cmd_testdb,
	&dn_cmd_embed,   &dn_cmd_doctor, &dn_cmd_drivers, &dn_cmd_driver,  &dn_cmd_completion,
	&dn_cmd_version, NULL,
};

const struct dn_option dn_global_options[] = {
	{ "directory", 'C', false, false, "DIR", "work as if started in DIR" },
	{ "target", 't', false, false, "TARGET", "a target of dunlin.conf (default: the first)" },
	{ "url", 0, false, true, "URL", "the database, instead of the target's own url" },
	{ "json", 0, false, false, NULL, "print one JSON object, also when it fails" },
	{ "quiet", 'q', false, false, NULL, "results, warnings and errors only" },
	{ "verbose", 'v', false, false, NULL, "say more: every statement as it is done" },
	{ "color", 0, false, false, "WHEN", "always, never or auto" },
	{ "driver", 0, false, false, "PATH", "use this driver" },
	{ "trust-project-drivers", 0, false, false, NULL,
	  "also load drivers that dunlin.conf names" },
	{ "help", 'h', false, false, NULL, "show this help" },
	{ "version", 0, false, false, NULL, "show the version" },
	DN_OPTION_END,
};
