/* sqlite/verify - what became of a statement that ran outside any transaction. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "common/fault.h"
#include "sqlite/conn.h"

#define HEAD_WORDS 4
#define STEPS_BETWEEN_LOOKS 10000 /* of SQLite's machine, until a cancel is seen */
#define WAS_ABSENT "absent"
#define WAS_THERE "there"

/* A walk over the words of a statement; what is no word ends it. */
struct words {
	const char *sql;
	size_t len;
	size_t at;
	size_t size; /* of the word it stands at, 0: none */
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static void go_on(struct words *w)
{
	w->at += w->size;
	w->at += dn_sqlite_skip_nothing(w->sql + w->at, w->len - w->at);
	for (w->size = 0; w->at + w->size < w->len && is_word(w->sql[w->at + w->size]); w->size++)
		;
}

static struct words words_of(const struct dunlin_statement *statement)
{
	struct words w = { .sql = statement->sql, .len = statement->sql_len };

	go_on(&w);
	return w;
}

static bool take(struct words *w, const char *word)
{
	if (w->size != strlen(word) || strncasecmp(w->sql + w->at, word, w->size) != 0)
		return false;
	go_on(w);
	return true;
}

/* Whether the words alone say that it may run twice. */
static bool may_run_twice(struct words w)
{
	static const char *const first[] = { "vacuum",  "pragma",  "attach",  "detach",
					     "analyze", "reindex", "explain", "select" };
	bool create;
	size_t i;

	for (i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		if (take(&w, first[i]))
			return true;
	}
	create = take(&w, "create");
	if (!create && !take(&w, "drop"))
		return false;
	for (i = 0; i < HEAD_WORDS && w.size > 0; i++, go_on(&w)) {
		struct words walk = w;

		if (take(&walk, "if") && (!create || take(&walk, "not")) && take(&walk, "exists"))
			return true;
	}
	return false;
}

/* The file of VACUUM [schema] INTO 'file', as a new text; NULL with *is_into: it is written in
 * some other way.  False without memory. */
static bool read_into(struct words w, bool *is_into, char **file)
{
	size_t n = 0;
	size_t i;

	*file = NULL;
	*is_into = false;
	if (!take(&w, "vacuum"))
		return true;
	if (!take(&w, "into")) {
		/* A schema, which may be quoted in any way. */
		if (w.size == 0 && w.at < w.len && strchr("\"`[", w.sql[w.at]) != NULL) {
			const char *close = memchr(w.sql + w.at + 1,
						   w.sql[w.at] == '[' ? ']' : w.sql[w.at],
						   w.len - w.at - 1);

			w.size = close != NULL ? (size_t)(close + 1 - (w.sql + w.at)) : 0;
		}
		go_on(&w);
		if (!take(&w, "into"))
			return true;
	}
	*is_into = true;
	if (w.at >= w.len || w.sql[w.at] != '\'')
		return true;
	*file = calloc(w.len - w.at, 1);
	if (*file == NULL)
		return false;
	for (i = w.at + 1; i < w.len; i++) {
		if (w.sql[i] == '\'' && (i + 1 >= w.len || w.sql[i + 1] != '\''))
			break;
		i += w.sql[i] == '\'';
		(*file)[n++] = w.sql[i];
	}
	/* An expression, or what may be a URI, says which file only when it runs. */
	if (i >= w.len || i + 1 + dn_sqlite_skip_nothing(w.sql + i + 1, w.len - i - 1) < w.len ||
	    (*file)[0] == '\0' || strncasecmp(*file, "file:", 5) == 0) {
		free(*file);
		*file = NULL;
	}
	return true;
}

static dunlin_status answer(struct dunlin_found *out, uint32_t found)
{
	if (DUNLIN_HAS(out, found))
		out->found = found;
	return DUNLIN_OK;
}

static dunlin_status say(dunlin_conn *conn, struct dunlin_found *out, uint32_t found,
			 dunlin_error *err, const char *format, ...) DUNLIN_PRINTF(5, 6);
static dunlin_status say(dunlin_conn *conn, struct dunlin_found *out, uint32_t found,
			 dunlin_error *err, const char *format, ...)
{
	va_list args;
	char *text = NULL;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		return dn_fault_nomem(conn->host, err);
	free(conn->found);
	conn->found = text;
	if (DUNLIN_HAS(out, message))
		out->message = text;
	return answer(out, found);
}

/* The first words, up to anything else, which may hold a secret. */
static dunlin_status say_unknown(dunlin_conn *conn, const struct dunlin_statement *statement,
				 struct dunlin_found *out, dunlin_error *err)
{
	struct words w = words_of(statement);
	char *head = calloc(statement->sql_len + HEAD_WORDS + sizeof(" …"), 1);
	char *to = head;
	dunlin_status status;
	int i;

	if (head == NULL)
		return dn_fault_nomem(conn->host, err);
	for (i = 0; i < HEAD_WORDS && w.size > 0; i++) {
		if (i > 0)
			*to++ = ' ';
		to = mempcpy(to, w.sql + w.at, w.size);
		go_on(&w);
	}
	if (w.at < w.len || i == 0)
		strcpy(to, i > 0 ? " …" : "…");
	status = say(
		conn, out, DUNLIN_FOUND_UNKNOWN, err,
		"whether %s took effect is unknown: nothing in the database tells; look whether "
		"it did, and say so",
		head);
	free(head);
	return status;
}

/* ---- VACUUM INTO ------------------------------------------------------- */

static bool is_filled(const char *file)
{
	struct stat st;

	return stat(file, &st) == 0 && st.st_size > 0;
}

static int stop_check(void *payload)
{
	dunlin_conn *conn = payload;

	return atomic_load(&conn->guard.canceled);
}

/* Opens the copy without writing anything beside it, as a WAL database would need. */
static int open_copy(dunlin_conn *conn, const char *file, sqlite3 **out)
{
	static const char hex[] = "0123456789ABCDEF";
	char *uri = sqlite3_malloc64(strlen(file) * 3 + 64);
	char *to = uri;
	int rc;

	*out = NULL;
	if (uri == NULL)
		return SQLITE_NOMEM;
	to = stpcpy(to, "file:");
	for (; *file != '\0'; file++) {
		if (strchr("%?#", *file) == NULL) {
			*to++ = *file;
			continue;
		}
		*to++ = '%';
		*to++ = hex[(unsigned char)*file >> 4];
		*to++ = hex[(unsigned char)*file & 15];
	}
	strcpy(to, "?mode=ro&immutable=1");
	rc = sqlite3_open_v2(uri, out, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
			     NULL);
	sqlite3_free(uri);
	if (rc == SQLITE_OK)
		sqlite3_progress_handler(*out, STEPS_BETWEEN_LOOKS, stop_check, conn);
	return rc;
}

/* The only value of a query, for the caller to free. */
static int ask_value(sqlite3 *db, const char *sql, char **out)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	*out = NULL;
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(stmt, 0);

		*out = strdup(text != NULL ? text : "");
		rc = *out != NULL ? SQLITE_OK : SQLITE_NOMEM;
	}
	sqlite3_finalize(stmt);
	return rc;
}

/* Whether the file is whole and has the tables of this database.  What it was not able to end writing
 * has no first page yet, or lacks others. */
static int check_copy(dunlin_conn *conn, sqlite3 *copy, bool *whole)
{
	static const char schema[] =
		"SELECT group_concat(quote(type) || quote(name) || quote(sql), char(10)) FROM "
		"(SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1, 2)";
	char *check = NULL;
	char *ours = NULL;
	char *theirs = NULL;
	int rc = ask_value(copy, "PRAGMA quick_check(1)", &check);

	if (rc == SQLITE_OK)
		rc = ask_value(copy, schema, &theirs);
	if (rc == SQLITE_OK)
		rc = ask_value(conn->db, schema, &ours);
	*whole = rc == SQLITE_OK && strcmp(check, "ok") == 0 && strcmp(ours, theirs) == 0;
	free(check);
	free(ours);
	free(theirs);
	return rc;
}

static dunlin_status judge_copy(dunlin_conn *conn, const char *file, struct dunlin_found *out,
				dunlin_error *err)
{
	bool whole = false;
	sqlite3 *copy;
	int rc = open_copy(conn, file, &copy);

	if (rc == SQLITE_OK)
		rc = check_copy(conn, copy, &whole);
	sqlite3_close(copy);
	if ((rc & 0xff) == SQLITE_NOMEM)
		return dn_fault_nomem(conn->host, err);
	if (atomic_load(&conn->guard.canceled))
		return dn_fault_fail(conn->host, err, DUNLIN_ECANCELED, "canceled");
	if (whole)
		return answer(out, DUNLIN_FOUND_DONE);
	return say(
		conn, out, DUNLIN_FOUND_FOREIGN, err,
		"%s is there and is no whole copy of this database: remove it, and the statement "
		"can run again",
		file);
}

static dunlin_status verify_into(dunlin_conn *conn, uint32_t when, const char *file,
				 const char *remembered, struct dunlin_found *out,
				 dunlin_error *err)
{
	if (when == DUNLIN_ASK_BEFORE) {
		if (DUNLIN_HAS(out, remember))
			out->remember = is_filled(file) ? WAS_THERE : WAS_ABSENT;
		return DUNLIN_OK;
	}
	/* An empty one is taken as none, by SQLite as well. */
	if (!is_filled(file))
		return answer(out, DUNLIN_FOUND_NOT_DONE);
	if (remembered != NULL && strcmp(remembered, WAS_ABSENT) == 0)
		return judge_copy(conn, file, out, err);
	return say(conn, out, DUNLIN_FOUND_FOREIGN, err,
		   remembered != NULL
			   ? "%s was there before the statement ran, which does not "
			     "write over it: remove it"
			   : "%s is there, and it is not known whether it was there before "
			     "the statement ran: remove it, and the statement can run again",
		   file);
}

static dunlin_status verify(dunlin_conn *conn, uint32_t when,
			    const struct dunlin_statement *statement, const char *remembered,
			    struct dunlin_found *out, dunlin_error *err)
{
	bool twice = may_run_twice(words_of(statement));
	bool is_into;
	char *file;
	dunlin_status status;

	if (when == DUNLIN_ASK_AFTER)
		return answer(out, DUNLIN_FOUND_DONE);
	if (!read_into(words_of(statement), &is_into, &file))
		return dn_fault_nomem(conn->host, err);
	if (file != NULL && strcmp(file, ":memory:") != 0) {
		status = verify_into(conn, when, file, remembered, out, err);
		free(file);
		return status;
	}
	twice = twice && (!is_into || file != NULL);
	free(file);
	if (when == DUNLIN_ASK_BEFORE)
		return DUNLIN_OK;
	return twice ? answer(out, DUNLIN_FOUND_NOT_DONE) : say_unknown(conn, statement, out, err);
}

dunlin_status dn_sqlite_verify_statement(dunlin_conn *conn, uint32_t when,
					 const struct dunlin_statement *statement,
					 const char *remembered, struct dunlin_found *out,
					 dunlin_error *err)
{
	dunlin_status status;

	if (DUNLIN_HAS(out, message))
		out->message = NULL;
	if (DUNLIN_HAS(out, remember))
		out->remember = NULL;
	(void)answer(out, DUNLIN_FOUND_UNKNOWN);
	if (when < DUNLIN_ASK_BEFORE || when > DUNLIN_ASK_CUT)
		return dn_fault_fail(conn->host, err, DUNLIN_EUSAGE,
				     "a statement is verified before, after, or when cut");
	status = dn_fault_check_text(conn->host, statement->sql, statement->sql_len, -1, err);
	if (status != DUNLIN_OK)
		return status;
	dn_sqlite_guard_begin(conn);
	status = verify(conn, when, statement, remembered, out, err);
	dn_sqlite_guard_end(conn);
	return status;
}
