# Code that several drivers share, compiled into each of them.  One pair per line.
driver_common_sources = \
	drivers/common/child.c drivers/common/child.h \
	drivers/common/columns.c drivers/common/columns.h \
	drivers/common/ear.c drivers/common/ear.h \
	drivers/common/fault.c drivers/common/fault.h \
	drivers/common/newfile.c drivers/common/newfile.h \
	drivers/common/text.c drivers/common/text.h \
	drivers/common/url.c drivers/common/url.h

# Behind the drivers, which need it.
if LINK_DRIVERS
linked_archives += drivers/libcommon_linked.la
linked_libs += drivers/libcommon_linked.la
noinst_LTLIBRARIES += drivers/libcommon_linked.la
endif
drivers_libcommon_linked_la_CPPFLAGS = $(driver_cppflags) $(linked_cppflags)
drivers_libcommon_linked_la_SOURCES = $(driver_common_sources)
