"""The configuration of NHS England's data-validation-engine: the hub's checks of a return in its own language."""

from pathlib import Path

from planted_return import CODES, COLUMNS, DAYS, FIRST_DAY, FORMULA_ERRORS, LAST_DAY, NO_PRACTICE, NUMBERS, WEEK_AFTER
from planted_return import codes_of, places

LOOKED_UP = ("gp_practice", "referrer_organisation", "postcode")
LISTS = ("practices", "postcodes")
# The hub refuses a longer text too.
TEXT_MAX = 200
# The rules of the smaller set, in which practices and postcodes are checked by their form and not looked up.
BASIC = [
    *("person", "future_referral_date", "contact", "closed", "duplicate"),
    *("blank_sex", "blank_ethnic_category", "blank_referral_source"),
]


def configuration(is_basic: bool) -> tuple[dict, dict]:
    """The validator's configuration, and its error codes."""
    all_rules = rules()
    if is_basic:
        all_rules = [one for one in all_rules if one["name"] in BASIC]
        assert len(all_rules) == len(BASIC), "a rule is misspelt"
    transformations = {"parameters": {"entity": "referrals"}, "rules": [], "filters": all_rules}
    if not is_basic:
        transformations["reference_data"] = {
            name: {"type": "filename", "filename": f"{name}.parquet"} for name in LISTS
        }
        transformations["rules"] = look_ups()
    schema = {
        "contract": {
            "cache_originals": False,
            "error_details": "errors.json",
            "types": {},
            "schemas": {},
            "datasets": {
                "referrals": {
                    "fields": fields(is_basic),
                    "mandatory_fields": ["local_referral_id", "referral_date"],
                    "reporting_fields": ["local_referral_id"],
                    "reader_config": {".csv": {"reader": "DuckDBCSVReader", "kwargs": {"field_check": True}}},
                }
            },
        },
        "transformations": transformations,
    }
    return schema, errors()


def fields(is_basic: bool) -> dict:
    """The types of the columns."""
    return {name: type_of(name, is_basic) for name in COLUMNS}


def type_of(name: str, is_basic: bool) -> str | dict:
    if name in DAYS:
        # The plain type is its fastest; its type with a format of one's own parses in Python.
        return "date"
    if name in NUMBERS:
        return {"callable": "conint", "constraints": {"ge": 0, "le": NUMBERS[name]}}
    if name in CODES:
        return pattern("^(" + "|".join(codes_of(CODES[name])) + ")$")
    if name == "nhs_number":
        # Its other type warns of every number that begins with 9, which here is all of them.
        return "permissivenhsno"
    if is_basic and name == "postcode":
        return {"callable": "postcode", "constraints": {}}
    if is_basic and name in LOOKED_UP:
        # Its own type of an organisation's code takes at most 5 characters, so no practice would pass.
        return pattern("^[A-Z][0-9]{5}$")
    return {"callable": "constr", "constraints": {"max_length": TEXT_MAX}}


def pattern(regex: str) -> dict:
    return {"callable": "constr", "constraints": {"regex": regex}}


def errors() -> dict:
    """What it calls a value that does not fit its type."""
    return {
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


def write_lists(folder: Path) -> None:
    """The lists that the validator joins with, from the returns that the hub invented. It reads Parquet."""
    import duckdb

    practices, postcodes = places(folder / "synth")
    for name, codes in zip(LISTS, (practices + NO_PRACTICE, postcodes)):
        duckdb.sql("SELECT unnest($1) AS code", params=[codes]).write_parquet(str(folder / f"{name}.parquet"))


def look_ups() -> list[dict]:
    """The joins with the lists of practices and postcodes."""

    def join(column: str, target: str) -> dict:
        return {
            "operation": "left_join",
            "entity": "referrals",
            "target": f"refdata_{target}",
            "join_condition": f"referrals.{column} = refdata_{target}.code",
            "new_columns": {f"refdata_{target}.code": f"known_{column}"},
        }

    return [
        join("gp_practice", "practices"),
        join("referrer_organisation", "practices"),
        join("postcode", "postcodes"),
    ]


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


def warning(code: str, expression: str, message: str, field: str) -> dict:
    return rule(code, expression, message, field, is_warning=True)


def rules() -> list[dict]:
    """Its business rules: what must be true of a row."""
    # Rules that come after the one with the window would work it out again, so that is the last.
    return [
        *(*identity_rules(), *day_rules(), *order_rules(), *event_rules(), *place_rules(), *value_rules()),
        rule(
            "duplicate",
            "local_referral_id IS NULL OR count(*) OVER (PARTITION BY local_referral_id) = 1",
            "is in the file more than once",
            "local_referral_id",
        ),
    ]


def identity_rules() -> list[dict]:
    # What Excel makes of a long number.
    shortened = r"'[0-9](\.[0-9]+)?E\+[0-9]+'"
    return [
        rule("person", "nhs_number IS NOT NULL OR local_person_id IS NOT NULL", "nobody is named", "nhs_number"),
        rule("shortened", f"local_person_id NOT SIMILAR TO {shortened}", "has lost digits", "local_person_id"),
        rule(
            "formula",
            f"local_person_id NOT IN ({quoted(FORMULA_ERRORS)})",
            "is a formula that does not work",
            "local_person_id",
        ),
    ]


def day_rules() -> list[dict]:
    """Days against the month of the return."""
    month_end, week_after = f"DATE '{LAST_DAY}'", f"DATE '{WEEK_AFTER}'"
    found = [
        # The hub calls a year before its time no date, so both have one code for the two.
        rule("c:referral_date", "referral_date >= DATE '2000-01-01'", "is too long ago", "referral_date"),
    ]
    for name in ("referral_date", "first_contact_date", "closed_date"):
        is_future = f"{name} > current_date"
        found += [
            rule(f"future_{name}", f"{name} <= current_date", "is in the future", name),
            rule(f"after_{name}", f"{name} <= {week_after} OR {is_future}", "is after the month", name),
            warning(
                f"just_after_{name}",
                f"{name} <= {month_end} OR {name} > {week_after}",
                "is just after the month",
                name,
            ),
        ]
    return found


def order_rules() -> list[dict]:
    """Days against each other."""
    return [
        rule("contact", "first_contact_date >= referral_date", "is before the referral", "first_contact_date"),
        rule("closed", "closed_date >= referral_date", "is before the referral", "closed_date"),
        rule("birth", "date_of_birth <= referral_date", "is after the referral", "date_of_birth"),
        rule("old", "date_sub('year', date_of_birth, referral_date) <= 120", "is too long ago", "date_of_birth"),
        warning(
            "age_differs",
            "abs(age - date_sub('year', date_of_birth, referral_date)) <= 1",
            "does not agree with the date of birth",
            "age",
        ),
        warning("long_wait", "first_contact_date - referral_date <= 3650", "is a long wait", "first_contact_date"),
        warning(
            "closed_before_month",
            f"closed_date >= DATE '{FIRST_DAY}' OR COALESCE(contacts_this_month > 0, FALSE)"
            f" OR COALESCE(first_contact_date BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}', FALSE)",
            "is before the month",
            "closed_date",
        ),
    ]


def event_rules() -> list[dict]:
    """What must come together."""
    return [
        warning(
            "contacts_without_date",
            "contacts_this_month = 0 OR first_contact_date IS NOT NULL",
            "there are contacts and no date of first contact",
            "first_contact_date",
        ),
        warning(
            "closed_without_reason",
            "closed_date IS NULL OR closure_reason IS NOT NULL",
            "is missing",
            "closure_reason",
        ),
        warning(
            "reason_without_closing",
            "closure_reason IS NULL OR closed_date IS NOT NULL",
            "nothing is closed",
            "closure_reason",
        ),
        warning(
            "declined_without_reason",
            "declined <> 'yes' OR declined_reason IS NOT NULL",
            "is missing",
            "declined_reason",
        ),
        warning(
            "reason_without_declining",
            "declined_reason IS NULL OR declined IS NOT DISTINCT FROM 'yes'",
            "nothing is declined",
            "declined_reason",
        ),
    ]


def place_rules() -> list[dict]:
    """What is looked up."""
    return [
        rule(
            "unknown_gp_practice",
            "gp_practice IS NULL OR known_gp_practice IS NOT NULL",
            "is not a practice",
            "gp_practice",
        ),
        warning("no_practice", f"gp_practice NOT IN ({quoted(NO_PRACTICE)})", "is not a practice", "gp_practice"),
        warning(
            "unknown_referrer_organisation",
            "referrer_organisation IS NULL OR known_referrer_organisation IS NOT NULL",
            "is not an organisation",
            "referrer_organisation",
        ),
        warning(
            "unknown_postcode",
            "postcode IS NULL OR known_postcode IS NOT NULL",
            "is not a postcode",
            "postcode",
        ),
    ]


def value_rules() -> list[dict]:
    """Values that are not recorded, or are there twice."""
    always = ("sex", "ethnic_category", "referral_source", "referral_method", "carer", "declined")
    needs = ", ".join(f"need_{n}" for n in range(1, 6))
    conditions = ", ".join(f"long_term_condition_{n}" for n in range(1, 6))
    return [
        *(
            warning(f"blank_{name}", f"{name} IS NOT NULL", "is not recorded", name)
            for name in (*always, "gp_practice", "postcode")
        ),
        warning("blank_need", f"COALESCE({needs}) IS NOT NULL", "is not recorded", "need_1"),
        warning("repeated_need", different(needs), "is there twice", "need_1"),
        warning("repeated_condition", different(conditions), "is there twice", "long_term_condition_1"),
    ]


def different(columns: str) -> str:
    return f"list_unique([{columns}]) = list_count([{columns}])"


def quoted(texts: list[str]) -> str:
    return ", ".join(f"'{text}'" for text in texts)
