# base: knows nothing of migrations or SQL.  One pair per line.
libdunlinbase_la_SOURCES += \
	core/base/cache.c core/base/cache.h \
	core/base/cache_prune.c core/base/cache_prune.h \
	core/base/clock.c core/base/clock.h \
	core/base/digest.c core/base/digest.h \
	core/base/duration.c core/base/duration.h \
	core/base/error.c core/base/error.h \
	core/base/path.c core/base/path.h \
	core/base/process.c core/base/process.h \
	core/base/save.c core/base/save.h \
	core/base/str.c core/base/str.h \
	core/base/tree.c core/base/tree.h \
	core/base/vec.c core/base/vec.h
