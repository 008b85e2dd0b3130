# dunlin-conform, the conformance kit: an installed program that needs libc alone.
bin_PROGRAMS += dunlin-conform
dunlin_conform_CPPFLAGS = $(AM_CPPFLAGS)
dunlin_conform_LDADD = $(SYSTEM_LIBS)
dunlin_conform_SOURCES = \
	tests/conform/cases_abi.c \
	tests/conform/cases_backup.c \
	tests/conform/cases_cancel.c \
	tests/conform/cases_clone.c \
	tests/conform/cases_copy.c \
	tests/conform/cases_databases.c \
	tests/conform/cases_dialect.c \
	tests/conform/cases_error.c \
	tests/conform/cases_exec.c \
	tests/conform/cases_find.c \
	tests/conform/cases_info.c \
	tests/conform/cases_inspect.c \
	tests/conform/cases_lend.c \
	tests/conform/cases_load.c \
	tests/conform/cases_lock.c \
	tests/conform/cases_lost.c \
	tests/conform/cases_open.c \
	tests/conform/cases_query.c \
	tests/conform/cases_replicas.c \
	tests/conform/cases_reset.c \
	tests/conform/cases_server.c \
	tests/conform/cases_snapshot.c \
	tests/conform/cases_text.c \
	tests/conform/cases_tx.c \
	tests/conform/cases_unclaimed.c \
	tests/conform/cases_verify.c \
	tests/conform/child.c tests/conform/child.h \
	tests/conform/kit.c tests/conform/kit.h \
	tests/conform/main.c \
	tests/conform/other.h \
	tests/conform/proxy.c tests/conform/proxy.h \
	tests/conform/quirks.c tests/conform/quirks.h

# The drivers of the tree keep their contract; and each case is shown failing, by a lie.
shell_tests += tests/conform/test_conform.sh tests/conform/test_lies.sh
EXTRA_DIST += tests/conform/lies.txt
CLEANFILES += tests/conform/postgres.lock
