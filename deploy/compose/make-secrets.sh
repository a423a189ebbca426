#!/usr/bin/env bash
# Makes the secrets of this folder's services, each once: what is there stays as it is.
set -euo pipefail
cd "$(dirname "$0")"
umask 077
mkdir -p secrets

random() { head -c 32 /dev/urandom | base64 | tr -d '/+=\n'; }

# Files that a container mounts are read there by another user, so others may read them: the folder keeps them out.
write() {
    local file=secrets/$1
    if [[ -s $file ]]; then
        echo "$file is there already."
        cat >/dev/null
    else
        cat >"$file"
        chmod 0644 "$file"
        echo "$file is made."
    fi
}

random | write grafana_admin
write s3.json <<END
{
  "identities": [
    {
      "name": "hub",
      "credentials": [{ "accessKey": "hub", "secretKey": "$(random)" }],
      "actions": ["Read:hub", "Write:hub", "List:hub"]
    }
  ]
}
END
write issuer.env <<END
DEX_CLIENT_SECRET=$(random)
DEX_TRIAL_USER=trial@hub.example
DEX_TRIAL_PASSWORD=$(random)
END
