/* sql/dialects - the dialects the engine brings: postgres, sqlite and mysql. */
#include "sql/dialects.h"

#include <string.h>

/* ---- postgres ---------------------------------------------------------- */

static const char *const postgres_aliases[] = { "pg", "postgresql", NULL };

/* Where the text alone does not say (CLUSTER or REINDEX of a partitioned table),
 * the server refuses with 25001. */
static const char *const postgres_no_transaction[] = {
	"CREATE [UNIQUE] INDEX CONCURRENTLY",
	"DROP INDEX CONCURRENTLY",
	"!REINDEX {CONCURRENTLY (false|off|0)} (INDEX|TABLE)",
	"REINDEX {CONCURRENTLY}",
	"REINDEX [{}] (INDEX|TABLE) CONCURRENTLY",
	"REINDEX [{}] (SCHEMA|DATABASE|SYSTEM)",
	"VACUUM",
	"CLUSTER [VERBOSE|{}] $",
	"!CREATE SUBSCRIPTION ... WITH {(create_slot|connect) = (false|off|0|'false'|'off'|'0')}",
	"CREATE (DATABASE|TABLESPACE|SUBSCRIPTION)",
	"DROP (DATABASE|TABLESPACE|SUBSCRIPTION)",
	"ALTER DATABASE * SET TABLESPACE",
	"ALTER SYSTEM",
	"DISCARD ALL",
	"ALTER TABLE [IF EXISTS] [ONLY] * DETACH PARTITION * CONCURRENTLY",
	"ALTER SUBSCRIPTION * REFRESH",
	"!ALTER SUBSCRIPTION ... WITH {refresh = (false|off|0|'false'|'off'|'0')}",
	"ALTER SUBSCRIPTION * (SET|ADD|DROP) PUBLICATION",
	"ALTER SUBSCRIPTION * SET {(failover|two_phase)}",
	"COMMIT PREPARED",
	"ROLLBACK PREPARED",
	NULL
};

/* Temporary objects are state of the session as well: they hide tables of the
 * same name.  A SELECT that only calls a function may have any effect. */
static const char *const postgres_session[] = {
	/* That COMMIT waits for the disk is what "applied" means: it is given back like the rest. */
	"SET LOCAL synchronous_commit",
	"!SET (LOCAL|TRANSACTION|CONSTRAINTS)",
	"SET",
	"RESET",
	"DISCARD",
	"DO",
	"CALL",
	"!PREPARE TRANSACTION",
	"PREPARE",
	"EXECUTE",
	"DEALLOCATE",
	"LISTEN",
	"UNLISTEN",
	"LOAD",
	"DECLARE ... WITH HOLD",
	"CREATE [OR REPLACE] [LOCAL|GLOBAL] (TEMP|TEMPORARY)",
	"CREATE [UNLOGGED] (TABLE|VIEW|SEQUENCE) [IF NOT EXISTS] pg_temp.*",
	"CREATE [OR REPLACE] (FUNCTION|PROCEDURE|AGGREGATE|TYPE|DOMAIN|VIEW) pg_temp.*",
	"!SELECT (setval|pg_catalog.setval) {} $",
	"SELECT * {} [[AS] *] $",
	"SELECT ... (set_config {}|pg_catalog.set_config {}|INTO (TEMP|TEMPORARY|LOCAL|pg_temp.*))",
	NULL
};

static const char *const postgres_set_up[] = {
	"!SET (LOCAL|TRANSACTION|CONSTRAINTS)",
	"(SET|RESET|DISCARD|PREPARE|DEALLOCATE|LISTEN|UNLISTEN|LOAD)",
	"CREATE [OR REPLACE] [LOCAL|GLOBAL] (TEMP|TEMPORARY)",
	"CREATE [UNLOGGED] (TABLE|VIEW|SEQUENCE) [IF NOT EXISTS] pg_temp.*",
	"CREATE [OR REPLACE] (FUNCTION|PROCEDURE|AGGREGATE|TYPE|DOMAIN|VIEW) pg_temp.*",
	"SELECT (set_config|pg_catalog.set_config) {} $",
	"SELECT ... INTO (TEMP|TEMPORARY|LOCAL|pg_temp.*)",
	NULL
};

static const char *const postgres_settings[] = { "(SET|RESET)",
						 "SELECT (set_config|pg_catalog.set_config) {} $",
						 NULL };

static const char *const postgres_roles[] = { "SET [SESSION] (ROLE|SESSION AUTHORIZATION)",
					      "SET SESSION AUTHORIZATION", NULL };

static const char *const postgres_shares[] = {
	"(INSERT|UPDATE|DELETE|MERGE|COPY|TRUNCATE|COMMENT|GRANT|REVOKE)",
	"(CREATE|DROP) [OR REPLACE] [UNLOGGED] (TABLE|VIEW|FUNCTION|TRIGGER|SEQUENCE|SCHEMA|TYPE|"
	"DOMAIN|RULE|POLICY|EXTENSION)",
	"CREATE [UNIQUE] INDEX",
	"DROP INDEX",
	"!ALTER TYPE * ADD",
	"ALTER (TABLE|INDEX|VIEW|FUNCTION|SEQUENCE|SCHEMA|TYPE|DOMAIN)",
	NULL
};

static const char *const postgres_restore[] = { "RESET SESSION AUTHORIZATION", "RESET ROLE",
						"RESET ALL", NULL };

/* RESET ALL takes back the encoding, which a script then says anew. */
static const char *const postgres_client[] = { "\\set ON_ERROR_STOP on", "\\set AUTOCOMMIT on",
					       "\\encoding UTF8", NULL };

static const struct dunlin_dialect postgres = {
	.size = DUNLIN_DIALECT_SIZE,
	.lex = DUNLIN_LEX_NESTED_COMMENTS | DUNLIN_LEX_DOLLAR_QUOTES | DUNLIN_LEX_E_STRINGS |
	       DUNLIN_LEX_COPY_DATA | DUNLIN_LEX_META_COMMANDS | DUNLIN_LEX_ATOMIC_BODIES |
	       DUNLIN_LEX_RULE_PARENS | DUNLIN_LEX_CR_ENDS_COMMENT,
	.run = DUNLIN_RUN_TX_DDL,
	.max_name = 63,
	.name = "postgres",
	.aliases = postgres_aliases,
	.no_transaction = postgres_no_transaction,
	.session = postgres_session,
	.name_quote = "\"\"",
	.key_type = "VARCHAR(255) COLLATE \"C\"",
	.text_type = "TEXT",
	.int_type = "BIGINT",
	.table_tail = "",
	.begin = "BEGIN",
	.begin_read = "BEGIN READ ONLY",
	.commit = "COMMIT",
	.duration = "CAST(EXTRACT(EPOCH FROM (pg_catalog.clock_timestamp() - "
		    "pg_catalog.transaction_timestamp())) * 1000000 AS BIGINT)",
	.lock_timeout = "SET LOCAL lock_timeout = {ms}",
	.statement_timeout = "SET LOCAL statement_timeout = {ms}",
	.create_schema = "CREATE SCHEMA IF NOT EXISTS {name}",
	.restore = postgres_restore,
	/* One that gives up half way leaves an invalid index behind. */
	.set_up = postgres_set_up,
	.shares = postgres_shares,
	.settings = postgres_settings,
	.roles = postgres_roles,
	.commit_later = "SET LOCAL synchronous_commit = off",
	.alone_before = "SELECT pg_catalog.set_config('lock_timeout', '0', false), "
			"pg_catalog.set_config('statement_timeout', '0', false)",
	.client = postgres_client,
};

/* ---- sqlite ------------------------------------------------------------ */

static const char *const sqlite_aliases[] = { "sqlite3", NULL };

/* Those that fail in a transaction; PRAGMA foreign_keys, which does nothing
 * there, is a rebuild. */
static const char *const sqlite_no_transaction[] = {
	"VACUUM",
	"PRAGMA (journal_mode|*.journal_mode|\"journal_mode\") (=|{})",
	"PRAGMA (synchronous|*.synchronous|temp_store|*.temp_store) (=|{})",
	"PRAGMA (wal_checkpoint|*.wal_checkpoint)",
	"DETACH",
	NULL
};

/* A PRAGMA that sets something, but those that are kept in the file. */
static const char *const sqlite_session[] = {
	"!PRAGMA (user_version|*.user_version|application_id|*.application_id|journal_mode|"
	"*.journal_mode|page_size|*.page_size|auto_vacuum|*.auto_vacuum|encoding|*.encoding) =",
	"PRAGMA * =",
	"PRAGMA (foreign_keys|defer_foreign_keys|recursive_triggers|case_sensitive_like|"
	"legacy_alter_table|writable_schema|*.writable_schema|ignore_check_constraints|"
	"busy_timeout|cache_size|*.cache_size|synchronous|*.synchronous|temp_store|query_only|"
	"read_uncommitted|reverse_unordered_selects|trusted_schema|locking_mode|"
	"*.locking_mode|cell_size_check|automatic_index|secure_delete|*.secure_delete|"
	"mmap_size|*.mmap_size|threads|wal_autocheckpoint|\"foreign_keys\") {}",
	"ATTACH",
	"DETACH",
	"CREATE (TEMP|TEMPORARY)",
	"CREATE [VIRTUAL] (TABLE|VIEW|TRIGGER) [IF NOT EXISTS] temp.*",
	"SELECT * {} [[AS] *] $",
	NULL
};

#define FOREIGN_KEYS "PRAGMA (foreign_keys|*.foreign_keys|\"foreign_keys\") (=|{})"

static const char *const sqlite_set_up[] = { "PRAGMA",
					     "ATTACH",
					     "DETACH",
					     "CREATE (TEMP|TEMPORARY)",
					     "CREATE [VIRTUAL] (TABLE|VIEW|TRIGGER) "
					     "[IF NOT EXISTS] temp.*",
					     NULL };

static const char *const sqlite_shares[] = { "(INSERT|UPDATE|DELETE|REPLACE|REINDEX|ANALYZE)",
					     "(CREATE|DROP|ALTER)", NULL };

static const char *const sqlite_rebuild[] = { "DROP TABLE", "ALTER TABLE * RENAME TO", FOREIGN_KEYS,
					      NULL };

static const char *const sqlite_outside[] = { FOREIGN_KEYS, NULL };

/* What changes the meaning of statements; the driver puts back the rest as well. */
static const char *const sqlite_reset[] = { "PRAGMA defer_foreign_keys = OFF",
					    "PRAGMA ignore_check_constraints = OFF",
					    "PRAGMA query_only = OFF",
					    "PRAGMA recursive_triggers = OFF",
					    "PRAGMA legacy_alter_table = OFF",
					    "PRAGMA reverse_unordered_selects = OFF",
					    "PRAGMA case_sensitive_like = OFF",
					    "PRAGMA read_uncommitted = OFF",
					    NULL };

static const char *const sqlite_client[] = { ".bail on", NULL };

/* The rows, counted: those of a table without rowids look alike. */
#define SQLITE_BROKEN                                                                    \
	"SELECT \"table\" AS t, rowid AS r, parent AS p, fkid AS f, count(*) AS n FROM " \
	"pragma_foreign_key_check GROUP BY 1, 2, 3, 4"

static const char *const sqlite_check_before[] = {
	"CREATE TEMP TABLE dunlin_check AS " SQLITE_BROKEN, NULL
};

static const char *const sqlite_check_after[] = {
	"CREATE TEMP TABLE dunlin_new (n INTEGER CONSTRAINT \"a row would violate a foreign key\" "
	"CHECK (n = 0))",
	"INSERT INTO temp.dunlin_new SELECT count(*) FROM (" SQLITE_BROKEN
	") AS a LEFT JOIN temp.dunlin_check AS b ON a.t IS b.t AND a.r IS b.r AND a.p IS b.p AND "
	"a.f IS b.f WHERE a.n > coalesce(b.n, 0)",
	"DROP TABLE temp.dunlin_new", "DROP TABLE temp.dunlin_check", NULL
};

static const struct dunlin_dialect sqlite = {
	.size = DUNLIN_DIALECT_SIZE,
	.lex = DUNLIN_LEX_BACKTICKS | DUNLIN_LEX_BRACKETS | DUNLIN_LEX_TRIGGER_BODIES,
	.run = DUNLIN_RUN_TX_DDL | DUNLIN_RUN_BATCHES,
	.name = "sqlite",
	.aliases = sqlite_aliases,
	.no_transaction = sqlite_no_transaction,
	.session = sqlite_session,
	.rebuild = sqlite_rebuild,
	.outside = sqlite_outside,
	.name_quote = "\"\"",
	.key_type = "VARCHAR(255) COLLATE BINARY",
	.text_type = "TEXT",
	/* Not INTEGER, which as a primary key would be the rowid, and filled in by itself. */
	.int_type = "BIGINT",
	.table_tail = "",
	.set_up = sqlite_set_up,
	.shares = sqlite_shares,
	.begin = "BEGIN IMMEDIATE",
	.begin_read = "BEGIN",
	.commit = "COMMIT",
	/* In a transaction it bounds how long COMMIT waits for readers. */
	.lock_timeout = "PRAGMA busy_timeout = {ms}",
	.rebuild_before = "PRAGMA foreign_keys = OFF",
	.rebuild_after = "PRAGMA foreign_keys = ON",
	.check = "PRAGMA foreign_key_check",
	.reset = sqlite_reset,
	.client = sqlite_client,
	.check_before = sqlite_check_before,
	.check_after = sqlite_check_after,
};

/* ---- mysql ------------------------------------------------------------- */

static const char *const mysql_aliases[] = { "mariadb", NULL };

/* These end a transaction by a commit of their own, or may, by what they call; SET TRANSACTION, which is
 * for the next one, is refused in it. */
static const char *const mysql_no_transaction[] = {
	"!CREATE [OR REPLACE] TEMPORARY TABLE",
	"CREATE",
	"ALTER",
	"!DROP TEMPORARY TABLE",
	"DROP",
	"RENAME",
	"TRUNCATE",
	"GRANT",
	"REVOKE",
	"ANALYZE [NO_WRITE_TO_BINLOG|LOCAL] (TABLE|TABLES)",
	"CHECK (TABLE|TABLES|VIEW)",
	"OPTIMIZE",
	"REPAIR",
	"FLUSH",
	"RESET",
	"LOCK (TABLE|TABLES|INSTANCE)",
	"UNLOCK (TABLE|TABLES|INSTANCE)",
	"LOAD INDEX INTO CACHE",
	"CACHE INDEX",
	"INSTALL",
	"UNINSTALL",
	"IMPORT TABLE",
	"SET (PASSWORD|DEFAULT ROLE|TRANSACTION)",
	"CHANGE (MASTER|REPLICATION)",
	"START (SLAVE|REPLICA|ALL|GROUP_REPLICATION)",
	"STOP (SLAVE|REPLICA|ALL|GROUP_REPLICATION)",
	"BEGIN NOT ATOMIC",
	"(CALL|EXECUTE)",
	NULL
};

static const char *const mysql_session[] = { "!SET (PASSWORD|DEFAULT ROLE|TRANSACTION)",
					     "!SET (GLOBAL|PERSIST|PERSIST_ONLY) * = * $",
					     "SET",
					     "(USE|CALL|DO|HANDLER)",
					     "!PREPARE TRANSACTION",
					     "(PREPARE|EXECUTE|DEALLOCATE)",
					     "(LOCK|UNLOCK)",
					     "CREATE [OR REPLACE] TEMPORARY",
					     "BEGIN NOT ATOMIC",
					     "SELECT * {} [[AS] *] $",
					     "SELECT ... INTO @",
					     "SELECT ... :=",
					     NULL };

static const char *const mysql_set_up[] = { "(SET|USE|DEALLOCATE)",
					    "!PREPARE TRANSACTION",
					    "PREPARE",
					    "CREATE [OR REPLACE] TEMPORARY TABLE",
					    "SELECT ... INTO @",
					    "SELECT ... :=",
					    NULL };

static const char *const mysql_shares[] = { "(INSERT|UPDATE|DELETE|REPLACE)", NULL };

#define ALTER_TABLE "ALTER [ONLINE] [IGNORE] TABLE"
#define ALTER_ONE ALTER_TABLE " [IF EXISTS] * [WAIT *|NOWAIT] "
#define CREATE_INDEX "CREATE [OR REPLACE] [ONLINE] [UNIQUE|FULLTEXT|SPATIAL] INDEX"
#define KEEPS "ALGORITHM = (INSTANT|INPLACE|NOCOPY)"
#define NOBODY "LOCK = NONE"
#define COPIES "(ALGORITHM = (COPY|DEFAULT)|LOCK = (SHARED|EXCLUSIVE|DEFAULT))"

/* What is instant takes no LOCK in MySQL.  DROP INDEX knows no such words in MariaDB, and copies no
 * table of InnoDB; a RENAME copies none at all. */
static const char *const mysql_online[] = { ALTER_ONE "(DISCARD|IMPORT) [PARTITION] ... TABLESPACE",
					    NULL,
					    ALTER_ONE
					    "(ADD|DROP|TRUNCATE|EXCHANGE|CHECK|ANALYZE) PARTITION",
					    NULL,
					    ALTER_TABLE " ... ALGORITHM = INSTANT",
					    NULL,
					    ALTER_TABLE " ... " KEEPS " ... " NOBODY,
					    NULL,
					    ALTER_TABLE " ... " NOBODY " ... " KEEPS,
					    NULL,
					    ALTER_TABLE " ... " KEEPS,
					    ", LOCK=NONE",
					    NULL,
					    ALTER_TABLE " ... " NOBODY,
					    ", ALGORITHM=INPLACE",
					    NULL,
					    ALTER_TABLE,
					    ", ALGORITHM=INSTANT",
					    ", ALGORITHM=INPLACE, LOCK=NONE",
					    NULL,
					    CREATE_INDEX " ... " KEEPS " ... " NOBODY,
					    NULL,
					    CREATE_INDEX " ... " NOBODY " ... " KEEPS,
					    NULL,
					    CREATE_INDEX " ... " KEEPS,
					    " LOCK=NONE",
					    NULL,
					    CREATE_INDEX " ... " NOBODY,
					    " ALGORITHM=INPLACE",
					    NULL,
					    CREATE_INDEX,
					    " ALGORITHM=INPLACE LOCK=NONE",
					    NULL,
					    NULL };

/* Where partitions are made anew MariaDB takes no ALGORITHM, nor in OPTIMIZE, which copies a table with a
 * FULLTEXT index; and none goes without its primary key but in a copy. */
static const char *const mysql_offline[] = {
	ALTER_TABLE " ... " COPIES,
	CREATE_INDEX " ... " COPIES,
	ALTER_TABLE " ... (PARTITION BY|REMOVE PARTITIONING|ORDER BY)",
	ALTER_ONE "(COALESCE|REORGANIZE|REBUILD|OPTIMIZE|REPAIR|CONVERT) (PARTITION|TABLE)",
	"!" ALTER_ONE "ADD PARTITION [IF NOT EXISTS] {VALUES}",
	ALTER_ONE "ADD PARTITION",
	"(OPTIMIZE|REPAIR) [NO_WRITE_TO_BINLOG|LOCAL] (TABLE|TABLES)",
	"DROP [ONLINE] INDEX [IF EXISTS] `PRIMARY`",
	"LOCK (TABLE|TABLES|INSTANCE)",
	NULL
};
#undef ALTER_TABLE
#undef ALTER_ONE
#undef CREATE_INDEX
#undef KEEPS
#undef COPIES
#undef NOBODY

/* What the client takes for the text's encoding is a matter of its settings. */
static const char *const mysql_client[] = { "SET NAMES utf8mb4;", NULL };

/* No timeout is for one transaction there: what a body says is the session's until that is reset.  They
 * are in seconds, in which 0 is no wait at all.  MySQL bounds only what SELECT takes. */
#define WAITS "IF({ms} = 0, 31536000, ({ms} + 999) DIV 1000)"

static const struct dunlin_dialect mysql = {
	.size = DUNLIN_DIALECT_SIZE,
	.lex = DUNLIN_LEX_BACKSLASH | DUNLIN_LEX_HASH_COMMENTS | DUNLIN_LEX_DASH_BLANK |
	       DUNLIN_LEX_BACKTICKS | DUNLIN_LEX_DQUOTE_STRINGS | DUNLIN_LEX_EXECUTABLE_COMMENTS |
	       DUNLIN_LEX_DELIMITER | DUNLIN_LEX_COMPOUND_BODIES,
	.run = DUNLIN_RUN_BACKSLASH | DUNLIN_RUN_BACKUP_SQL,
	.max_name = 64,
	.name = "mysql",
	.aliases = mysql_aliases,
	.no_transaction = mysql_no_transaction,
	.session = mysql_session,
	.set_up = mysql_set_up,
	.shares = mysql_shares,
	.name_quote = "``",
	.key_type = "VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
	.text_type = "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
	.int_type = "BIGINT",
	.table_tail = " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
	.begin = "START TRANSACTION",
	.begin_read = "START TRANSACTION READ ONLY",
	.commit = "COMMIT",
	.lock_timeout = "SET SESSION lock_wait_timeout = " WAITS
			", SESSION innodb_lock_wait_timeout = " WAITS,
	.statement_timeout = "SET SESSION /*M! max_statement_time = {ms} / 1000 */"
			     "/*!80000 max_execution_time = {ms} */",
	.create_schema = "CREATE SCHEMA IF NOT EXISTS {name}",
	.client = mysql_client,
	.online = mysql_online,
	.offline = mysql_offline,
};
#undef WAITS

/* ------------------------------------------------------------------------ */

static const struct dunlin_dialect *const dialects[] = { &postgres, &sqlite, &mysql };

const struct dunlin_dialect *dn_dialect_at(size_t i)
{
	return i < sizeof(dialects) / sizeof(dialects[0]) ? dialects[i] : NULL;
}

const struct dunlin_dialect *dn_dialect_find(const char *name)
{
	const char *const *alias;
	size_t i;

	for (i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++) {
		if (strcmp(name, dialects[i]->name) == 0)
			return dialects[i];
		for (alias = dialects[i]->aliases; *alias != NULL; alias++)
			if (strcmp(name, *alias) == 0)
				return dialects[i];
	}
	return NULL;
}
