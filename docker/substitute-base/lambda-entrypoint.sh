#!/bin/sh
# One argument, the handler. Without a Runtime API, as everywhere outside Lambda, the emulator provides one.
if [ $# -ne 1 ]; then
    echo "entrypoint requires the handler name to be the first argument" >&2
    exit 142
fi
export _HANDLER="$1"
if [ -n "$AWS_LAMBDA_RUNTIME_API" ]; then
    exec "$LAMBDA_RUNTIME_DIR/bootstrap"
fi
exec /usr/local/bin/aws-lambda-rie "$LAMBDA_RUNTIME_DIR/bootstrap"
