/* mysql/state - what a statement may change, as a number. */
#include "state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "common/text.h"
#include "run.h"

#define LANES 4

struct sum {
	uint64_t lanes[LANES];
};

static dunlin_status add_row(void *payload, size_t n, const char *const *values)
{
	struct sum *sum = payload;
	char lane[17];
	size_t i;

	for (i = 0; i < LANES; i++) {
		/* One that is too long for the server to digest still counts. */
		if (n < 1 || values[0] == NULL || strlen(values[0]) != 16 * LANES) {
			sum->lanes[i] += 1;
			continue;
		}
		memcpy(lane, values[0] + 16 * i, 16);
		lane[16] = '\0';
		sum->lanes[i] += strtoull(lane, NULL, 16);
	}
	return DUNLIN_OK;
}

/* One table of the catalogue: where a name and its schema are, and what is digested. */
struct source {
	const char *from, *schema, *name, *columns;
};

#define Q(column) "QUOTE(" column ")"
static const struct source sources[] = {
	{ "TABLES t", "t.TABLE_SCHEMA", "t.TABLE_NAME",
	  Q("t.TABLE_TYPE") "," Q("t.ENGINE") "," Q("t.ROW_FORMAT") "," Q(
		  "t.TABLE_COLLATION") "," Q("t.CREATE_OPTIONS") "," Q("t.TABLE_COMMENT") },
	{ "COLUMNS t", "t.TABLE_SCHEMA", "t.TABLE_NAME",
	  Q("t.COLUMN_NAME") "," Q("t.ORDINAL_POSITION") "," Q("t.COLUMN_DEFAULT") "," Q("t.IS_NULLABLE") "," Q(
		  "t.COLUMN_TYPE") "," Q("t.COLLATION_NAME") "," Q("t.EXTRA") "," Q("t.COLUMN_COMMENT") "," Q("t.GENERATION_EXPRESSION") },
	{ "STATISTICS t", "t.TABLE_SCHEMA", "t.TABLE_NAME",
	  Q("t.INDEX_NAME") "," Q("t.NON_UNIQUE") "," Q("t.SEQ_IN_INDEX") "," Q("t.COLUMN_NAME") "," Q(
		  "t.COLLATION") "," Q("t.SUB_PART") "," Q("t.INDEX_TYPE") "," Q("t.INDEX_COMMENT") },
	{ "KEY_COLUMN_USAGE t", "t.TABLE_SCHEMA", "t.TABLE_NAME",
	  Q("t.CONSTRAINT_NAME") "," Q("t.COLUMN_NAME") "," Q("t.ORDINAL_POSITION") "," Q(
		  "t.REFERENCED_TABLE_SCHEMA") "," Q("t.REFERENCED_TABLE_NAME") "," Q("t.REFERENCED_COLUMN_NAME") },
	{ "REFERENTIAL_CONSTRAINTS t", "t.CONSTRAINT_SCHEMA", "t.TABLE_NAME",
	  Q("t.CONSTRAINT_NAME") "," Q("t.UPDATE_RULE") "," Q("t.DELETE_RULE") },
	{ "CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t "
	  "ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME",
	  "t.CONSTRAINT_SCHEMA", "t.TABLE_NAME", Q("c.CONSTRAINT_NAME") "," Q("c.CHECK_CLAUSE") },
	{ "PARTITIONS t", "t.TABLE_SCHEMA", "t.TABLE_NAME",
	  Q("t.PARTITION_NAME") "," Q("t.SUBPARTITION_NAME") "," Q("t.PARTITION_METHOD") "," Q(
		  "t.PARTITION_EXPRESSION") "," Q("t.PARTITION_DESCRIPTION") "," Q("t.PARTITION_COMMENT") },
	{ "VIEWS t", "t.TABLE_SCHEMA", "t.TABLE_NAME",
	  Q("t.VIEW_DEFINITION") "," Q("t.CHECK_OPTION") "," Q("t.DEFINER") "," Q(
		  "t.SECURITY_TYPE") },
	{ "TRIGGERS t", "t.TRIGGER_SCHEMA", "t.TRIGGER_NAME",
	  Q("t.EVENT_OBJECT_TABLE") "," Q("t.ACTION_TIMING") "," Q("t.EVENT_MANIPULATION") "," Q(
		  "t.ACTION_ORDER") "," Q("t.ACTION_STATEMENT") "," Q("t.DEFINER") "," Q("t.SQL_MODE") },
	{ "ROUTINES t", "t.ROUTINE_SCHEMA", "t.ROUTINE_NAME",
	  Q("t.ROUTINE_TYPE") "," Q("t.DTD_IDENTIFIER") "," Q("t.ROUTINE_DEFINITION") "," Q("t.IS_DETERMINISTIC") "," Q(
		  "t.SQL_DATA_ACCESS") "," Q("t.SECURITY_TYPE") "," Q("t.ROUTINE_COMMENT") "," Q("t.DEFINER") "," Q("t.SQL_MODE") },
	{ "PARAMETERS t", "t.SPECIFIC_SCHEMA", "t.SPECIFIC_NAME",
	  Q("t.ORDINAL_POSITION") "," Q("t.PARAMETER_MODE") "," Q("t.PARAMETER_NAME") "," Q(
		  "t.DTD_IDENTIFIER") },
	{ "EVENTS t", "t.EVENT_SCHEMA", "t.EVENT_NAME",
	  Q("t.EVENT_DEFINITION") "," Q("t.EXECUTE_AT") "," Q("t.INTERVAL_VALUE") "," Q(
		  "t.INTERVAL_FIELD") ","
				      "QUOTE(IF(t.STATUS = 'SLAVESIDE_DISABLED', 'ENABLED', t.STATUS))"
				      "," Q("t.ON_COMPLETION") "," Q("t.STARTS") "," Q("t.ENDS") "," Q(
					      "t.EVENT_COMMENT") "," Q("t.DEFINER") "," Q("t.SQL_MODE") },
	{ "SCHEMATA t", "t.SCHEMA_NAME", "t.SCHEMA_NAME",
	  Q("t.DEFAULT_CHARACTER_SET_NAME") "," Q("t.DEFAULT_COLLATION_NAME") },
};
#define N_SOURCES (sizeof(sources) / sizeof(sources[0]))

/* Only what the statement can reach: names are the same in many a database, and what is done there
 * meanwhile is nothing of its.  A schema that is given lets the server open no others. */
static void put_schema(struct dn_text *text, const char *schema, bool here)
{
	if (here)
		dn_text_add(text, "%s = DATABASE()", schema);
	else
		dn_text_add(text,
			    "(%s = DATABASE() OR LOCATE(LOWER(REPLACE(CONVERT(%s USING utf8mb4), "
			    "'`', '``')), @dunlin_statement) > 0)",
			    schema, schema);
}

/* The variable is set only while the catalogue is asked. */
static void put_sources(struct dn_text *text, bool here)
{
	size_t i;

	for (i = 0; i < N_SOURCES; i++) {
		const struct source *s = &sources[i];

		dn_text_add(text,
			    "%sSELECT SHA2(CONCAT_WS(',', '%zu', QUOTE(%s), QUOTE(%s), %s), 256) "
			    "FROM information_schema.%s WHERE ",
			    i == 0 ? "" : " UNION ALL ", i, s->schema, s->name, s->columns,
			    s->from);
		if (strcmp(s->schema, s->name) != 0) {
			put_schema(text, s->schema, here);
			dn_text_add(text, " AND ");
		}
		dn_text_add(text,
			    "LOCATE(LOWER(REPLACE(CONVERT(%s USING utf8mb4), '`', '``')), "
			    "@dunlin_statement) > 0",
			    s->name);
	}
}

static const char *numbers(const dunlin_conn *conn)
{
	return conn->is_mariadb ? "INNODB_SYS_TABLES" : "INNODB_TABLES";
}

/* InnoDB calls them as their files are, other signs than letters, digits and "_" as "@002d", and has each
 * partition by itself. */
#define PLAIN(name) "CONVERT(CONVERT(CAST(" name " AS BINARY) USING filename) USING utf8mb4)"
#define BASE \
	PLAIN("SUBSTRING_INDEX(SUBSTRING_INDEX(SUBSTRING_INDEX(NAME, '/', -1), '#P#', 1), '#p#', 1)")

/* Tables of InnoDB that the statement names. */
static void put_numbered(const dunlin_conn *conn, struct dn_text *text, bool here)
{
	dn_text_add(text, "FROM information_schema.%s WHERE ", numbers(conn));
	put_schema(text, PLAIN("SUBSTRING_INDEX(NAME, '/', 1)"), here);
	dn_text_add(text,
		    " AND LOCATE(LOWER(REPLACE(" BASE ", '`', '``')), @dunlin_statement) > 0");
}

/* InnoDB numbers its tables; TRUNCATE makes a new one, and a name that goes to another goes to
 * another number. */
static void put_ids(const dunlin_conn *conn, struct dn_text *text, bool here)
{
	dn_text_add(text, " UNION ALL SELECT SHA2(CONCAT_WS(',', QUOTE(NAME), TABLE_ID), 256) ");
	put_numbered(conn, text, here);
}

/* Tables of another engine have no numbers. */
static void put_all_numbered(const dunlin_conn *conn, struct dn_text *text, bool here)
{
	dn_text_add(text,
		    "SELECT 1 FROM DUAL WHERE (SELECT COUNT(*) FROM information_schema.TABLES "
		    "WHERE TABLE_TYPE = 'BASE TABLE' AND ");
	put_schema(text, "TABLE_SCHEMA", here);
	dn_text_add(text,
		    " AND LOCATE(LOWER(REPLACE(CONVERT(TABLE_NAME USING utf8mb4), '`', '``')), "
		    "@dunlin_statement) > 0) = "
		    "(SELECT COUNT(DISTINCT SUBSTRING_INDEX(NAME, '/', 1), " BASE ") ");
	put_numbered(conn, text, here);
	dn_text_add(text, ")");
}

static void put_users(const dunlin_conn *conn, struct dn_text *text)
{
	dn_text_add(text,
		    "SELECT SHA2(CONCAT_WS(',', QUOTE(Host), QUOTE(User), %s), 256) FROM mysql.%s "
		    "WHERE LOCATE(LOWER(CONVERT(User USING utf8mb4)), @dunlin_statement) > 0",
		    conn->is_mariadb ? "QUOTE(Priv)"
				     : "QUOTE(authentication_string), QUOTE(account_locked), "
				       "QUOTE(plugin)",
		    conn->is_mariadb ? "global_priv" : "user");
}

static dunlin_status set_text(dunlin_conn *conn, const char *sql, size_t len, dunlin_error *err)
{
	char *literal = dn_my_literal(conn, sql, len), *text = NULL;
	dunlin_status status;

	if (literal == NULL ||
	    asprintf(&text, "SET @dunlin_statement = LOWER(CONVERT(%s USING utf8mb4))", literal) <
		    0)
		text = NULL;
	free(literal);
	status = text == NULL ? dn_fault_nomem(conn->host, err)
			      : dn_my_ask(conn, text, NULL, NULL, err);
	free(text);
	return status;
}

static void put_questions(const dunlin_conn *conn, enum dn_my_kind kind, struct dn_text *text,
			  bool here)
{
	if (kind == DN_MY_USERS) {
		put_users(conn, text);
		return;
	}
	put_sources(text, here);
	if (kind == DN_MY_TABLES || kind == DN_MY_SWAP)
		put_ids(conn, text, here);
}

static dunlin_status ask_sum(dunlin_conn *conn, const char *sql, char **out, dunlin_error *err)
{
	struct sum sum = { { 0 } };
	dunlin_status status = dn_my_ask(conn, sql, add_row, &sum, NULL);

	if (status == DUNLIN_EPERM)
		return DUNLIN_OK;
	if (status != DUNLIN_OK)
		return dn_my_ask(conn, sql, NULL, NULL, err);
	if (asprintf(out, "%016" PRIx64 "%016" PRIx64 "%016" PRIx64 "%016" PRIx64, sum.lanes[0],
		     sum.lanes[1], sum.lanes[2], sum.lanes[3]) < 0) {
		*out = NULL;
		status = dn_fault_nomem(conn->host, err);
	}
	return status;
}

static dunlin_status take_any(void *payload, size_t n, const char *const *values)
{
	bool *any = payload;

	(void)n, (void)values;
	*any = true;
	return DUNLIN_OK;
}

/* *can: what the sum is made of tells, or nothing need. */
static dunlin_status look_for_numbers(dunlin_conn *conn, enum dn_my_kind kind, bool here, bool *can,
				      dunlin_error *err)
{
	struct dn_text text = { .data = NULL };
	dunlin_status status;

	*can = kind != DN_MY_SWAP;
	if (*can)
		return DUNLIN_OK;
	put_all_numbered(conn, &text, here);
	status = text.failed ? dn_fault_nomem(conn->host, err)
			     : dn_my_ask(conn, text.data, take_any, can, NULL);
	if (status == DUNLIN_EPERM)
		status = DUNLIN_OK;
	else if (status != DUNLIN_OK && !text.failed)
		status = dn_my_ask(conn, text.data, take_any, can, err);
	free(text.data);
	return status;
}

dunlin_status dn_my_state(dunlin_conn *conn, enum dn_my_kind kind, const char *sql, size_t len,
			  char **out, dunlin_error *err)
{
	const bool here = memchr(sql, '.', len) == NULL;
	struct dn_text text = { .data = NULL };
	dunlin_status status = set_text(conn, sql, len, err);
	bool can = false;

	*out = NULL;
	if (status == DUNLIN_OK)
		status = look_for_numbers(conn, kind, here, &can, err);
	/* What the catalogue says is said in the words of the mode. */
	if (conn->is_mariadb)
		dn_text_add(&text, "SET STATEMENT sql_mode = '' FOR ");
	put_questions(conn, kind, &text, here);
	if (status == DUNLIN_OK && text.failed)
		status = dn_fault_nomem(conn->host, err);
	if (status == DUNLIN_OK && can)
		status = ask_sum(conn, text.data, out, err);
	free(text.data);
	(void)dn_my_ask(conn, "SET @dunlin_statement = NULL", NULL, NULL, NULL);
	return status;
}
