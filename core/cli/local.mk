# cli: text in, text out; uses dunlin.h and base only.  All but main() is a convenience library, for
# the unit tests.
noinst_LTLIBRARIES += libdunlincli.la
libdunlincli_la_CPPFLAGS = $(core_cppflags) $(CONFUSE_CFLAGS) $(JANSSON_CFLAGS) \
	$(SMARTCOLS_CFLAGS) $(ZLIB_CFLAGS) \
	-DDN_DRIVER_DIR='"$(driverdir)"' -DDN_BIN_TO_LIB='"$(BIN_TO_LIB)"'
libdunlincli_la_SOURCES = \
	core/cli/annotate.c core/cli/annotate.h \
	core/cli/busy.c core/cli/busy.h \
	core/cli/cmd_audit.c \
	core/cli/cmd_check.c \
	core/cli/cmd_completion.c \
	core/cli/cmd_current.c \
	core/cli/cmd_db.c \
	core/cli/cmd_db_inspect.c core/cli/cmd_db_inspect.h \
	core/cli/cmd_doctor.c \
	core/cli/cmd_down.c \
	core/cli/cmd_driver.c \
	core/cli/cmd_drivers.c \
	core/cli/cmd_embed.c \
	core/cli/cmd_goto.c \
	core/cli/cmd_history.c \
	core/cli/cmd_init.c \
	core/cli/cmd_new.c \
	core/cli/cmd_plan.c \
	core/cli/cmd_redo.c \
	core/cli/cmd_repair.c \
	core/cli/cmd_resolve.c \
	core/cli/cmd_seed.c \
	core/cli/cmd_stamp.c \
	core/cli/cmd_status.c \
	core/cli/cmd_test.c \
	core/cli/cmd_testdb.c core/cli/cmd_testdb.h \
	core/cli/cmd_testdb_create.c \
	core/cli/cmd_testdb_drop.c \
	core/cli/cmd_testdb_serve.c \
	core/cli/cmd_up.c \
	core/cli/cmd_verify.c \
	core/cli/cmd_version.c \
	core/cli/commands.c core/cli/command.h \
	core/cli/config.c core/cli/confparse.c core/cli/config.h \
	core/cli/confirm.c core/cli/confirm.h \
	core/cli/conftext.c core/cli/conftext.h \
	core/cli/dbbackup.c core/cli/dbbackup.h \
	core/cli/die.c core/cli/die.h \
	core/cli/document.c core/cli/document.h \
	core/cli/dotenv.c core/cli/dotenv.h \
	core/cli/drivertemplate.h \
	core/cli/embedtext.c core/cli/embedtext.h \
	core/cli/entryjson.c core/cli/entryjson.h \
	core/cli/errorform.c core/cli/errorform.h \
	core/cli/findingform.c core/cli/findingform.h \
	core/cli/help.c core/cli/help.h \
	core/cli/inspectform.c core/cli/inspectform.h \
	core/cli/job.c core/cli/job.h \
	core/cli/json.c core/cli/json.h \
	core/cli/lag.c core/cli/lag.h \
	core/cli/liveline.c core/cli/liveline.h \
	core/cli/lookjson.c core/cli/lookjson.h \
	core/cli/newfile.c core/cli/newfile.h \
	core/cli/opt.c core/cli/opt.h \
	core/cli/outcome.c core/cli/outcome.h \
	core/cli/output.c core/cli/output.h \
	core/cli/places.c core/cli/places.h \
	core/cli/planform.c core/cli/planform.h \
	core/cli/planjson.c core/cli/planjson.h \
	core/cli/programs.c core/cli/programs.h \
	core/cli/progress.c core/cli/progress.h \
	core/cli/record.c core/cli/record.h \
	core/cli/replicas.c core/cli/replicas.h \
	core/cli/revertall.c core/cli/revertall.h \
	core/cli/shellform.c core/cli/shellform.h core/cli/shellform_bash.c \
	core/cli/shellform_fish.c core/cli/shellform_zsh.c \
	core/cli/signals.c core/cli/signals.h \
	core/cli/statementjson.c core/cli/statementjson.h \
	core/cli/subcommand.c core/cli/subcommand.h \
	core/cli/suggest.c core/cli/suggest.h \
	core/cli/table.c core/cli/table.h \
	core/cli/tap.c core/cli/tap.h \
	core/cli/target.c core/cli/target.h \
	core/cli/trial.c core/cli/trial.h \
	core/cli/url.c core/cli/urltext.c core/cli/url.h \
	core/cli/waiting.c core/cli/waiting.h \
	core/cli/width.c core/cli/width.h \
	core/cli/wish.c core/cli/wish.h
# The driver that `dunlin driver new` begins with.
nodist_libdunlincli_la_SOURCES = core/cli/drivertemplate.c
CLEANFILES += core/cli/drivertemplate.c
EXTRA_DIST += core/cli/drivertemplate.awk
core/cli/drivertemplate.c: core/cli/drivertemplate.awk $(template_files)
	$(AM_V_GEN)$(MKDIR_P) core/cli
	$(AM_V_at)files=; for file in $(template_files); do files="$$files $(srcdir)/$$file"; done; \
		$(AWK) -f $(srcdir)/core/cli/drivertemplate.awk $$files >$@.new && mv $@.new $@

cli_libs = libdunlincli.la libdunlin.la libdunlinbase.la $(CONFUSE_LIBS) $(JANSSON_LIBS) \
	$(SMARTCOLS_LIBS) $(ZLIB_LIBS) $(core_libs)

# An installed tree may be moved: the program finds the library from where it is itself.
relocatable_ldflags = -Wl,-rpath,'$$ORIGIN/$(BIN_TO_LIB)'
bin_PROGRAMS += dunlin
dunlin_CPPFLAGS = $(core_cppflags) $(JANSSON_CFLAGS)
dunlin_LDADD = $(cli_libs)
dunlin_LDFLAGS = $(AM_LDFLAGS) $(relocatable_ldflags)
dunlin_SOURCES = core/cli/main.c
