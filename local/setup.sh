#!/bin/sh
# Makes .venv hold what local/requirements.txt or tests/requirements.txt locks: local/setup.sh local|tests
# Here a Python 3.13 is found or fetched; local/environment.py does the rest with it.
set -eu
cd "$(dirname "$0")/.."

is_python_313() {
    "$1" -I -c 'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1
}

# Debian's python3 comes without what makes environments.
lacks_venv() {
    "$1" -I -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1 && ! is_python_313 "$1"
}

# The Python under .venv (an earlier set-up may have fetched it), then the PATH's, pyenv's and uv's.
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

# uv, as it is locked for the tests, in a throw-away environment of whatever Python 3 there is.
fetch_python_313() {
    workshop=$(mktemp -d)
    trap 'rm -rf "$workshop"' EXIT
    trap 'exit 130' INT TERM HUP
    sed -n '/^uv==/,/[^\\]$/p' tests/requirements.txt >"$workshop/uv.txt"
    python3 -m venv "$workshop/venv" &&
        "$workshop/venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
            --only-binary :all: -r "$workshop/uv.txt" &&
        "$workshop/venv/bin/uv" python install --no-bin --no-progress --system-certs 3.13
}

fail() {
    echo "set-up: $1" >&2
    exit 1
}

advice="install Python 3.13 so that python3.13 or python3 starts it, or through pyenv (pyenv install 3.13), and run this again"
if ! python=$(python_313); then
    for candidate in python3.13 python3; do
        ! lacks_venv "$candidate" || fail "$candidate has no venv and ensurepip: install them (Debian: python3-venv), and run this again."
    done
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 ||
        fail "there is no Python 3.8 or newer here: $advice."
    echo "set-up: this is $(python3 --version), and the shop needs 3.13: fetching it through uv ..."
    reason=$(fetch_python_313 2>&1) || fail "Python 3.13 could not be fetched ($(echo "$reason" | sed -n '$s/^ *cause: //;$p')): $advice."
    python=$(python_313) || fail "uv fetched Python 3.13, but it does not start here: $advice."
fi
exec "$python" -I local/environment.py "$@"
