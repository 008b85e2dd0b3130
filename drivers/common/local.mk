# Code that several drivers share, compiled into each of them.  One pair per line.
driver_common_sources = \
	drivers/common/columns.c drivers/common/columns.h \
	drivers/common/fault.c drivers/common/fault.h \
	drivers/common/newfile.c drivers/common/newfile.h \
	drivers/common/text.c drivers/common/text.h \
	drivers/common/url.c drivers/common/url.h
