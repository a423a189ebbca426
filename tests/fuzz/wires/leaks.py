"""What no answer may hold, whatever was asked."""

import re

# Names of people, of returns, and of things that stand for people. Months, places and codes look like none of them.
PATTERNS = {
    "an NHS number": re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)"),
    "a hash or a pseudonym": re.compile(r"(?<![0-9a-f])[0-9a-f]{32,}(?![0-9a-f])"),
    "the id of a return": re.compile(r"(?<![0-9a-z])0[0-9a-hjkmnp-tv-z]{25}(?![0-9a-z])"),
    "a postcode": re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\b"),
}
# Columns that rows of people have and no answer may.
OF_ROWS = {"person_key", "person", "nhs_number", "postcode", "lsoa", "lsoa21", "birth_year", "submission", "referral_id", "row", "source_row"}
PEOPLE = re.compile(r"\b(?:hub\.)?(referrals(?:_by_\w+)?|contacts|first_contacts|offers|support)\b", re.I)
# A question of counts alone has none of these outside its texts: then every number of the answer is a count.
MAKES_NUMBERS = re.compile(
    r"[+/%^&|~#!]|-|\*(?!\s*\))|::|\b(?:avg|median|min|max|var\w*|stddev\w*|corr|round|abs|length|cast|try_cast|row_number|rank|lag|lead|"
    r"first_value|substr|approx\w*|grouping|over|values|generate_series|random|nullif|unnest|array_agg|string_agg|version|now|"
    r"measure_values|noise|practices|populations|workforce|measures|pcns|small_area\w*|areas|area_\w+|months|"
    r"information_schema|pg_\w+|interval|exists|explain|show|describe|wait_days|contacts)\b",
    re.I,
)
TEXT = re.compile(r"'(?:[^']|'')*'")


def is_of_counts(sql: str) -> bool:
    without = TEXT.sub("''", sql)
    is_commented = "--" in without or "/*" in without
    whole = re.fullmatch(r"with q as \((.*)\) select \* from q", without, re.S)
    without = whole[1] if whole else without
    # What counts the rows of another answer counts groups. In a message of Postgres a byte of its length may stand before the word.
    if len(re.findall(r"select\b", without, re.I)) > 1:
        return False
    # "contacts" is a table, and a column of numbers: only the column makes numbers.
    without = re.sub(r"hub\.contacts\b", "hub.referrals", without, flags=re.I)
    return bool(PEOPLE.search(without)) and not is_commented and "$" not in without and not MAKES_NUMBERS.search(without)


def asks_of_people(sql: str) -> bool:
    return bool(PEOPLE.search(TEXT.sub("''", sql)))


def leaks(sql: str, columns: list[str], rows: list[list], vocabulary: set[str]) -> list[str]:
    """What an answer says that it must not."""
    found = []
    of_rows = {column.lower() for column in columns} & OF_ROWS
    if of_rows and asks_of_people(sql) and rows and not re.search(rf"\bas\s+\"?({'|'.join(of_rows)})\b", sql, re.I):
        found.append(f"columns of rows: {sorted(of_rows)}")
    own = sql.lower()
    counts_only = is_of_counts(sql)
    numbers = {int(number) for number in re.findall(r"\d{1,18}", sql)}
    for row in rows:
        for value in row:
            if isinstance(value, str):
                # What somebody asked with comes back to them.
                if asks_of_people(sql) and value.lower() not in own:
                    found += [f"{what}: {value[:60]!r}" for what, pattern in PATTERNS.items() if pattern.search(value)]
                if counts_only and value not in vocabulary and value.lower() not in own:
                    found.append(f"a text of no known place or code: {value[:60]!r}")
            elif counts_only and isinstance(value, (int, float)) and not isinstance(value, bool):
                if value % 5 != 0 and value not in numbers and -value not in numbers:
                    found.append(f"a count that is not rounded: {value!r}")
    return found[:5]
