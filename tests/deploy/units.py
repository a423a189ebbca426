"""The units of systemd have what hardens them, and the proxy writes no body to disk."""

import re

from report import DEPLOY, Report

report = Report("units")

WANTED = {
    "User": "hub",
    "LimitCORE": "0",
    "MemorySwapMax": "0",
    "UMask": "0077",
    "StateDirectoryMode": "0700",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "AmbientCapabilities": "",
    "PrivateDevices": "yes",
    "PrivateTmp": "yes",
    "PrivateUsers": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "ProtectProc": "invisible",
    "ProtectClock": "yes",
    "ProtectHostname": "yes",
    "ProtectControlGroups": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "RestrictNamespaces": "yes",
    "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes",
    "SystemCallArchitectures": "native",
}


def directives(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


for unit in sorted((DEPLOY / "systemd").glob("*.service")):
    found = directives(unit.read_text(encoding="utf-8"))
    for name, value in WANTED.items():
        report.holds(found.get(name) == [value], f"{unit.name}: {name} is {found.get(name)}, not {value!r}")
    report.holds(found.get("SystemCallFilter", [""])[0] == "@system-service", f"{unit.name}: system calls")
    report.holds("/var/lib/hub" in found.get("RequiresMountsFor", []), f"{unit.name}: starts without its volume")
    report.holds(any(file.startswith("-/etc/hub/") for file in found["EnvironmentFile"]), f"{unit.name}: settings")
serve = directives((DEPLOY / "systemd/hub.service").read_text(encoding="utf-8"))
report.holds("--new" not in serve["ExecStart"][0], "the unit takes an empty folder for a new hub")
report.holds("127.0.0.1:" in serve["ExecStart"][0], "the unit listens for other machines without TLS")
report.holds(int(serve["LimitNOFILE"][0]) > 1100, "too few open files for 1,024 connections")

proxy = (DEPLOY / "proxy/nginx.conf").read_text(encoding="utf-8")
for words in ("proxy_request_buffering off;", "proxy_max_temp_file_size 0;", "location = /metrics", "TLSv1.2 TLSv1.3;"):
    report.holds(words in proxy, f"the proxy lacks {words}")
logged = proxy[proxy.index("log_format") : proxy.index("access_log")]
for name in ("request", "request_uri", "args", "query_string", "http_authorization", "http_cookie", "http_referer"):
    report.holds(not re.search(rf"\${name}\b", logged), f"the log of the proxy holds {name}")
report.end()
