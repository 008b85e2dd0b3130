# host: shared objects to admitted driver tables.  One pair per line, as in core/base/local.mk.
libdunlincore_la_SOURCES +=
