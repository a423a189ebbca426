#!/usr/bin/env python3
"""How `hub check` compares with NHS England's own validator, and with pandas reading the workbook, in one run.

Three programs look at the same rows, each in a process of its own; time and memory are those of the whole process:

* `hub check FILE.csv --json`, and `hub check FILE.xlsx --json`;
* NHS England's data-validation-engine on its DuckDB backend, which needs no Java, with a configuration that asks for
  the checks that both have: types, mandatory values, code lists, days against each other and against the month, what
  must come together, values that are not recorded, practices and postcodes looked up in a list, duplicates. It is run
  a second time with the eight rules that this comparison asked for before, which look nothing up;
* `pandas.read_excel(engine="openpyxl", dtype=str)`, which reads the workbook and checks nothing.

One row in a hundred has one defect. The run fails unless the hub and the validator name the same rows for each kind of
defect; what the hub only counts must be the same number. The work is not the same beyond that. The hub also looks up
areas, which every postcode leads to, looks for personal details, works out waits and ages, and makes pseudonyms. The
validator also writes its typed rows to Parquet between its stages; the workbook with its messages is not asked for.
planted_return.py lists where the two differ in what they mean; validator_rules.py has the validator's rules.

    pip install data-validation-engine==0.9.0 && python3 tests/bench/ingest_vs_validator.py [path of the hub]

The hub is looked for in HUB_BIN, then in the release folder of CARGO_TARGET_DIR or target.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from planted_return import KINDS, MONTH, ROOT, ROWS, SERVICE, make
from validator_rules import BASIC, LISTS, configuration, write_lists

ROUNDS = 5
# How often each is run in a round. The shortest is run most often: its time varies most.
RUNS = {"csv": 5, "xlsx": 1, "validator": 1, "basic": 1, "pandas": 1}
STAGES = ("file_transformation", "apply_data_contract", "apply_business_rules")
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


# --- NHS England's validator ------------------------------------------------------------------------------------------


def validate(folder: Path, is_basic: bool) -> dict:
    """One run of the validator's pipeline, its stages one after the other, with their times."""
    import logging
    import shutil

    import duckdb
    from dve.core_engine.backends.implementations.duckdb.auditing import DDBAuditingManager
    from dve.core_engine.models import SubmissionInfo
    from dve.pipeline.duckdb_pipeline import DDBDVEPipeline

    logging.disable(logging.WARNING)
    work = folder / ("basic" if is_basic else "validator")
    shutil.rmtree(work, ignore_errors=True)
    (work / "processed" / "one").mkdir(parents=True)
    schema, errors = configuration(is_basic)
    (work / "referrals.dischema.json").write_text(json.dumps(schema))
    (work / "errors.json").write_text(json.dumps(errors))
    for name in LISTS:
        shutil.copy(folder / f"{name}.parquet", work / f"{name}.parquet")
    shutil.copy(folder / "return.csv", work / "processed" / "one" / "return.csv")
    connection = duckdb.connect()
    pipeline = DDBDVEPipeline(
        processed_files_path=(work / "processed").as_posix(),
        audit_tables=DDBAuditingManager(":memory:", None, connection),
        connection=connection,
        rules_path=(work / "referrals.dischema.json").as_posix(),
        submitted_files_path=None,
    )
    info = SubmissionInfo(submission_id="one", dataset_id="referrals", file_name="return", file_extension="csv")
    stages = {}
    status = None
    for stage in STAGES:
        started = time.perf_counter()
        step = getattr(pipeline, stage)
        info, status = step(info) if status is None else step(info, status)
        stages[stage] = time.perf_counter() - started
        assert not status.processing_failed, stage
    assert status.number_of_records == ROWS, status.number_of_records
    return stages


def main_validator(folder: Path, part: str) -> None:
    (folder / f"{part}.json").write_text(json.dumps(validate(folder, part == "basic")))


def main_pandas(folder: Path) -> None:
    import pandas

    started = time.perf_counter()
    frame = pandas.read_excel(folder / "return.xlsx", engine="openpyxl", dtype=str)
    assert len(frame) == ROWS, len(frame)
    (folder / "pandas.json").write_text(json.dumps({"read_excel": time.perf_counter() - started}))


# --- what was found ---------------------------------------------------------------------------------------------------


def found_by_hub(path: Path) -> tuple[dict, Counter]:
    """How many places of each kind the hub speaks of and the rows that it names, and its other findings."""
    report = json.loads(path.read_text(encoding="utf-8"))
    assert report["counts"]["read"] == ROWS, report["counts"]
    count, rows, others = Counter(), defaultdict(list), Counter()
    for finding in report["findings"]:
        kinds = [
            kind
            for kind, (rules, column, _) in KINDS.items()
            if finding["code"] in rules and column in (None, finding["header"])
        ]
        if not kinds:
            others[f"{finding['code']} {finding['title']}"] += finding["count"]
            continue
        (kind,) = kinds
        count[kind] += finding["count"]
        named = [finding["row"], *(place["row"] for place in finding["more_places"])]
        rows[kind] += [row for row in named if row is not None]
    # Of values that are not recorded the hub speaks only where many are, but it counts them for each column.
    missing = {item["item"]: item["missing"] for item in report["items"]}
    for kind in KINDS:
        if kind.startswith("not recorded"):
            count[kind] = missing[kind.rpartition(": ")[2]]
    return {kind: (count[kind], sorted(rows[kind])) for kind in KINDS}, others


def found_by_validator(work: Path) -> tuple[dict, Counter]:
    rows, others = defaultdict(list), Counter()
    kinds = {code: kind for kind, (_, _, code) in KINDS.items()}
    for path in (work / "processed/one/errors").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            message = json.loads(line)
            code = message["ErrorCode"]
            if code in kinds:
                # It counts rows from 1 and without the headings.
                rows[kinds[code]].append(message["RecordIndex"] + 1)
            else:
                others[code] += 1
    return {kind: (len(rows[kind]), sorted(rows[kind])) for kind in KINDS}, others


def compare(folder: Path) -> None:
    planted = json.loads((folder / "planted.json").read_text())
    hub, hub_others = found_by_hub(folder / "hub.csv.json")
    hub_book, _ = found_by_hub(folder / "hub.xlsx.json")
    validator, validator_others = found_by_validator(folder / "validator")
    basic, _ = found_by_validator(folder / "basic")
    differ = []
    print(f"\n{'kind of defect':<41}{'planted':>8}{'hub':>8}{'validator':>11}  rows")
    for kind in KINDS:
        count, rows = hub[kind]
        others_count, others_rows = validator[kind]
        # The hub names the first 51 rows of a cause and counts the rest; some kinds it only counts, or names the first.
        is_same = (
            count == others_count == len(planted[kind]) == hub_book[kind][0]
            and others_rows == planted[kind]
            and set(rows) | set(hub_book[kind][1]) <= set(others_rows)
            and (KINDS[kind][2] not in BASIC or basic[kind] == validator[kind])
        )
        words = "the same" if rows == others_rows else f"the same as far as named ({len(rows)})"
        if kind.startswith("not recorded"):
            words = "the same number; the hub counts them and names no rows"
        print(f"{kind:<41}{len(planted[kind]):>8}{count:>8}{others_count:>11}  {words if is_same else 'DIFFER'}")
        if not is_same:
            differ.append((kind, planted[kind], count, rows, hub_book[kind], others_count, others_rows))
    print(f"{'all':<41}{sum(map(len, planted.values())):>8}", end="")
    print(f"{sum(n for n, _ in hub.values()):>8}{sum(n for n, _ in validator.values()):>11}")
    print(f"only the hub: {dict(hub_others) or 'nothing'}")
    print(f"only the validator: {dict(validator_others) or 'nothing'}")
    assert not differ, differ


# --- the run ----------------------------------------------------------------------------------------------------------


def measured(command: list[str], output: Path, exits: tuple[int, ...] = (0,)) -> tuple[float, float]:
    """Seconds and megabytes of a process, as the kernel counts them."""
    with output.open("wb") as file:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=file)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in exits, (command, process.returncode)
    # macOS counts bytes, Linux kibibytes.
    return seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def median(figures: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(seconds for seconds, _ in figures), max(memory for _, memory in figures)


def line(name: str, seconds: float, memory: float | None = None) -> None:
    peak = f", peak {memory:,.0f} MB" if memory else ""
    print(f"{name:<66}{seconds:>8.2f} s {ROWS / seconds:>12,.0f} rows a second{peak}")


def run(hub: str) -> None:
    # This process stays small: the peak of a process is at least what its parent had when it was started.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        me = [sys.executable, str(Path(__file__).resolve())]
        subprocess.run([*me, "--make", hub, name], check=True)
        for kind in ("csv", "xlsx"):
            print(f"file: return.{kind}, {ROWS:,} rows, {(folder / f'return.{kind}').stat().st_size / 1e6:.1f} MB")
        figures, stages = defaultdict(list), defaultdict(list)
        for _ in range(ROUNDS):
            # Round by round, so that a busy minute on the machine does not fall on one of them alone.
            for kind in ("csv", "xlsx"):
                file = str(folder / f"return.{kind}")
                check = [hub, "check", file, "--service", SERVICE, "--month", MONTH, "--json"]
                for _ in range(RUNS[kind]):
                    # The exit code says that there are problems; 3 would say that the file is refused.
                    figures[kind].append(measured(check, folder / f"hub.{kind}.json", (0, 1, 2)))
            for part in ("validator", "basic", "pandas"):
                for _ in range(RUNS[part]):
                    figures[part].append(measured([*me, f"--{part}", name], folder / "out"))
                    for stage, seconds in json.loads((folder / f"{part}.json").read_text()).items():
                        stages[part, stage].append(seconds)

        inside = {stage: statistics.median(seconds) for stage, seconds in stages.items()}
        n_rules = len(configuration(False)[0]["transformations"]["filters"])
        sets = {"validator": f"all {n_rules} rules", "basic": f"the {len(BASIC)} rules of before"}
        alone = {part: sum(inside[part, stage] for stage in STAGES) for part in sets}
        runs = {part: ROUNDS * times for part, times in RUNS.items()}
        print(f"\nmedian of {runs}, highest peak, {os.cpu_count()} processors")
        whole = {part: median(figures[part]) for part in figures}
        line("hub check, CSV, whole process", *whole["csv"])
        for part, rules in sets.items():
            line(f"data-validation-engine, CSV, {rules}, whole process", *whole[part])
            line("  its pipeline without start", alone[part])
            for stage in STAGES:
                line(f"    {stage}", inside[part, stage])
        line("hub check, xlsx, whole process", *whole["xlsx"])
        line("pandas + openpyxl, xlsx, whole process, reads only", *whole["pandas"])
        line("pandas + openpyxl, xlsx, read_excel without start", inside["pandas", "read_excel"])

        print()
        hub_seconds, hub_memory = whole["csv"]
        for part, rules in sets.items():
            seconds, memory = whole[part]
            print(f"hub / validator with {rules}, CSV:", end=" ")
            print(f"{seconds / hub_seconds:.1f} times as fast as a process,", end=" ")
            print(f"{alone[part] / hub_seconds:.1f} times as its pipeline alone;", end=" ")
            print(f"memory {hub_memory / memory:.2f} of it")
        hub_seconds, hub_memory = whole["xlsx"]
        _, memory = whole["pandas"]
        print(f"hub / pandas, xlsx: {whole['pandas'][0] / hub_seconds:.1f} times as fast as a process,", end=" ")
        print(f"{inside['pandas', 'read_excel'] / hub_seconds:.1f} times as read_excel alone;", end=" ")
        print(f"memory {hub_memory / memory:.2f} of it")
        compare(folder)


def main() -> int:
    match sys.argv[1:]:
        case ["-h" | "--help"]:
            print(__doc__)
        case ["--make", hub, folder]:
            make(hub, Path(folder))
            write_lists(Path(folder))
        case ["--validator" | "--basic" as part, folder]:
            main_validator(Path(folder), part.lstrip("-"))
        case ["--pandas", folder]:
            main_pandas(Path(folder))
        case [] | [_]:
            run(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HUB_BIN", str(TARGET / "release" / "hub")))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
