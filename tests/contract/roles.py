#!/usr/bin/env python3
"""What a hub answers against what its OpenAPI document says, as each role.

  roles.py URL --tokens demo-tokens.json [--max-examples 4] [--only service,icb] [--seed 1] [--reports DIR]

Requests are made from the document of a running demo by schemathesis: examples, boundary values of every parameter, texts drawn at
random, requests that break the document, methods that it does not name. Each reply must be one that the document names, in its
status, its media type and its schema; none may be a server error; what breaks the document must be refused; without a token nothing
is answered that needs one. Prints operations by roles, and every failure with the command that repeats it. Exit code 1 if there
is any.

Not asked, and why: that every request which keeps to the document is taken (positive_data_acceptance) holds only where no text
says more than a schema can, so only of the operations in SIMPLE: SQL, files, days of a month and names of places do not.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROLES = ["public", "service", "icb", "analyst", "officer", "operator"]
# Every request to them that keeps to the document is taken.
SIMPLE = ["listAreas", "listReleases", "listEvaluations", "getArea"]
# Operations by what their path names.
NAMED = {
    "measures": ["getMeasure", "listMeasureValues", "getMeasureMetadata"],
    "evaluations": ["getEvaluation"],
    "areas": ["getArea"],
    "releases": ["getRelease", "getIntruderReport", "listFinerTables"],
    "returns": ["getReturn", "getReturnReport", "submitReturn", "withdrawReturn"],
}
# How often a path names something that there is, and a query is one.
REAL = 0.6
# One role may not take the time of all the others.
LONGEST_S = 150


def ask(base, method, path, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(base + path, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def token_of(tokens, role):
    """The token of a role in the file of a demo: its own, or the first of a place."""
    if role == "public":
        return None
    names = [name for name in sorted(tokens) if name == role or name.startswith(f"{role}:")]
    if not names:
        sys.exit(f"the demo has no token for the role {role}")
    return tokens[names[0]]


def returns_of(base, tokens):
    """Ids of two returns of the service: one that counts, and one that is only checked."""
    name = min(name for name in tokens if name.startswith("service:"))
    service, token = name.partition(":")[2], tokens[name]
    ids = []
    for month in reversed(ask(base, "GET", f"/api/v1/releases/{newest(base)}")["months"]):
        path = f"/api/v1/returns?service={service}&month={month}&nil=true"
        try:
            ids.append(ask(base, "POST", path, token)["id"])
            if len(ids) == 1:
                ask(base, "POST", f"/api/v1/returns/{ids[0]}/submit", token)
        except urllib.error.HTTPError as refused:
            # A month that is closed, or one whose return would be replaced.
            refused.close()
        if len(ids) == 2:
            break
    return ids


def newest(base):
    return ask(base, "GET", "/api/v1/releases")["releases"][0]["id"]


def known(base, tokens):
    """Names of things that there are in this hub."""
    return {
        "measures": [one["id"] for one in ask(base, "GET", "/api/v1/measures")["measures"]][:8],
        "evaluations": [one["id"] for one in ask(base, "GET", "/api/v1/evaluations")["evaluations"]],
        "areas": ["ENG", *(one["code"] for one in ask(base, "GET", "/api/v1/areas?area_type=icb")["areas"][:4])],
        "releases": [one["id"] for one in ask(base, "GET", "/api/v1/releases")["releases"]],
        "returns": returns_of(base, tokens),
    }


def configuration(names):
    """The settings of schemathesis, as TOML."""
    questions = ["select icb, count(*) from hub.referrals group by icb", "select code, name from hub.areas", "values (1)"]
    lines = ["[checks]", "positive_data_acceptance.enabled = false", ""]
    for name, values in {**names, "questions": questions}.items():
        if values:
            lines += [f"[dictionaries.{name}]", f"values = {json.dumps(values)}", ""]
    for operation in SIMPLE:
        lines += ["[[operations]]", f'include-operation-id = "{operation}"', "checks.positive_data_acceptance.enabled = true", ""]
    of_path = {name: "code" if name == "areas" else "id" for name in NAMED}
    for name, operations in NAMED.items():
        for operation in operations if names[name] else []:
            binding = f'{{ dictionary = "{name}", probability = {REAL} }}'
            lines += ["[[operations]]", f'include-operation-id = "{operation}"', f'parameters."path.{of_path[name]}" = {binding}', ""]
    binding = f'{{ dictionary = "questions", probability = {REAL} }}'
    lines += ["[[operations]]", 'include-operation-id = "getSqlAnswer"', f'parameters."query.q" = {binding}', ""]
    return "\n".join(lines)


def run(base, role, token, given, folder):
    """One role; its report, or nothing where there is none."""
    report = folder / f"{role}.json"
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "--no-color",
        "--config-file",
        str(folder / "schemathesis.toml"),
        "run",
        f"{base}/openapi.json",
        "--phases=examples,coverage,fuzzing",
        f"--max-examples={given.max_examples}",
        f"--seed={given.seed}",
        "--continue-on-failure",
        "--warnings=off",
        "--report=json",
        f"--report-json-path={report}",
    ]
    if token:
        command.append(f"--header=Authorization: Bearer {token}")
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)}
    began = time.monotonic()
    words = folder / f"{role}.txt"
    with words.open("w") as file:
        try:
            subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, env=environment, cwd=folder, timeout=LONGEST_S)
        except subprocess.TimeoutExpired:
            print(f"  {role}: stopped after {LONGEST_S} s; ask for fewer with --max-examples")
    took = time.monotonic() - began
    return (json.loads(report.read_text()) if report.exists() else None), words.read_text(), took


def failures_of(words):
    """The part of what schemathesis printed that tells of failures."""
    _, found, rest = words.partition("= FAILURES =")
    return rest.partition("= SUMMARY =")[0].strip("=\n ") if found else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--tokens", required=True, type=Path)
    parser.add_argument("--max-examples", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="some of the roles, with commas between them")
    parser.add_argument("--reports", type=Path, help="folder to keep what schemathesis writes")
    given = parser.parse_args()
    base, tokens = given.url.rstrip("/"), json.loads(given.tokens.read_text())
    roles = given.only.split(",") if given.only else ROLES
    folder = (given.reports or Path(tempfile.mkdtemp())).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "schemathesis.toml").write_text(configuration(known(base, tokens)))
    bad = []
    print(f"{'role':<10}{'operations':>12}{'requests':>10}{'failures':>10}{'seconds':>9}")
    for role in roles:
        report, words, took = run(base, role, token_of(tokens, role), given, folder)
        if report is None:
            bad.append((role, words[-3000:]))
            print(f"{role:<10}{'no report':>12}")
            continue
        tested, cases = report["operations"], report["test_cases"]
        n_bad = cases["unique_failures"] + len(report["errors"])
        whole = f"{tested['tested']} of {tested['total']}"
        print(f"{role:<10}{whole:>12}{cases['generated']:>10,}{n_bad:>10}{took:>9.0f}", flush=True)
        if n_bad or not report["complete"]:
            bad.append((role, failures_of(words) or json.dumps(report["errors"], indent=1)))
    for role, words in bad:
        print(f"\n=== as {role}\n{words}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
