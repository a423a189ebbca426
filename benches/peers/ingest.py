#!/usr/bin/env python3
"""Ingest: a return of 100,000 rows by the hub, by NHS England's data-validation-engine, by DuckDB and by pandas, in one run.

  ingest.py [HUB] [--rounds 5] [--without-validator]

The file and its planted defects are those of tests/bench/planted_return.py. Each program is a process of its own, in turn, so that
a busy minute does not fall on one alone; times and memory are those of the whole process, the median and the highest.

* `hub check FILE.csv --json`: reads, types, checks each row by all rules, looks up practices, postcodes and areas, looks for
  personal details, makes pseudonyms, writes the findings.
* DuckDB: reads the CSV with the types of its columns, days that cannot be read as null, and writes Parquet. It checks nothing.
* pandas: the same, with `read_csv`, `to_datetime`, `to_numeric` and `to_parquet`.
* The validator comes with tests/bench/ingest_vs_validator.py, which is run as it is, in its own environment: it checks by rules that
  find the same rows as the hub, or it fails.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from machine import BENCH, hub_of, measured, python_of, say_all, within

DUCKDB = """
import sys, duckdb
from planted_return import COLUMNS, DAYS, NUMBERS
folder = sys.argv[1]
typed = [f"try_cast({c} as date) as {c}" if c in DAYS else f"try_cast({c} as integer) as {c}" if c in NUMBERS else c for c in COLUMNS]
connection = duckdb.connect()
# As text first: a cast above the reader becomes the reader's own type, and it stops at the first day that cannot be read.
connection.execute(f"create table raw as from read_csv('{folder}/return.csv', header = true, all_varchar = true)")
connection.execute(f"copy (select {', '.join(typed)} from raw) to '{folder}/duckdb.parquet' (format parquet)")
print(connection.execute(f"select count(*) from '{folder}/duckdb.parquet'").fetchone()[0])
"""
PANDAS = """
import sys, pandas
from planted_return import DAYS, NUMBERS
folder = sys.argv[1]
frame = pandas.read_csv(f"{folder}/return.csv", dtype=str)
for day in DAYS:
    frame[day] = pandas.to_datetime(frame[day], format="%Y-%m-%d", errors="coerce")
for number in NUMBERS:
    frame[number] = pandas.to_numeric(frame[number], errors="coerce")
frame.to_parquet(f"{folder}/pandas.parquet")
print(len(frame))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hub", nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--without-validator", action="store_true")
    given = parser.parse_args()
    within("engines")
    from planted_return import MONTH, ROWS, SERVICE

    hub = hub_of(given.hub)
    say_all(hub, "duckdb", "pandas", "pyarrow")
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: the peak of a process is at least what its parent had when it was started.
        make = f"import sys; sys.path.insert(0, {str(BENCH)!r}); from planted_return import make; from pathlib import Path; make({hub!r}, Path({folder!r}))"
        subprocess.run([sys.executable, "-B", "-c", make], check=True)
        script = lambda text: [sys.executable, "-B", "-c", f"import sys; sys.path.insert(0, {str(BENCH)!r})\n{text}", folder]
        check = [hub, "check", f"{folder}/return.csv", "--service", SERVICE, "--month", MONTH, "--json"]
        # The exit code of the check says that there are problems.
        checked = ["sh", "-c", '"$@"; test $? -le 2', "check", *check]
        commands = {"hub check": checked, "DuckDB": script(DUCKDB), "pandas": script(PANDAS)}
        found = defaultdict(list)
        for _ in range(given.rounds):
            for name, command in commands.items():
                with Path(folder, "out").open("w+") as out:
                    found[name].append(measured(command, stdout=out))
                    out.seek(0)
                    said = out.read()
                    assert name == "hub check" or int(said) == ROWS, (name, said[:100])
        print(f"\n| program | seconds | rows a second | processor seconds | most memory, MB | hub's time is |\n|---|---:|---:|---:|---:|---:|")
        own = statistics.median(seconds for seconds, _, _ in found["hub check"])
        for name, runs in found.items():
            seconds, processors = (statistics.median(run[n] for run in runs) for n in (0, 1))
            print(f"| {name} | {seconds:.2f} | {ROWS / seconds:,.0f} | {processors:.2f} | {max(run[2] for run in runs):,.0f} | {own / seconds:.2f} of it |")
    if given.without_validator:
        return 0
    print("\nNHS England's validator, with the rules that find the same rows:\n", flush=True)
    beside = f"import sys; sys.path.insert(0, {str(BENCH)!r}); import ingest_vs_validator as beside; beside.ROUNDS = {given.rounds}; beside.run({hub!r})"
    return subprocess.run([python_of("validator"), "-B", "-c", beside]).returncode


if __name__ == "__main__":
    sys.exit(main())
