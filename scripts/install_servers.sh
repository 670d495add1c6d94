#!/bin/sh
# Gives the tests a PostgreSQL and an nginx: the machine's own, else Debian's where we may install them. The tests start
# their own in temporary directories; the packages' services are not to run.
set -eu

missing=
[ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="postgresql"
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "install: the tests need $missing; install it (Debian: apt install $missing), we may not (not root, or no apt-get)." >&2
  exit 1
fi
echo "install: $missing from the distribution's packages."
apt-get update -qq
# No cluster of the package's own, and no service that starts.
if ! [ -e /etc/postgresql-common/createcluster.conf ]; then
  mkdir -p /etc/postgresql-common
  echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
fi
# shellcheck disable=SC2086 # a list of words
RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  -o Dpkg::Options::=--force-confold $missing >/dev/null
