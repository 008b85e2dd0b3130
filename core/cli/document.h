/*
 * cli/document - the one object that a run with --json prints.
 *
 *   {"dunlin": VERSION, "command": NAME, "exit": CODE, "target": {...},
 *    what the command came to, "warnings": [...], "error": {...}}
 *
 * A command puts its own members into job->json, where that is not NULL, instead
 * of printing; main() prints the whole when the command has returned.
 */
#ifndef DN_CLI_DOCUMENT_H
#define DN_CLI_DOCUMENT_H

#include "cli/job.h"

/* Whether the command line asks for it, also one that could not be read. */
bool dn_document_wanted(const struct dn_args *args, int argc, char **argv);
void dn_document_init(struct dn_job *job);
/* EUSAGE when what is asked for has no JSON. */
DUNLIN_MUST_CHECK dunlin_status dn_document_check(struct dn_job *job);
void dn_document_print(struct dn_job *job, int code);

/* Puts job->err, which has that exit code, as "error". */
void dn_document_put_error(struct dn_job *job, int code);

#endif
