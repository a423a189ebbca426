#!/usr/bin/env bash
# Cells and measures by DuckDB and Python, against the hub's; installs them where they are missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
engine="$HOME/.cache/hub-second-engine"
if ! cmp -s tests/second_engine/requirements.txt "$engine/requirements.txt"; then
    python3 -m venv --clear "$engine"
    "$engine/bin/pip" install --quiet --disable-pip-version-check --requirement tests/second_engine/requirements.txt
    cp tests/second_engine/requirements.txt "$engine/requirements.txt"
fi
SECOND_ENGINE_DIR=$(mktemp -d)
export SECOND_ENGINE_DIR
trap 'rm -rf "$SECOND_ENGINE_DIR"' EXIT
# Of the whole workspace, so that nothing is compiled a second time with other features.
cargo test --quiet --workspace --tests -- --ignored --exact \
    second_engine::writes_an_england_for_the_second_engine
"$engine/bin/python" -B tests/second_engine/compare.py "$SECOND_ENGINE_DIR"
