#!/bin/sh
# Writes the lock files from pyproject.toml: with hashes, without URLs, for Linux and macOS. Locked versions stay,
# unless an option of uv upgrades them: bin/shop lock --upgrade-package httpx
set -eu
cd "$(dirname "$0")/.."

lock() { # lock GROUP FILE [OPTION...]
    group=$1 file=$2
    shift 2
    echo "Locking $group in $file"
    .venv/bin/python -m uv pip compile --quiet --group "$group" --output-file "$file" --universal --python-version 3.13 \
        --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command 'bin/shop lock' --system-certs "$@"
}

lock dev tests/requirements.txt "$@"
lock local local/requirements.txt --constraints tests/requirements.txt "$@"
lock runtime docker/requirements.txt --constraints tests/requirements.txt "$@"
lock bare tests/performance/measured/requirements.txt --constraints tests/requirements.txt "$@"
lock peer-powertools tests/performance/peers/powertools/requirements.txt --constraints tests/requirements.txt "$@"
lock peer-fastapi tests/performance/peers/fastapi_mangum/requirements.txt --constraints tests/requirements.txt "$@"
lock substitute-base docker/substitute-base/requirements.txt --constraints tests/requirements.txt "$@"
# Only the emulator in this package is used, so its dependencies aren't installed.
lock emulator docker/substitute-base/emulator.txt --no-deps "$@"
lock container-client tests/deploy/container-client.txt --constraints tests/requirements.txt "$@"
# checkov pins versions of its own, which may differ from the tests'.
lock checkov tests/deploy/checkov.txt "$@"
lock policy-lint tests/deploy/policy-lint.txt "$@"
lock browser tests/docs/requirements.txt --constraints tests/requirements.txt "$@"
lock bill-of-materials docker/sbom.txt "$@"
lock java-client tests/sdk/java/generator.txt "$@"
lock workflow-tools ops/workflows/tools.txt "$@"
lock secrets-scan ops/scan/tools.txt "$@"
