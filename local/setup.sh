#!/bin/sh
# Installs the packages of local/requirements.txt or tests/requirements.txt in .venv: local/setup.sh local|tests
# This script finds or fetches a Python 3.13; local/environment.py does the rest with it.
set -eu
cd "$(dirname "$0")/.."

is_python_313() {
    "$1" -I -c 'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1
}

# Debian's python3 lacks venv and ensurepip.
lacks_venv() {
    "$1" -I -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1 && ! is_python_313 "$1"
}

# Prefer .venv's own Python (an earlier set-up may have fetched it), then the PATH's, pyenv's and uv's.
python_313() {
    pyenv_root=$(pyenv root 2>/dev/null || echo "${PYENV_ROOT:-${HOME:-}/.pyenv}")
    under_venv=$(.venv/bin/python -I -c 'import sys; print(sys._base_executable)' 2>/dev/null || true)
    for candidate in "$under_venv" python3.13 python3 "$pyenv_root"/versions/3.13*/bin/python3.13 \
        "${UV_PYTHON_INSTALL_DIR:-${XDG_DATA_HOME:-${HOME:-}/.local/share}/uv/python}"/cpython-3.13*/bin/python3.13; do
        if is_python_313 "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

# Fetch it with the uv of the tests' lock file, in a temporary environment of any Python 3.
fetch_python_313() {
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    trap 'exit 130' INT TERM HUP
    sed -n '/^uv==/,/[^\\]$/p' tests/requirements.txt >"$folder/uv.txt"
    python3 -m venv "$folder/venv" &&
        "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
            --only-binary :all: -r "$folder/uv.txt" &&
        "$folder/venv/bin/uv" python install --no-bin --no-progress --system-certs 3.13
}

fail() {
    echo "set-up: $1" >&2
    exit 1
}

advice="install Python 3.13 as python3.13 or python3, or with pyenv (pyenv install 3.13), and run this again"
if ! python=$(python_313); then
    for candidate in python3.13 python3; do
        ! lacks_venv "$candidate" || fail "$candidate has no venv and ensurepip: install them (Debian: python3-venv), and run this again."
    done
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 ||
        fail "found no Python 3.8 or newer: $advice."
    echo "set-up: found $(python3 --version), but the shop needs 3.13: fetching it with uv ..."
    reason=$(fetch_python_313 2>&1) || fail "Python 3.13 could not be fetched ($(echo "$reason" | sed -n '$s/^ *cause: //;$p')): $advice."
    python=$(python_313) || fail "uv fetched Python 3.13, but it does not start here: $advice."
fi
exec "$python" -I local/environment.py "$@"
