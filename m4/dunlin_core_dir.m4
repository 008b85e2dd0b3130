# DUNLIN_CORE_DIR
#
# configure removes core dumps with `rm -f core ...`.  Here `core` is the folder of the sources: that
# rm fails, and with it the exit trap, which then leaves confdefs.h behind and lets `make distcheck`
# fail.  This rm, called right after AC_INIT, drops the word when it is a folder.
AC_DEFUN([DUNLIN_CORE_DIR], [
rm ()
{
  if test "x$[1]" = x-f && test "x$[2]" = xcore && test -d core; then
    shift
    shift
    set x -f "$[@]"
    shift
  fi
  command rm "$[@]"
}
])
