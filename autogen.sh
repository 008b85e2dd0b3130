#!/bin/sh
# Makes ./configure; needs autoconf, automake, libtool and pkg-config.
set -eu
cd "$(dirname "$0")"
# autoreconf would do this between two runs of aclocal; when all of that is over within a second, what
# automake asks autom4te is answered from before, and the macros copied here are missing in a tarball.
libtoolize --copy --quiet
autoreconf --install "$@"
