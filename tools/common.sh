# common.sh - sourced by the scripts here and by .ci/run: Debian packages, and commands that end
# with the script that started them.
# shellcheck shell=sh disable=SC2034

# Names of Debian 12.
build_packages="gcc libc6-dev make autoconf automake libtool pkg-config
	nettle-dev libconfuse-dev libjansson-dev libsmartcols-dev zlib1g-dev libsqlite3-dev libpq-dev
	libmariadb-dev"
test_packages="g++ libcmocka-dev postgresql-15 mariadb-server galera-4 openssl pgbouncer sqlite3 valgrind
	xz-utils mandoc zsh fish python3 python3-psycopg2 python3-pytest python3-pytest-xdist libmicrohttpd-dev
	unixodbc-dev odbc-postgresql libsqliteodbc"
fuzz_packages="clang libclang-rt-dev"

# How many at once: of what computes, and of tests, of which some wait for a server or for time to pass.
jobs=$(getconf _NPROCESSORS_ONLN)
test_jobs=$((jobs + (jobs + 1) / 2))

# configure, and libtool in its wake, prefer bash, which takes half as long again for a build of this
# tree as the smaller shell that Debian has as /bin/sh.
CONFIG_SHELL=/bin/sh
export CONFIG_SHELL

me=${0##*/}

say()
{
	printf '%s\n' "$*"
}

die()
{
	printf '%s: %s\n' "$me" "$*" >&2
	exit 1
}

# Prints those of the packages that are not installed, in one line.
missing_packages()
{
	for package in "$@"; do
		state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || state=
		[ "$state" = installed ] || printf '%s ' "$package"
	done
}

# Prints what is needed for Node.js, which may be there in another way than from Debian.
node_packages()
{
	command -v node >/dev/null && command -v npm >/dev/null || echo nodejs npm
}

# install_node_modules TOP: the npm packages of the tests, in the folder build/npm of the tree.  Nothing
# of them is run here.  Without them, tests say what is missing.
install_node_modules()
{
	NODE_PATH=$1/build/npm/node_modules node -e 'require("koffi")' 2>/dev/null && return
	say "$me: installing koffi with npm"
	mkdir -p "$1/build/npm"
	npm install --prefix "$1/build/npm" --no-save --no-package-lock --no-audit --no-fund \
		--ignore-scripts --loglevel=error koffi@3 </dev/null ||
		say "$me: could not install koffi: tests of Node.js will fail"
}

# Installs what is missing and nothing else.  A server package would make a cluster of its own, and
# start what it brings, which nobody asked for: that is switched off while it is installed.
install_packages()
{
	if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
		say "$me: this is no Debian; what is needed is called there: $*"
		return 0
	fi
	missing=$(missing_packages "$@")
	[ -n "$missing" ] || return 0
	say "$me: installing $missing"
	as_root=
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null ||
			die "not root, and no sudo; ask for: apt-get install $missing"
		as_root=sudo
	fi
	# shellcheck disable=SC2086,SC2016
	$as_root sh -euc '
		export DEBIAN_FRONTEND=noninteractive
		apt-get -q update
		conf=/etc/postgresql-common/createcluster.conf
		policy=/usr/sbin/policy-rc.d
		made=
		trap "[ ! -e $conf.dunlin ] || mv $conf.dunlin $conf; [ -z \"\$made\" ] || rm -f $policy" EXIT
		trap "exit 1" HUP INT TERM
		if [ ! -e $policy ]; then
			made=yes
			printf "#!/bin/sh\nexit 101\n" >$policy
			chmod 755 $policy
		fi
		case " $* " in
		*" postgresql-"*)
			apt-get -q -y --no-install-recommends install postgresql-common
			cp -p $conf $conf.dunlin
			echo "create_main_cluster = false" >>$conf
			;;
		esac
		apt-get -q -y --no-install-recommends install "$@"
		case " $* " in
		*" pgbouncer "*) systemctl -q disable pgbouncer.service 2>/dev/null || : ;; # not at boot either
		esac
		case " $* " in
		*" mariadb-server "*) systemctl -q disable mariadb.service 2>/dev/null || : ;;
		esac
	' sh $missing </dev/null || die "could not install $missing"
}

# Runs a command in a session of its own, so that all it starts can be ended together, and returns
# its exit status.  `end_running`, for an EXIT trap, ends it and waits until it has cleaned up.
running=
run()
{
	# A shell starts what is in the background with INT and QUIT ignored.
	setsid env --default-signal=INT --default-signal=QUIT "$@" </dev/null &
	running=$!
	run_status=0
	wait "$running" || run_status=$?
	running=
	return "$run_status"
}

end_running()
{
	trap '' HUP INT TERM
	[ -n "$running" ] || return 0
	kill -s TERM -- "-$running" 2>/dev/null || :
	tries=0
	while kill -0 "$running" 2>/dev/null; do
		tries=$((tries + 1))
		if [ "$tries" -gt 300 ]; then
			kill -s KILL -- "-$running" 2>/dev/null || :
			break
		fi
		sleep 0.1
	done
	running=
}

# Has the script end by way of its EXIT trap when it is interrupted.
end_on_signals()
{
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

# Counts the TAP results that automake left below the folders given: sets passed, failed, skipped.
count_results()
{
	eval "$(find "$@" -name '*.trs' -exec cat {} + 2>/dev/null | awk '
		/^:test-result: *(PASS|XFAIL)/ { passed++ }
		/^:test-result: *(FAIL|XPASS|ERROR)/ { failed++ }
		/^:test-result: *SKIP/ { skipped++ }
		END { printf "passed=%d failed=%d skipped=%d\n", passed, failed, skipped }')"
}

# Shows what went wrong in a `make check` that left its output in the file given, from the folder it
# ran in: what is not as it should be, with the diagnostics of those tests.
show_failures()
{
	if ! grep -q '^\(FAIL\|XPASS\|ERROR\|SKIP\): ' "$1"; then
		tail -n 80 "$1"
		return
	fi
	cat test-suite*.log 2>/dev/null | grep -v '^\(ok\|PASS:\|$\)' | tail -n 400 || :
	grep '^\(FAIL\|XPASS\|ERROR\|SKIP\): ' "$1"
}
