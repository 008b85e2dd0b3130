# The engine: base/ is one convenience library, since the command links it as well; the rest is
# another; libdunlin is both.  Unit tests link the two and so reach everything.
core_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/core

noinst_LTLIBRARIES += libdunlinbase.la libdunlincore.la
libdunlinbase_la_CPPFLAGS = $(core_cppflags) $(NETTLE_CFLAGS)
libdunlinbase_la_SOURCES =
libdunlincore_la_CPPFLAGS = $(core_cppflags) $(NETTLE_CFLAGS) \
	-DDN_DRIVER_DIR='"$(driverdir)"'
libdunlincore_la_SOURCES = \
	core/engine.c core/engine.h \
	core/engine_backup.c \
	core/engine_bundle.c \
	core/engine_check.c \
	core/engine_database.c \
	core/engine_drivers.c \
	core/engine_error.c \
	core/engine_event.c \
	core/engine_examine.c \
	core/engine_findings.c \
	core/engine_inspect.c \
	core/engine_log.c \
	core/engine_options.c \
	core/engine_plan.c \
	core/engine_report.c \
	core/engine_run.c \
	core/engine_source.c \
	core/engine_start.c \
	core/engine_statements.c \
	core/engine_target.c \
	core/engine_test.c \
	core/engine_testdb.c core/engine_testdb.h \
	core/engine_testdb_clones.c \
	core/engine_testdb_key.c \
	core/engine_testdb_memory.c \
	core/engine_testdb_sweep.c \
	core/engine_testserver.c \
	core/engine_wish.c
core_libs = $(NETTLE_LIBS) $(SYSTEM_LIBS)
# What goes with libdunlincore.la: the drivers that are linked in, and what they need.
engine_libs = $(linked_libs) $(core_libs)

# The list of them; config.status, since another configuration names others.
libdunlincore_la_SOURCES += core/linked.h
nodist_libdunlincore_la_SOURCES = core/linked.c
CLEANFILES += core/linked.c
core/linked.c: drivers/linked.awk $(linked_manifests) config.status
	$(AM_V_at)$(MKDIR_P) core
	$(AM_V_GEN)cd $(srcdir) && $(AWK) -f drivers/linked.awk $(linked_manifests) </dev/null \
		>$(abs_top_builddir)/$@.new
	$(AM_V_at)mv $@.new $@
EXTRA_DIST += drivers/linked.awk

include core/base/local.mk
include core/sql/local.mk
include core/source/local.mk
include core/plan/local.mk
include core/host/local.mk
include core/run/local.mk

# What outsiders see.
dunlinincludedir = $(includedir)/dunlin
dunlininclude_HEADERS = \
	core/include/dunlin/bundle.h \
	core/include/dunlin/dialect.h \
	core/include/dunlin/driver.h \
	core/include/dunlin/dunlin.h \
	core/include/dunlin/dunlin.hpp \
	core/include/dunlin/error.h \
	core/include/dunlin/inspect.h \
	core/include/dunlin/testing.h
nodist_dunlininclude_HEADERS = core/include/dunlin/version.h
pkgconfig_DATA = core/dunlin.pc

lib_LTLIBRARIES += libdunlin.la
libdunlin_la_SOURCES =
libdunlin_la_LIBADD = libdunlincore.la libdunlinbase.la $(engine_libs)
libdunlin_la_LDFLAGS = $(AM_LDFLAGS) -version-info $(DUNLIN_LT_VERSION) $(NO_UNDEFINED_LDFLAGS)
libdunlin_la_DEPENDENCIES = libdunlincore.la libdunlinbase.la $(linked_archives) \
	core/libdunlin.map
if HAVE_VSCRIPT_COMPLEX
libdunlin_la_LDFLAGS += $(VSCRIPT_LDFLAGS),$(top_srcdir)/core/libdunlin.map
endif
EXTRA_DIST += core/libdunlin.map

include core/cli/local.mk
