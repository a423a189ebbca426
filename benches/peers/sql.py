#!/usr/bin/env python3
"""Analysts' SQL: twenty questions by the hub with protection, by DuckDB and by DataFusion's Python package, in one run.

  sql.py [HUB] [--months 36] [--services 1650] [--analysts 50] [--seconds 60] [--work DIR]

This is tests/bench/questions.py, with the versions pinned here. The peers read the same referrals as person-level Parquet, in their
own process; the hub answers over HTTP from protected cells, as it must. A small run: --months 3 --services 40 --analysts 4 --seconds 5.
"""

import subprocess
import sys

from machine import BENCH, hub_of, say_all, within


def main() -> int:
    if {"-h", "--help"} & set(sys.argv):
        print(__doc__)
        return 0
    within("engines")
    is_named = len(sys.argv) > 1 and not sys.argv[1].startswith("-")
    hub = hub_of(sys.argv[1] if is_named else None)
    rest = sys.argv[2 if is_named else 1 :]
    say_all(hub, "duckdb", "datafusion")
    defaults = [] if "--services" in rest else ["--services", "1650"]
    return subprocess.run([sys.executable, "-B", str(BENCH / "questions.py"), hub, *defaults, *rest]).returncode


if __name__ == "__main__":
    sys.exit(main())
