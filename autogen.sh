#!/bin/sh
# Makes ./configure; needs autoconf, automake, libtool and pkg-config.
set -eu
cd "$(dirname "$0")"
autoreconf --install "$@"
