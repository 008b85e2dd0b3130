# Drivers: one module per database, with its NAME.driver beside it, both installed and in the build
# tree (drivers/.libs).  A driver sees the installed headers, drivers/common and its client library,
# and exports its entry point alone.
driverdir = $(libdir)/dunlin/drivers
driver_LTLIBRARIES =
dist_driver_DATA =
driver_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/drivers
driver_ldflags = $(AM_LDFLAGS) -module -avoid-version -shared -no-undefined \
	-export-symbols-regex '^dunlin_driver_v[0-9]+$$' $(NO_UNDEFINED_LDFLAGS)

# --enable-static-drivers compiles a driver once more, as a part of libdunlin.  What it shares with
# others is then there once.
linked_archives =
linked_libs =
linked_manifests =
linked_cppflags = -DDUNLIN_DRIVER_STATIC

EXTRA_DIST += drivers/sqlite/README.md drivers/postgres/README.md drivers/mysql/README.md
include drivers/sqlite/local.mk
include drivers/mysql/local.mk
include drivers/postgres/local.mk
include drivers/common/local.mk

all-local: drivers/.libs/stamp
# After the modules: libtool clears drivers/.libs/NAME.* before it links one.
drivers/.libs/stamp: $(dist_driver_DATA) $(driver_LTLIBRARIES)
	$(AM_V_at)$(MKDIR_P) drivers/.libs
	$(AM_V_at)for f in $(dist_driver_DATA); do cp "$(srcdir)/$$f" drivers/.libs/ || exit; done
	$(AM_V_at)touch $@
clean-local:
	rm -rf drivers/.libs
