# source: files to migrations, cut and classified.  One pair per line, as in core/base/local.mk.
libdunlincore_la_SOURCES += \
	core/source/apply.c core/source/apply.h \
	core/source/argument.c core/source/argument.h \
	core/source/body.c core/source/body.h \
	core/source/bundle.c core/source/bundle.h \
	core/source/checksum.c core/source/checksum.h \
	core/source/check.c core/source/check.h \
	core/source/coverage.c core/source/coverage.h \
	core/source/cut.c \
	core/source/directive.c core/source/directive.h \
	core/source/disk.c core/source/disk.h \
	core/source/filename.c core/source/filename.h \
	core/source/files.c core/source/files.h \
	core/source/foreign.c core/source/foreign.h \
	core/source/identity.c core/source/identity.h \
	core/source/later.c \
	core/source/merge.c core/source/merge.h \
	core/source/migration.c core/source/migration.h \
	core/source/nearname.c core/source/nearname.h \
	core/source/pair.c core/source/pair.h \
	core/source/place.c core/source/place.h \
	core/source/queries.c core/source/queries.h \
	core/source/reader.c core/source/reader.h \
	core/source/reader_plain.c \
	core/source/rule.c core/source/rule.h \
	core/source/section.c core/source/section.h \
	core/source/source.c core/source/source.h \
	core/source/store.c core/source/store.h \
	core/source/temporary.c core/source/temporary.h \
	core/source/text.c core/source/text.h
