"""A return of 100,000 rows with one defect in every hundredth, and the list of what was planted.

For the comparison of the hub's check with other programs: the rows hold only what all of them can be asked about.
"""

import csv
import datetime as dt
import json
import random
import re
import subprocess
from collections import defaultdict
from pathlib import Path

ROWS = 100_000
DEFECTS = ROWS // 100
SEED = 20261101
MONTH = "2026-10"
SERVICE = "YA001"
ROOT = Path(__file__).resolve().parents[2]
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
