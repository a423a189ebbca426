#!/usr/bin/env python3
"""How the door compares with DuckDB on one file: rows per second and their ratio, in one run.

The hub reads, maps, checks, anonymises and encodes a return; DuckDB reads the same file, types its columns and writes
Parquet. The two do not do the same work: the ratio says what checking and anonymising cost over plain loading.

    pip install duckdb && python3 tests/bench/ingest_vs_duckdb.py
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROWS = 50_000
ROUNDS = 10
ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
RETURN = TARGET / "tmp" / f"return-{ROWS}.csv"
DAYS = ["date_of_birth", "referral_date", "first_contact_date", "closed_date"]


def hub_seconds() -> float:
    """The median of criterion's samples."""
    name = f"return/csv/{ROWS}"
    subprocess.run(["cargo", "bench", "--quiet", "--bench", "hub", "--", f"{name}$"], cwd=ROOT, check=True)
    estimates = json.loads((TARGET / "criterion" / name / "new" / "estimates.json").read_text())
    return estimates["median"]["point_estimate"] / 1e9


def duckdb_seconds(threads: int) -> float:
    times = []
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": threads}) as connection:
        columns = [name for (name,) in connection.execute(f"select column_name from (describe from '{RETURN}')").fetchall()]
        types = {name: "DATE" if name in DAYS else "VARCHAR" for name in columns} | {"contacts_this_month": "INTEGER"}
        for _ in range(ROUNDS + 1):
            out = Path(folder) / "out.parquet"
            started = time.perf_counter()
            connection.execute(
                f"copy (from read_csv('{RETURN}', header = true, columns = {types}, dateformat = '%d/%m/%Y'))"
                f" to '{out}' (format parquet)"
            )
            times.append(time.perf_counter() - started)
            (rows,) = connection.execute(f"select count(*) from '{out}'").fetchone()
            assert rows == ROWS, rows
    return statistics.median(times[1:])


def main() -> int:
    hub = hub_seconds()
    print(f"file: {RETURN.name}, {ROWS:,} rows, {RETURN.stat().st_size / 1e6:.1f} MB")
    print(f"hub, read + check + anonymise + Parquet, 1 thread: {ROWS / hub:,.0f} rows a second")
    for threads in (1, os.cpu_count() or 1):
        duck = duckdb_seconds(threads)
        print(
            f"DuckDB {duckdb.__version__}, read + type + Parquet, {threads} thread(s): {ROWS / duck:,.0f} rows a second;"
            f" hub / DuckDB = {duck / hub:.3f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
