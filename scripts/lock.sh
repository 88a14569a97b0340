#!/bin/sh
# Pins every package with its hashes, for every system, naming no host: pip and uv both read the result.
set -eu
cd "$(dirname "$0")/.."
compile() {
    file=requirements/$1.txt
    shift
    .venv/bin/uv --quiet pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header \
        --output-file "$file" "$@"
}
[ -x .venv/bin/uv ] || { echo "lock: uv is needed; make setup installs it unless WITHOUT_UV is set." >&2; exit 1; }
compile base --group build pyproject.toml
compile dev --group dev --group build pyproject.toml
compile bench --constraints requirements/dev.txt --group bench --group dev --group build pyproject.toml
compile installer --group installer
compile audit-source --group audit-source
compile audit-pages --group audit-pages
