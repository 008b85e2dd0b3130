/*
 * objects_mysql - the questions that make a server of MariaDB say how each object of a database was
 * made: a line each, "SHOW CREATE TABLE `t`", for the database that the connection is in.
 */
#ifndef TESTS_CRASH_OBJECTS_MYSQL_H
#define TESTS_CRASH_OBJECTS_MYSQL_H

#define OBJECTS_MYSQL                                                                        \
	"SELECT CONCAT('SHOW CREATE ', IF(TABLE_TYPE IN ('VIEW', 'SEQUENCE'), TABLE_TYPE, "  \
	"'TABLE'), ' `', TABLE_NAME, '`') FROM information_schema.TABLES "                   \
	"WHERE TABLE_SCHEMA = DATABASE() "                                                   \
	"UNION ALL SELECT CONCAT('SHOW CREATE ', ROUTINE_TYPE, ' `', ROUTINE_NAME, '`') "    \
	"FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() "                \
	"UNION ALL SELECT CONCAT('SHOW CREATE EVENT `', EVENT_NAME, '`') "                   \
	"FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() "                    \
	"UNION ALL SELECT CONCAT('SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, "  \
	"EVENT_MANIPULATION, ACTION_ORDER, ACTION_STATEMENT, SQL_MODE, DEFINER, "            \
	"CHARACTER_SET_CLIENT, COLLATION_CONNECTION FROM information_schema.TRIGGERS WHERE " \
	"TRIGGER_SCHEMA = DATABASE() AND TRIGGER_NAME = ', QUOTE(TRIGGER_NAME)) "            \
	"FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() "                \
	"UNION ALL SELECT 'SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM "  \
	"information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()' ORDER BY 1"

#endif
