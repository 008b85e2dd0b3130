# Fuzz targets: each defines LLVMFuzzerTestOneInput.  `make check` replays the seeds in
# tests/fuzz/corpus/NAME; --enable-fuzzers (clang) builds programs that look for more by themselves.
# Three lines each, and one seed at least:
#
#   fuzz_targets += tests/fuzz/fuzz_lexer
#   tests_fuzz_fuzz_lexer_CPPFLAGS = $(unit_cppflags)
#   tests_fuzz_fuzz_lexer_LDADD = $(fuzz_ldadd)
#   tests_fuzz_fuzz_lexer_LDFLAGS = $(fuzz_ldflags)
check_LTLIBRARIES += tests/fuzz/libreplay.la
tests_fuzz_libreplay_la_SOURCES = tests/fuzz/replay.c
if FUZZERS
fuzz_ldadd = $(LDADD)
fuzz_ldflags = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
else
fuzz_ldadd = tests/fuzz/libreplay.la $(LDADD)
fuzz_ldflags = $(AM_LDFLAGS)
endif
