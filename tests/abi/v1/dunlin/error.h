/*
 * dunlin/error.h - the statuses and the fault that every part of Dunlin speaks.
 *
 * A call that can fail returns a dunlin_status; the text of a failure travels
 * in a dunlin_error, an opaque object of the engine.  A driver fills it through
 * host->fail() with a struct dunlin_fault; an embedding program reads it with
 * the accessors of dunlin/dunlin.h.
 */
#ifndef DUNLIN_ERROR_H
#define DUNLIN_ERROR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define DUNLIN_MUST_CHECK __attribute__((warn_unused_result))
#define DUNLIN_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define DUNLIN_API __attribute__((visibility("default")))
#else
#define DUNLIN_MUST_CHECK
#define DUNLIN_PRINTF(fmt, args)
#define DUNLIN_API
#endif

/* Not an enum, whose width the compiler would pick.  A status that the reader
 * does not know is a plain failure (DUNLIN_ESQL), never success. */
typedef int32_t dunlin_status;

#define DUNLIN_OK 0
#define DUNLIN_ENOMEM 1          /* out of memory */
#define DUNLIN_EUSAGE 2          /* bad argument, setting, file name, directive or text */
#define DUNLIN_EPLUGIN 3         /* a driver was refused or cannot be loaded */
#define DUNLIN_EUNSUPPORTED 4    /* the driver or this database has no such ability */
#define DUNLIN_ECONNECT 5        /* no connection could be made */
#define DUNLIN_ECONNLOST 6       /* the connection broke; no COMMIT was under way */
#define DUNLIN_ECOMMITUNKNOWN 7  /* it broke while a COMMIT was under way */
#define DUNLIN_ESYNTAX 8         /* the database could not parse the statement */
#define DUNLIN_EEXISTS 9         /* an object or key is there already */
#define DUNLIN_EMISSING 10       /* an object is not there */
#define DUNLIN_ELOCKTIMEOUT 11   /* a lock inside the database was not had in time */
#define DUNLIN_EDEADLOCK 12      /* chosen as a deadlock's victim */
#define DUNLIN_ESERIALIZE 13     /* serialization failure */
#define DUNLIN_ECANCELED 14      /* canceled by dunlin_cancel() or by somebody else */
#define DUNLIN_EPERM 15          /* the role may not do this */
#define DUNLIN_EREADONLY 16      /* a standby, or a read-only database or file */
#define DUNLIN_ESQL 17           /* any other refusal by the database */
#define DUNLIN_EBUSY 18          /* somebody else holds the lock */
#define DUNLIN_EREFUSED 19       /* the engine alone: checksum, order, coverage, drift, tampering,
				    another project's history */
#define DUNLIN_EBEHIND 20        /* the engine alone: replicas did not come near enough in time; what
				    the run did is committed, and stays */

/* Owned by whoever made it; filled by the engine, or through host->fail(). */
typedef struct dunlin_error dunlin_error;

/*
 * What went wrong, or what a notice says.  Every string is NUL-terminated,
 * UTF-8, lent for the call that takes the struct, and may be NULL when there
 * is nothing to say.
 */
struct dunlin_fault {
	uint32_t size;        /* end of the last member the writer knows: DUNLIN_FAULT_SIZE */
	dunlin_status status; /* for a notice: DUNLIN_OK */
	int32_t native_code;  /* the client library's own number, or 0 */
	int32_t retryable;    /* 1: the same transaction may well succeed if tried again */
	int64_t stmt_index;   /* in the batch, from 0, or -1 when no statement is to blame */
	int64_t byte_offset;  /* into that statement's text, from 0, or -1 */
	int64_t line;         /* in that statement, from 1, or -1; used when byte_offset is -1 */
	int64_t data_line;    /* in that statement's COPY data, from 1, or -1 */
	const char *sqlstate; /* five characters, NULL where the database has none; every driver
				 reports 23502, 23503, 23505 and 23514 for the constraints
				 not null, foreign key, unique and check */
	const char *severity; /* of a notice: "NOTICE", "WARNING" … */
	const char *message;  /* one line, as the database said it */
	const char *detail;
	const char *hint;
	const char *context; /* where inside the database: "PL/pgSQL function f() line 3 …" */
	const char *object;  /* the table, constraint or file it is about */
};
/* End of the last member, without the padding that sizeof would count. */
#define DUNLIN_FAULT_SIZE \
	((uint32_t)(offsetof(struct dunlin_fault, object) + sizeof(const char *)))

#ifdef __cplusplus
}
#endif
#endif
