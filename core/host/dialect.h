/* host/dialect - a driver's own dialect, checked and completed from its base. */
#ifndef DN_HOST_DIALECT_H
#define DN_HOST_DIALECT_H

#include <dunlin/dialect.h>
#include <dunlin/error.h>

/* Finds one of the engine's own dialects, by name or alias: dn_dialect_find() of sql, which host may
 * not include.  NULL when it is none of them; else lent until the process ends. */
typedef const struct dunlin_dialect *(*dn_dialect_fn)(const char *name);

/*
 * Makes *out a complete dialect: what `own` says, and what is zero, NULL or past its size from the
 * base it names.  Aliases are not inherited, or a file named for the base would belong to both.
 * *out points to texts of both.  EPLUGIN, naming `where`, when the struct is too short, is named
 * other than `name` or as one of the engine's, has a base that is not known, a wrong name_quote, or
 * flags this version does not know: its SQL could then not be cut.
 */
DUNLIN_MUST_CHECK dunlin_status dn_dialect_resolve(struct dunlin_dialect *out,
						   const struct dunlin_dialect *own,
						   const char *name, dn_dialect_fn engines,
						   const char *where, dunlin_error *err);

#endif
