# Shared objects that each lie in one way, for the loader to refuse.  Built as a real driver is; one
# without an entry point must not carry fake_ldflags, since an empty export list is an error of the
# linker.  What each define means stands in fake.c.
fake_bare_ldflags = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere

# What `absent` needs, and no machine has: only its name is ever linked in.
tests/fake/gone.so: tests/fake/local.mk
	$(AM_V_at)$(MKDIR_P) tests/fake
	$(AM_V_CCLD)echo | $(CC) -shared -nostdlib -Wl,-soname,libdunlin-gone.so.9 -o $@ -x c -
CLEANFILES += tests/fake/gone.so

fakes += tests/fake/honest.la
tests_fake_honest_la_SOURCES = tests/fake/fake.c
tests_fake_honest_la_CPPFLAGS = $(fake_cppflags)
tests_fake_honest_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/magic.la
tests_fake_magic_la_SOURCES = tests/fake/fake.c
tests_fake_magic_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.magic=0x12345678'
tests_fake_magic_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/major.la
tests_fake_major_la_SOURCES = tests/fake/fake.c
tests_fake_major_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.major=7'
tests_fake_major_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/short.la
tests_fake_short_la_SOURCES = tests/fake/fake.c
tests_fake_short_la_CPPFLAGS = \
	$(fake_cppflags) '-DFAKE_LIE=.size=offsetof(struct dunlin_driver,tx_state)'
tests_fake_short_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/tiny.la
tests_fake_tiny_la_SOURCES = tests/fake/fake.c
tests_fake_tiny_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.size=4'
tests_fake_tiny_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/half.la
tests_fake_half_la_SOURCES = tests/fake/fake.c
tests_fake_half_la_CPPFLAGS = \
	$(fake_cppflags) '-DFAKE_LIE=.size=offsetof(struct dunlin_driver,cancel)+1'
tests_fake_half_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/half_setup.la
tests_fake_half_setup_la_SOURCES = tests/fake/fake.c
tests_fake_half_setup_la_CPPFLAGS = \
	$(fake_cppflags) '-DFAKE_LIE=.size=offsetof(struct dunlin_driver,setup)+1,.caps={0}'
tests_fake_half_setup_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/unclaimed.la
tests_fake_unclaimed_la_SOURCES = tests/fake/fake.c
tests_fake_unclaimed_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.caps={0}'
tests_fake_unclaimed_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/no_name.la
tests_fake_no_name_la_SOURCES = tests/fake/fake.c
tests_fake_no_name_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.name=NULL'
tests_fake_no_name_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/bad_name.la
tests_fake_bad_name_la_SOURCES = tests/fake/fake.c
tests_fake_bad_name_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.name="Fake-1"'
tests_fake_bad_name_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/no_dialect.la
tests_fake_no_dialect_la_SOURCES = tests/fake/fake.c
tests_fake_no_dialect_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.dialect_name=NULL'
tests_fake_no_dialect_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/unknown_dialect.la
tests_fake_unknown_dialect_la_SOURCES = tests/fake/fake.c
tests_fake_unknown_dialect_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.dialect_name="oracle"'
tests_fake_unknown_dialect_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/no_open.la
tests_fake_no_open_la_SOURCES = tests/fake/fake.c
tests_fake_no_open_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.open=NULL'
tests_fake_no_open_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/no_close.la
tests_fake_no_close_la_SOURCES = tests/fake/fake.c
tests_fake_no_close_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.close=NULL'
tests_fake_no_close_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/no_info.la
tests_fake_no_info_la_SOURCES = tests/fake/fake.c
tests_fake_no_info_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.info=NULL'
tests_fake_no_info_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/no_exec.la
tests_fake_no_exec_la_SOURCES = tests/fake/fake.c
tests_fake_no_exec_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.exec=NULL'
tests_fake_no_exec_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/no_query.la
tests_fake_no_query_la_SOURCES = tests/fake/fake.c
tests_fake_no_query_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.query=NULL'
tests_fake_no_query_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/no_rollback.la
tests_fake_no_rollback_la_SOURCES = tests/fake/fake.c
tests_fake_no_rollback_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.rollback=NULL'
tests_fake_no_rollback_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/no_tx_state.la
tests_fake_no_tx_state_la_SOURCES = tests/fake/fake.c
tests_fake_no_tx_state_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.tx_state=NULL'
tests_fake_no_tx_state_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_reset.la
tests_fake_claims_reset_la_SOURCES = tests/fake/fake.c
tests_fake_claims_reset_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.reset=NULL'
tests_fake_claims_reset_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_lock_try.la
tests_fake_claims_lock_try_la_SOURCES = tests/fake/fake.c
tests_fake_claims_lock_try_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.lock_try=NULL'
tests_fake_claims_lock_try_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_lock_release.la
tests_fake_claims_lock_release_la_SOURCES = tests/fake/fake.c
tests_fake_claims_lock_release_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.lock_release=NULL'
tests_fake_claims_lock_release_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_cancel.la
tests_fake_claims_cancel_la_SOURCES = tests/fake/fake.c
tests_fake_claims_cancel_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.cancel=NULL'
tests_fake_claims_cancel_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_find_tables.la
tests_fake_claims_find_tables_la_SOURCES = tests/fake/fake.c
tests_fake_claims_find_tables_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.find_tables=NULL'
tests_fake_claims_find_tables_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_create_database.la
tests_fake_claims_create_database_la_SOURCES = tests/fake/fake.c
tests_fake_claims_create_database_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.create_database=NULL'
tests_fake_claims_create_database_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_drop_database.la
tests_fake_claims_drop_database_la_SOURCES = tests/fake/fake.c
tests_fake_claims_drop_database_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.drop_database=NULL'
tests_fake_claims_drop_database_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/null_table.la
tests_fake_null_table_la_SOURCES = tests/fake/fake.c
tests_fake_null_table_la_CPPFLAGS = $(fake_cppflags) -DFAKE_NULL
tests_fake_null_table_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/no_entry.la
tests_fake_no_entry_la_SOURCES = tests/fake/fake.c
tests_fake_no_entry_la_CPPFLAGS = $(fake_cppflags) -DFAKE_NO_ENTRY
tests_fake_no_entry_la_LDFLAGS = $(fake_bare_ldflags)

fakes += tests/fake/draft_entry.la
tests_fake_draft_entry_la_SOURCES = tests/fake/fake.c
tests_fake_draft_entry_la_CPPFLAGS = $(fake_cppflags) -DFAKE_ENTRY=dunlin_driver_v0
tests_fake_draft_entry_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/later_entry.la
tests_fake_later_entry_la_SOURCES = tests/fake/fake.c
tests_fake_later_entry_la_CPPFLAGS = $(fake_cppflags) -DFAKE_ENTRY=dunlin_driver_v2
tests_fake_later_entry_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/garbage.la
tests_fake_garbage_la_SOURCES = tests/fake/fake.c
tests_fake_garbage_la_CPPFLAGS = $(fake_cppflags) -DFAKE_GARBAGE
tests_fake_garbage_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/dialect_own.la
tests_fake_dialect_own_la_SOURCES = tests/fake/fake.c
tests_fake_dialect_own_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_DIALECT=.aliases=NULL'
tests_fake_dialect_own_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/dialect_old.la
tests_fake_dialect_old_la_SOURCES = tests/fake/fake.c
tests_fake_dialect_old_la_CPPFLAGS = \
	$(fake_cppflags) '-DFAKE_DIALECT=.size=offsetof(struct dunlin_dialect,name_quote)'
tests_fake_dialect_old_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/dialect_short.la
tests_fake_dialect_short_la_SOURCES = tests/fake/fake.c
tests_fake_dialect_short_la_CPPFLAGS = \
	$(fake_cppflags) '-DFAKE_DIALECT=.size=offsetof(struct dunlin_dialect,base)'
tests_fake_dialect_short_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/dialect_unnamed.la
tests_fake_dialect_unnamed_la_SOURCES = tests/fake/fake.c
tests_fake_dialect_unnamed_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_DIALECT=.name=NULL'
tests_fake_dialect_unnamed_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/dialect_renamed.la
tests_fake_dialect_renamed_la_SOURCES = tests/fake/fake.c
tests_fake_dialect_renamed_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_DIALECT=.name="other"'
tests_fake_dialect_renamed_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/dialect_engines.la
tests_fake_dialect_engines_la_SOURCES = tests/fake/fake.c
tests_fake_dialect_engines_la_CPPFLAGS = \
	$(fake_cppflags) '-DFAKE_DIALECT=.name="sqlite"' '-DFAKE_LIE=.dialect_name="sqlite"'
tests_fake_dialect_engines_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/dialect_baseless.la
tests_fake_dialect_baseless_la_SOURCES = tests/fake/fake.c
tests_fake_dialect_baseless_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_DIALECT=.base="oracle"'
tests_fake_dialect_baseless_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/dialect_later_lex.la
tests_fake_dialect_later_lex_la_SOURCES = tests/fake/fake.c
tests_fake_dialect_later_lex_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_DIALECT=.lex=1u<<31'
tests_fake_dialect_later_lex_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/dialect_later_run.la
tests_fake_dialect_later_run_la_SOURCES = tests/fake/fake.c
tests_fake_dialect_later_run_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_DIALECT=.run=1u<<31'
tests_fake_dialect_later_run_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/dialect_quote.la
tests_fake_dialect_quote_la_SOURCES = tests/fake/fake.c
tests_fake_dialect_quote_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_DIALECT=.name_quote="x"'
tests_fake_dialect_quote_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/old.la
# With the headers as they were frozen.
tests_fake_old_la_SOURCES = tests/fake/old.c tests/fake/edge.h
tests_fake_old_la_CPPFLAGS = -I$(top_srcdir)/tests/abi/v1 $(fake_cppflags)
tests_fake_old_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/future.la
tests_fake_future_la_SOURCES = tests/fake/future.c tests/fake/edge.h
tests_fake_future_la_CPPFLAGS = $(fake_cppflags)
tests_fake_future_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/absent.la
tests_fake_absent_la_SOURCES = tests/fake/fake.c
tests_fake_absent_la_CPPFLAGS = $(fake_cppflags)
tests_fake_absent_la_LDFLAGS = $(fake_ldflags) -Wl,--no-as-needed,tests/fake/gone.so
tests_fake_absent_la_DEPENDENCIES = tests/fake/gone.so

fakes += tests/fake/crash.la
tests_fake_crash_la_SOURCES = tests/fake/fake.c
tests_fake_crash_la_CPPFLAGS = $(fake_cppflags) -DFAKE_CRASH
tests_fake_crash_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/swap.la
tests_fake_swap_la_SOURCES = tests/fake/fake.c
tests_fake_swap_la_CPPFLAGS = $(fake_cppflags) -DFAKE_SWAP
tests_fake_swap_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/borrowed.la
tests_fake_borrowed_la_SOURCES = tests/fake/fake.c
tests_fake_borrowed_la_CPPFLAGS = $(fake_cppflags) -DFAKE_NO_ENTRY
tests_fake_borrowed_la_LDFLAGS = $(fake_bare_ldflags) \
	-Wl,--no-as-needed,tests/fake/.libs/honest.so,-rpath,'$$ORIGIN'
tests_fake_borrowed_la_DEPENDENCIES = tests/fake/honest.la

fakes += tests/fake/scripted.la
tests_fake_scripted_la_SOURCES = tests/fake/scripted.c tests/fake/inject.c tests/fake/inject.h \
	tests/fake/inner.c tests/fake/inner.h tests/fake/script.c tests/fake/script.h
tests_fake_scripted_la_CPPFLAGS = $(fake_cppflags)
tests_fake_scripted_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/scripted_postgres.la
tests_fake_scripted_postgres_la_SOURCES = \
	tests/fake/scripted.c tests/fake/inject.c tests/fake/inject.h \
	tests/fake/inner.c tests/fake/inner.h tests/fake/script.c tests/fake/script.h
tests_fake_scripted_postgres_la_CPPFLAGS = \
	$(fake_cppflags) '-DSCRIPTED_NAME="scripted_postgres"' '-DSCRIPTED_DIALECT="postgres"'
tests_fake_scripted_postgres_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/scripted_mysql.la
tests_fake_scripted_mysql_la_SOURCES = \
	tests/fake/scripted.c tests/fake/inject.c tests/fake/inject.h \
	tests/fake/inner.c tests/fake/inner.h tests/fake/script.c tests/fake/script.h
tests_fake_scripted_mysql_la_CPPFLAGS = \
	$(fake_cppflags) '-DSCRIPTED_NAME="scripted_mysql"' '-DSCRIPTED_DIALECT="mysql"'
tests_fake_scripted_mysql_la_LDFLAGS = $(fake_ldflags)

unit_tests += tests/fake/test_scripted
tests_fake_test_scripted_CPPFLAGS = $(unit_cppflags)
tests_fake_test_scripted_SOURCES = tests/fake/test_scripted.c $(stage_sources)

fakes += tests/fake/claims_open_scratch.la
tests_fake_claims_open_scratch_la_SOURCES = tests/fake/fake.c
tests_fake_claims_open_scratch_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.open_scratch=NULL'
tests_fake_claims_open_scratch_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_verify_statement.la
tests_fake_claims_verify_statement_la_SOURCES = tests/fake/fake.c
tests_fake_claims_verify_statement_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.verify_statement=NULL'
tests_fake_claims_verify_statement_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_backup.la
tests_fake_claims_backup_la_SOURCES = tests/fake/fake.c
tests_fake_claims_backup_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.backup=NULL'
tests_fake_claims_backup_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_restore.la
tests_fake_claims_restore_la_SOURCES = tests/fake/fake.c
tests_fake_claims_restore_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.restore=NULL'
tests_fake_claims_restore_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_inspect.la
tests_fake_claims_inspect_la_SOURCES = tests/fake/fake.c
tests_fake_claims_inspect_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.inspect=NULL'
tests_fake_claims_inspect_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_explain.la
tests_fake_claims_explain_la_SOURCES = tests/fake/fake.c
tests_fake_claims_explain_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.explain=NULL'
tests_fake_claims_explain_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_snapshot_form.la
tests_fake_claims_snapshot_form_la_SOURCES = tests/fake/fake.c
tests_fake_claims_snapshot_form_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.snapshot_form=NULL'
tests_fake_claims_snapshot_form_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_snapshot.la
tests_fake_claims_snapshot_la_SOURCES = tests/fake/fake.c
tests_fake_claims_snapshot_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.snapshot=NULL'
tests_fake_claims_snapshot_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_open_snapshot.la
tests_fake_claims_open_snapshot_la_SOURCES = tests/fake/fake.c
tests_fake_claims_open_snapshot_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.open_snapshot=NULL'
tests_fake_claims_open_snapshot_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_close_snapshot.la
tests_fake_claims_close_snapshot_la_SOURCES = tests/fake/fake.c
tests_fake_claims_close_snapshot_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.close_snapshot=NULL'
tests_fake_claims_close_snapshot_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_open_beside.la
tests_fake_claims_open_beside_la_SOURCES = tests/fake/fake.c
tests_fake_claims_open_beside_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.open_beside=NULL'
tests_fake_claims_open_beside_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_template_begin.la
tests_fake_claims_template_begin_la_SOURCES = tests/fake/fake.c
tests_fake_claims_template_begin_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.template_begin=NULL'
tests_fake_claims_template_begin_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_template_end.la
tests_fake_claims_template_end_la_SOURCES = tests/fake/fake.c
tests_fake_claims_template_end_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.template_end=NULL'
tests_fake_claims_template_end_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_clone.la
tests_fake_claims_clone_la_SOURCES = tests/fake/fake.c
tests_fake_claims_clone_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.clone=NULL'
tests_fake_claims_clone_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_discard.la
tests_fake_claims_discard_la_SOURCES = tests/fake/fake.c
tests_fake_claims_discard_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.discard=NULL'
tests_fake_claims_discard_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_find_databases.la
tests_fake_claims_find_databases_la_SOURCES = tests/fake/fake.c
tests_fake_claims_find_databases_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.find_databases=NULL'
tests_fake_claims_find_databases_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_clone_url.la
tests_fake_claims_clone_url_la_SOURCES = tests/fake/fake.c
tests_fake_claims_clone_url_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.clone_url=NULL'
tests_fake_claims_clone_url_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_describe_server.la
tests_fake_claims_describe_server_la_SOURCES = tests/fake/fake.c
tests_fake_claims_describe_server_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.describe_server=NULL'
tests_fake_claims_describe_server_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_open_server.la
tests_fake_claims_open_server_la_SOURCES = tests/fake/fake.c
tests_fake_claims_open_server_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.open_server=NULL'
tests_fake_claims_open_server_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_steer_server.la
tests_fake_claims_steer_server_la_SOURCES = tests/fake/fake.c
tests_fake_claims_steer_server_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.steer_server=NULL'
tests_fake_claims_steer_server_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_close_server.la
tests_fake_claims_close_server_la_SOURCES = tests/fake/fake.c
tests_fake_claims_close_server_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.close_server=NULL'
tests_fake_claims_close_server_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_position.la
tests_fake_claims_position_la_SOURCES = tests/fake/fake.c
tests_fake_claims_position_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.position=NULL'
tests_fake_claims_position_la_LDFLAGS = $(fake_ldflags)

fakes += tests/fake/claims_replicas.la
tests_fake_claims_replicas_la_SOURCES = tests/fake/fake.c
tests_fake_claims_replicas_la_CPPFLAGS = $(fake_cppflags) '-DFAKE_LIE=.replicas=NULL'
tests_fake_claims_replicas_la_LDFLAGS = $(fake_ldflags)

# Around a real driver: what lies to the conformance kit.
fakes += tests/fake/liar.la
tests_fake_liar_la_SOURCES = tests/fake/liar.c tests/fake/liar.h tests/fake/liar_calls.c \
	tests/fake/liar_lie.c tests/fake/liar_more.c tests/fake/liar_server.c
tests_fake_liar_la_CPPFLAGS = $(fake_cppflags)
tests_fake_liar_la_LDFLAGS = $(fake_ldflags)
tests_fake_liar_la_LIBADD = $(SYSTEM_LIBS)
