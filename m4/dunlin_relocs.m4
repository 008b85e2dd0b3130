# DUNLIN_RELOCS
#
# Sets RELOCS_LDFLAGS to what packs relative relocations: the tables here are full of pointers, of
# which each takes 24 bytes in a file otherwise, and 1 bit or so then.  The C library must know how to
# read them: glibc does since 2.36, and the linker then asks for no older one.
AC_DEFUN([DUNLIN_RELOCS], [
RELOCS_LDFLAGS=
AC_CACHE_CHECK([whether the C library reads packed relocations], [dunlin_cv_relr],
	[AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#include <features.h>
#if !defined(__GLIBC__) || !__GLIBC_PREREQ(2, 36)
#error they are not known
#endif
]])], [dunlin_cv_relr=yes], [dunlin_cv_relr=no])])
AS_IF([test "x$dunlin_cv_relr" = xyes],
	[AX_CHECK_LINK_FLAG([-Wl,-z,pack-relative-relocs],
		[RELOCS_LDFLAGS=-Wl,-z,pack-relative-relocs], [], [-Werror])])
AC_SUBST([RELOCS_LDFLAGS])
])
