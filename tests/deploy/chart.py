"""The chart's values fit its schema, and what it renders keeps the rules. With Helm's own library where that is installed."""

import copy
import json
import re

import jsonschema
import yaml

from report import DEPLOY, Report, load

report = Report("chart")
CHART = DEPLOY / "helm/hub"
values = load(CHART / "values.yaml")
schema = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
jsonschema.Draft7Validator.check_schema(schema)
fits = jsonschema.Draft7Validator(schema)


def with_values(**changes: object) -> dict:
    changed = copy.deepcopy(values)
    for path, value in changes.items():
        *folders, last = path.split("__")
        at = changed
        for folder in folders:
            at = at[folder]
        at[last] = value
    return changed


EVERYTHING = {
    "ingress__enabled": True,
    "ingress__hosts": ["hub.example.nhs.uk"],
    "ingress__tlsSecret": "tls",
    "wires__postgres": True,
    "wires__flight": True,
    "wires__tlsSecret": "wires",
    "networkPolicy__wires": [{"ipBlock": {"cidr": "10.0.0.0/8"}}],
    "s3__enabled": True,
    "s3__url": "s3://hub/england",
    "s3__existingSecret": "s3",
    "keys__existingSecret": "keys",
    "issuers__existingSecret": "issuers",
    "replicaCount": 2,
    "persistence__accessModes": ["ReadWriteMany"],
    "serviceMonitor__enabled": True,
    "prometheusRule__enabled": True,
}
REFUSED = [
    {"image__tag": "latest"},
    {"image__digest": "sha256:short"},
    {"replicaCount": -1},
    {"hub__optOuts": "some"},
    {"hub__new": "yes"},
    {"hub__logForm": "xml"},
    {"s3__enabled": True},
    {"s3__url": "https://bucket"},
    {"ingress__enabled": True},
    {"resources": {"requests": {}}},
    {"unknown": 1},
]
report.holds(fits.is_valid(values), f"values.yaml: {[error.message for error in fits.iter_errors(values)]}")
everything = with_values(**EVERYTHING)
report.holds(fits.is_valid(everything), f"with everything: {[error.message for error in fits.iter_errors(everything)]}")
for changes in REFUSED:
    report.holds(not fits.is_valid(with_values(**changes)), f"the schema takes {changes}")

templates = {path.name: path.read_text(encoding="utf-8") for path in (CHART / "templates").iterdir()}
for name, text in templates.items():
    for path in re.findall(r"\.Values((?:\.\w+)+)", text):
        at: object = values
        for part in path.strip(".").split("."):
            there = isinstance(at, dict) and part in at
            if not report.holds(there, f"{name}: values.yaml has no {path}"):
                break
            at = at[part]
    for hard in re.findall(r"^  name: (?!\{\{)(\S+)", text, re.MULTILINE):
        report.holds(False, f"{name}: the name {hard} is written out")
report.holds((CHART / "files/hub.rules.yaml").read_bytes() == (DEPLOY / "prometheus/hub.rules.yaml").read_bytes(), "rules")

try:
    import helm_python as helm
except ImportError:
    helm = None
    print("chart: not rendered, since Helm's library is not installed")


def documents(chart: object, changed: dict) -> list[dict]:
    rendered = chart.render(changed, name="trial", namespace="somewhere")
    texts = [text for name, text in rendered.items() if name.endswith(".yaml")]
    return [document for text in texts for document in yaml.safe_load_all(text) if document]


def looks_right(found: list[dict], what: str) -> None:
    names = [(document["kind"], document["metadata"]["name"]) for document in found]
    report.holds(len(names) == len(set(names)), f"{what}: two of one name")
    report.holds(all(name.startswith("trial") for _, name in names), f"{what}: {names}")
    pod = next(document for document in found if document["kind"] == "Deployment")["spec"]["template"]["spec"]
    security = pod["securityContext"]
    report.holds(security["runAsNonRoot"] and security["runAsUser"] > 0, f"{what}: root")
    report.holds(security["seccompProfile"] == {"type": "RuntimeDefault"}, f"{what}: seccomp")
    report.holds(pod["automountServiceAccountToken"] is False, f"{what}: a token of the cluster")
    report.holds(pod["enableServiceLinks"] is False, f"{what}: other services in its environment")
    report.holds(len(pod["topologySpreadConstraints"]) == 2, f"{what}: spread")
    for container in pod["containers"]:
        report.holds(("--new" in container["args"]) == ("begun" in what), f"{what}: {container['args']}")
        security = container["securityContext"]
        report.holds(security["readOnlyRootFilesystem"], f"{what}: its root can be written")
        report.holds(security["capabilities"] == {"drop": ["ALL"]}, f"{what}: capabilities")
        report.holds(security["allowPrivilegeEscalation"] is False, f"{what}: may gain privileges")
        for probe, path in (("startupProbe", "/livez"), ("livenessProbe", "/livez"), ("readinessProbe", "/readyz")):
            report.holds(container[probe]["httpGet"]["path"] == path, f"{what}: {probe}")
        report.holds(container["resources"]["limits"]["memory"], f"{what}: no bound on memory")
        mounts = {mount["name"] for mount in container["volumeMounts"]}
        report.holds(mounts == {volume["name"] for volume in pod["volumes"]}, f"{what}: {mounts}")
        report.holds(not container["image"].endswith((":latest", ":")), f"{what}: {container['image']}")
    policy = next(document for document in found if document["kind"] == "NetworkPolicy")
    report.holds(set(policy["spec"]["policyTypes"]) == {"Ingress", "Egress"}, f"{what}: the policy is open")
    report.holds(policy["spec"]["ingress"], f"{what}: nobody reaches the hub")
    report.holds(not any(document["kind"] == "Secret" for document in found), f"{what}: a secret in the chart")


if helm:
    helm.disable_logging()
    lint = helm.lint(str(CHART), strict=True)
    report.holds(not lint["errors"] and all(said["severity"] < 2 for said in lint["messages"]), f"lint: {lint}")
    with helm.Chart.load(str(CHART)) as chart:
        looks_right(documents(chart, {}), "as it is")
        looks_right(documents(chart, with_values(hub__new=True)), "begun")
        found = documents(chart, everything)
        looks_right(found, "with everything")
        kinds = {document["kind"] for document in found}
        report.holds({"Ingress", "ServiceMonitor", "PrometheusRule", "PodDisruptionBudget"} <= kinds, f"{kinds}")
        for changes in ({"replicaCount": 2}, {"wires__postgres": True}, {"hub__sql": False, "wires__flight": True}):
            try:
                documents(chart, with_values(**changes))
                report.holds(False, f"rendered with {changes}")
            except helm.HelmError:
                report.holds(True, "")
        try:
            chart.validate_schema(with_values(unknown=1))
            report.holds(False, "Helm takes what the schema refuses")
        except helm.HelmError:
            report.holds(True, "")
report.end()
