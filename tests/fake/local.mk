# Shared objects that each lie in one way, for the loader to refuse.  Three lines each:
#
#   fakes += tests/fake/magic.la
#   tests_fake_magic_la_CPPFLAGS = $(fake_cppflags)
#   tests_fake_magic_la_LDFLAGS = $(fake_ldflags)
#
# The source is tests/fake/magic.c unless _SOURCES says otherwise.  A module without an entry point
# must not carry fake_ldflags (an empty export list is an error of the linker) but
# $(fake_bare_ldflags).
fake_bare_ldflags = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere
