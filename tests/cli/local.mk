# Tests of the command: its parts as unit tests, and each command from the outside.
cli_test_libs = libdunlincli.la libdunlincore.la libdunlinbase.la $(CMOCKA_LIBS) $(CONFUSE_LIBS) \
	$(SMARTCOLS_LIBS) $(core_libs)
unit_tests += \
	tests/cli/test_config \
	tests/cli/test_dotenv \
	tests/cli/test_errorform \
	tests/cli/test_opt \
	tests/cli/test_url
tests_cli_test_config_CPPFLAGS = $(unit_cppflags)
tests_cli_test_config_LDADD = $(cli_test_libs)
tests_cli_test_dotenv_CPPFLAGS = $(unit_cppflags)
tests_cli_test_dotenv_LDADD = $(cli_test_libs)
tests_cli_test_errorform_CPPFLAGS = $(unit_cppflags)
tests_cli_test_errorform_LDADD = $(cli_test_libs)
tests_cli_test_opt_CPPFLAGS = $(unit_cppflags)
tests_cli_test_opt_LDADD = $(cli_test_libs)
tests_cli_test_url_CPPFLAGS = $(unit_cppflags)
tests_cli_test_url_LDADD = $(cli_test_libs)

shell_tests += tests/cli/test_readme.sh
