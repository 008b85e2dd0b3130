# cli: text in, text out; uses dunlin.h and base only.  One file per line below dunlin_SOURCES; take
# the comment signs away with main.c.
#
# An installed tree may be moved: the program finds the library from where it is itself.
relocatable_ldflags = -Wl,-rpath,'$$ORIGIN/$(BIN_TO_LIB)'
#bin_PROGRAMS += dunlin
#dunlin_CPPFLAGS = $(core_cppflags) $(CONFUSE_CFLAGS) -DDN_DRIVER_DIR='"$(driverdir)"'
#dunlin_LDADD = libdunlin.la libdunlinbase.la $(CONFUSE_LIBS) $(core_libs)
#dunlin_LDFLAGS = $(AM_LDFLAGS) $(relocatable_ldflags)
#dunlin_SOURCES = \
#	core/cli/main.c
