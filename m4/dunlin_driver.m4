# DUNLIN_DRIVER(NAME, PREFIX, PKG-CONFIG-MODULE, DEBIAN-PACKAGE)
#
# --with-NAME=check|yes|no for a driver and its client library: "check" builds the driver when the
# library is there, "yes" fails when it is not.  Sets PREFIX_CFLAGS and PREFIX_LIBS and the
# conditional WITH_PREFIX, and adds a line to $dunlin_drivers.
AC_DEFUN([DUNLIN_DRIVER], [
AC_ARG_WITH([$1],
	[AS_HELP_STRING([--with-$1], [build the $1 driver (check/yes/no) @<:@check@:>@])],
	[], [with_$1=check])
have_$1=no
AS_IF([test "x$with_$1" != xno],
	[PKG_CHECK_MODULES([$2], [$3], [have_$1=yes],
		[AS_IF([test "x$with_$1" = xyes],
			[AC_MSG_ERROR([--with-$1: the library "$3" is missing (Debian: $4)])])])])
AM_CONDITIONAL([WITH_$2], [test "x$have_$1" = xyes])
AS_CASE([$have_$1-$with_$1],
	[yes-*], [dunlin_driver_words="yes"],
	[no-no], [dunlin_driver_words="no, as asked"],
	[dunlin_driver_words="no: the library \"$3\" is missing (Debian: $4)"])
AS_VAR_APPEND([dunlin_drivers], ["
  driver m4_format([%-9s], [$1])$dunlin_driver_words"])
])
