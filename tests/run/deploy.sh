#!/usr/bin/env bash
# What can be checked of deploy/ without a cluster: files against rules, tools and the program itself. The program is the
# argument, or the debug build. Tools that are missing are installed where they can be had, and named where they cannot.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$(realpath "${1:-${CARGO_TARGET_DIR:-$PWD/target}/debug/hub}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0 n_passed=0 n_skipped=0

step() {
    local name=$1
    shift
    if "$@" >"$work/said" 2>&1; then
        n_passed=$((n_passed + 1))
        grep -E ' (passed|skipped)|^(trial|runbook|licences|chart):' "$work/said" || echo "$name: as it should be"
    else
        failed=$((failed + 1))
        echo "$name: FAILED"
        cat "$work/said"
    fi
}

skip() {
    n_skipped=$((n_skipped + 1))
    echo "$1: not run, $2"
}

tools="$HOME/.cache/hub-deploy"
if ! cmp -s tests/deploy/requirements.txt "$tools/requirements.txt"; then
    python3 -m venv --clear "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check --requirement tests/deploy/requirements.txt
    cp tests/deploy/requirements.txt "$tools/requirements.txt"
fi
python="$tools/bin/python"
missing=()
command -v promtool >/dev/null || missing+=(prometheus)
command -v systemd-analyze >/dev/null || missing+=(systemd)
command -v nginx >/dev/null || missing+=(nginx-light)
if ((${#missing[@]})) && command -v apt-get >/dev/null; then
    # Only what they check with is wanted: nothing of them is started.
    { apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 || true
fi

step image "$python" tests/deploy/image.py
step units "$python" tests/deploy/units.py
step chart "$python" tests/deploy/chart.py
step licences "$python" tests/deploy/licences.py
step runbook "$python" tests/deploy/runbook.py "$program"
step "licences, sources and bans, by cargo deny" "$tools/bin/cargo-deny" check bans licenses sources
step hadolint "$tools/bin/hadolint" --failure-threshold style deploy/Dockerfile

cp -r deploy/compose "$work/compose"
step secrets bash "$work/compose/make-secrets.sh"
step "secrets are JSON" "$python" -m json.tool "$work/compose/secrets/s3.json"

mkdir "$work/trial"
step trial bash tests/deploy/trial.sh "$program" "$work/trial"
step watching "$python" tests/deploy/watching.py "$work/trial/metrics"
if command -v promtool >/dev/null; then
    step "metrics, by promtool" bash -c "promtool check metrics <'$work/trial/metrics'"
    step "alerts, by promtool" promtool check rules deploy/prometheus/hub.rules.yaml
    step "tests of alerts, by promtool" promtool test rules deploy/prometheus/hub.rules.test.yaml
    step "configuration, by promtool" promtool check config --syntax-only deploy/compose/prometheus.yaml
else
    skip promtool "it is not installed (Debian's package prometheus)"
fi

if command -v systemd-analyze >/dev/null; then
    cp -r deploy/systemd "$work/units"
    # Programs that are there, and drop-ins as they will be named.
    sed -i 's#^ExecStart=/usr/local/bin/hub#ExecStart=/bin/true#' "$work"/units/*.service
    for dropin in "$work"/units/hub.service.d/*.example; do
        mv "$dropin" "${dropin%.example}"
    done
    step "units, by systemd" bash -c "! systemd-analyze verify '$work'/units/hub.service '$work'/units/hub-doctor.* 2>&1 | grep ."
    for unit in hub hub-doctor; do
        step "$unit is exposed little, by systemd" systemd-analyze security --offline=true --threshold=20 "$work/units/$unit.service"
    done
else
    skip systemd-analyze "it is not installed (Debian's package systemd)"
fi

if command -v nginx >/dev/null && command -v openssl >/dev/null; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=hub.example.nhs.uk -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
    sed "s#/etc/nginx/tls#$work#; s#/var/log/nginx#$work#; s#/run/nginx.pid#$work/pid#; s#listen 443#listen 127.0.0.1:18443#
        s#listen \[::\]:443#listen 127.0.0.1:18444#; s#listen 80;#listen 127.0.0.1:18080;#; s#listen \[::\]:80;#listen 127.0.0.1:18081;#" \
        deploy/proxy/nginx.conf >"$work/nginx.conf"
    step "proxy, by nginx" nginx -t -c "$work/nginx.conf"
else
    skip nginx "it is not installed (Debian's package nginx-light)"
fi

if [[ -n "${HUB_REFERENCE:-}" ]]; then
    step rehearsal python3 deploy/rehearsal/merge_boards.py --from "$HUB_REFERENCE" --out "$work/merged" --boards QPM,QK1 \
        --code X1Y2Z --ons E54000099 --name "Rehearsal Integrated Care Board" --day "$(date +%Y-%m-01)"
    HUB_DATA="$work/rehearsed" "$program" reference import "$work/merged" >"$work/imported" 2>&1 || true
    step "merged files are imported" bash -c "grep -q 'small_areas_that_changed_icb: holds' '$work/imported' && ! grep -q 'FAILS' '$work/imported'"
else
    skip rehearsal "HUB_REFERENCE names no folder of publishers' files"
fi
skip "docker build and docker compose" "images cannot be built or started here"
skip "advisories, by cargo deny" "their database is no package of a registry"

echo "$n_passed passed, $failed failed, $n_skipped skipped"
((failed == 0))
