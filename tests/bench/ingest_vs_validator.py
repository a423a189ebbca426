#!/usr/bin/env python3
"""How `hub check` compares with NHS England's own validator, and with pandas reading the workbook, in one run.

Three programs look at the same rows, each in a process of its own; time and memory are those of the whole process:

* `hub check FILE.csv --json`, and `hub check FILE.xlsx --json`;
* NHS England's data-validation-engine on its DuckDB backend, which needs no Java, with a configuration that asks for
  the checks that both have: types, mandatory values, code lists, dates in order, duplicates;
* `pandas.read_excel(engine="openpyxl", dtype=str)`, which reads the workbook and checks nothing.

One row in a hundred has one defect. The run fails unless the hub and the validator name the same rows for each kind of
defect. The work is not the same beyond that. The hub also looks up practices, postcodes and areas, looks for personal
details, works out waits and ages, and makes pseudonyms. The validator also writes its typed rows to Parquet between its
stages; the workbook with its messages is not asked for.

    pip install data-validation-engine==0.9.0 && python3 tests/bench/ingest_vs_validator.py [path of the hub]

The hub is looked for in HUB_BIN, then in the release folder of CARGO_TARGET_DIR or target.
"""

import csv
import datetime as dt
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

ROWS = 100_000
DEFECTS = ROWS // 100
SEED = 20261101
MONTH = "2026-10"
SERVICE = "YA001"
ROUNDS = {"hub": 5, "validator": 3, "pandas": 3}
ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
FIRST_DAY, LAST_DAY = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
NEVER_YET = "2099-10-05"

DAYS = ["date_of_birth", "referral_date", "first_contact_date", "closed_date"]
NUMBERS = {"age": 120, "contacts_this_month": 200}
# Which column has which list of codes. The lists are read from the hub's definition, so both check against the same.
CODES = {
    "sex": "sex",
    "ethnic_category": "ethnic_category",
    "referral_source": "referral_source",
    "referral_method": "referral_method",
    **{f"need_{n}": "need" for n in range(1, 6)},
    **{f"long_term_condition_{n}": "long_term_condition" for n in range(1, 6)},
    "carer": "yes_no",
    "declined": "declined",
    "declined_reason": "declined_reason",
    "closure_reason": "closure_reason",
}
COLUMNS = [
    *("local_referral_id", "nhs_number", "local_person_id", "date_of_birth", "age", "sex", "ethnic_category"),
    *("postcode", "lsoa", "gp_practice", "referral_date", "referral_source", "referrer_organisation"),
    "referral_method",
    *(f"need_{n}" for n in range(1, 6)),
    *(f"long_term_condition_{n}" for n in range(1, 6)),
    *("carer", "declined", "declined_reason", "first_contact_date", "contacts_this_month"),
    *("closed_date", "closure_reason"),
]
assert set(CODES) < set(COLUMNS) and set(DAYS) < set(COLUMNS), "a column is misspelt"

# Where the two differ in what they mean, so that such rows are not planted or are counted only:
# - A code in words, such as "female", is read by the hub and refused by the validator's lists. So is a day such as
#   05/10/2026, unless the validator is given its slower type with that one format.
# - A wrong NHS number beside a reference of the service's own is a warning of the hub; the validator refuses the row.
# - Of rows that are the same in every cell the hub counts the first; the validator's rule refuses them all.
# - The hub says that values are not recorded only where many are, once a column; the validator says it once a row.
# - A postcode or a practice is looked up by the hub; the validator knows only its form. The planted ones fail both.
# - The hub takes no date after the month of the return; the validator's rule is asked only for referrals in the future.

# The kinds of defect: what the hub calls it (rules and column), and what the validator's configuration calls it.
# A code of the validator made of "c:" and a column is the type of that column; "b:" is that it is blank; the others are
# its business rules.
KINDS = {
    "reference missing": (["R101"], "local_referral_id", "b:local_referral_id"),
    "referral date missing": (["R101"], "referral_date", "b:referral_date"),
    "person missing": (["R121"], "nhs_number", "person"),
    "NHS number wrong": (["R113"], "nhs_number", "c:nhs_number"),
    **{f"not a date: {name}": (["R102", "R104"], name, f"c:{name}") for name in DAYS},
    "age out of range": (["R109"], "age", "c:age"),
    "contacts not a number": (["R115", "R116"], "contacts_this_month", "c:contacts_this_month"),
    **{
        f"code unknown: {name}": (["R110"], name, f"c:{name}")
        for name in CODES
        if not name[-1].isdigit() or name.endswith("_1")
    },
    "postcode wrong": (["R206"], "postcode", "c:postcode"),
    "practice wrong": (["R122"], "gp_practice", "c:gp_practice"),
    "referral in the future": (["R106"], "referral_date", "future"),
    "first contact before referral": (["R107"], None, "contact"),
    "closed before referral": (["R108"], None, "closed"),
    "duplicate reference": (["R112"], "local_referral_id", "duplicate"),
    "not recorded: sex": (["R208"], "sex", "blank_sex"),
    "not recorded: ethnic_category": (["R208"], "ethnic_category", "blank_ethnic_category"),
    "not recorded: referral_source": (["R208"], "referral_source", "blank_referral_source"),
}


# --- the rows ---------------------------------------------------------------------------------------------------------


def codes_of(name: str) -> list[str]:
    text = (ROOT / "crates/standard/definition/codes" / f"{name}.toml").read_text(encoding="utf-8")
    return re.findall(r'^code = "([^"]+)"$', text, flags=re.MULTILINE)


def test_numbers(chance: random.Random, count: int) -> list[str]:
    """NHS numbers of the range that belongs to nobody, with their check digits."""
    found = []
    for stem in chance.sample(range(1_000_000), count * 5 // 4):
        digits = f"999{stem:06d}"
        check = (11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1))) % 11) % 11
        if check < 10:
            found.append(f"{digits}{check}")
    return found[:count]


def places(hub: str, folder: Path) -> tuple[list[str], list[str]]:
    """Practices and postcodes that the built-in reference knows, from returns that the hub invents."""
    out = folder / "synth"
    command = [hub, "synth", "--out", str(out), "--months", "1", "--services", "20", "--format", "csv"]
    subprocess.run(command, check=True, capture_output=True)
    text = "".join(path.read_text(encoding="utf-8", errors="replace") for path in sorted(out.rglob("*.csv")))
    practices = sorted(set(re.findall(r"\bZ\d{5}\b", text)))
    postcodes = sorted(set(re.findall(r"\bX[A-Z]\d{1,2} \d[A-Z]{2}\b", text)))
    return practices, postcodes


def make_rows(hub: str, folder: Path) -> tuple[list[dict], dict]:
    """The rows, and the numbers of the rows with each kind of defect, as a spreadsheet counts them."""
    chance = random.Random(SEED)
    practices, postcodes = places(hub, folder)
    # The codes for not known are left out of the clean rows: the hub counts them, the validator has no such check.
    lists = {name: [code for code in codes_of(name) if code not in ("X", "Z", "99")] for name in set(CODES.values())}
    numbers = test_numbers(chance, ROWS)
    rows = []
    for index in range(ROWS):
        row = dict.fromkeys(COLUMNS, "")
        in_month = chance.random() < 0.4
        referred = FIRST_DAY + dt.timedelta(chance.randrange(31) if in_month else -chance.randrange(1, 180))
        contact = referred + dt.timedelta(chance.randrange(1, 25))
        is_closed = chance.random() < 0.25
        row["local_referral_id"] = f"R{chance.randrange(10):d}{index:07d}"
        row["nhs_number"] = numbers[index]
        row["local_person_id"] = f"P{index:07d}" if chance.random() < 0.6 else ""
        born = dt.date(1930, 1, 1) + dt.timedelta(chance.randrange(75 * 365))
        if chance.random() < 0.9:
            row["date_of_birth"] = born.isoformat()
        else:
            row["age"] = str(2026 - born.year)
        row["postcode"] = chance.choice(postcodes)
        row["gp_practice"] = chance.choice(practices)
        row["referral_date"] = referred.isoformat()
        for name in ("sex", "ethnic_category", "referral_source", "referral_method"):
            row[name] = chance.choice(lists[CODES[name]])
        row["referrer_organisation"] = row["gp_practice"] if row["referral_source"] == "A1" else ""
        for number, need in enumerate(chance.sample(lists["need"], chance.choice([1, 1, 2, 3])), 1):
            row[f"need_{number}"] = need
        for number, condition in enumerate(chance.sample(lists["long_term_condition"], chance.choice([0, 0, 1, 2])), 1):
            row[f"long_term_condition_{number}"] = condition
        row["carer"] = chance.choice(lists["yes_no"])
        row["declined"] = "yes" if chance.random() < 0.03 else "no"
        row["declined_reason"] = chance.choice(lists["declined_reason"]) if row["declined"] == "yes" else ""
        if contact <= LAST_DAY:
            row["first_contact_date"] = contact.isoformat()
        row["contacts_this_month"] = str(chance.randrange(6)) if contact <= LAST_DAY else "0"
        if is_closed:
            row["closed_date"] = max(referred, LAST_DAY - dt.timedelta(chance.randrange(20))).isoformat()
            row["closure_reason"] = chance.choice(lists["closure_reason"])
        rows.append(row)

    planted = defaultdict(list)
    spots = iter(chance.sample(range(ROWS), DEFECTS + DEFECTS // len(KINDS) + 1))
    for index in range(DEFECTS):
        kind = list(KINDS)[index % len(KINDS)]
        spot = next(spots)
        planted[kind].append(spot + 2)
        spoil(kind, rows[spot], chance)
        if kind == "duplicate reference":
            other = next(spots)
            rows[other]["local_referral_id"] = rows[spot]["local_referral_id"]
            planted[kind].append(other + 2)
    return rows, {kind: sorted(numbers) for kind, numbers in planted.items()}


def spoil(kind: str, row: dict, chance: random.Random) -> None:
    """Puts one defect into a row, and nothing else that either program would speak of."""
    name = kind.rpartition(": ")[2]
    referred = dt.date.fromisoformat(row["referral_date"])
    before = (referred - dt.timedelta(chance.randrange(1, 30))).isoformat()
    match kind:
        case "reference missing":
            row["local_referral_id"] = ""
        case "referral date missing":
            row["referral_date"] = ""
        case "person missing":
            row["nhs_number"] = row["local_person_id"] = ""
        case "NHS number wrong":
            # With a reference of the service's own the hub would use that and only warn.
            digits = row["nhs_number"]
            row["nhs_number"] = digits[:-1] + str((int(digits[-1]) + chance.randrange(1, 10)) % 10)
            row["local_person_id"] = ""
        case "age out of range":
            row["date_of_birth"], row["age"] = "", chance.choice(["130", "-4", "999"])
        case "contacts not a number":
            row["contacts_this_month"] = chance.choice(["several", "2 or 3", "1500", "-1"])
        case "postcode wrong":
            row["postcode"] = chance.choice(["LS1 4", "12345", "QQQ1 1AA", "L$1 4AP"])
        case "practice wrong":
            row["gp_practice"] = chance.choice(["Z0087", "QQ", "123456", "Z0O872X"])
        case "referral in the future":
            row["referral_date"], row["first_contact_date"], row["contacts_this_month"] = NEVER_YET, "", "0"
            row["closed_date"] = row["closure_reason"] = ""
        case "first contact before referral":
            row["first_contact_date"] = before
        case "closed before referral":
            row["closed_date"] = before
            row["closure_reason"] = row["closure_reason"] or "plan_completed"
        case "duplicate reference":
            pass
        case _ if kind.startswith("not recorded"):
            row[name] = ""
        case _ if kind.startswith("not a date"):
            row[name] = chance.choice(["2026-02-31", "2026-13-01", "thrd week"])
            if name == "closed_date":
                row["closure_reason"] = row["closure_reason"] or "plan_completed"
        case _ if kind.startswith("code unknown"):
            row[name] = chance.choice(["QQ7", "zzqx", "V9V"])
            if name == "declined_reason":
                row["declined"] = "yes"
            if name == "declined":
                row["declined_reason"] = ""
            if name == "closure_reason":
                row["closed_date"] = row["closed_date"] or max(referred, LAST_DAY).isoformat()
        case _:
            raise ValueError(kind)


def make(hub: str, folder: Path) -> None:
    import openpyxl

    rows, planted = make_rows(hub, folder)
    (folder / "planted.json").write_text(json.dumps(planted))
    with (folder / "return.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Referrals")
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append([cell(name, row[name]) for name in COLUMNS])
    book.save(folder / "return.xlsx")


def cell(name: str, text: str):
    """What Excel would hold: days as days, counts as numbers, references and codes as text."""
    if name in DAYS:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text or None
    if name in NUMBERS and text.lstrip("-").isdigit():
        return int(text)
    return text or None


# --- NHS England's validator ------------------------------------------------------------------------------------------


def configuration() -> tuple[dict, dict]:
    """The validator's configuration, and its error codes: the same checks in its own language."""

    def pattern(regex: str) -> dict:
        return {"callable": "constr", "constraints": {"regex": regex}}

    fields = {}
    for name in COLUMNS:
        if name in DAYS:
            # The plain type is its fastest; its type with a format of one's own parses in Python.
            fields[name] = "date"
        elif name in NUMBERS:
            fields[name] = {"callable": "conint", "constraints": {"ge": 0, "le": NUMBERS[name]}}
        elif name in CODES:
            fields[name] = pattern("^(" + "|".join(codes_of(CODES[name])) + ")$")
        elif name == "nhs_number":
            # Its other type warns of every number that begins with 9, which here is all of them.
            fields[name] = "permissivenhsno"
        elif name == "postcode":
            fields[name] = {"callable": "postcode", "constraints": {}}
        elif name in ("gp_practice", "referrer_organisation"):
            # Its own type of an organisation's code takes at most 5 characters, so no practice would pass.
            fields[name] = pattern("^[A-Z][0-9]{5}$")
        else:
            fields[name] = {"callable": "constr", "constraints": {"max_length": 100}}

    def rule(code: str, expression: str, message: str, field: str, is_warning: bool = False) -> dict:
        # A rule that comes out as null would drop the row without a word.
        return {
            "entity": "referrals",
            "name": code,
            "expression": f"COALESCE({expression}, TRUE)",
            "error_code": code,
            "failure_message": message,
            "reporting_field": field,
            "is_informational": is_warning,
        }

    rules = [
        rule("person", "nhs_number IS NOT NULL OR local_person_id IS NOT NULL", "nobody is named", "nhs_number"),
        rule("future", "referral_date <= current_date", "is in the future", "referral_date"),
        rule("contact", "first_contact_date >= referral_date", "is before the referral", "first_contact_date"),
        rule("closed", "closed_date >= referral_date", "is before the referral", "closed_date"),
        rule(
            "duplicate",
            "local_referral_id IS NULL OR count(*) OVER (PARTITION BY local_referral_id) = 1",
            "is in the file more than once",
            "local_referral_id",
        ),
        *(
            rule(f"blank_{name}", f"{name} IS NOT NULL", "is not recorded", name, is_warning=True)
            for name in ("sex", "ethnic_category", "referral_source")
        ),
    ]
    schema = {
        "contract": {
            "cache_originals": False,
            "error_details": "errors.json",
            "types": {},
            "schemas": {},
            "datasets": {
                "referrals": {
                    "fields": fields,
                    "mandatory_fields": ["local_referral_id", "referral_date"],
                    "reporting_fields": ["local_referral_id"],
                    "reader_config": {".csv": {"reader": "DuckDBCSVReader", "kwargs": {"field_check": True}}},
                }
            },
        },
        "transformations": {"parameters": {"entity": "referrals"}, "rules": [], "filters": rules},
    }
    errors = {
        name: {
            "Blank": {"error_code": f"b:{name}", "error_message": "is missing"},
            "Bad value": {
                "error_code": f"c:{name}",
                "error_message": "is invalid",
                "is_informational": name == "postcode",
            },
            "Wrong format": {"error_code": f"c:{name}", "error_message": "has the wrong format"},
        }
        for name in COLUMNS
    }
    return schema, errors


def validate(folder: Path) -> dict:
    """One run of the validator's pipeline, its stages one after the other, with their times."""
    import logging
    import shutil

    import duckdb
    from dve.core_engine.backends.implementations.duckdb.auditing import DDBAuditingManager
    from dve.core_engine.models import SubmissionInfo
    from dve.pipeline.duckdb_pipeline import DDBDVEPipeline

    logging.disable(logging.WARNING)
    work = folder / "validator"
    shutil.rmtree(work, ignore_errors=True)
    (work / "processed" / "one").mkdir(parents=True)
    schema, errors = configuration()
    (work / "referrals.dischema.json").write_text(json.dumps(schema))
    (work / "errors.json").write_text(json.dumps(errors))
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
    for stage in ("file_transformation", "apply_data_contract", "apply_business_rules"):
        started = time.perf_counter()
        step = getattr(pipeline, stage)
        info, status = step(info) if status is None else step(info, status)
        stages[stage] = time.perf_counter() - started
        assert not status.processing_failed, stage
    assert status.number_of_records == ROWS, status.number_of_records
    return stages


def main_validator(folder: Path) -> None:
    (folder / "validator.json").write_text(json.dumps(validate(folder)))


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


def found_by_validator(folder: Path) -> tuple[dict, Counter]:
    rows, others = defaultdict(list), Counter()
    kinds = {code: kind for kind, (_, _, code) in KINDS.items()}
    for path in (folder / "validator/processed/one/errors").glob("*.jsonl"):
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
    validator, validator_others = found_by_validator(folder)
    differ = []
    print(f"\n{'kind of defect':<34}{'planted':>8}{'hub':>8}{'validator':>11}  rows")
    for kind in KINDS:
        count, rows = hub[kind]
        others_count, others_rows = validator[kind]
        # The hub names the first 51 rows of a cause and counts the rest; values that are not recorded it only counts.
        is_same = (
            count == others_count == len(planted[kind]) == hub_book[kind][0]
            and others_rows == planted[kind]
            and set(rows) | set(hub_book[kind][1]) <= set(others_rows)
        )
        words = "the same" if rows == others_rows else f"the same as far as named ({len(rows)})"
        if kind.startswith("not recorded"):
            words = "the same number; the hub counts them and names no rows"
        print(f"{kind:<34}{len(planted[kind]):>8}{count:>8}{others_count:>11}  {words if is_same else 'DIFFER'}")
        if not is_same:
            differ.append((kind, planted[kind], count, rows, hub_book[kind], others_count, others_rows))
    print(f"{'all':<34}{sum(map(len, planted.values())):>8}", end="")
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
    print(f"{name:<58}{seconds:>8.2f} s {ROWS / seconds:>12,.0f} rows a second{peak}")


def run(hub: str) -> None:
    # This process stays small: the peak of a process is at least what its parent had when it was started.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        me = [sys.executable, str(Path(__file__).resolve())]
        subprocess.run([*me, "--make", hub, name], check=True)
        for kind in ("csv", "xlsx"):
            print(f"file: return.{kind}, {ROWS:,} rows, {(folder / f'return.{kind}').stat().st_size / 1e6:.1f} MB")
        figures, stages = defaultdict(list), defaultdict(list)
        for number in range(max(ROUNDS.values())):
            # Round by round, so that a busy minute on the machine does not fall on one of them alone.
            for kind in ("csv", "xlsx"):
                if number < ROUNDS["hub"]:
                    file = str(folder / f"return.{kind}")
                    check = [hub, "check", file, "--service", SERVICE, "--month", MONTH, "--json"]
                    # The exit code says that there are problems; 3 would say that the file is refused.
                    figures[kind].append(measured(check, folder / f"hub.{kind}.json", (0, 1, 2)))
            for part in ("validator", "pandas"):
                if number < ROUNDS[part]:
                    figures[part].append(measured([*me, f"--{part}", name], folder / "out"))
                    for stage, seconds in json.loads((folder / f"{part}.json").read_text()).items():
                        stages[stage].append(seconds)

        inside = {stage: statistics.median(seconds) for stage, seconds in stages.items()}
        alone = sum(inside[stage] for stage in ("file_transformation", "apply_data_contract", "apply_business_rules"))
        print(f"\nmedian of {ROUNDS}, highest peak, {os.cpu_count()} processors")
        whole = {part: median(figures[part]) for part in figures}
        line("hub check, CSV, whole process", *whole["csv"])
        line("data-validation-engine, CSV, whole process", *whole["validator"])
        line("data-validation-engine, CSV, its pipeline without start", alone)
        for stage in ("file_transformation", "apply_data_contract", "apply_business_rules"):
            line(f"  {stage}", inside[stage])
        line("hub check, xlsx, whole process", *whole["xlsx"])
        line("pandas + openpyxl, xlsx, whole process, reads only", *whole["pandas"])
        line("pandas + openpyxl, xlsx, read_excel without start", inside["read_excel"])

        hub_seconds, hub_memory = whole["csv"]
        _, memory = whole["validator"]
        print(f"\nhub / validator, CSV: {whole['validator'][0] / hub_seconds:.1f} times as fast as a process,", end=" ")
        print(f"{alone / hub_seconds:.1f} times as its pipeline alone; memory {hub_memory / memory:.2f} of it")
        hub_seconds, hub_memory = whole["xlsx"]
        _, memory = whole["pandas"]
        print(f"hub / pandas, xlsx: {whole['pandas'][0] / hub_seconds:.1f} times as fast as a process,", end=" ")
        print(f"{inside['read_excel'] / hub_seconds:.1f} times as read_excel alone;", end=" ")
        print(f"memory {hub_memory / memory:.2f} of it")
        compare(folder)


def main() -> int:
    match sys.argv[1:]:
        case ["-h" | "--help"]:
            print(__doc__)
        case ["--make", hub, folder]:
            make(hub, Path(folder))
        case ["--validator", folder]:
            main_validator(Path(folder))
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
