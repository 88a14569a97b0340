#!/bin/sh
# nginx for the tests of the proxy, unpacked beside the packages and not installed: an installed one would begin to listen. Where it cannot be had
# those tests are skipped and say so.
set -eu
command -v nginx >/dev/null && exit 0
there="$(cd "$(dirname "$0")/.." && pwd)/.venv/nginx"
[ -x "$there/usr/sbin/nginx" ] && exit 0
if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    echo "unpacking for the tests of the proxy: nginx"
    mkdir -p "$there"
    cd "$there"
    if apt-get -qq -o APT::Sandbox::User=root download nginx >/dev/null 2>&1; then
        dpkg-deb -x nginx_*.deb .
        rm nginx_*.deb
        exit 0
    fi
fi
echo "nginx cannot be had here: the tests of the proxy will be skipped"
