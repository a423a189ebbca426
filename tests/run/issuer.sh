#!/usr/bin/env bash
# Signing in through an issuer of somebody else's making (npm's oidc-provider), which runs on this machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
hub="${CARGO_TARGET_DIR:-$PWD/target}/debug/hub"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp tests/issuer/package.json tests/issuer/*.mjs "$work"/
cd "$work"
npm install --silent --no-audit --no-fund
node sign_in.mjs "$hub"
