#!/usr/bin/env python3
"""How much memory `hub check --any-size` needs for a CSV file of 5 million rows.

The rows are those of planted_return.py, fifty times over, with references of their own each time: one row in a
hundred has a defect. The run fails unless every defect is found fifty times, every row is counted once, and the peak of
the process stays under 300 MiB.

    python3 tests/bench/long_text.py [path of the hub]

The hub is looked for in HUB_BIN, then in the release folder of CARGO_TARGET_DIR or target.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import planted_return as planted_rows
from ingest_vs_validator import TARGET, measured

COPIES = 50
PEAK_MAX_MB = 300 * 1024 * 1024 / 1e6


def make(hub: str, folder: Path) -> None:
    rows, planted = planted_rows.make_rows(hub, folder)
    (folder / "planted.json").write_text(json.dumps({kind: len(numbers) for kind, numbers in planted.items()}))
    with (folder / "long.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, planted_rows.COLUMNS)
        writer.writeheader()
        for copy in range(COPIES):
            for row in rows:
                reference = row["local_referral_id"]
                writer.writerow(row | {"local_referral_id": f"{reference}-{copy}" if reference else ""})


def compare(folder: Path) -> None:
    report = json.loads((folder / "long.json").read_text(encoding="utf-8"))
    counts, rows = report["counts"], COPIES * planted_rows.ROWS
    assert counts["read"] == rows == counts["counted"] + counts["left_out"] + counts["ignored"], counts
    planted = json.loads((folder / "planted.json").read_text())
    missing = {item["item"]: item["missing"] for item in report["items"]}
    for kind, n in planted.items():
        rules, column, _ = planted_rows.KINDS[kind]
        found = sum(
            finding["count"]
            for finding in report["findings"]
            if finding["code"] in rules and column in (None, finding["header"])
        )
        if kind.startswith("not recorded"):
            found = missing[kind.rpartition(": ")[2]]
        assert found == n * COPIES, (kind, n, found)
    print(f"all {sum(planted.values()) * COPIES:,} defects were found; {counts}")


def run(hub: str) -> None:
    # This process stays small: the peak of a process is at least what its parent had when it was started.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, str(Path(__file__).resolve()), "--make", hub, name], check=True)
        file = folder / "long.csv"
        print(f"file: {COPIES * planted_rows.ROWS:,} rows, {file.stat().st_size / 1e6:,.0f} MB")
        command = [hub, "check", str(file), "--service", planted_rows.SERVICE, "--month", planted_rows.MONTH]
        seconds, peak = measured([*command, "--json", "--any-size"], folder / "long.json", (0, 1, 2))
        rate = COPIES * planted_rows.ROWS / seconds
        print(f"hub check --any-size: {seconds:.1f} s, {rate:,.0f} rows a second, peak {peak:,.0f} MB")
        compare(folder)
        assert peak < PEAK_MAX_MB, f"{peak:,.0f} MB"


def main() -> int:
    match sys.argv[1:]:
        case ["-h" | "--help"]:
            print(__doc__)
        case ["--make", hub, folder]:
            make(hub, Path(folder))
        case [] | [_]:
            given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HUB_BIN")
            run(given or str(TARGET / "release" / "hub"))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
