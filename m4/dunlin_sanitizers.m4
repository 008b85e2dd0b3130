# DUNLIN_SANITIZERS
#
# --enable-sanitizers[=LIST], by default address,undefined.  Sets SANITIZER_CFLAGS and
# SANITIZER_LDFLAGS; the user's CFLAGS stay the user's.  NO_UNDEFINED_LDFLAGS makes a symbol that
# nothing provides an error when a shared object is linked; not with sanitizers, whose symbols clang
# leaves to the program.
AC_DEFUN([DUNLIN_SANITIZERS], [
AC_ARG_ENABLE([sanitizers],
	[AS_HELP_STRING([--enable-sanitizers@<:@=LIST@:>@],
		[build with sanitizers @<:@address,undefined@:>@])],
	[], [enable_sanitizers=no])
AS_IF([test "x$enable_sanitizers" = xyes], [enable_sanitizers=address,undefined])
SANITIZER_CFLAGS=
SANITIZER_LDFLAGS=
NO_UNDEFINED_LDFLAGS=
dunlin_sanitizers=none
AS_IF([test "x$enable_sanitizers" != xno],
	[AX_CHECK_LINK_FLAG([-fsanitize=$enable_sanitizers],
		[SANITIZER_CFLAGS="-fsanitize=$enable_sanitizers -fno-sanitize-recover=all -fno-omit-frame-pointer"
		SANITIZER_LDFLAGS="-fsanitize=$enable_sanitizers"
		dunlin_sanitizers=$enable_sanitizers],
		[AC_MSG_ERROR([$CC cannot build with -fsanitize=$enable_sanitizers])])],
	[AX_CHECK_LINK_FLAG([-Wl,-z,defs], [NO_UNDEFINED_LDFLAGS=-Wl,-z,defs])])
AC_SUBST([SANITIZER_CFLAGS])
AC_SUBST([SANITIZER_LDFLAGS])
AC_SUBST([NO_UNDEFINED_LDFLAGS])
AM_CONDITIONAL([SANITIZERS], [test "x$enable_sanitizers" != xno])
])

# DUNLIN_FUZZERS
#
# --enable-fuzzers (clang): the programs in tests/fuzz look for inputs by themselves; without it they
# only replay the inputs they are given.  Needs DUNLIN_SANITIZERS before it.
AC_DEFUN([DUNLIN_FUZZERS], [
AC_ARG_ENABLE([fuzzers],
	[AS_HELP_STRING([--enable-fuzzers], [build tests/fuzz with libFuzzer (clang)])],
	[], [enable_fuzzers=no])
FUZZ_LDFLAGS=
AS_IF([test "x$enable_fuzzers" != xno],
	[AX_CHECK_COMPILE_FLAG([-fsanitize=fuzzer-no-link],
		[SANITIZER_CFLAGS="$SANITIZER_CFLAGS -fsanitize=fuzzer-no-link"
		FUZZ_LDFLAGS=-fsanitize=fuzzer
		NO_UNDEFINED_LDFLAGS=],
		[AC_MSG_ERROR([--enable-fuzzers needs clang: ./configure CC=clang])])])
AC_SUBST([FUZZ_LDFLAGS])
AM_CONDITIONAL([FUZZERS], [test "x$enable_fuzzers" != xno])
])
