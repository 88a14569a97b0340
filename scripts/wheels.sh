#!/bin/sh
# Fills a folder with every package that `setup.sh base` installs, each compared with its pinned hash: carried to a machine without internet,
# `WHEELS=folder make setup` installs from it and asks nobody. For Python and processor of this machine.
set -eu
cd "$(dirname "$0")/.."
folder=${WHEELS:-wheels}
mkdir -p "$folder"
.venv/bin/python -m pip --quiet --disable-pip-version-check download --require-hashes --only-binary=:all: --dest "$folder" \
    -r requirements/installer.txt -r requirements/base.txt
(cd "$folder" && sha256sum -- *.whl >SHA256SUMS)
echo "$folder: $(find "$folder" -name '*.whl' | wc -l) wheels, $(du -sh "$folder" | cut -f1), for $(.venv/bin/python --version)"
