# DUNLIN_DRIVER(NAME, PREFIX, PKG-CONFIG-MODULE, DEBIAN-PACKAGE)
#
# --with-NAME=check|yes|no for a driver and its client library: "check" builds the driver when the
# library is there, "yes" fails when it is not.  Sets PREFIX_CFLAGS and PREFIX_LIBS and the
# conditionals WITH_PREFIX and LINK_PREFIX, and adds a line to $dunlin_drivers.
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
link_$1=no
for dunlin_name in $dunlin_unlinked; do
	AS_IF([test "x$dunlin_name" = x$1], [link_$1=yes])
done
AS_IF([test "x$link_$1" = xyes],
	[AS_IF([test "x$have_$1" = xno],
		[AC_MSG_ERROR([--enable-static-drivers=$1: the library "$3" is missing, or not wanted (Debian: $4)])])
	dunlin_unlinked=`AS_ECHO([" $dunlin_unlinked "]) | sed 's/ $1 / /g'`
	dunlin_linked="$dunlin_linked $1"
	DUNLIN_PC_NEEDS([$2], [$3])])
AM_CONDITIONAL([LINK_$2], [test "x$link_$1" = xyes])
AS_CASE([$have_$1-$with_$1-$link_$1-$enable_shared],
	[yes-*-yes-yes], [dunlin_driver_words="yes, also linked into libdunlin"],
	[yes-*-yes-*], [dunlin_driver_words="yes, linked into libdunlin"],
	[yes-*-yes], [dunlin_driver_words="yes"],
	[yes-*], [dunlin_driver_words="no: --disable-shared"],
	[no-no-*], [dunlin_driver_words="no, as asked"],
	[dunlin_driver_words="no: the library \"$3\" is missing (Debian: $4)"])
AS_VAR_APPEND([dunlin_drivers], ["
  driver m4_format([%-9s], [$1])$dunlin_driver_words"])
])

# DUNLIN_STATIC_DRIVERS
#
# --enable-static-drivers=LIST, before DUNLIN_DRIVER, which looks for its NAME in the list and sets
# the conditional LINK_PREFIX.
AC_DEFUN([DUNLIN_STATIC_DRIVERS], [
AC_ARG_ENABLE([static-drivers],
	[AS_HELP_STRING([--enable-static-drivers=LIST],
		[make these drivers (sqlite,postgres) a part of libdunlin, which then links their
		client libraries and needs no shared object to use them @<:@none@:>@])],
	[], [enable_static_drivers=no])
AS_CASE([$enable_static_drivers],
	[no], [enable_static_drivers=],
	[yes], [AC_MSG_ERROR([--enable-static-drivers wants names: --enable-static-drivers=sqlite])])
dunlin_unlinked=`AS_ECHO(["$enable_static_drivers"]) | tr ',' ' '`
dunlin_linked=
dunlin_pc_requires=
dunlin_pc_libs=
])

# DUNLIN_PC_NEEDS(PREFIX, PKG-CONFIG-MODULE)
#
# How dunlin.pc tells those who link libdunlin.a of a client library: by its own module, unless what
# that one needs for a static link is not there.  libpq wants libraries then that Debian has only as
# shared ones, or not at all with it; the shared libpq brings them along by itself.
AC_DEFUN([DUNLIN_PC_NEEDS], [
AC_MSG_CHECKING([whether all that a static $2 needs is there])
dunlin_save_LIBS=$LIBS
LIBS=`$PKG_CONFIG --static --libs "$2" 2>/dev/null`
AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
	[AC_MSG_RESULT([yes])
	dunlin_pc_requires="$dunlin_pc_requires, $2"],
	[AC_MSG_RESULT([no])
	dunlin_pc_libs="$dunlin_pc_libs $$1_LIBS"])
LIBS=$dunlin_save_LIBS
])

# DUNLIN_STATIC_DRIVERS_DONE
#
# After the last DUNLIN_DRIVER: whether there was one for every name in the list.  Sets the
# conditional LINK_DRIVERS, and for dunlin.pc PC_REQUIRES and PC_LIBS, what a program needs that
# links libdunlin.a: nothing when there is none.
AC_DEFUN([DUNLIN_STATIC_DRIVERS_DONE], [
for dunlin_name in $dunlin_unlinked; do
	AC_MSG_ERROR([--enable-static-drivers: there is no driver "$dunlin_name"])
done
AM_CONDITIONAL([LINK_DRIVERS], [test -n "$dunlin_linked"])
AM_CONDITIONAL([SHARED], [test "x$enable_shared" = xyes])
AC_SUBST([enable_shared])
PC_REQUIRES=
PC_LIBS=
AS_IF([test "x$enable_static" = xyes],
	[PC_REQUIRES="nettle >= 3.4$dunlin_pc_requires"
	PC_LIBS="$dunlin_pc_libs $SYSTEM_LIBS"])
AC_SUBST([PC_REQUIRES])
AC_SUBST([PC_LIBS])
AC_SUBST([STATIC_DRIVERS], [$enable_static_drivers])
])
