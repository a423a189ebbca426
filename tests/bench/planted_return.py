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
# So far after the month the hub takes a date for a day's delay in the books and only warns.
WEEK_AFTER = LAST_DAY + dt.timedelta(7)
# In the future, and no wait of ten years or age of more than 120.
NEVER_YET = "2035-10-05"

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
# Codes for no practice, one that does not apply, and one that is not known.
NO_PRACTICE = ["V81997", "V81998", "V81999"]
# What Excel shows for a failed formula.
FORMULA_ERRORS = ["#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#N/A", "#SPILL!", "#CALC!", "#####"]
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
# - The hub says that values are not recorded only where many are, once a column, but counts them for each column; the
#   validator says it once a row. So it is with codes for a sex or an ethnic category not known, which are not planted.
#   Needs that are there twice, and referrals that closed before the month, the hub counts, and names the first.
# - To the validator's rules a day or a number that is refused is blank; the hub knows that something is there. Beside a
#   refused day the validator would say that a reason has no closing, or that contacts have no first contact.
# - A day refused as long ago or in the future is not compared with others by the hub; the validator compares it.
# - Whether a row that is left out closed before the month the hub does not ask; the validator does.
# - An age that Excel has made a date of is a warning of the hub; the validator refuses the row.
# - A practice's name, or a letter O for a zero in its code, is read by the hub; the validator's join knows codes only.
# - The join knows the practices and postcodes of the returns that the hub invents, not all that the hub knows. Those
#   planted as unknown are in neither.
# - The hub looks for names, addresses, phone numbers and e-mail addresses; the validator has no such check.

# The kinds of defect: what the hub calls it (rules and column), and what the validator's configuration calls it.
# A code of the validator made of "c:" and a column is the type of that column; "b:" is that it is blank; the others are
# its business rules.
KINDS = {
    "reference missing": (["R101"], "local_referral_id", "b:local_referral_id"),
    "referral date missing": (["R101"], "referral_date", "b:referral_date"),
    "person missing": (["R121"], "nhs_number", "person"),
    "NHS number wrong": (["R113"], "nhs_number", "c:nhs_number"),
    "reference too long": (["R123"], "local_referral_id", "c:local_referral_id"),
    "person reference too long": (["R123"], "local_person_id", "c:local_person_id"),
    "person reference shortened": (["R117"], "local_person_id", "shortened"),
    "person reference is an error": (["R118"], "local_person_id", "formula"),
    **{f"not a date: {name}": (["R102", "R103", "R104"], name, f"c:{name}") for name in DAYS},
    "age out of range": (["R109"], "age", "c:age"),
    "contacts not a number": (["R115", "R116", "R127"], "contacts_this_month", "c:contacts_this_month"),
    **{f"code unknown: {name}": (["R110"], name, f"c:{name}") for name in CODES},
    "postcode unknown": (["R206"], "postcode", "unknown_postcode"),
    "practice unknown": (["R122"], "gp_practice", "unknown_gp_practice"),
    "practice not given": (["R201"], "gp_practice", "no_practice"),
    "referrer unknown": (["R221"], "referrer_organisation", "unknown_referrer_organisation"),
    **{f"in the future: {name}": (["R106"], name, f"future_{name}") for name in DAYS[1:]},
    **{f"after the month: {name}": (["R105"], name, f"after_{name}") for name in DAYS[1:]},
    **{f"just after the month: {name}": (["R207"], name, f"just_after_{name}") for name in DAYS[1:]},
    "first contact before referral": (["R107"], None, "contact"),
    "closed before referral": (["R108"], None, "closed"),
    "birth after referral": (["R124"], None, "birth"),
    "birth too long ago": (["R109"], "date_of_birth", "old"),
    "age and birth disagree": (["R218"], None, "age_differs"),
    "wait longer than ten years": (["R222"], None, "long_wait"),
    "closed before the month": (["R320"], None, "closed_before_month"),
    "contacts without first contact": (["R215"], None, "contacts_without_date"),
    "closed without reason": (["R216"], "closure_reason", "closed_without_reason"),
    "reason without closing": (["R217"], "closure_reason", "reason_without_closing"),
    "declined without reason": (["R216"], "declined_reason", "declined_without_reason"),
    "reason without declining": (["R217"], "declined_reason", "reason_without_declining"),
    "duplicate reference": (["R112"], "local_referral_id", "duplicate"),
    "need twice": (["R325"], "need_5", "repeated_need"),
    "condition twice": (["R325"], "long_term_condition_5", "repeated_condition"),
    **{
        f"not recorded: {name}": (["R208"], name, f"blank_{name}")
        for name in (
            *("sex", "ethnic_category", "referral_source", "referral_method", "carer", "declined"),
            *("gp_practice", "postcode", "need"),
        )
    },
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


def invent(hub: str, out: Path) -> None:
    """Returns that the hub invents, with places that the built-in reference knows."""
    command = [hub, "synth", "--out", str(out), "--months", "1", "--services", "20", "--format", "csv"]
    subprocess.run(command, check=True, capture_output=True)


def places(out: Path) -> tuple[list[str], list[str]]:
    """The practices and postcodes of the invented returns."""
    text = "".join(path.read_text(encoding="utf-8", errors="replace") for path in sorted(out.rglob("*.csv")))
    practices = sorted(set(re.findall(r"\bZ\d{5}\b", text)))
    postcodes = sorted(set(re.findall(r"\bX[A-Z]\d{1,2} \d[A-Z]{2}\b", text)))
    return practices, postcodes


def age_on(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def make_rows(hub: str, folder: Path) -> tuple[list[dict], dict]:
    """The rows, and the numbers of the rows with each kind of defect, as a spreadsheet counts them."""
    chance = random.Random(SEED)
    invent(hub, folder / "synth")
    practices, postcodes = places(folder / "synth")
    # The codes for not known and not stated are left out of the clean rows.
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
        has_birth, has_age = chance.choices([(True, False), (False, True), (True, True)], [0.8, 0.1, 0.1])[0]
        row["date_of_birth"] = born.isoformat() if has_birth else ""
        row["age"] = str(age_on(born, referred)) if has_age else ""
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
            row["contacts_this_month"] = chance.choice(["several", "2 or 3", "1500", "-1", "<5"])
        case "reference too long" | "person reference too long":
            row["local_person_id" if "person" in kind else "local_referral_id"] = f"{chance.randrange(10**9):09d}" * 30
        case "person reference shortened":
            row["local_person_id"] = chance.choice(["1.23457E+12", "4.5E+11", "9E+15"])
        case "person reference is an error":
            row["local_person_id"] = chance.choice(FORMULA_ERRORS)
        case "postcode unknown":
            row["postcode"] = chance.choice(["LS1 4", "12345", "QQQ1 1AA", "L$1 4AP", "LS1 4AP", "M1 1AE"])
        case "practice unknown":
            row["gp_practice"] = chance.choice(["Z0087", "QQ", "123456", "Z0O872X", "Z99999", "A81001"])
        case "practice not given":
            row["gp_practice"] = chance.choice(NO_PRACTICE)
        case "referrer unknown":
            row["referrer_organisation"] = chance.choice(["12345", "A1", "Z99999", "A81001"])
        case "duplicate reference":
            pass
        case "need twice":
            row["need_5"] = row["need_1"]
        case "condition twice":
            row["long_term_condition_1"] = row["long_term_condition_1"] or "diabetes"
            row["long_term_condition_5"] = row["long_term_condition_1"]
        case _ if ": " in kind:
            spoil_column(*kind.split(": "), row, chance)
        case _:
            spoil_story(kind, row, chance)


def spoil_column(what: str, name: str, row: dict, chance: random.Random) -> None:
    """A defect that several columns can have."""
    match what:
        case "not a date":
            row[name] = chance.choice(["2026-02-31", "2026-13-01", "2026-10", "thrd week"])
            if name == "referral_date" and chance.random() < 0.3:
                # Long before there was anything to refer to.
                nothing_yet(row)
                row.update({name: "1999-12-31", "date_of_birth": "1958-02-11", "age": ""})
            if name == "first_contact_date":
                row["contacts_this_month"] = "0"
            if name == "closed_date":
                row["closure_reason"] = ""
        case "code unknown":
            row[name] = chance.choice(["QQ7", "zzqx", "V9V"])
            if name == "declined_reason":
                row["declined"] = "yes"
            if name == "declined":
                row["declined_reason"] = ""
            if name == "closure_reason":
                close(row)
        case "in the future":
            move_behind_month(name, row, dt.date.fromisoformat(NEVER_YET))
        case "after the month":
            move_behind_month(name, row, WEEK_AFTER + dt.timedelta(chance.randrange(1, 4)))
        case "just after the month":
            move_behind_month(name, row, LAST_DAY + dt.timedelta(chance.randrange(1, 8)))
        case "not recorded":
            row.update({column: "" for column in COLUMNS if column == name or column[:-2] == name})
            if name == "declined":
                row["declined_reason"] = ""
        case _:
            raise ValueError(what)


def spoil_story(kind: str, row: dict, chance: random.Random) -> None:
    """A defect of several columns that do not go together."""
    referred = dt.date.fromisoformat(row["referral_date"])
    days = dt.timedelta(chance.randrange(1, 30))
    match kind:
        case "first contact before referral":
            row["first_contact_date"] = (referred - days).isoformat()
        case "closed before referral":
            # In the month: what closed before it is not in the return.
            nothing_yet(row)
            refer(row, LAST_DAY)
            close(row, LAST_DAY - days)
        case "birth after referral":
            row["date_of_birth"], row["age"] = (referred + days).isoformat(), ""
        case "birth too long ago":
            row["date_of_birth"], row["age"] = (dt.date(1903, 5, 1) - days).isoformat(), ""
        case "age and birth disagree":
            born = dt.date(1960, 5, 1) - days
            row["date_of_birth"] = born.isoformat()
            row["age"] = str(age_on(born, referred) + chance.choice([-9, -2, 2, 9]))
        case "wait longer than ten years":
            contact = LAST_DAY - days
            nothing_yet(row)
            refer(row, contact - dt.timedelta(3651 + chance.randrange(800)))
            row["first_contact_date"], row["contacts_this_month"] = contact.isoformat(), "1"
        case "closed before the month":
            nothing_yet(row)
            refer(row, FIRST_DAY - dt.timedelta(100))
            row["first_contact_date"] = (FIRST_DAY - dt.timedelta(90)).isoformat()
            close(row, FIRST_DAY - days)
        case "contacts without first contact":
            row["first_contact_date"], row["contacts_this_month"] = "", "2"
        case "closed without reason":
            close(row)
            row["closure_reason"] = ""
        case "reason without closing":
            row["closed_date"], row["closure_reason"] = "", "plan_completed"
        case "declined without reason":
            row["declined"], row["declined_reason"] = "yes", ""
        case "reason without declining":
            row["declined"], row["declined_reason"] = "no", "already_supported"
        case _:
            raise ValueError(kind)


def nothing_yet(row: dict) -> None:
    """A referral of which nothing has come yet."""
    row["first_contact_date"], row["contacts_this_month"] = "", "0"
    row["closed_date"] = row["closure_reason"] = ""


def refer(row: dict, day: dt.date) -> None:
    """Gives a referral another day. Beside a date of birth its age would no longer be right."""
    row["referral_date"] = day.isoformat()
    if row["date_of_birth"]:
        row["age"] = ""


def close(row: dict, day: dt.date | None = None) -> None:
    """Closes a referral with a reason, on this day or, unless it is closed, at the end of the month."""
    row["closed_date"] = day.isoformat() if day else row["closed_date"] or LAST_DAY.isoformat()
    row["closure_reason"] = row["closure_reason"] or "plan_completed"


def move_behind_month(name: str, row: dict, day: dt.date) -> None:
    """Gives one of the days another one after the month."""
    if name == "referral_date":
        nothing_yet(row)
        refer(row, day)
    elif name == "closed_date":
        close(row, day)
    else:
        row[name] = day.isoformat()


def make(hub: str, folder: Path) -> None:
    import openpyxl

    assert dt.date.today() > WEEK_AFTER + dt.timedelta(3), "the days that are planted after the month are still to come"
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
