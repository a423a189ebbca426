#!/usr/bin/env bash
# A small hub of invented people: what it tells monitoring, and a backup while it serves, restored as the runbook says.
#   trial.sh PROGRAM FOLDER
set -euo pipefail
program=$1 work=$2
export HUB_DATA="$work/data"
"$program" demo --months 2 --services 12 --no-serve --listen 127.0.0.1:0 --postgres 127.0.0.1:0 --flight 127.0.0.1:0 >/dev/null 2>&1
"$program" serve --listen 127.0.0.1:0 2>"$work/words" &
hub=$!
trap 'kill "$hub" 2>/dev/null; wait "$hub" 2>/dev/null || true' EXIT
url=
for _ in $(seq 120); do
    url=$(sed -n 's/^Serving on \(http[^ ]*\).*/\1/p' "$work/words")
    [[ -n "$url" ]] && break
    kill -0 "$hub"
    sleep 0.5
done
for path in livez readyz version; do
    curl --silent --fail --max-time 20 "$url/$path" >"$work/$path"
done
grep -q '^ok$' "$work/readyz"
"$program" health --url "$url" >/dev/null
# The newest release is known once it was looked for.
sleep 3
curl --silent --fail --max-time 20 "$url/metrics" >"$work/metrics"

# The journal first, the rest after it, keys elsewhere.
mkdir -p "$work/backup/objects" "$work/safe"
cp -a "$HUB_DATA/objects/journal" "$work/backup/objects/journal"
tar --directory "$HUB_DATA/objects" --exclude=./journal --exclude=./.staging --create . | tar --directory "$work/backup/objects" --extract
tar --directory "$HUB_DATA" --create keys >"$work/safe/keys.tar"
cp -a "$work/backup" "$work/restored"
tar --directory "$work/restored" --extract --file "$work/safe/keys.tar"
HUB_DATA="$work/restored" "$program" doctor | tail -n 1 | grep -q '^clean$'
echo "trial: the restored copy is clean"

if "$program" serve --listen 127.0.0.1:0 --data "$work/empty" 2>"$work/said"; then
    echo "trial: an empty folder was taken for a hub"
    exit 1
fi
grep -q 'holds no hub' "$work/said"
[[ ! -e "$work/empty" ]]
echo "trial: an empty folder is no hub"

cp "$HUB_DATA/newest-release" "$work/safe/newest-release"
sed 's/^[^ ]*/2099-01-01.1/' "$work/safe/newest-release" >"$work/restored/newest-release"
if HUB_DATA="$work/restored" "$program" release build 2>"$work/said"; then
    echo "trial: a release was built on objects from before the last one"
    exit 1
fi
grep -q '2099-01-01.1 was seen here' "$work/said"
cp "$work/safe/newest-release" "$work/restored/newest-release"
echo "trial: on objects from before the newest release no other is built"

mv "$work/restored/keys/noise.key" "$work/noise.key"
if HUB_DATA="$work/restored" "$program" release build 2>"$work/said"; then
    echo "trial: a release was built without its key"
    exit 1
fi
grep -q 'noise.key is missing' "$work/said"
[[ ! -e "$work/restored/keys/noise.key" ]]
mv "$work/noise.key" "$work/restored/keys/noise.key"
echo "trial: without its key nothing is made, nor another key"

object=$(cd "$work/restored/objects" && find returns -name '*.parquet' -print -quit)
printf x >>"$work/restored/objects/$object"
if HUB_DATA="$work/restored" "$program" doctor >"$work/said"; then
    echo "trial: a damaged object was not found"
    exit 1
fi
grep -q "^AILMENT: $object" "$work/said"
cp -a "$work/backup/objects/$object" "$work/restored/objects/$object"
HUB_DATA="$work/restored" "$program" doctor | tail -n 1 | grep -q '^clean$'
echo "trial: a damaged object is named, and mended by its copy"
