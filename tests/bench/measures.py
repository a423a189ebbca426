"""A table of all measures: their SQL, the figures they make, the time they take, and what their cells cost in the ledger.

Usage: measures.py HUB [--months 1] [--services 1650] [--work DIR]

Makes a synthetic England, releases so many months of it, and reads the times from the builder's log. The cost is that of the
tables of cells that a measure reads, in epsilon for a person with one code of each column, in one month and version; several measures read the same tables, so
the costs are not added up: the last line counts each table once. A measure that looks over several months has few figures in
a release of one.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

SQL = Path(__file__).resolve().parents[2] / "sql/measures"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
MADE = re.compile(r'measure made measure="(\w+)" rows=(\d+) took=([0-9.]+)(µs|ms|s)')
SECONDS = {"µs": 1e-6, "ms": 1e-3, "s": 1.0}


def front_matter(file):
    lines = file.read_text().splitlines()
    ends = [at for at, line in enumerate(lines) if line == "-- ---"]
    head = [line.removeprefix("--").removeprefix(" ") for line in lines[ends[0] + 1:ends[1]]]
    return tomllib.loads("\n".join(head)), len(lines)


def first_release(binary, data, months, services):
    """The rows and seconds of each measure of the first release."""
    command = [binary, "-vv", "demo", "--no-serve", "--months", str(months + 1), "--services", str(services), "--data", data, "--listen", "127.0.0.1:0"]
    made, is_first = {}, True
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            is_first = is_first and "is built" not in line
            found = MADE.search(COLOURS.sub("", line))
            if found and is_first:
                made[found[1]] = int(found[2]), float(found[3]) * SECONDS[found[4]]
    if process.returncode:
        sys.exit(f"the hub ended with {process.returncode}")
    return made


def costs(data):
    """The epsilon of one table of each fact."""
    first = min(Path(data, "objects/releases").iterdir())
    manifest = json.loads((first / "manifest.json").read_text())["manifest"]
    per_table = {}
    for entry in manifest["ledger"]["entries"]:
        per_table[entry["fact"]] = per_table.get(entry["fact"], 0) + entry["epsilon"] / entry["sets"]
    return per_table


def fact_of(table, per_table):
    return max((fact for fact in per_table if table == fact or table.startswith(f"{fact}_by_")), key=len)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("hub")
    parser.add_argument("--months", type=int, default=1)
    parser.add_argument("--services", type=int, default=1650)
    parser.add_argument("--work", default=None)
    given = parser.parse_args()
    data = f"{given.work or tempfile.mkdtemp()}/data"
    began = time.monotonic()
    made = first_release(given.hub, data, given.months, given.services)
    per_table, read = costs(data), set()
    print(f"{given.services} services, {given.months} month(s), made in {time.monotonic() - began:.0f} s\n")
    print("| measure | lines of SQL file | tables of cells | figures | ms | epsilon of its tables |")
    print("|---|---:|---|---:|---:|---:|")
    for file in sorted(SQL.glob("*.sql")):
        meta, lines = front_matter(file)
        tables = meta["cells"]
        read.update(tables)
        rows, seconds = made[meta["id"]]
        cost = sum(per_table[fact_of(table, per_table)] for table in tables)
        print(f"| `{meta['id']}` | {lines} | {', '.join(tables) or 'none'} | {rows:,} | {seconds * 1000:.0f} | {cost:g} |")
    total = sum(seconds for _, seconds in made.values())
    cost = sum(per_table[fact_of(table, per_table)] for table in read)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"\n{len(made)} measures, {sum(rows for rows, _ in made.values()):,} figures in {total:.1f} s; "
          f"epsilon {cost:g} of {len(read)} tables; the hub's most memory {peak} MiB, its returns among it")


if __name__ == "__main__":
    main()
