#!/usr/bin/env bash
# Journeys in a real browser; installs Chromium and the driver's npm packages where they are missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v chromium >/dev/null; then
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp tests/browser/package.json tests/browser/*.mjs "$work"/
(cd "$work" && npm install --silent --no-audit --no-fund)
(cd "$work" && node journey.mjs "${CARGO_TARGET_DIR:-$OLDPWD/target}/debug/hub" "${PICTURES:-$work/pictures}")
