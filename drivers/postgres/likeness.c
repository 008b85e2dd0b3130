/* postgres/likeness - makes a database that is like another, but empty. */
#include "likeness.h"

#include <stdlib.h>
#include <string.h>

#include "step.h"

/* Rows of one value, each a statement.  $1 is the database that is there, $2 the new one.  What a
 * server of one version has and an older one lacks is asked for by name, in jsonb. */
static const char make_sql[] =
	"SELECT concat("
	"format('CREATE DATABASE %I TEMPLATE template0 OWNER %I ENCODING %L LC_COLLATE %L LC_CTYPE %L',"
	" $2::text, r.rolname, pg_encoding_to_char(d.encoding), d.datcollate, d.datctype), "
	"CASE WHEN t.spcname <> 'pg_default' THEN format(' TABLESPACE %I', t.spcname) END, "
	"CASE j.j->>'datlocprovider' WHEN 'c' THEN ' LOCALE_PROVIDER libc' "
	"WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L',"
	" COALESCE(j.j->>'datlocale', j.j->>'daticulocale')) "
	"WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', j.j->>'datlocale') END, "
	"CASE WHEN j.j->>'daticurules' IS NOT NULL"
	" THEN format(' ICU_RULES %L', j.j->>'daticurules') END) "
	"FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba "
	"JOIN pg_tablespace t ON t.oid = d.dattablespace, LATERAL (SELECT to_jsonb(d) AS j) j "
	"WHERE d.datname = $1 "
	"UNION ALL SELECT format('CREATE DATABASE %I TEMPLATE template0', $2::text) "
	"WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = $1)";

/*
 * A setting that is a list of names is no text: 'a, b' would be one name.  Those that a session may
 * have are taken over from this one; the others are lists of files, without commas in them.
 */
static const char finish_sql[] =
	"WITH d AS (SELECT * FROM pg_database WHERE datname = $1), s AS ("
	"SELECT row_number() OVER () AS n, "
	"CASE s.setrole WHEN 0 THEN format('ALTER DATABASE %I', $2::text) "
	"ELSE format('ALTER ROLE %I IN DATABASE %I', r.rolname, $2::text) END AS alter, "
	"split_part(c, '=', 1) AS name, substr(c, strpos(c, '=') + 1) AS value "
	"FROM pg_db_role_setting s JOIN d ON s.setdatabase = d.oid "
	"LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) c) "
	"SELECT q.sql FROM ("
	"SELECT 1 AS part, 0 AS n, format('REVOKE ALL ON DATABASE %I FROM PUBLIC', $2::text) AS sql "
	"FROM d WHERE d.datacl IS NOT NULL "
	"UNION ALL SELECT 2, 0, format('GRANT %s ON DATABASE %I TO %s%s', a.privilege_type, $2::text,"
	" CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END,"
	" CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END) "
	"FROM d, aclexplode(d.datacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee "
	"UNION ALL SELECT 3, 2 * s.n, format('SELECT pg_catalog.set_config(%L, %L, false)', s.name,"
	" s.value) FROM s WHERE s.name IN ('search_path', 'temp_tablespaces') "
	"UNION ALL SELECT 3, 2 * s.n + 1, s.alter || CASE"
	" WHEN s.name IN ('search_path', 'temp_tablespaces')"
	" THEN format(' SET %I FROM CURRENT', s.name)"
	" WHEN s.name IN ('local_preload_libraries', 'session_preload_libraries')"
	" THEN format(' SET %I TO %s', s.name, (SELECT string_agg(quote_literal(btrim(f, ' \"')), ', ')"
	" FROM unnest(string_to_array(s.value, ',')) f))"
	" ELSE (SELECT ' SET ' || string_agg(quote_ident(p), '.') FROM"
	" unnest(string_to_array(s.name, '.')) p) || format(' TO %L', s.value) END FROM s "
	"UNION ALL SELECT 4, 0, format('COMMENT ON DATABASE %I IS %L', $2::text,"
	" shobj_description(d.oid, 'pg_database')) "
	"FROM d WHERE shobj_description(d.oid, 'pg_database') IS NOT NULL "
	"UNION ALL SELECT 5, 0, format('ALTER DATABASE %I CONNECTION LIMIT %s', $2::text,"
	" d.datconnlimit) FROM d WHERE d.datconnlimit <> -1) q ORDER BY q.part, q.n";

struct list {
	char **items;
	size_t n;
};

static dunlin_status take(void *payload, size_t n, const char *const *values)
{
	struct list *list = payload;
	char **grown;

	if (n != 1 || values[0] == NULL)
		return DUNLIN_OK;
	grown = realloc(list->items, (list->n + 1) * sizeof(*grown));
	if (grown == NULL)
		return DUNLIN_ENOMEM;
	list->items = grown;
	list->items[list->n] = strdup(values[0]);
	return list->items[list->n++] == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

/* Runs every statement that the query answers with. */
static dunlin_status run_all(dunlin_conn *conn, const char *sql, const char *name,
			     const char *fresh, dunlin_error *err)
{
	const char *const params[] = { name, fresh };
	struct list list = { 0 };
	struct dn_pg_step step = { .about = { -1, sql, strlen(sql), DUNLIN_STMT_PLAIN },
				   .params = params,
				   .n_params = 2,
				   .on_row = take,
				   .payload = &list };
	dunlin_status status =
		dn_pg_step_own(conn, "SET search_path = pg_catalog, pg_temp", NULL, NULL, err);
	size_t i;

	if (status == DUNLIN_OK)
		status = dn_pg_step_run(conn, &step, err);
	if (status == DUNLIN_ENOMEM)
		status = dn_fault_nomem(conn->host, err);
	for (i = 0; i < list.n && status == DUNLIN_OK; i++)
		status = dn_pg_step_own(conn, list.items[i], NULL, NULL, err);
	for (i = 0; i < list.n; i++)
		free(list.items[i]);
	free(list.items);
	return status;
}

dunlin_status dn_pg_likeness_make(dunlin_conn *conn, const char *name, const char *fresh,
				  dunlin_error *err)
{
	return run_all(conn, make_sql, name, fresh, err);
}

dunlin_status dn_pg_likeness_finish(dunlin_conn *conn, const char *name, const char *fresh,
				    dunlin_error *err)
{
	return run_all(conn, finish_sql, name, fresh, err);
}
