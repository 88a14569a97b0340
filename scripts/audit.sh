#!/bin/sh
# Installs the scanners, each kind in an environment of its own below var/audit, and runs them all. Every package is pinned with its hash; where
# packages come from is for the settings of pip or uv on this machine.
set -eu
cd "$(dirname "$0")/.."
# uv does not read the settings of pip: a mirror that is set there is meant for both.
mirror=${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
if [ -n "$mirror" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
    export UV_DEFAULT_INDEX="$mirror"
fi
for kind in source pages; do
    pinned=requirements/audit-$kind.txt place=var/audit/$kind
    if [ "$(cat "$place/stamp" 2>/dev/null)" != "$(cksum <"$pinned")" ]; then
        echo "installing the scanners of $pinned"
        rm -rf "$place"
        .venv/bin/python -m venv "$place"
        if [ -x .venv/bin/uv ]; then
            .venv/bin/uv --quiet --no-progress pip install --python "$place/bin/python" --require-hashes -r "$pinned"
        else
            "$place/bin/python" -m pip --quiet --disable-pip-version-check install --require-hashes -r "$pinned"
        fi
        cksum <"$pinned" >"$place/stamp"
    fi
done
exec .venv/bin/python -m scripts.audit
