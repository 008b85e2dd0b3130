# Tests of core/plan: a small project and a history, written down in a line each.
plan_stand = tests/plan/stand.c tests/plan/stand.h $(source_rig)

unit_tests += tests/plan/test_plan
tests_plan_test_plan_CPPFLAGS = $(unit_cppflags)
tests_plan_test_plan_SOURCES = tests/plan/test_plan.c $(plan_stand)

unit_tests += tests/plan/test_survey
tests_plan_test_survey_CPPFLAGS = $(unit_cppflags)
tests_plan_test_survey_SOURCES = tests/plan/test_survey.c $(plan_stand)

unit_tests += tests/plan/test_after
tests_plan_test_after_CPPFLAGS = $(unit_cppflags)
tests_plan_test_after_SOURCES = tests/plan/test_after.c $(plan_stand)

unit_tests += tests/plan/test_redo
tests_plan_test_redo_CPPFLAGS = $(unit_cppflags)
tests_plan_test_redo_SOURCES = tests/plan/test_redo.c $(plan_stand)

unit_tests += tests/plan/test_stamp
tests_plan_test_stamp_CPPFLAGS = $(unit_cppflags)
tests_plan_test_stamp_SOURCES = tests/plan/test_stamp.c $(plan_stand)
