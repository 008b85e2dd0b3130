# source: files to migrations, cut and classified.  One pair per line, as in core/base/local.mk.
libdunlincore_la_SOURCES +=
