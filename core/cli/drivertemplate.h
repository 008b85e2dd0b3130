/* cli/drivertemplate - the files of plugins/template, in the program. */
#ifndef DN_CLI_DRIVERTEMPLATE_H
#define DN_CLI_DRIVERTEMPLATE_H

/* In names and lines DN_TEMPLATE_NAME stands where that of the driver goes. */
#define DN_TEMPLATE_NAME "mydb"

struct dn_template_file {
	const char *name;         /* NULL ends the list; "gitignore" has a dot in front of it */
	const char *const *lines; /* each with its newline; ended by NULL */
};

extern const struct dn_template_file dn_driver_template[];

#endif
