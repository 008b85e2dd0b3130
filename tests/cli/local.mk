# Tests of the command: its parts as unit tests, and each command from the outside.

# The program that all tests run, as what `make` leaves at the top is a script of libtool's that starts it:
# that one takes ten times as long, and a signal is for one process.
check_PROGRAMS += tests/cli/dunlin
tests_cli_dunlin_CPPFLAGS = $(dunlin_CPPFLAGS)
tests_cli_dunlin_LDADD = $(cli_libs)
tests_cli_dunlin_LDFLAGS = $(AM_LDFLAGS) -no-install
tests_cli_dunlin_SOURCES = core/cli/main.c

cli_test_libs = libdunlincli.la libdunlincore.la libdunlinbase.la $(CMOCKA_LIBS) $(CONFUSE_LIBS) \
	$(JANSSON_LIBS) $(SMARTCOLS_LIBS) $(ZLIB_LIBS) $(engine_libs)
unit_tests += \
	tests/cli/test_annotate \
	tests/cli/test_busy \
	tests/cli/test_config \
	tests/cli/test_dotenv \
	tests/cli/test_errorform \
	tests/cli/test_opt \
	tests/cli/test_record \
	tests/cli/test_url
tests_cli_test_annotate_CPPFLAGS = $(unit_cppflags)
tests_cli_test_annotate_LDADD = $(cli_test_libs)
tests_cli_test_busy_CPPFLAGS = $(unit_cppflags)
tests_cli_test_busy_LDADD = $(cli_test_libs)
tests_cli_test_config_CPPFLAGS = $(unit_cppflags)
tests_cli_test_config_LDADD = $(cli_test_libs)
tests_cli_test_dotenv_CPPFLAGS = $(unit_cppflags)
tests_cli_test_dotenv_LDADD = $(cli_test_libs)
tests_cli_test_errorform_CPPFLAGS = $(unit_cppflags)
tests_cli_test_errorform_LDADD = $(cli_test_libs)
tests_cli_test_opt_CPPFLAGS = $(unit_cppflags)
tests_cli_test_opt_LDADD = $(cli_test_libs)
tests_cli_test_record_CPPFLAGS = $(unit_cppflags) $(JANSSON_CFLAGS)
tests_cli_test_record_LDADD = $(cli_test_libs)
tests_cli_test_url_CPPFLAGS = $(unit_cppflags)
tests_cli_test_url_LDADD = $(cli_test_libs)

shell_tests += \
	tests/cli/test_adopt.sh \
	tests/cli/test_backup.sh \
	tests/cli/test_bad_input.sh \
	tests/cli/test_check.sh \
	tests/cli/test_completion.sh \
	tests/cli/test_config.sh \
	tests/cli/test_current.sh \
	tests/cli/test_db.sh \
	tests/cli/test_doctor.sh \
	tests/cli/test_down.sh \
	tests/cli/test_driver.sh \
	tests/cli/test_drivers.sh \
	tests/cli/test_embed.sh \
	tests/cli/test_exit.sh \
	tests/cli/test_help.sh \
	tests/cli/test_history.sh \
	tests/cli/test_idempotent.sh \
	tests/cli/test_init.sh \
	tests/cli/test_inspect.sh \
	tests/cli/test_json.sh \
	tests/cli/test_json_run.sh \
	tests/cli/test_output.sh \
	tests/cli/test_pains.sh \
	tests/cli/test_parts.sh \
	tests/cli/test_plan.sh \
	tests/cli/test_pooler.sh \
	tests/cli/test_postgres.sh \
	tests/cli/test_redo.sh \
	tests/cli/test_script.sh \
	tests/cli/test_setup.sh \
	tests/cli/test_signals.sh \
	tests/cli/test_status.sh \
	tests/cli/test_test.sh \
	tests/cli/test_testdb.sh \
	tests/cli/test_testdb_serve.sh \
	tests/cli/test_up.sh \
	tests/cli/test_verify.sh
if WITH_MYSQL
shell_tests += tests/cli/test_mysql_backup.sh tests/cli/test_mysql_inspect.sh \
	tests/cli/test_mysql_script.sh tests/cli/test_mysql_tls.sh
endif
EXTRA_DIST += tests/cli/embedded.c tests/cli/json.sh tests/cli/project.sh

# Holds what --json prints to docs/schema.
check_PROGRAMS += tests/cli/json_valid
tests_cli_json_valid_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_cli_json_valid_LDADD = $(JANSSON_LIBS)
