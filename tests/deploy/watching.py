"""Alerts and dashboards read metrics that the program has, with labels that it gives; every alert leads to its page."""

import json
import re
import sys

from report import DEPLOY, ROOT, Report, load, shown

report = Report("watching")
GIVEN = {"up": {"job", "instance"}}
WORDS = set(
    """
    sum max min avg count rate increase absent time and or unless on by without ignoring day_of_month min_over_time max_over_time
    avg_over_time group_left group_right bool offset vector clamp_min
    """.split()
)

source = (ROOT / "crates/api/src/metrics.rs").read_text(encoding="utf-8")
metrics = {name: {"job", "instance"} for name in re.findall(r'"(hub_[a-z_]+)"', source)}
for family in re.split(r"family\(", source)[1:]:
    name = re.search(r'"(hub_[a-z_]+)"', family)
    if name:
        metrics[name[1]] |= set(re.findall(r'\{(\w+)=\\"', family))
report.holds(len(metrics) >= 8, f"only {sorted(metrics)} were found in the sources")
if len(sys.argv) > 1:
    told = open(sys.argv[1], encoding="utf-8").read()
    for name in metrics:
        report.holds(f"# TYPE {name} " in told, f"the program does not tell {name}")
    for name in re.findall(r"# TYPE (\w+) ", told):
        report.holds(name in metrics, f"the program tells {name}, which was not found in the sources")
metrics |= GIVEN


def check(expression: str, where: str) -> None:
    bare = re.sub(r'"[^"]*"', '""', expression)
    for name, labels in re.findall(r"([a-zA-Z_]\w*)\s*\{([^}]*)\}", bare):
        if not report.holds(name in metrics, f"{where}: no metric {name}"):
            continue
        for label in re.findall(r"(\w+)\s*[=!]", labels):
            report.holds(label in metrics[name], f"{where}: {name} has no label {label}")
    rest = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", bare)
    rest = re.sub(r"\b(by|on|without|ignoring)\s*\([^)]*\)", "", rest)
    for name in re.findall(r"[a-zA-Z_]\w*", rest):
        report.holds(name in metrics or name in WORDS, f"{where}: what is {name}?")


alerts = [rule for group in load(DEPLOY / "prometheus/hub.rules.yaml")["groups"] for rule in group["rules"]]
report.holds(alerts, "no alerts")
index = (DEPLOY / "runbook/README.md").read_text(encoding="utf-8")
for alert in alerts:
    name = alert["alert"]
    check(alert["expr"], name)
    page = ROOT / alert["annotations"]["runbook"]
    report.holds(page.is_file() and page.parent == DEPLOY / "runbook", f"{name}: no page {page.name}")
    if page.is_file():
        report.holds(name in page.read_text(encoding="utf-8"), f"{shown(page)} does not name {name}")
    row = next((line for line in index.splitlines() if name in line), "")
    report.holds(page.name in row, f"the list of pages does not lead from {name} to {page.name}")
    report.holds(alert["labels"]["severity"] in ("page", "ticket"), f"{name}: severity")
    report.holds(alert["annotations"]["summary"] and alert["annotations"]["description"], f"{name}: no words")
for name in re.findall(r"\bHub[A-Z]\w+", index):
    report.holds(name in {alert["alert"] for alert in alerts}, f"the list of pages names {name}, which is no alert")

for path in sorted((DEPLOY / "grafana").glob("*.json")):
    board = json.loads(path.read_text(encoding="utf-8"))
    ids = [panel["id"] for panel in board["panels"]]
    report.holds(len(ids) == len(set(ids)), f"{path.name}: two panels of one id")
    used = set()
    for panel in board["panels"]:
        report.holds(panel["title"] and panel["description"], f"{path.name}: a panel without words")
        for target in panel["targets"]:
            check(target["expr"], f"{path.name}, {panel['title']}")
            used |= set(re.findall(r"hub_\w+", target["expr"]))
    for name in metrics:
        report.holds(name in used or name in GIVEN, f"{path.name} does not show {name}")
report.end()
