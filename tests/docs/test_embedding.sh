#!/bin/sh
# The programs in docs/embedding.md are real: each is built and run as the page says, and is short.
. "${top_srcdir:?}/tests/tools/as-nobody.sh"
. "$top_srcdir/tests/tools/tap.sh"
. "$top_srcdir/tests/docs/pages.sh"
. "$top_srcdir/tests/bindings/bindings.sh"
page=$top_srcdir/docs/embedding.md

# tool NAME: a program of that name in front of all others; its text is standard input.
tool()
{
	cat >"$tap_dir/bin/$1"
	chmod +x "$tap_dir/bin/$1"
}

# As if the library were installed: what pkg-config says of it is the build tree's.  There it has no
# folder of drivers of its own, so that the options begin with one.
cat >"$tap_dir/bin/places.h" <<C
#include <dunlin/dunlin.h>
static const struct dunlin_place build = { sizeof(struct dunlin_place), DUNLIN_PLACE_BUILD,
					   "$DUNLIN_DRIVER_PATH", "build" };
static const struct dunlin_place *const places[] = { &build };
#undef DUNLIN_OPTIONS_INIT
#define DUNLIN_OPTIONS_INIT { .size = sizeof(struct dunlin_options), .places = places, .n_places = 1 }
C
tool pkg-config <<SH
#!/bin/sh
case "\$*" in
*pythondir*) exec echo "$top_srcdir/bindings/python" ;;
esac
echo "-I$top_srcdir/core/include -I$top_builddir/core/include -L$top_builddir/.libs -ldunlin" \\
	"-Wl,-rpath,$top_builddir/.libs $SANITIZER_CFLAGS"
set -- \$(echo "\$*" | sed 's/ dunlin//')
[ \$# -lt 3 ] || exec "$(command -v pkg-config)" "\$@"
SH
tool cc <<SH
#!/bin/sh
exec ${CC:-cc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -Wno-unused-const-variable \\
	-include "$tap_dir/bin/places.h" "\$@"
SH
tool pg_config <<SH
#!/bin/sh
echo "${DUNLIN_TEST_PG_BIN:?}"
SH
node_ready
for tool in "python3 $python" "node $(command -v node)"; do
	tool "${tool%% *}" <<SH
#!/bin/sh
${preload:+LD_PRELOAD='$preload' ASAN_OPTIONS="\$ASAN_OPTIONS:detect_leaks=0"; export LD_PRELOAD ASAN_OPTIONS}
exec ${tool#* } "\$@"
SH
done
hash -r # node was run already, from where it was found then

is "$(awk '/^```(c|python|js)$/ { n = 1; next } /^```$/ { if (n > 20) print NR; n = 0 } n { n++ }' "$page")" '' \
	'every program has less than 20 lines'
play "$page"
report "$page"
tap_done
