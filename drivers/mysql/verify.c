/* mysql/verify - what became of a statement that ran outside any transaction. */
#include "verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "kind.h"
#include "run.h"
#include "state.h"

static const char nothing_tells[] =
	"the user may not see what would tell it, or tables change names "
	"that InnoDB does not number";

static dunlin_status answer(struct dunlin_found *out, uint32_t found)
{
	if (DUNLIN_HAS(out, found))
		out->found = found;
	return DUNLIN_OK;
}

static dunlin_status say_unknown(struct dunlin_found *out, const char *message)
{
	if (DUNLIN_HAS(out, message))
		out->message = message;
	return answer(out, DUNLIN_FOUND_UNKNOWN);
}

/* Each node of a cluster gives its tables numbers of its own: with those goes which node it was, and
 * in front of them what all nodes agree on. */
static bool is_by_node(const dunlin_conn *conn, enum dn_my_kind kind)
{
	return (kind == DN_MY_TABLES || kind == DN_MY_SWAP) && conn->node != NULL;
}

static dunlin_status state_of(dunlin_conn *conn, enum dn_my_kind kind,
			      const struct dunlin_statement *statement, char **out,
			      dunlin_error *err)
{
	const char *sql = statement->sql;
	const size_t len = statement->sql_len;
	char *shared = NULL, *own = NULL;
	dunlin_status status;

	if (!is_by_node(conn, kind))
		return dn_my_state(conn, kind, sql, len, out, err);
	*out = NULL;
	status = dn_my_state(conn, DN_MY_SCHEMA, sql, len, &shared, err);
	if (status == DUNLIN_OK && shared != NULL)
		status = dn_my_state(conn, kind, sql, len, &own, err);
	if (status == DUNLIN_OK && own != NULL &&
	    asprintf(out, "%s %s %s", shared, own, conn->node) < 0) {
		*out = NULL;
		status = dn_fault_nomem(conn->host, err);
	}
	free(shared);
	free(own);
	return status;
}

/* Whether two states of two nodes tell nothing: what the nodes agree on is the same, and the rest is
 * not comparable. */
static bool is_untold(const dunlin_conn *conn, enum dn_my_kind kind, const char *one,
		      const char *other)
{
	const size_t shared = strcspn(one, " ");
	const char *node = strrchr(one, ' '), *other_node = strrchr(other, ' ');

	if (!is_by_node(conn, kind) || strncmp(one, other, shared + 1) != 0)
		return false;
	return node == NULL || other_node == NULL || strcmp(node, other_node) != 0;
}

static dunlin_status remember(dunlin_conn *conn, enum dn_my_kind kind,
			      const struct dunlin_statement *statement, struct dunlin_found *out,
			      dunlin_error *err)
{
	dunlin_status status;

	free(conn->remembered);
	conn->remembered = NULL;
	if (kind == DN_MY_OPAQUE || kind == DN_MY_TWICE)
		return DUNLIN_OK;
	status = state_of(conn, kind, statement, &conn->remembered, err);
	if (status == DUNLIN_OK && DUNLIN_HAS(out, remember))
		out->remember = conn->remembered;
	return status;
}

/* The statement with IF EXISTS in it, which finishes what a cut one left. */
static dunlin_status finish(dunlin_conn *conn, const struct dunlin_statement *statement, size_t at,
			    struct dunlin_found *out, dunlin_error *err)
{
	const char *value[1];
	char *sql = NULL;
	dunlin_status status;

	if (!DUNLIN_HAS(out, on_fix) || !DUNLIN_HAS(out, payload) || out->on_fix == NULL)
		return say_unknown(out, "a part of it may be done");
	if (asprintf(&sql, "%.*s%s%.*s", (int)at, statement->sql, at > 0 ? " IF EXISTS" : "",
		     (int)(statement->sql_len - at), statement->sql + at) < 0)
		return dn_fault_nomem(conn->host, err);
	value[0] = sql;
	status = out->on_fix(out->payload, 1, value);
	free(sql);
	return status == DUNLIN_OK ? answer(out, DUNLIN_FOUND_DONE) : status;
}

static dunlin_status compare(dunlin_conn *conn, enum dn_my_kind kind,
			     const struct dunlin_statement *statement, const char *remembered,
			     bool several, size_t if_exists, struct dunlin_found *out,
			     dunlin_error *err)
{
	char *now = NULL;
	dunlin_status status;

	if (kind == DN_MY_TWICE)
		return answer(out, DUNLIN_FOUND_NOT_DONE);
	if (kind == DN_MY_OPAQUE && conn->undone)
		return answer(out, DUNLIN_FOUND_NOT_DONE);
	if (kind == DN_MY_OPAQUE)
		return say_unknown(out, "the definitions in the database tell nothing of such a "
					"statement");
	if (remembered == NULL)
		return say_unknown(out, nothing_tells);
	status = state_of(conn, kind, statement, &now, err);
	if (status != DUNLIN_OK)
		return status;
	if (now == NULL)
		status = say_unknown(out, nothing_tells);
	else if (is_untold(conn, kind, now, remembered))
		status = say_unknown(out, "it was begun on another node of the cluster, or before "
					  "this one started, and only there could it be told");
	else if (strcmp(now, remembered) == 0)
		status = answer(out, DUNLIN_FOUND_NOT_DONE);
	else if (several)
		status = finish(conn, statement, if_exists, out, err);
	else
		status = answer(out, DUNLIN_FOUND_DONE);
	free(now);
	return status;
}

dunlin_status dn_my_verify_statement(dunlin_conn *conn, uint32_t when,
				     const struct dunlin_statement *statement,
				     const char *remembered, struct dunlin_found *out,
				     dunlin_error *err)
{
	enum dn_my_kind kind;
	bool several;
	size_t if_exists;
	dunlin_status status;

	if (DUNLIN_HAS(out, message))
		out->message = NULL;
	if (DUNLIN_HAS(out, remember))
		out->remember = NULL;
	(void)answer(out, DUNLIN_FOUND_UNKNOWN);
	if (when < DUNLIN_ASK_BEFORE || when > DUNLIN_ASK_CUT)
		return dn_fault_fail(conn->host, err, DUNLIN_EUSAGE,
				     "a statement is verified before, after, or when cut");
	if (when == DUNLIN_ASK_AFTER)
		return answer(out, DUNLIN_FOUND_DONE);
	status = dn_fault_check_text(conn->host, statement->sql, statement->sql_len, -1, err);
	if (status != DUNLIN_OK)
		return status;
	kind = dn_my_kind(statement->sql, statement->sql_len, &several, &if_exists);
	dn_my_begin(conn);
	status = when == DUNLIN_ASK_BEFORE
			 ? remember(conn, kind, statement, out, err)
			 : compare(conn, kind, statement, remembered, several, if_exists, out, err);
	dn_my_end(conn);
	return status;
}
