/* Annotations: the form, what is escaped, and which file they name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "cli/annotate.h"

static void assert_annotation(const struct dunlin_finding *finding, const char *folder,
			      const char *want)
{
	struct dn_str text = DN_STR_INIT;

	dn_annotate_finding(&text, finding, folder);
	assert_string_equal(dn_str_text(&text), want);
	dn_str_clear(&text);
}

static void annotate__has_the_form_that_is_shown_in_place(void **state)
{
	struct dunlin_finding finding = DUNLIN_FINDING_INIT;

	(void)state;
	finding.kind = DUNLIN_FINDING_ERROR;
	finding.about = "files";
	finding.file = "migrations/0003_x.up.sql";
	finding.line = 3;
	finding.column = 7;
	finding.message = "unknown directive \"wen\"";
	finding.hint = "did you mean when?";
	assert_annotation(&finding, NULL,
			  "::error file=migrations/0003_x.up.sql,line=3,col=7,title=files::"
			  "unknown directive \"wen\"%0Adid you mean when?\n");
	finding.kind = DUNLIN_FINDING_WARNING;
	finding.column = 0;
	finding.hint = NULL;
	assert_annotation(&finding, NULL,
			  "::warning file=migrations/0003_x.up.sql,line=3,title=files::"
			  "unknown directive \"wen\"\n");
	finding.kind = DUNLIN_FINDING_COVERAGE;
	finding.line = 0;
	assert_annotation(&finding, NULL,
			  "::error file=migrations/0003_x.up.sql,title=files::"
			  "unknown directive \"wen\"\n");
	finding.file = NULL;
	assert_annotation(&finding, NULL, "::error title=files::unknown directive \"wen\"\n");
}

static void annotate__says_nothing_of_what_is_good(void **state)
{
	struct dunlin_finding finding = DUNLIN_FINDING_INIT;

	(void)state;
	finding.kind = DUNLIN_FINDING_GOOD;
	finding.about = "files";
	finding.message = "3 migrations";
	assert_annotation(&finding, NULL, "");
}

static void annotate__escapes_what_would_end_it(void **state)
{
	struct dunlin_finding finding = DUNLIN_FINDING_INIT;

	(void)state;
	finding.kind = DUNLIN_FINDING_ERROR;
	finding.about = "a:b,c%d\n";
	finding.file = "x,y:z%.sql";
	finding.message = "50 %, a\r\nb: c::d";
	assert_annotation(&finding, NULL,
			  "::error file=x%2Cy%3Az%25.sql,title=a%3Ab%2Cc%25d%0A::"
			  "50 %25, a%0D%0Ab: c::d\n");
}

static void annotate__names_files_from_where_it_was_started(void **state)
{
	struct dunlin_finding finding = DUNLIN_FINDING_INIT;

	(void)state;
	finding.kind = DUNLIN_FINDING_ERROR;
	finding.about = "files";
	finding.file = "./migrations/1_x.sql";
	finding.message = "no";
	assert_annotation(&finding, NULL, "::error file=migrations/1_x.sql,title=files::no\n");
	assert_annotation(&finding, "db", "::error file=db/migrations/1_x.sql,title=files::no\n");
	assert_annotation(&finding, "db/", "::error file=db/migrations/1_x.sql,title=files::no\n");
	finding.file = "/abs/1_x.sql";
	assert_annotation(&finding, "db", "::error file=/abs/1_x.sql,title=files::no\n");
}

static void annotate__takes_an_error(void **state)
{
	struct dn_str text = DN_STR_INIT;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	dunlin_status status =
		dn_fail_at(&err, DUNLIN_EUSAGE, "dunlin.conf", 4, 2, "no such option");
	assert_int_equal(status, DUNLIN_EUSAGE);
	dn_annotate_error(&text, &err, NULL);
	assert_string_equal(dn_str_text(&text),
			    "::error file=dunlin.conf,line=4,col=2,title=dunlin::no such option\n");
	dn_str_clear(&text);
	dn_error_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(annotate__has_the_form_that_is_shown_in_place),
		cmocka_unit_test(annotate__says_nothing_of_what_is_good),
		cmocka_unit_test(annotate__escapes_what_would_end_it),
		cmocka_unit_test(annotate__names_files_from_where_it_was_started),
		cmocka_unit_test(annotate__takes_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
