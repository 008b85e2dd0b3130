# DUNLIN_WARNINGS
#
# WARN_CFLAGS: the warnings this compiler knows.  --enable-werror makes them errors, in our own
# compilations only, so that configure's tests are not changed by it.
#
# Left out on purpose: -Wconversion, which here asks for casts and finds nothing else, and
# -Wmissing-field-initializers, since a zero member means "default".
AC_DEFUN([DUNLIN_WARNINGS], [
AC_ARG_ENABLE([werror],
	[AS_HELP_STRING([--enable-werror], [make warnings errors])],
	[], [enable_werror=no])
WARN_CFLAGS=
AX_APPEND_COMPILE_FLAGS([ \
	-Wall -Wextra -Wno-missing-field-initializers \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wredundant-decls \
	-Wshadow -Wvla -Wundef -Wpointer-arith -Wcast-qual -Wcast-align -Wwrite-strings \
	-Wformat=2 -Wduplicated-cond -Wlogical-op -Wstringop-overflow \
	], [WARN_CFLAGS], [-Werror])
dunlin_werror_words=shown
AS_IF([test "x$enable_werror" != xno],
	[AS_VAR_APPEND([WARN_CFLAGS], [" -Werror"])
	dunlin_werror_words=errors])
AC_SUBST([WARN_CFLAGS])
])
