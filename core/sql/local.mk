# sql: text only, no I/O.  One pair per line, as in core/base/local.mk.
libdunlincore_la_SOURCES +=
