"""The spreadsheet of the report pack, set against the figures of the API: numbers to the last bit, signs where there is none."""

import openpyxl

from shown import label

SIGNS = {"hidden": "[c]", "not_submitted": "[x]", "not_applicable": "[z]", "not_calculated": "[u]"}
STANDING = {
    "shown": ("Adjusted and rounded", "Complete count"),
    "hidden": ("None or too few to show [c]",) * 2,
    "not_submitted": ("No return [x]",) * 2,
    "not_applicable": ("Does not apply [z]",) * 2,
    "not_calculated": ("Cannot be worked out [u]",) * 2,
    "provisional": ("Provisional [p]",) * 2,
    "revised": ("Revised [r]",) * 2,
}
# The series by which the pack tells a measure.
SERIES = {
    "referrals_by_deprivation": ("index", "rii"),
    "outcome_follow_up": ("instrument", "ons4_satisfaction"),
    "wellbeing_change": ("instrument", "ons4_satisfaction"),
}
TOTALS = ["referral_rate", "practices_covered", "wait_survival", "link_worker_fte", "returns_received", "seen_within_days", "registered_covered"]
SERIES |= {measure: ("all", "all") for measure in TOTALS}
GROUPS = {
    ("referrals_by_deprivation", "imd_decile"): "By deprivation",
    ("referrals_by_ethnicity", "ethnic_group"): "By ethnicity",
    ("item_completeness", "item"): "Completeness by column",
}


def is_in(draw):
    if draw.page_month is None:
        return False
    told = SERIES.get(draw.measure, (None,))[0] == draw.by
    return told or ((draw.measure, draw.by) in GROUPS and draw.month == draw.page_month)


def number(row, field):
    """A cell with a number, or with the sign for why there is none."""
    if row[field] is not None:
        return row[field]
    if field == "denominator" or (row["value"] is not None and field != "numerator"):
        return "[z]"
    return SIGNS.get(row["status"], "[u]")


def standing(row, is_of_people=True):
    beyond = {"≤": ", stands for this or less", "≥": ", stands for this or more"}
    return STANDING[row["status"]][not is_of_people] + beyond.get(row["display"][:1], "")


class Pack:
    def __init__(self, file):
        self.sheets = {}
        for sheet in openpyxl.load_workbook(file):
            rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            first = next((at for at, row in enumerate(rows) if sum(cell is not None for cell in row) > 1), len(rows))
            self.sheets[sheet.title] = rows[first + 1 :]

    def read(self, draw):
        """What cells of the pack have, and what they should have."""
        rows = {row["category"]: row for row in draw.rows}
        if SERIES.get(draw.measure, (None,))[0] == draw.by:
            row = rows[SERIES[draw.measure][1]]
            values = [number(row, field) for field in ("value", "lower95", "upper95")]
            told = standing(row, bool(draw.info["cells"]))
            for found in self.sheets.get("Overview", []):
                # One that looks back on several months names them all, the last one last.
                if found[1] == draw.measure and found[2].endswith(draw.words):
                    yield "Overview", [*found[3:6], found[9]], [*values, told]
            at = [found for found in self.sheets.get("Over time", []) if found[1:3] == [draw.measure, draw.words]]
            # A figure that waits for the month after is not told yet.
            waits = row["status"] == "not_calculated" and draw.month == draw.page_month
            if at or not waits:
                yield "Over time", [[*found[3:6], found[7]] for found in at], [[*values, told]]
            boards = {found[0]: found for found in self.sheets.get("All boards", [])}
            if draw.measure == "referral_rate" and draw.month == draw.page_month and draw.kind == "Integrated care board":
                found = boards.get(draw.name)
                yield "All boards", found and [*found[1:4], found[6]], [*values, told]
        name = GROUPS.get((draw.measure, draw.by))
        if name is None:
            return
        found = {group[0]: group[1:] for group in self.sheets.get(name, [])}
        fields = ["value"] if draw.by == "item" else ["numerator", "denominator", "value", "lower95", "upper95"]
        yield name, sorted(found), sorted(label(draw.by, category) for category in rows)
        for category, row in rows.items():
            cells = found.get(label(draw.by, category), [None])
            yield f"{name} {category}", [*cells[: len(fields)], cells[-1]], [*(number(row, field) for field in fields), standing(row)]
