# cli: text in, text out; uses dunlin.h and base only.  One file per line.  bin_PROGRAMS comes with
# main.c.
#bin_PROGRAMS += dunlin
dunlin_CPPFLAGS = $(core_CPPFLAGS) $(CONFUSE_CFLAGS) -DDN_DRIVER_DIR='"$(driverdir)"'
dunlin_SOURCES =
dunlin_LDADD = libdunlin.la libdunlinbase.la $(CONFUSE_LIBS) $(core_LIBS)
dunlin_LDFLAGS = $(AM_LDFLAGS) $(relocatable_LDFLAGS)
# An installed tree may be moved: the program finds the library from where it is itself.
relocatable_LDFLAGS = -Wl,-rpath,'$$ORIGIN/$(BIN_TO_LIB)'
