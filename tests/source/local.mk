# Tests of core/source; those that read folders do it in a rig.
source_rig = tests/source/rig.c tests/source/rig.h
unit_tests += \
	tests/source/test_checksum \
	tests/source/test_cut \
	tests/source/test_directive \
	tests/source/test_disk \
	tests/source/test_fault \
	tests/source/test_filename \
	tests/source/test_foreign \
	tests/source/test_migration \
	tests/source/test_reader_plain \
	tests/source/test_section \
	tests/source/test_source
tests_source_test_checksum_CPPFLAGS = $(unit_cppflags)
tests_source_test_checksum_SOURCES = tests/source/test_checksum.c $(source_rig)
tests_source_test_cut_CPPFLAGS = $(unit_cppflags)
tests_source_test_cut_SOURCES = tests/source/test_cut.c $(source_rig)
tests_source_test_directive_CPPFLAGS = $(unit_cppflags)
tests_source_test_directive_SOURCES = tests/source/test_directive.c $(source_rig)
tests_source_test_disk_CPPFLAGS = $(unit_cppflags)
tests_source_test_disk_SOURCES = tests/source/test_disk.c $(source_rig)
tests_source_test_fault_CPPFLAGS = $(unit_cppflags)
tests_source_test_fault_SOURCES = tests/source/test_fault.c $(source_rig)
tests_source_test_filename_CPPFLAGS = $(unit_cppflags)
tests_source_test_filename_SOURCES = tests/source/test_filename.c $(source_rig)
tests_source_test_foreign_CPPFLAGS = $(unit_cppflags)
tests_source_test_foreign_SOURCES = tests/source/test_foreign.c $(source_rig)
tests_source_test_migration_CPPFLAGS = $(unit_cppflags)
tests_source_test_migration_SOURCES = tests/source/test_migration.c $(source_rig)
tests_source_test_reader_plain_CPPFLAGS = $(unit_cppflags)
tests_source_test_reader_plain_SOURCES = tests/source/test_reader_plain.c $(source_rig)
tests_source_test_section_CPPFLAGS = $(unit_cppflags)
tests_source_test_section_SOURCES = tests/source/test_section.c $(source_rig)
tests_source_test_source_CPPFLAGS = $(unit_cppflags)
tests_source_test_source_SOURCES = tests/source/test_source.c $(source_rig)

unit_tests += tests/source/test_later
tests_source_test_later_CPPFLAGS = $(unit_cppflags)
tests_source_test_later_SOURCES = tests/source/test_later.c $(source_rig)

unit_tests += tests/source/test_bundle
tests_source_test_bundle_CPPFLAGS = $(unit_cppflags)
tests_source_test_bundle_SOURCES = tests/source/test_bundle.c $(source_rig)
