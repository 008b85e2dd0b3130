#!/bin/sh
# TLS to MariaDB: what the URL asks for is what there is, or there is no connection.
: "${top_srcdir:?}"
if [ -z "${DUNLIN_TLS_CERTS-}" ]; then
	certs=$(mktemp -d "${TMPDIR:-/tmp}/dunlin-tls.XXXXXX")
	trap 'rm -rf "$certs"' EXIT
	trap 'exit 1' HUP INT TERM
	chmod 755 "$certs"
	# authority NAME
	authority()
	{
		openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -keyout "$certs/$1.key" \
			-out "$certs/$1.pem" -addext basicConstraints=critical,CA:TRUE 2>"$certs/log"
	}
	# signed NAME SUBJECT SAN: by the authority "ca"
	signed()
	{
		printf 'subjectAltName=%s\n' "$3" >"$certs/ext"
		openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$certs/$1.key" \
			-out "$certs/csr" 2>"$certs/log" &&
			openssl x509 -req -days 2 -in "$certs/csr" -CA "$certs/ca.pem" -CAkey "$certs/ca.key" \
				-CAcreateserial -extfile "$certs/ext" -out "$certs/$1.pem" 2>"$certs/log"
	}
	if ! { authority ca && authority stranger && signed server 127.0.0.1 IP:127.0.0.1 &&
		signed client app DNS:app; }; then
		cat "$certs/log" >&2
		exit 1
	fi
	chmod 644 "$certs"/*
	unset DUNLIN_TEST_MY DUNLIN_TEST_MY_TCP DUNLIN_TEST_MY_PID
	DUNLIN_TLS_CERTS=$certs
	DUNLIN_TEST_MY_OPTIONS="--ssl-ca=$certs/ca.pem --ssl-cert=$certs/server.pem --ssl-key=$certs/server.key"
	export DUNLIN_TLS_CERTS DUNLIN_TEST_MY_OPTIONS
	"$top_srcdir/tests/tools/with-mariadb" /bin/sh "$0"
	exit
fi
. "$top_srcdir/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
certs=$DUNLIN_TLS_CERTS

project my
put dunlin.conf 'project { name = "shop" }'
DATABASE_URL=$(my_new)
socket_url=$DATABASE_URL
database=${DATABASE_URL#*///}
database=${database%%\?*}
rest=${DUNLIN_TEST_MY_TCP#*@} # HOST:PORT/…
my_sql "$DATABASE_URL" "CREATE USER guarded@'127.0.0.1' IDENTIFIED BY 'secret' REQUIRE SSL;
	CREATE USER certified@'127.0.0.1' IDENTIFIED BY 'secret' REQUIRE SUBJECT '/CN=app';
	GRANT ALL ON *.* TO guarded@'127.0.0.1'; GRANT ALL ON *.* TO certified@'127.0.0.1';"

# as USER PARAMETERS [HOST]: runs a command that connects
as()
{
	host=${rest%%:*}
	port=${rest#*:}
	run dunlin status --url "mariadb://$1:secret@${3:-$host}:${port%%/*}/$database?$2"
	ok 'no password is shown' eval '! grep -q secret "$out" "$err"'
}

as dunlin 'ssl-mode=disabled'
exits 0 'without TLS, since the server does not ask for it'
as guarded 'ssl-mode=disabled'
ok 'who must have it is refused without' test "$status" -ne 0
as guarded 'ssl-mode=required'
exits 0 'and let in with it'
as guarded "ssl-mode=verify-full&ssl-ca=$certs/ca.pem"
exits 0 'a server that is who it says'
as guarded "ssl-ca=$certs/ca.pem"
exits 0 'a CA asks for that by itself'
as dunlin "ssl-mode=verify-full&ssl-ca=$certs/stranger.pem"
ok 'a certificate of somebody else is refused' test "$status" -ne 0
warns 'cannot connect' 'and why is told'
as dunlin "ssl-ca=$certs/ca.pem" localhost
ok 'so is one of another host' test "$status" -ne 0
as dunlin 'ssl-mode=required' localhost
exits 0 'which is found by that name as well'
as dunlin "ssl-ca=$certs/nowhere.pem"
ok 'a CA that is not there is no reason to go on without' test "$status" -ne 0
as certified 'ssl-mode=required'
ok 'who must show a certificate is refused without' test "$status" -ne 0
as certified "ssl-ca=$certs/ca.pem&ssl-cert=$certs/client.pem&ssl-key=$certs/client.key"
exits 0 'and let in with it'

DATABASE_URL="mariadb://certified:secret@${rest%%/*}/$database?ssl-ca=$certs/ca.pem&ssl-cert=$certs/client.pem&ssl-key=$certs/client.key"
export DATABASE_URL
run dunlin up
exits 0 'a run has it on every connection'
is "$(my_sql "$socket_url" 'SELECT COUNT(*) FROM dunlin_history')" 3 \
	'and does its work'
run dunlin db backup copy.sql
exits 0 'a backup has it too'
run dunlin db drop --yes
exits 0 'dropped'
run dunlin db restore copy.sql
exits 0 'and so has a restore'
run dunlin status --check
exits 0 'all is there'
tap_done
