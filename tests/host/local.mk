# Tests of core/host; two lines each, as tests/local.mk says, and the stage they stand on.
stage_sources = tests/host/stage.c tests/host/stage.h

unit_tests += tests/host/test_admit
tests_host_test_admit_CPPFLAGS = $(unit_cppflags)
tests_host_test_admit_SOURCES = tests/host/test_admit.c $(stage_sources)

unit_tests += tests/host/test_dialect
tests_host_test_dialect_CPPFLAGS = $(unit_cppflags)
tests_host_test_dialect_SOURCES = tests/host/test_dialect.c $(stage_sources)

unit_tests += tests/host/test_loader
tests_host_test_loader_CPPFLAGS = $(unit_cppflags)
tests_host_test_loader_SOURCES = tests/host/test_loader.c $(stage_sources)

unit_tests += tests/host/test_manifest
tests_host_test_manifest_CPPFLAGS = $(unit_cppflags)
tests_host_test_manifest_SOURCES = tests/host/test_manifest.c $(stage_sources)

unit_tests += tests/host/test_module
tests_host_test_module_CPPFLAGS = $(unit_cppflags)
tests_host_test_module_SOURCES = tests/host/test_module.c $(stage_sources)

unit_tests += tests/host/test_registry
tests_host_test_registry_CPPFLAGS = $(unit_cppflags) -DDUNLIN_DRIVER_STATIC
tests_host_test_registry_SOURCES = tests/host/test_registry.c tests/fake/fake.c $(stage_sources)
