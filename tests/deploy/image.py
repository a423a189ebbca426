"""The Dockerfile and compose.yaml keep the rules that matter."""

import re

from report import DEPLOY, ROOT, Report, load, shown

report = Report("image")


def instructions(text: str) -> list[tuple[str, str]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines()]


def is_pinned(image: str) -> bool:
    tag = image.partition("@")[0].rpartition("/")[2].partition(":")[2]
    return "@sha256:" in image or bool(tag) and tag != "latest"


steps = instructions((DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
defaults = dict(rest.split("=", 1) for name, rest in steps if name == "ARG" and "=" in rest)
bases = [rest.split()[0] for name, rest in steps if name == "FROM"]
for base in bases:
    image = re.sub(r"\$\{(\w+)\}", lambda found: defaults.get(found[1], ""), base)
    report.holds(is_pinned(image), f"{base} is {image}, of no version")
last = max(at for at, (name, _) in enumerate(steps) if name == "FROM")
final = steps[last:]
users = [rest for name, rest in final if name == "USER"]
report.holds(users and re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1]), f"the user is {users}, not a number above 0")
asks = [rest for name, rest in final if name == "HEALTHCHECK"]
report.holds(asks and '["/usr/local/bin/hub", "health"]' in asks[-1], f"nobody asks whether the hub is ready: {asks}")
report.holds("distroless" in defaults["RUNTIME"] and "nonroot" in defaults["RUNTIME"], "the base has a shell or is root")
report.holds(not any(name == "ADD" for name, _ in steps), "ADD is used")
report.holds(not any(name == "RUN" for name, _ in final), "something runs in the last stage")
report.holds(all(rest.startswith("[") for name, rest in final if name in ("ENTRYPOINT", "CMD")), "a shell form")
report.holds(any("--locked" in rest for name, rest in steps if name == "RUN"), "the build is not --locked")
report.holds(not any(re.search(r"(?i)(secret|token|password|_key)\s*=", rest) for _, rest in steps), "a secret")
labels = " ".join(rest for name, rest in final if name == "LABEL")
for label in ("title", "licenses", "version", "revision"):
    report.holds(f"org.opencontainers.image.{label}=" in labels, f"no label {label}")
for name, rest in steps:
    if name == "COPY" and "--from" not in rest:
        for source in rest.split()[:-1]:
            report.holds((ROOT / source).exists(), f"COPY {source}: not there")
ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
report.holds("*" in ignored, "the context is not closed")
report.holds(not any(line in ("!data", "!.git") for line in ignored), "data or history are in the context")

compose = load(DEPLOY / "compose/compose.yaml")
for name, service in compose["services"].items():
    at = f"service {name}"
    report.holds(service.get("read_only") is True, f"{at}: its root can be written")
    report.holds(service.get("cap_drop") == ["ALL"] and "cap_add" not in service, f"{at}: capabilities")
    report.holds("no-new-privileges:true" in service.get("security_opt", []), f"{at}: may gain privileges")
    report.holds(service.get("privileged") is not True, f"{at}: privileged")
    report.holds(service.get("network_mode", "service:hub") == "service:hub", f"{at}: the network of the machine")
    image = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", service["image"])
    report.holds(is_pinned(image), f"{at}: {image} is of no version")
    report.holds("healthcheck" in service, f"{at}: no health check, and none switched off on purpose")
    report.holds("mem_limit" in service and "pids_limit" in service, f"{at}: no bounds")
    report.holds(service["ulimits"]["core"] == 0, f"{at}: core dumps")
    for port in service.get("ports", []):
        report.holds(port.startswith("127.0.0.1:"), f"{at}: {port} is open to other machines")
    for volume in service.get("volumes", []):
        source, *rest = volume.split(":")
        if source.startswith("."):
            there = (DEPLOY / "compose" / source).exists()
            report.holds(there and rest[-1] == "ro", f"{at}: {volume} is not there or can be written")
            report.holds("docker.sock" not in source, f"{at}: the socket of Docker")
        else:
            report.holds(source in compose["volumes"], f"{at}: {source} is no named volume")
    for secret in service.get("secrets", []):
        report.holds(secret in compose["secrets"], f"{at}: no secret {secret}")
    for key, value in service.get("environment", {}).items():
        is_secret = re.search(r"SECRET|PASSWORD|TOKEN|KEY", key) and not key.endswith("__FILE")
        report.holds(not is_secret or not value, f"{at}: {key} stands in the file")
hub = compose["services"]["hub"]
report.holds(hub["healthcheck"].get("test") == ["CMD", "/usr/local/bin/hub", "health"], "compose does not ask the hub")
report.holds("--new" not in hub["command"], "compose takes an empty volume for a new hub")
report.holds(hub["mem_limit"] == hub["memswap_limit"], "the hub may swap")
for path in (DEPLOY / "compose").rglob("*.yaml"):
    report.holds(load(path), f"{shown(path)} is empty")
kept_out = (DEPLOY / "compose/.gitignore").read_text(encoding="utf-8").split()
report.holds({"secrets/", "hub.env"} <= set(kept_out), "secrets may be committed")
report.end()
