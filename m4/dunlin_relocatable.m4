# DUNLIN_RELOCATABLE
#
# BIN_TO_LIB: the way from $(bindir) to $(libdir), so that an installed tree runs from any place.
# Empty when the two have nothing in common but the root.
AC_DEFUN([DUNLIN_RELOCATABLE], [
dunlin_prefix=$prefix
test "x$prefix" = xNONE && dunlin_prefix=$ac_default_prefix
dunlin_exec_prefix=$exec_prefix
test "x$exec_prefix" = xNONE && dunlin_exec_prefix=$dunlin_prefix
dunlin_expand ()
{
  ( prefix=$dunlin_prefix; exec_prefix=$dunlin_exec_prefix; eval "echo \"$[1]\"" )
}
dunlin_bindir=`dunlin_expand "$bindir"`
dunlin_libdir=`dunlin_expand "$libdir"`
BIN_TO_LIB=`realpath -m --relative-to="$dunlin_bindir" "$dunlin_libdir" 2>/dev/null`
AC_SUBST([BIN_TO_LIB])
])
