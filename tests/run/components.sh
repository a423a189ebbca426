#!/usr/bin/env bash
# Our components against the fixtures of NHS.UK frontend, of the version whose style sheet is vendored; fetches its npm package.
set -euo pipefail
cd "$(dirname "$0")/../.."
sheet=$(basename crates/ui/assets/vendor/nhsuk-frontend/nhsuk-frontend-*.min.css .min.css)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "nhsuk-frontend@${sheet#nhsuk-frontend-}" >/dev/null && tar -xzf nhsuk-frontend-*.tgz)
# Of the whole workspace, so that nothing is compiled a second time with other features.
NHSUK_FIXTURES="$work/package/dist/nhsuk/components" \
    cargo test --quiet --workspace --lib -- --nocapture nhsuk_fixtures
