# Tests of core/source; two lines each, as tests/local.mk says.
source_rig = tests/source/rig.c tests/source/rig.h
unit_tests += \
	tests/source/test_checksum \
	tests/source/test_directive \
	tests/source/test_filename \
	tests/source/test_migration \
	tests/source/test_section
tests_source_test_checksum_CPPFLAGS = $(unit_cppflags)
tests_source_test_checksum_SOURCES = tests/source/test_checksum.c $(source_rig)
tests_source_test_directive_CPPFLAGS = $(unit_cppflags)
tests_source_test_directive_SOURCES = tests/source/test_directive.c $(source_rig)
tests_source_test_filename_CPPFLAGS = $(unit_cppflags)
tests_source_test_filename_SOURCES = tests/source/test_filename.c $(source_rig)
tests_source_test_migration_CPPFLAGS = $(unit_cppflags)
tests_source_test_migration_SOURCES = tests/source/test_migration.c $(source_rig)
tests_source_test_section_CPPFLAGS = $(unit_cppflags)
tests_source_test_section_SOURCES = tests/source/test_section.c $(source_rig)
