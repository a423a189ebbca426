#!/usr/bin/env bash
# Journeys in a real browser, and every screen in every state; installs Chromium and the driver's npm packages where
# they are missing. SHEET=/some/folder makes the sheet of pictures there too, with pages of paper by pdftoppm.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v chromium >/dev/null; then
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null
fi
hub="${CARGO_TARGET_DIR:-$PWD/target}/debug/hub"
export UI_SOURCES="$PWD/crates/ui/src"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp tests/browser/package.json tests/browser/*.mjs "$work"/
cd "$work"
npm install --silent --no-audit --no-fund
pictures="${PICTURES:-$work/pictures}"
# Both run, so that one run tells everything.
failed=0
node journey.mjs "$hub" "$pictures" || failed=1
node matrix.mjs "$hub" "$pictures/matrix" || failed=1
if [[ -n "${SHEET:-}" ]]; then
    node sheet.mjs "$hub" "$SHEET" || failed=1
fi
exit "$failed"
