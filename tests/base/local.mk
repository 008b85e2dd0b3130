# Tests of core/base; two lines each, as tests/local.mk says.

unit_tests += tests/base/test_cache
tests_base_test_cache_CPPFLAGS = $(unit_cppflags)

unit_tests += tests/base/test_digest
tests_base_test_digest_CPPFLAGS = $(unit_cppflags)

unit_tests += tests/base/test_error
tests_base_test_error_CPPFLAGS = $(unit_cppflags)

unit_tests += tests/base/test_path
tests_base_test_path_CPPFLAGS = $(unit_cppflags)

unit_tests += tests/base/test_process
tests_base_test_process_CPPFLAGS = $(unit_cppflags)

unit_tests += tests/base/test_save
tests_base_test_save_CPPFLAGS = $(unit_cppflags)

unit_tests += tests/base/test_str
tests_base_test_str_CPPFLAGS = $(unit_cppflags)

unit_tests += tests/base/test_tree
tests_base_test_tree_CPPFLAGS = $(unit_cppflags)

unit_tests += tests/base/test_vec
tests_base_test_vec_CPPFLAGS = $(unit_cppflags)
