/* tests of sql/splitter: PostgreSQL */
#include "sql/rows.h"

#define PG "postgres"

static const struct split_row rows[] = {
	{ "splitter__g1_comments_behind_semicolons", PG,
	  "CREATE TABLE a (i int); -- one\n"
	  "CREATE TABLE b (i int); -- two;\n"
	  "INSERT INTO a VALUES (1); INSERT INTO b VALUES (2); -- two of them\n"
	  "DROP TABLE a; -- five",
	  PIECES("CREATE TABLE a (i int)", "CREATE TABLE b (i int)", "INSERT INTO a VALUES (1)",
		 "INSERT INTO b VALUES (2)", "DROP TABLE a") },
	{ "splitter__g2_nothing_but_comments", PG, "-- +goose Up\n\n-- x;\n/* ; */", NOTHING },
	{ "splitter__g3_plpgsql_in_dollars", PG,
	  "CREATE OR REPLACE FUNCTION f(d date) RETURNS void AS $$\n"
	  "DECLARE s text;\n"
	  "BEGIN\n"
	  "  FOR i IN 1..3 LOOP\n"
	  "    EXECUTE 'CREATE TABLE t' || i || ' (CHECK (a >= ''' || d || '''));';\n"
	  "  END LOOP; -- done\n"
	  "END;\n"
	  "$$ LANGUAGE plpgsql;\n"
	  "SELECT 1;",
	  PIECES("CREATE OR REPLACE FUNCTION f(d date) RETURNS void AS $$\n"
		 "DECLARE s text;\n"
		 "BEGIN\n"
		 "  FOR i IN 1..3 LOOP\n"
		 "    EXECUTE 'CREATE TABLE t' || i || ' (CHECK (a >= ''' || d || '''));';\n"
		 "  END LOOP; -- done\n"
		 "END;\n"
		 "$$ LANGUAGE plpgsql",
		 "SELECT 1") },
	{ "splitter__g4_body_as_a_string_with_doubled_quotes", PG,
	  "create function f() returns text as '\n"
	  "begin\n"
	  "  -- it''s; fine\n"
	  "  return ''a'' || '''''''''' || ''b;'';\n"
	  "end;\n"
	  "' language 'plpgsql';\nselect 2;",
	  PIECES("create function f() returns text as '\n"
		 "begin\n"
		 "  -- it''s; fine\n"
		 "  return ''a'' || '''''''''' || ''b;'';\n"
		 "end;\n"
		 "' language 'plpgsql'",
		 "select 2") },
	{ "splitter__g5_several_in_one_block", PG,
	  "-- +goose StatementBegin\n\n-- before\n"
	  "CREATE TABLE a ( -- inside\n  i int\n);\n-- between\n"
	  "CREATE FUNCTION f() RETURNS trigger AS $x$ BEGIN RETURN NEW; END; $x$ LANGUAGE plpgsql;\n"
	  "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();\n"
	  "-- +goose StatementEnd\n",
	  PIECES("CREATE TABLE a ( -- inside\n  i int\n)",
		 "CREATE FUNCTION f() RETURNS trigger AS $x$ BEGIN RETURN NEW; END; $x$ LANGUAGE "
		 "plpgsql",
		 "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f()") },
	{ "splitter__g6_keys_in_strings", PG,
	  "INSERT INTO k VALUES ('-----BEGIN KEY-----\nMIIB;a\n--;\n-----END KEY-----\n');\n"
	  "SELECT 1",
	  PIECES("INSERT INTO k VALUES ('-----BEGIN KEY-----\nMIIB;a\n--;\n-----END KEY-----\n')",
		 "SELECT 1") },
	{ "splitter__g7_comments_everywhere", PG,
	  "-- c1\nCREATE TABLE a (\n  -- c2;\n  i int, -- c3\n  j int\n  -- c4 ;\n);-- c5\n"
	  "-- c6\nDROP TABLE a;\n-- c7",
	  PIECES("CREATE TABLE a (\n  -- c2;\n  i int, -- c3\n  j int\n  -- c4 ;\n)",
		 "DROP TABLE a") },
	{ "splitter__g8_blank_and_comment_lines_in_e_strings", PG,
	  "INSERT INTO p VALUES (E'# Title\n\n## Sub\n  -- not a comment;\n\\'quoted\\';\n\n');\n"
	  "SELECT 1;",
	  PIECES("INSERT INTO p VALUES (E'# Title\n\n## Sub\n  -- not a comment;\n\\'quoted\\';"
		 "\n\n')",
		 "SELECT 1") },
	{ "splitter__g10_first_line_of_blanks", PG, "   \t\n-- +goose Up\nSELECT 1;",
	  PIECES("SELECT 1") },
	{ "splitter__g12_no_semicolon_but_a_comment", PG,
	  "CREATE TABLE a (i int);\nCREATE TABLE b (i int)\n-- the end",
	  PIECES("CREATE TABLE a (i int)", "CREATE TABLE b (i int)") },
	{ "splitter__g13_missing_last_semicolon", PG, "SELECT 1;\nSELECT 2",
	  PIECES("SELECT 1", "SELECT 2") },
	{ "splitter__g18_semicolons_in_comments_and_quotes", PG,
	  "END; -- c\nEND   ; -- c\nEND -- c ;\n;END \" ; \" -- c\n;",
	  PIECES("END", "END", "END", "END \" ; \"") },
	{ "splitter__m1_one_or_two", PG, " SELECT 1;SELECT 2", PIECES("SELECT 1", "SELECT 2") },
	{ "splitter__m3_semicolons_that_end_nothing", PG,
	  "SELECT ';', \";\", $$;$$, $a$;$a$ /* ; */ -- ;\n;SELECT 2;",
	  PIECES("SELECT ';', \";\", $$;$$, $a$;$a$", "SELECT 2") },
	{ "splitter__m4_line_in_the_whole_file", PG, "SELECT 1;\n\n-- x\nSELEC 2;",
	  PIECES("SELECT 1", "SELEC 2") },
	{ "splitter__d5_crlf", PG, "SELECT 1;\r\nSELECT 2\r\n;\r\n-- c\r\nSELECT 'a\r\nb';\r\n",
	  PIECES("SELECT 1", "SELECT 2", "SELECT 'a\r\nb'") },
	{ "splitter__d7_each_alone", PG,
	  "CREATE INDEX CONCURRENTLY a ON t (a);\nCREATE INDEX CONCURRENTLY b ON t (b);",
	  PIECES("CREATE INDEX CONCURRENTLY a ON t (a)", "CREATE INDEX CONCURRENTLY b ON t (b)") },
	{ "splitter__q1_nested_comment", PG, "/* a /* b; */ c; */ SELECT 1;", PIECES("SELECT 1") },
	{ "splitter__q1_star_and_slash_runs", PG, "/***/ SELECT 1 /*/*/ ; */*/; SELECT 2 /**/",
	  PIECES("SELECT 1", "SELECT 2") },
	{ "splitter__q1_comment_open_in_another", PG, "SELECT 1;\n  /* a /* b */\nSELECT 2;",
	  PIECES("SELECT 1"), "comment opened here is never closed", 2, 3 },
	{ "splitter__q2_cr_ends_a_comment", PG, "select 1; -- comment\rselect 2;",
	  PIECES("select 1", "select 2") },
	{ "splitter__q3_comment_between_parts_on_lines", PG,
	  "SELECT 'a' -- it's\n  'b;' ; SELECT 2;",
	  PIECES("SELECT 'a' -- it's\n  'b;'", "SELECT 2") },
	{ "splitter__q3_comment_between_parts_on_one_line", PG,
	  "SELECT 'a' /* x */ 'b;'; SELECT 2;", PIECES("SELECT 'a' /* x */ 'b;'", "SELECT 2") },
	{ "splitter__q4_tags", PG,
	  "SELECT $SomeTag$a';$SomeTag$; SELECT $t1$;$t1$; SELECT $f\xc3\xbc\xc3\x9f$;$f\xc3\xbc\xc3"
	  "\x9f$;",
	  PIECES("SELECT $SomeTag$a';$SomeTag$", "SELECT $t1$;$t1$",
		 "SELECT $f\xc3\xbc\xc3\x9f$;$f\xc3\xbc\xc3\x9f$") },
	{ "splitter__q4_closing_tag_missing", PG, "SELECT 1;\nSELECT $foo$hello$world$bar$;\n",
	  PIECES("SELECT 1"), "dollar quote opened here is never closed", 2, 8 },
	{ "splitter__q5_tag_without_its_dollar", PG, "SELECT $foo$abcfoo$def;$foo$;SELECT 2",
	  PIECES("SELECT $foo$abcfoo$def;$foo$", "SELECT 2") },
	{ "splitter__q6_dollar_word_opens_nothing", PG, "select $x;\ndrop table t;",
	  PIECES("select $x", "drop table t") },
	{ "splitter__q7_number_ends_before_a_dollar", PG,
	  "SELECT 123$abc; SELECT 0x1$$f;oo$$; SELECT 123$a$;$a$; SELECT $1123$$;$$; SELECT $; "
	  "SELECT a$b$; SELECT 2",
	  PIECES("SELECT 123$abc", "SELECT 0x1$$f;oo$$", "SELECT 123$a$;$a$", "SELECT $1123$$;$$",
		 "SELECT $", "SELECT a$b$", "SELECT 2") },
	{ "splitter__q8_backslash_in_e_strings", PG,
	  "SELECT E'a\\'b;'; SELECT e'a\\\\'; SELECT 'a\\'; SELECT E'\\\\\\';';",
	  PIECES("SELECT E'a\\'b;'", "SELECT e'a\\\\'", "SELECT 'a\\'", "SELECT E'\\\\\\';'") },
	{ "splitter__q8_escaped_quote_leaves_it_open", PG, "SELECT E'a\\';", NOTHING,
	  "string opened here is never closed", 1, 8 },
	{ "splitter__q9_prefixes", PG,
	  "SELECT N'a;', B'1;', X'f;', U&'a;' UESCAPE '!', U&\"a;\" ; SELECT 2;",
	  PIECES("SELECT N'a;', B'1;', X'f;', U&'a;' UESCAPE '!', U&\"a;\"", "SELECT 2") },
	{ "splitter__q9_words_that_are_no_prefix", PG,
	  "SELECT E1'a\\'; SELECT type'a\\'; SELECT uuid'\\'; SELECT N'\\'; SELECT 2",
	  PIECES("SELECT E1'a\\'", "SELECT type'a\\'", "SELECT uuid'\\'", "SELECT N'\\'",
		 "SELECT 2") },
	{ "splitter__q10_rule_with_nested_parentheses", PG,
	  "CREATE OR REPLACE RULE r AS ON INSERT TO t DO ALSO (\n  DELETE FROM a; SELECT (1);\n  "
	  "(SELECT 2);\n);\nSELECT 3;",
	  PIECES("CREATE OR REPLACE RULE r AS ON INSERT TO t DO ALSO (\n  DELETE FROM a; SELECT (1);"
		 "\n  (SELECT 2);\n)",
		 "SELECT 3") },
	{ "splitter__q11_several_in_begin_atomic", PG,
	  "create function f() returns void language sql\nbegin atomic\n  select 1;\n  select 2;\n"
	  "end;\nselect 3;",
	  PIECES("create function f() returns void language sql\nbegin atomic\n  select 1;\n  select "
		 "2;\nend",
		 "select 3") },
	{ "splitter__q11_only_semicolons_in_begin_atomic", PG,
	  "create procedure f()\nbegin atomic\n;;;\nend; select 3;",
	  PIECES("create procedure f()\nbegin atomic\n;;;\nend", "select 3") },
	/* The server ends the function at the first END and runs the second as COMMIT. */
	{ "splitter__q11_end_is_the_first_end", PG,
	  "create function f() returns int begin atomic select 1; end; end;",
	  PIECES("create function f() returns int begin atomic select 1; end", "end") },
	{ "splitter__q11_last_without_semicolon", PG,
	  "create function f() returns int begin atomic insert into t values (1); select 2 end;x",
	  PIECES("create function f() returns int begin atomic insert into t values (1); select 2 "
		 "end",
		 "x") },
	{ "splitter__q11_two_without_semicolon", PG,
	  "create function f() returns int begin atomic insert into t values (1)\n select 2; end;x",
	  PIECES("create function f() returns int begin atomic insert into t values (1)\n select 2; "
		 "end",
		 "x") },
	{ "splitter__q11_never_ended", PG,
	  "select 1;\ncreate function f() returns int\n  begin atomic select 1;\nselect 2;\n",
	  PIECES("select 1"), "block opened here is never closed by END", 3, 3 },
	{ "splitter__q13_operators_stop_before_comments", PG,
	  "SELECT a #>> b, @- 1, a -|- b, c ?| d, 1 @-- x;\n, 2 */* ; */ 3; SELECT 1 --;\n+ 2",
	  PIECES("SELECT a #>> b, @- 1, a -|- b, c ?| d, 1 @-- x;\n, 2 */* ; */ 3",
		 "SELECT 1 --;\n+ 2") },
	{ "splitter__a6_standard_string_ends_in_a_backslash", PG, "SELECT 'a\\'; SELECT 'b';",
	  PIECES("SELECT 'a\\'", "SELECT 'b'") },
	{ "splitter__a7_hash_is_an_operator", PG, "SELECT 1 # 2; SELECT 3;",
	  PIECES("SELECT 1 # 2", "SELECT 3") },
	{ "splitter__a8_functions_in_a_row", PG,
	  "CREATE FUNCTION a(t text) RETURNS boolean RETURN t = 'x' AND true;\n"
	  "CREATE FUNCTION b() RETURNS int RETURN 1;\n"
	  "CREATE FUNCTION c() RETURNS boolean BEGIN ATOMIC\nSELECT 1;\nSELECT false;\nEND;\n"
	  "CREATE FUNCTION d(x int) RETURNS boolean BEGIN ATOMIC\n"
	  "select case when x = 0 then case when true then 1 end else 2 end; -- tricky\nEND;-- x\n"
	  "CREATE TABLE t (i int);\n"
	  "CREATE FUNCTION \"e\" (x int) RETURNS int BEGIN ATOMIC\nSELECT CASE WHEN ((x % 2) = 0) "
	  "THEN 1 END AS \"case\", 2 AS end, t.end, t.case FROM t;\nEND;\nSELECT 1;",
	  PIECES("CREATE FUNCTION a(t text) RETURNS boolean RETURN t = 'x' AND true",
		 "CREATE FUNCTION b() RETURNS int RETURN 1",
		 "CREATE FUNCTION c() RETURNS boolean BEGIN ATOMIC\nSELECT 1;\nSELECT false;\nEND",
		 "CREATE FUNCTION d(x int) RETURNS boolean BEGIN ATOMIC\n"
		 "select case when x = 0 then case when true then 1 end else 2 end; -- tricky\nEND",
		 "CREATE TABLE t (i int)",
		 "CREATE FUNCTION \"e\" (x int) RETURNS int BEGIN ATOMIC\nSELECT CASE WHEN ((x % 2) "
		 "= 0) THEN 1 END AS \"case\", 2 AS end, t.end, t.case FROM t;\nEND",
		 "SELECT 1") },
	{ "splitter__a8_begin_without_atomic_is_a_name", PG,
	  "CREATE FUNCTION begin(begin int) RETURNS int RETURN 1; SELECT 2;",
	  PIECES("CREATE FUNCTION begin(begin int) RETURNS int RETURN 1", "SELECT 2") },
	{ "splitter__a9_bodies_of_other_languages", PG,
	  "CREATE FUNCTION f() RETURNS int AS $function$\n# don't { ; [\nreturn [expr \"1\n"
	  "$function$ LANGUAGE pltcl;\nSELECT 1;",
	  PIECES("CREATE FUNCTION f() RETURNS int AS $function$\n# don't { ; [\nreturn [expr \"1\n"
		 "$function$ LANGUAGE pltcl",
		 "SELECT 1") },
	{ "splitter__a10_operators_with_dashes", PG,
	  "CREATE TABLE t (r int4range, EXCLUDE USING gist (r WITH -|-, c WITH =)); SELECT 1;",
	  PIECES("CREATE TABLE t (r int4range, EXCLUDE USING gist (r WITH -|-, c WITH =))",
		 "SELECT 1") },
	{ "splitter__a11_comment_behind_the_last_semicolon", PG,
	  "/** a **/ /** b */ SELECT 1; -- no newline", PIECES("SELECT 1") },
	{ "splitter__p1_rule_with_two", PG,
	  "CREATE RULE r AS ON UPDATE TO t DO (SELECT 1; SELECT 2);",
	  PIECES("CREATE RULE r AS ON UPDATE TO t DO (SELECT 1; SELECT 2)") },
	{ "splitter__p2_empty_ones_vanish", PG, "SELECT 1;\n;\n-- c\nSELECT 2;\n;;; ;",
	  PIECES("SELECT 1", "SELECT 2") },
	{ "splitter__l1_transaction_words", PG, "BEGIN TRANSACTION; SELECT 1; end transaction;",
	  PIECES("BEGIN TRANSACTION", "SELECT 1", "end transaction") },
	{ "splitter__e_string_keeps_its_rules_over_lines", PG,
	  "SELECT E'a\\'' \n 'b\\';c'; SELECT 2;",
	  PIECES("SELECT E'a\\'' \n 'b\\';c'", "SELECT 2") },
	{ "splitter__e_string_does_not_go_on_in_its_line", PG, "SELECT E'a' 'b\\'; SELECT 2;",
	  PIECES("SELECT E'a' 'b\\'", "SELECT 2") },
	{ "splitter__three_dollar_quotes_deep", PG,
	  "DO $a$ BEGIN EXECUTE $b$ SELECT $c$;$c$; $b$; END; $a$; SELECT 1;",
	  PIECES("DO $a$ BEGIN EXECUTE $b$ SELECT $c$;$c$; $b$; END; $a$", "SELECT 1") },
	{ "splitter__placeholders_in_a_body", PG,
	  "SELECT :=1, f(a := 1), a::text; DO $body$ SELECT :x; ${y} $body$;",
	  PIECES("SELECT :=1, f(a := 1), a::text", "DO $body$ SELECT :x; ${y} $body$") },
	{ "splitter__empty_text", PG, "", NOTHING },
	{ "splitter__byte_order_mark", PG, "\xef\xbb\xbfSELECT 1;", PIECES("SELECT 1") },
	{ "splitter__bytes_that_are_no_utf8", PG, "SELECT '\xff\xfe;', \"\x80;\"; SELECT \xe9;",
	  PIECES("SELECT '\xff\xfe;', \"\x80;\"", "SELECT \xe9") },
	{ "splitter__nul_byte", PG, "SELECT 1;\nSEL\0CT 2;", NOTHING, "NUL byte", 2, 4, 19 },
	{ "splitter__column_counts_characters", PG, "SELECT '\xc3\xa4\xe2\x82\xac', 'x", NOTHING,
	  "string opened here is never closed", 1, 14 },
	{ "splitter__name_never_closed", PG, "SELECT 1;\n\nSELECT \"a;\n", PIECES("SELECT 1"),
	  "quoted name opened here is never closed", 3, 8 },
	{ "splitter__parenthesis_never_closed", PG, "SELECT 1;\nSELECT (f(1);\nSELECT 2;",
	  PIECES("SELECT 1"), "parenthesis opened here is never closed", 2, 8 },
	{ "splitter__parenthesis_too_many_is_the_servers", PG, "SELECT 1); SELECT 2;",
	  PIECES("SELECT 1)", "SELECT 2") },
};

int main(void)
{
	return run_rows("splitter, postgres", rows, sizeof(rows) / sizeof(rows[0]), NULL);
}
