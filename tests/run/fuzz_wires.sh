#!/usr/bin/env bash
# Changed questions and messages against HTTP, Postgres and Flight SQL; installs the clients where they are missing. Takes what
# tests/fuzz/wires.py takes, like --minutes 10.
set -euo pipefail
cd "$(dirname "$0")/../.."
clients="$HOME/.cache/hub-clients"
if ! cmp -s tests/clients/requirements.txt "$clients/requirements.txt"; then
    python3 -m venv --clear "$clients"
    "$clients/bin/pip" install --quiet --disable-pip-version-check --requirement tests/clients/requirements.txt
    cp tests/clients/requirements.txt "$clients/requirements.txt"
fi
exec "$clients/bin/python" -B tests/fuzz/wires.py "${HUB_BIN:-${CARGO_TARGET_DIR:-$PWD/target}/debug/hub}" "$@"
