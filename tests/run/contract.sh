#!/usr/bin/env bash
# What the hub answers against what its OpenAPI document says, as each role; installs schemathesis where it is missing. Takes what
# tests/contract/roles.py takes, like --max-examples 50.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv="$HOME/.cache/hub-contract"
if ! cmp -s tests/contract/requirements.txt "$venv/requirements.txt"; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement tests/contract/requirements.txt
    cp tests/contract/requirements.txt "$venv/requirements.txt"
fi
work=$(mktemp -d)
"${HUB_BIN:-${CARGO_TARGET_DIR:-$PWD/target}/debug/hub}" demo --months 3 --services 20 --data "$work/data" --listen 127.0.0.1:0 \
    --postgres 127.0.0.1:0 --flight 127.0.0.1:0 2>"$work/words" &
hub=$!
trap 'kill $hub 2>/dev/null; wait $hub 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 900); do
    grep -q "^Flight SQL is" "$work/words" && break
    kill -0 $hub
    sleep 0.5
done
url=$(sed -n 's/^Start page: \(.*\)\/$/\1/p' "$work/words")
failed=0
"$venv/bin/python" -B tests/contract/roles.py "$url" --tokens "$work/data/demo-tokens.json" "$@" || failed=$?
if grep -n "panicked" "$work/words"; then
    echo "the hub panicked"
    failed=1
fi
exit $failed
