# as-nobody.sh - sourced first, before tap.sh, by tests of what refuses to run as root: below root the
# whole test runs as the user nobody.
# shellcheck shell=sh
if [ "$(id -u)" = 0 ]; then
	CCACHE_DISABLE=1
	export CCACHE_DISABLE
	exec setpriv --reuid="$(id -u nobody)" --regid="$(id -g nobody)" --clear-groups "$0" "$@"
fi
