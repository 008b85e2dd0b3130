# run: the only callers of a driver.  One pair per line, as in core/base/local.mk.
libdunlincore_la_SOURCES +=
