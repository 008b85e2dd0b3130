# host: shared objects to admitted driver tables.  One pair per line, as in core/base/local.mk.
libdunlincore_la_SOURCES += \
	core/host/admit.c core/host/admit.h \
	core/host/dialect.c core/host/dialect.h \
	core/host/host.c core/host/host.h \
	core/host/linked.h \
	core/host/loader.c core/host/loader.h \
	core/host/manifest.c core/host/manifest.h \
	core/host/module.c core/host/module.h \
	core/host/registry.c core/host/registry.h \
	core/host/search.c core/host/search.h
