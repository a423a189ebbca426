"""Every dependency has a licence that deny.toml allows, by the sources that cargo has fetched; `cargo deny` itself also looks
for advisories, which needs its database."""

import os
import re
import tomllib
from pathlib import Path

from report import ROOT, Report

report = Report("licences")


def read(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


policy = read(ROOT / "deny.toml")
allowed = set(policy["licenses"]["allow"])
exceptions = {exception["crate"]: set(exception["allow"]) for exception in policy["licenses"]["exceptions"]}
banned = {ban["crate"] for ban in policy["bans"]["deny"]}
fetched = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo")) / "registry/src"
packages = read(ROOT / "Cargo.lock")["package"]


def is_allowed(licence: str, name: str) -> bool:
    """Whether one of the choices that a licence leaves has only what is allowed; brackets stand only around choices."""
    fine = allowed | exceptions.get(name, set())
    needed = re.sub(r"\(([^()]*)\)", lambda found: found[1].replace(" OR ", "|"), licence.replace("/", " OR "))
    choices = [choice.split(" AND ") for choice in needed.split(" OR ")]
    return any(all(any(one.strip() in fine for one in part.split("|")) for part in choice) for choice in choices)


n_unseen = 0
for package in packages:
    name = package["name"]
    report.holds(name not in banned, f"{name} is banned")
    source = package.get("source")
    if source is None:
        continue
    index = source.removeprefix("registry+")
    report.holds(index in policy["sources"]["allow-registry"], f"{name} comes from {source}")
    manifest = next(iter(fetched.glob(f"*/{name}-{package['version']}/Cargo.toml")), None)
    if manifest is None:
        # Of another platform, so never fetched here.
        n_unseen += 1
        continue
    licence = read(manifest)["package"].get("license", "")
    report.holds(is_allowed(licence, name), f"{name}: {licence or 'no licence is told'}")
for name in exceptions:
    report.holds(any(package["name"] == name for package in packages), f"the exception for {name} is for nobody")
if n_unseen:
    print(f"licences: {n_unseen} packages were not looked at, since their sources are not here")
report.end()
