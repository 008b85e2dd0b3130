# Fuzz targets: each defines LLVMFuzzerTestOneInput.  `make check` replays the seeds in
# tests/fuzz/corpus/NAME; tests/fuzz/run builds them with libFuzzer and lets them look for more.
# These lines each, and one seed at least:
#
#   fuzz_targets += tests/fuzz/fuzz_lexer
#   tests_fuzz_fuzz_lexer_CPPFLAGS = $(unit_cppflags)
#   tests_fuzz_fuzz_lexer_LDADD = $(fuzz_ldadd)
#   tests_fuzz_fuzz_lexer_LDFLAGS = $(fuzz_ldflags)
shell_tests += tests/fuzz/replay.sh
EXTRA_DIST += tests/fuzz/corpus
EXTRA_DIST += tests/fuzz/run
check_LTLIBRARIES += tests/fuzz/libreplay.la
tests_fuzz_libreplay_la_SOURCES = tests/fuzz/replay.c
if FUZZERS
fuzz_ldadd = $(LDADD)
fuzz_ldflags = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
else
fuzz_ldadd = tests/fuzz/libreplay.la $(LDADD)
fuzz_ldflags = $(AM_LDFLAGS)
endif

fuzz_targets += tests/fuzz/fuzz_bundle
tests_fuzz_fuzz_bundle_CPPFLAGS = $(unit_cppflags)
tests_fuzz_fuzz_bundle_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_bundle_LDFLAGS = $(fuzz_ldflags)

fuzz_targets += tests/fuzz/fuzz_directive
tests_fuzz_fuzz_directive_CPPFLAGS = $(unit_cppflags)
tests_fuzz_fuzz_directive_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_directive_LDFLAGS = $(fuzz_ldflags)

fuzz_targets += tests/fuzz/fuzz_config
tests_fuzz_fuzz_config_CPPFLAGS = $(unit_cppflags)
tests_fuzz_fuzz_config_LDADD = libdunlincli.la $(fuzz_ldadd) $(CONFUSE_LIBS)
tests_fuzz_fuzz_config_LDFLAGS = $(fuzz_ldflags)

fuzz_targets += tests/fuzz/fuzz_lexer
tests_fuzz_fuzz_lexer_CPPFLAGS = $(unit_cppflags)
tests_fuzz_fuzz_lexer_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_lexer_LDFLAGS = $(fuzz_ldflags)

fuzz_targets += tests/fuzz/fuzz_splitter
tests_fuzz_fuzz_splitter_CPPFLAGS = $(unit_cppflags)
tests_fuzz_fuzz_splitter_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_splitter_LDFLAGS = $(fuzz_ldflags)

fuzz_targets += tests/fuzz/fuzz_match
tests_fuzz_fuzz_match_CPPFLAGS = $(unit_cppflags)
tests_fuzz_fuzz_match_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_match_LDFLAGS = $(fuzz_ldflags)

fuzz-programs: $(fuzz_targets)
.PHONY: fuzz-programs

fuzz_targets += tests/fuzz/fuzz_words
tests_fuzz_fuzz_words_CPPFLAGS = $(unit_cppflags) -I$(top_srcdir)/drivers
tests_fuzz_fuzz_words_SOURCES = tests/fuzz/fuzz_words.c \
	drivers/postgres/verify_read.c drivers/postgres/verify_read.h \
	drivers/postgres/words.c drivers/postgres/words.h
tests_fuzz_fuzz_words_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_words_LDFLAGS = $(fuzz_ldflags)
