"""Commands, options and variables that pages and settings name are those of the program given as argument."""

import functools
import json
import re
import shlex
import subprocess
import sys

from report import DEPLOY, Report, load, shown

report = Report("runbook")
PROGRAM = sys.argv[1]
# Read by the builder of the image, by compose or by pages, not by the program as it runs.
# HUB_BOARD_SECRET is a name that the example of issuers chooses for a secret.
NOT_OF_HELP = {"HUB_BOARD_SECRET", "HUB_VERSION", "HUB_REVISION", "HUB_LOG", "HUB_TOKEN"}


@functools.cache
def help_of(*command: str) -> str:
    run = subprocess.run([PROGRAM, *command, "--help"], capture_output=True, text=True, check=False)
    return run.stdout if run.returncode == 0 else ""


@functools.cache
def commands_of(*command: str) -> frozenset[str]:
    _, _, rest = help_of(*command).partition("Commands:\n")
    listed = rest.partition("\n\n")[0] if rest else ""
    return frozenset(re.findall(r"^  (\w[\w-]*)", listed, re.MULTILINE)) - {"help"}


def check(line: str, where: str) -> None:
    words = shlex.split(line, comments=True)
    path: list[str] = []
    rest = words[1:]
    while rest and rest[0] in commands_of(*path):
        path.append(rest.pop(0))
    said = " ".join(["hub", *path])
    if not report.holds(path or "--version" in rest or "--help" in rest, f"{where}: no such command: {line}"):
        return
    report.holds(not commands_of(*path) or not path, f"{where}: {said} needs one more word")
    options = set(re.findall(r"--[a-z][a-z-]*", help_of(*path)))
    for word in rest:
        if word in ("<", ">", "|", "&&", "||"):
            break
        if word.startswith("--"):
            option = word.partition("=")[0]
            report.holds(option in options, f"{where}: {said} has no {option}")


def blocks(text: str) -> list[str]:
    found = re.findall(r"^( *)```sh\n(.*?)^\1```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r"\\\n\s*", " ", body) for _, body in found]


pages = [*sorted((DEPLOY / "runbook").glob("*.md")), DEPLOY / "README.md"]
n_commands = 0
for page in pages:
    text = page.read_text(encoding="utf-8")
    found = [line.strip() for block in blocks(text) for line in block.splitlines()]
    found = [line for line in found if not line.startswith("hub()")]
    inline = [said for said in re.findall(r"`([^`\n]+)`", text) if said.startswith("hub ") and len(said.split()) > 1]
    for line in [line for line in found if re.match(r"hub\s", line)] + inline:
        n_commands += 1
        check(line.replace("...", ""), shown(page))
    for line in found:
        inner = re.search(r"\bexec\b.* /usr/local/bin/(hub .*)", line)
        if inner:
            n_commands += 1
            check(inner[1], shown(page))
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        report.holds((page.parent / link).exists(), f"{shown(page)}: {link} is not there")
for name in ("How it shows", "What to do", "How to know that it is over", "Never"):
    for page in pages[:-1]:
        if page.name not in ("README.md", "boards-merge-2027.md", "restore-from-backup.md"):
            report.holds(f"## {name}" in page.read_text(encoding="utf-8"), f"{shown(page)} lacks {name}")
report.holds(n_commands > 50, f"only {n_commands} commands were found")

told = help_of("serve")
known = set(re.findall(r"\[env: (HUB_\w+)", told)) | NOT_OF_HELP
for path in sorted(DEPLOY.rglob("*")):
    if path.is_file() and not path.is_symlink():
        for name in set(re.findall(r"\bHUB_[A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8"))):
            is_known = name in known or name in {"HUB_URL", "HUB_REFERENCE"}
            report.holds(is_known, f"{shown(path)}: the program does not read {name}")

compose = load(DEPLOY / "compose/compose.yaml")
check(shlex.join(["hub", *compose["services"]["hub"]["command"]]), "compose.yaml")
for unit in sorted((DEPLOY / "systemd").glob("*.service")):
    line = re.search(r"^ExecStart=/usr/local/bin/(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    check(line[1], unit.name)
cmd = re.search(r"^CMD (\[.*\])$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
check(shlex.join(["hub", *json.loads(cmd[1])]), "Dockerfile")
report.end()
