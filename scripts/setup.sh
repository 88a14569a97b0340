#!/bin/sh
# Installs into .venv: `setup.sh base` what the product needs, `setup.sh dev` what its tests and checks need too, `setup.sh bench`
# also what the measurements are held against.
# Every package is pinned with its hash. Where packages come from is for the settings of pip or uv on this machine; WHEELS=folder takes
# them from a folder that `make wheels` filled, and asks nobody.
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-base}
from_wheels=""
if [ -n "${WHEELS:-}" ]; then
    [ -d "$WHEELS" ] || { echo "setup: There is no folder $WHEELS: \`make wheels\` fills one where there is internet." >&2 && exit 1; }
    from_wheels="--no-index --find-links=$(cd "$WHEELS" && pwd)"
fi

fail() {
    echo "setup: $1" >&2
    exit 1
}

# A stamp holds what an installation was made of and where it stands: a moved or changed project is installed anew.
stamp() {
    {
        cat requirements/installer.txt "requirements/$1.txt" pyproject.toml
        pwd -P
    } | cksum
}

is_current() {
    [ -f ".venv/$1.stamp" ] && [ "$(cat ".venv/$1.stamp")" = "$(stamp "$1")" ]
}

# Each of these holds what the ones before it hold.
for installed in base dev bench; do
    [ "$installed" = "$wanted" ] && reached=yes
    if [ -n "${reached:-}" ] && is_current "$installed"; then
        exit 0
    fi
done

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

can_make_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

# The system's own comes first: distributions build it with optimisation, and with one that was compiled without every page takes a third longer.
# Whatever is new enough will do, but better one that needs nothing installed.
find_python() {
    found=""
    for name in ${PYTHON:-/usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11}; do
        is_new_enough "$name" || continue
        found=${found:-$name}
        if can_make_venv "$name"; then
            found=$name
            break
        fi
    done
    [ -n "$found" ] || fail "Python 3.11 or newer is needed and was not found; PYTHON=/path/to/python3 names one."
    command -v "$found"
}

# Debian keeps what `python3 -m venv` needs in a package of its own.
add_venv() {
    can_make_venv "$1" && return
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    echo "installing $package"
    sh scripts/system_packages.sh "$package" ||
        fail "Python cannot make a .venv here: install the package $package (apt-get install $package)."
}

make_venv() {
    python=$(find_python)
    add_venv "$python"
    echo "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv || fail "Python could not make .venv in $(pwd)."
}

# uv does not read the settings of pip: a mirror that is set there is meant for both.
with_uv() {
    mirror=${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$mirror" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        export UV_DEFAULT_INDEX="$mirror"
    fi
    # shellcheck disable=SC2086  # two options or none
    .venv/bin/uv --quiet --no-progress pip install --python .venv/bin/python $from_wheels "$@"
}

with_pip() {
    # shellcheck disable=SC2086  # two options or none
    .venv/bin/python -m pip --quiet --disable-pip-version-check install $from_wheels "$@"
}

has_uv() {
    [ -z "${WITHOUT_UV:-}" ] && { [ -x .venv/bin/uv ] || with_pip --require-hashes -r requirements/installer.txt; }
}

install_packages() {
    if has_uv && with_uv --require-hashes -r "requirements/$wanted.txt"; then
        with_uv --no-deps --no-build-isolation --editable .
        return
    fi
    echo "uv cannot be used: pip does it, which takes longer"
    with_pip --require-hashes -r "requirements/$wanted.txt" || fail "The packages could not be installed; see above."
    with_pip --no-deps --no-build-isolation --editable .
}

if ! [ -x .venv/bin/python ] || ! is_new_enough .venv/bin/python; then
    make_venv
fi
rm -f .venv/base.stamp .venv/dev.stamp .venv/bench.stamp
echo "installing the packages of requirements/$wanted.txt"
install_packages
# Compiled once here: where Python is told to write no bytecode, each start would compile everything again.
.venv/bin/python -m compileall -q -j 0 src .venv/lib >/dev/null 2>&1 || true
stamp "$wanted" >".venv/$wanted.stamp"
