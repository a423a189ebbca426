"""Asks the same ten questions with every client and holds the answers against each other, to the last digit.

Usage: agree.py, with HUB_URL, HUB_PG, HUB_FLIGHT, HUB_USER and HUB_TOKEN set. Fails where two clients differ, where a client
cannot ask, or where the page of a measure has another figure than SQL.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
CLIENTS = ["json", "csv", "parquet", "arrow", "duckdb", "psycopg", "psycopg_binary", "sqlalchemy", "adbc_pandas", "adbc_polars"]
JDBC = ["java", "-cp", "/usr/share/java/postgresql.jar", HERE / "Ask.java"]


def read(path):
    return {answer["name"]: answer for answer in map(json.loads, Path(path).read_text().splitlines())}


def psql(questions, out):
    """psql writes text; an absent value is told from an empty one by a word of its own."""
    host, port = os.environ["HUB_PG"].rsplit(":", 1)
    place = ["psql", "-X", "-h", host, "-p", port, "-U", os.environ["HUB_USER"], "-d", "hub"]
    environment = dict(os.environ, PGPASSWORD=os.environ["HUB_TOKEN"])
    for question in questions:
        text = subprocess.run(
            [*place, "--csv", "-P", "null=\\N", "-v", "ON_ERROR_STOP=1", "-c", question["sql"]],
            env=environment, capture_output=True, text=True, check=True,
        ).stdout
        lines = [line.split(",") for line in re.sub(r'"([^"]*)"', lambda m: m[1].replace(",", "\0"), text).splitlines()]
        rows = [[None if cell == "\\N" else cell.replace("\0", ",") for cell in line] for line in lines[1:]]
        answer = {"name": question["name"], "columns": lines[0], "rows": [[shortest(cell) for cell in row] for row in rows]}
        out.write(json.dumps(answer) + "\n")


def shortest(text):
    if text is not None and re.fullmatch(r"-?\d+\.\d+(e[-+]\d+)?", text):
        value = float(text)
        return repr(int(value)) if value.is_integer() else repr(value)
    return text


def differences(name, expected, found):
    for question, answer in expected.items():
        other = found.get(question)
        if other is None:
            yield f"{name}: no answer to {question}"
        elif [c for c in other["columns"]] != answer["columns"]:
            yield f"{name}: {question} has columns {other['columns']}, not {answer['columns']}"
        elif len(other["rows"]) != len(answer["rows"]):
            yield f"{name}: {question} has {len(other['rows'])} rows, not {len(answer['rows'])}"
        else:
            pairs = zip(other["rows"], answer["rows"])
            unequal = [(a, b) for a, b in pairs if a != b]
            if unequal:
                yield f"{name}: {question}: {len(unequal)} rows differ, first {unequal[0]}"


def page(expected):
    """The table of the measure's own page and file, against SQL over the same figures."""
    answer = expected["released_figures"]
    columns = answer["columns"]
    area = answer["rows"][0][columns.index("area_code")]
    headers = {"Authorization": f"Bearer {os.environ['HUB_TOKEN']}"}
    address = f"{os.environ['HUB_URL']}/api/v1/measures/referral_rate/values?area={area}&from=2000-01"
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as got:
        values = json.load(got)["values"]
    shown = {value["month"]: value["value"] for value in values}
    of_area = [row for row in answer["rows"] if row[columns.index("area_code")] == area]
    n = 0
    for row in of_area:
        month, value = row[columns.index("month")], row[columns.index("value")]
        if month in shown:
            n += 1
            told = None if shown[month] is None else shortest(repr(float(shown[month])))
            if told != value:
                yield f"page: {month} has {told}, SQL {value}"
    if n == 0:
        yield "page: no month of the measure is in both"


def main():
    questions = json.loads((HERE / "questions.json").read_text())
    failures = []
    with tempfile.TemporaryDirectory() as scratch:
        answers = {}
        for client in CLIENTS:
            out = f"{scratch}/{client}"
            ran = subprocess.run([sys.executable, HERE / "ask.py", client, out], capture_output=True, text=True)
            if ran.returncode:
                failures.append(f"{client}: {ran.stderr.strip().splitlines()[-1]}")
            else:
                answers[client] = read(out)
        with open(f"{scratch}/psql", "w") as out:
            try:
                psql(questions, out)
            except subprocess.CalledProcessError as error:
                failures.append(f"psql: {error.stderr}")
        answers["psql"] = read(f"{scratch}/psql")
        tsv = Path(f"{scratch}/questions.tsv")
        tsv.write_text("".join(f"{q['name']}\t{q['sql']}\n" for q in questions))
        ran = subprocess.run(["Rscript", HERE / "ask.R", tsv, f"{scratch}/r"], capture_output=True, text=True)
        if ran.returncode:
            failures.append(f"R: {ran.stderr.strip()}")
        else:
            answers["R"] = read(f"{scratch}/r")
        for mode in ["plain", "prepared", "catalogue"]:
            out = f"{scratch}/jdbc_{mode}"
            ran = subprocess.run([*JDBC, mode, tsv, out], capture_output=True, text=True)
            if ran.returncode:
                failures.append(f"JDBC, {mode}: {ran.stderr.strip()}")
            elif mode != "catalogue":
                answers[f"jdbc_{mode}"] = read(out)
    expected = answers.get("json")
    if expected is None:
        sys.exit("\n".join(failures))
    failures += page(expected)
    for name, found in answers.items():
        failures += differences(name, expected, found)
    cells = sum(len(answer["rows"]) * len(answer["columns"]) for answer in expected.values())
    print(f"{len(answers)} clients, {len(expected)} questions, {cells} cells each: {len(failures)} differences")
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
