# plan: pure: source, history and wish to steps.  One pair per line, as in core/base/local.mk.
libdunlincore_la_SOURCES +=
