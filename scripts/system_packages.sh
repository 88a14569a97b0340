#!/bin/sh
# Installs packages of the system where we may: as root, or with a sudo that asks no password. Ends with 1 where we may not.
set -eu
if [ "$(id -u)" = 0 ]; then
    may=""
elif sudo -n true 2>/dev/null; then
    may="sudo -n"
else
    exit 1
fi
command -v apt-get >/dev/null || exit 1
{
    $may apt-get -qq update
    $may env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends --yes "$@"
} >/dev/null
