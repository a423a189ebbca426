#!/usr/bin/env bash
# The same ten questions with real clients over every transport, and 200 figures drawn at random in every place that has them;
# installs the clients where they are missing. HUB_SEED gives the draws of an earlier run again.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v psql >/dev/null || ! command -v Rscript >/dev/null || ! command -v javac >/dev/null ||
    ! [ -e /usr/share/java/postgresql.jar ]; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends postgresql-client r-base-core r-cran-dbi r-cran-rpostgresql \
        default-jdk-headless libpostgresql-jdbc-java >/dev/null
fi
clients="$HOME/.cache/hub-clients"
if ! cmp -s tests/clients/requirements.txt "$clients/requirements.txt"; then
    python3 -m venv --clear "$clients"
    "$clients/bin/pip" install --quiet --disable-pip-version-check --requirement tests/clients/requirements.txt
    cp tests/clients/requirements.txt "$clients/requirements.txt"
fi
work=$(mktemp -d)
"${CARGO_TARGET_DIR:-$PWD/target}/debug/hub" demo --months 4 --services 60 --data "$work/data" --listen 127.0.0.1:0 \
    --postgres 127.0.0.1:0 --flight 127.0.0.1:0 2>"$work/words" &
hub=$!
trap 'kill $hub 2>/dev/null; wait $hub 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 900); do
    grep -q "^Flight SQL is" "$work/words" && break
    kill -0 $hub
    sleep 0.5
done
place() { sed -n "s/^$1 is answered on \(.*\)\.$/\1/p" "$work/words"; }
HUB_URL=$(sed -n 's/^Start page: \(.*\)\/$/\1/p' "$work/words")
HUB_PG=$(place Postgres)
HUB_FLIGHT=$(place "Flight SQL")
HUB_USER="Demo analyst"
HUB_TOKEN=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["analyst"])' "$work/data/demo-tokens.json")
export HUB_URL HUB_PG HUB_FLIGHT HUB_USER HUB_TOKEN
"$clients/bin/python" tests/clients/agree.py
"$clients/bin/python" tests/clients/snippets.py
"$clients/bin/python" -W ignore tests/clients/figures.py
