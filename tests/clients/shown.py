"""What pages and the report pack show of figures, set against the text that the API gives them.

A page is read as a reader sees it: its tables, and its large figures under their headings. Thousands separators, percent signs
and the typographer's minus are taken off both sides; the marks of a status, as [p], are compared.
"""

import functools
import html
import re
import tomllib
from pathlib import Path

CODES = Path(__file__).parents[2] / "crates/standard/definition/codes"
MARKS = {"provisional": " [p]", "revised": " [r]"}
TAGS = {"provisional": "Provisional", "revised": "Revised"}
# Where there is no value: the sign in a table, and the words where the figure stands alone.
WITHOUT = {
    "hidden": ("*", "None or too few to show"),
    "not_submitted": ("[x]", "No return for this period"),
    "not_applicable": ("[z]", "Does not apply"),
    "not_calculated": ("[u]", "Cannot be worked out from the figures shown"),
}
QUESTIONS = ["ons4_satisfaction", "ons4_worthwhile", "ons4_happiness", "ons4_anxiety"]
NAMES = {
    "condition": {"unknown": "None, or not recorded"},
    "support_kind": {
        "unknown": "None started, or not recorded",
        "advice": "Advice on money, housing, benefits or law",
        "health": "Mental wellbeing, health or bereavement",
        "company_learning": "Company, volunteering or learning",
        "other": "Another kind",
    },
    "support": {"unknown": "Kind not recorded"},
    "imd_decile": {"1": "1 (most deprived)", "10": "10 (least deprived)"},
    "imd_quintile": {"1": "1 (most deprived)", "5": "5 (least deprived)"},
    "ethnic_group": {
        "asian": "Asian or Asian British",
        "black": "Black or Black British",
        "mixed": "Mixed or multiple",
        "white": "White",
        "other": "Other ethnic group",
    },
    "rural": {"rural": "Rural", "urban": "Urban"},
    "mental_need": {"yes": "Mental wellbeing is among the needs", "no": "Other needs alone"},
    "instrument": {"swemwbs": "SWEMWBS, metric score"},
    "item": {
        "date_of_birth": "Date of birth or age",
        "ethnic_category": "Ethnic category",
        "need": "Main need",
        "postcode_or_lsoa": "Postcode or small area",
        "referral_source": "Source of referral",
        "sex": "Sex",
    },
}
LISTS = {"condition": "long_term_condition", "need": "need", "support": "support_type", "support_kind": "support_type", "instrument": "instrument"}


@functools.cache
def listed(name):
    """The codes of a list of the return, with their labels."""
    entries = tomllib.loads((CODES / f"{name}.toml").read_text())["entry"]
    return {entry["code"]: entry["label"] for entry in entries}


def label(by, category):
    """A group as people read its name."""
    if by in ("improved", "worsened"):
        by = "instrument"
    if category in NAMES.get(by, {}):
        return NAMES[by][category]
    if category == "unknown":
        return "Not recorded"
    if by == "age_band":
        least, most = re.fullmatch(r"(\d+)(?:-(\d+)|\+)", category).groups()
        return f"{most} and under" if least == "0" else f"{least} to {most}" if most else f"{least} and over"
    return listed(LISTS[by]).get(category, category) if by in LISTS else category


def plain(text):
    return text.replace(",", "").replace("%", "").replace("\u2212", "-").strip()


def has_value(row):
    return row["value"] is not None


def cell(row):
    """The figure as a cell of a table has it: by the text of the API."""
    text = plain(row["display"])
    # By the definition of this share 5 stands for 5 or less and 95 for 95 or more, which pages write out.
    if row["breakdown"] == "seen_within":
        text = {"5": "≤5", "95": "≥95"}.get(text, text)
    return text + (MARKS.get(row["status"], "") if has_value(row) else "")


def alone(row):
    """The figure large, or in a sentence."""
    return cell(row) if has_value(row) else WITHOUT[row["status"]][1]


def limits(row, info):
    if not has_value(row):
        return cell(row)
    if row["lower95"] is None or row["upper95"] is None:
        return "none"
    digits = len(row["display"].split(".")[1]) if "." in row["display"] else info["decimals"]
    return f"{row['lower95']:.{digits}f} to {row['upper95']:.{digits}f}"


def count(row, of="numerator"):
    if row[of] is not None:
        return f"{row[of]:.0f}"
    if of == "denominator":
        return "[z]"
    return "[u]" if has_value(row) else cell(row)


def words(markup):
    markup = re.sub(r'<span class="nhsuk-u-visually-hidden">.*?</span>', "", markup, flags=re.S)
    return plain(html.unescape(re.sub(r"<[^>]+>", "", markup)))


class Page:
    def __init__(self, text):
        text = text[text.index("<main") : text.index("</main>")]
        self.text = re.sub(r"<svg.*?</svg>", "", text, flags=re.S)
        self.is_empty = bool(re.search(r'<h2 class="nhsuk-heading-s">(No figure|No link-worker|Nothing is known)', self.text))
        self.tables = {}
        section = None
        for found in re.finditer(r'<section class="hub-chart" id="([^"]+)"|</section>|<table.*?</table>', self.text, re.S):
            if found[0].startswith("<table"):
                self.table(section, found[0])
            else:
                section = found[1]
        self.large = {}
        heading = None
        parts = (
            r'<h[1-4]\b[^>]*>(.*?)</h[1-4]>|<p class="hub-value">(.*?)</p>((?:<p class="hub-value__.*?</p>)*)'
            r'|<p class="hub-value hub-value--none">(.*?)</p>'
        )
        for title, number, more, none in re.findall(parts, self.text, re.S):
            if title:
                measure = re.search(r'href="/measures/(\w+)"', title)
                heading = (measure[1] if measure else None, words(title))
            elif none:
                self.large[heading] = [words(none)]
            else:
                number = re.search(r'hub-value__number">(.*?)</span>', number)[1]
                self.large[heading] = [words(number), *[words(part) for part in re.findall(r"<p .*?</p>", more, re.S)]]

    def table(self, section, markup):
        head, body = markup.split("<tbody", 1)
        heads = [words(one) for one in re.findall(r"<th\b[^>]*>(.*?)</th>", head, re.S)]
        rows = [[words(one) for one in re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, re.S)] for row in re.findall(r"<tr.*?</tr>", body, re.S)]
        # A chart by its section, another table by its first head; one of several months added up is no table of the API's figures.
        together = " together" if "added up" in re.search(r"<caption.*?</caption>|$", head, re.S)[0] else ""
        self.tables[section or heads[0] + together] = (heads, {row[0].removesuffix(" (your area)"): row[1:] for row in rows})

    def rows(self, name):
        return self.tables.get(name, ([], {}))[1]


def large(page, row, info, heading, measure=None):
    """A large figure with its interval and the tag of its status."""
    got = page.large.get((measure, plain(heading)), [])
    if not has_value(row):
        return [("large", " ".join(got), alone(row))]
    found = limits(row, info)
    want = [plain(row["display"])] + ([] if found == "none" else [f"95 interval {found}"])
    return [("large", got, want + ([TAGS[row["status"]]] if row["status"] in TAGS else []))]


def of_row(row, info, cells, columns):
    """Cells of a table, by what each column has."""
    want = {"value": cell(row), "limits": limits(row, info), "numerator": count(row), "denominator": count(row, "denominator")}
    for place, column in enumerate(columns):
        if column:
            yield column, cells[place] if place < len(cells) else "no such cell", want[column]


def groups(section, *columns, keep=lambda category: True):
    """A table with a row for each group, and England's figure for the same group where it has that column."""

    def read(page, draw):
        heads, rows = page.tables.get(section, ([], {}))
        wanted = [row for row in draw.rows if keep(row["category"])]
        yield "groups", sorted(rows), sorted(plain(label(draw.by, row["category"])) for row in wanted)
        for row in wanted:
            cells = rows.get(plain(label(draw.by, row["category"])), [])
            for what, got, want in of_row(row, draw.info, cells, columns):
                yield f"{row['category']} {what}", got, want
            if "England" in heads:
                of_england = draw.england().get(row["category"])
                want = cell(of_england) if of_england else "[u]"
                # Beside a chart England has no sign of its own.
                if section != "Group":
                    want = plain(of_england["display"]) if of_england and has_value(of_england) else ""
                yield f"{row['category']} England", cells[heads.index("England") - 1], want

    return read


def total(section, month_words=True):
    def read(page, draw):
        cells = page.rows(section).get(draw.words if month_words else plain(draw.name), [])
        columns = ["value"] if month_words else [None, "value", "limits"]
        yield from of_row(draw.rows[0], draw.info, cells, columns)

    return read


def finished(page, draw):
    """The median of finished waits over time, whose chart is left out where no month has a figure."""
    if "over-time" in page.tables:
        yield from total("over-time")(page, draw)
    else:
        yield "chart", "no chart", "a chart" if has_value(draw.rows[0]) else "no chart"


def headings(titles, measure=None):
    """Large figures, each category under its heading; without one, under the title of the measure."""

    def read(page, draw):
        for row in draw.rows:
            if row["category"] in titles:
                title = titles[row["category"]] or draw.info["title"]
                for what, got, want in large(page, row, draw.info, title, measure):
                    yield f"{row['category']} {what}", got, want

    return read


def over_time(page, draw):
    yield from total("over-time")(page, draw)
    if draw.month == draw.page_month:
        # The heading before it is the name of the measure, under that of the area.
        at = [place for place in page.large if place[1].endswith(plain(draw.info["title"]))]
        yield from large(page, draw.rows[0], draw.info, at[0][1] if at else "")


def curve(titles):
    def read(page, draw):
        first = 0 if draw.by == "percentile" else 2
        for row in draw.rows:
            cells = page.rows("curve").get(titles[row["category"]], [])
            for what, got, want in of_row(row, draw.info, cells[first:], ["value", "limits"]):
                yield f"{row['category']} curve {what}", got, want

    return read


def guide(page, draw):
    found = re.search(r"the referrals are (\S+) of 200 and (\S+) of 250", page.text)
    rows = {row["category"]: row for row in draw.rows}
    both = all(has_value(rows[guide]) for guide in ("200", "250"))
    want = [plain(rows[guide]["display"]) for guide in ("200", "250")] if both else "no sentence"
    yield "guide", [plain(found[1]), plain(found[2])] if found else "no sentence", want


def scales(page, draw):
    """Questionnaires with a scale of their own: a card, or a name in the list of those without a figure."""
    without = re.search(r"<p>None or too few people to show, or no return: (.*?)\.</p>", page.text)
    without = html.unescape(without[1]).split("; ") if without else []
    cards = {words(re.search(r"<h3.*?</h3>", card)[0]): card for card in re.findall(r'<article class="hub-card">.*?</article>', page.text, re.S)}
    for row in draw.rows:
        name = label(draw.by, row["category"])
        if row["category"] in QUESTIONS:
            continue
        card = cards.get(plain(name))
        if draw.by == "instrument":
            yield f"{row['category']} listed", "without" if name in without else "with", "with" if has_value(row) else "without"
            if has_value(row):
                yield from large(page, row, draw.info, name)
        elif card:
            side = {"improved": "Better", "worsened": "Worse"}[draw.by]
            found = limits(row, draw.info)
            want = f"{cell(row)} (95 interval {found})" if has_value(row) else alone(row).lower()
            got = re.search(rf"<p>{side} by [^:]+: (.*?)\.</p>", card)
            yield f"{row['category']} sentence", plain(got[1]) if got else "no sentence", want


def strip(page, draw):
    row = draw.rows[0]
    found = re.search(r"<strong>([\d,]+) of ([\d,]+)</strong>.*?\((\d+)%\)", page.text)
    got = [plain(part) for part in found.groups()] if found else "no strip"
    want = [count(row), count(row, "denominator"), cell(row).split(" ")[0]] if has_value(row) else "no strip"
    yield "strip", got, want


def inside(column):
    return lambda page, draw: of_row(draw.rows[0], draw.info, page.rows(draw.kind).get(plain(draw.name), [])[column:], ["value"])


WHO = {
    "referrals_by_deprivation": "imd_decile", "referrals_by_ethnicity": "ethnic_group", "referral_rate_by_age": "age_band",
    "referrals_by_condition": "condition", "referral_needs": "need", "referrals_by_rurality": "rural",
}
CARDS = {"referral_rate": "Referrals", "practices_covered": "Practices covered", "wait_survival": "Wait for first contact",
         "link_worker_fte": "Link workers", "returns_received": "Returns received"}
COVERAGE = {"practices_covered": "Practices covered", "registered_covered": "People at covered practices", "link_worker_fte": "Link workers"}
WAITING = [("wait_survival", 0), ("wait_median", 2), ("caseload_per_fte", 3)]


def places(draw):
    """The pages that a draw stands on: their name, address, parameters and how each is read."""
    measure, by = draw.measure, draw.by
    area = f"/areas/{draw.area}"
    if draw.page_month is None:
        return
    if by == "all":
        yield "C2 measure", f"{area}/measures/{measure}", {}, over_time
    if by == "all" and draw.month == draw.page_month:
        if measure in CARDS:
            yield "C1 overview", area, {}, headings({"all": CARDS[measure]})
        if measure in COVERAGE:
            yield "C3 coverage", f"{area}/coverage", {}, headings({"all": COVERAGE[measure]})
        if draw.kind == "Integrated care board":
            yield "C8 compare", "/compare", {"measure": measure}, total("ranked", month_words=False)
        if measure == "wait_median":
            yield "C5 waiting", f"{area}/waiting", {}, finished
        if measure in ("caseload_per_fte", "capacity_used"):
            yield "C5 waiting", f"{area}/waiting", {}, headings({"all": None}, measure)
        if measure in ("plan_completed", "support_not_available"):
            yield "C6 outcomes", f"{area}/outcomes", {}, headings({"all": None}, measure)
        if measure in dict(WAITING) and draw.parent:
            column = dict(WAITING)[measure] - (2 if draw.geography == "as_was" else 0)
            yield "C5 inside", f"/areas/{draw.parent}/waiting", {}, inside(column)
        if measure == "returns_received":
            yield "C9 trust", f"{area}/trust", {}, strip
    if draw.month != draw.page_month:
        return
    if WHO.get(measure) == by:
        is_rate = by in ("imd_decile", "ethnic_group", "age_band")
        keep = (lambda category: category != "unknown") if is_rate else (lambda category: True)
        yield "C4 who", f"{area}/who", {"by": by}, groups("rates" if is_rate else "shares", "value", "limits", keep=keep)
        table = ["numerator", "denominator", "value", "limits"] if is_rate else ["numerator", "value", "limits"]
        yield "C4 who", f"{area}/who", {"by": by}, groups("Group", *table)
    if (measure, by) == ("referrals_by_deprivation", "index"):
        yield "C4 who", f"{area}/who", {}, headings({"sii": "Slope index of inequality", "rii": "Relative index of inequality"})
        yield "C1 overview", area, {}, headings({"rii": "Deprivation gap"})
    if measure == "wait_survival" and by == "percentile":
        yield "C5 waiting", f"{area}/waiting", {}, headings({"50": "Half had been seen within", "90": "Nine in ten had been seen within"}, measure)
        yield "C5 waiting", f"{area}/waiting", {}, curve({"50": "Half seen", "90": "Nine in ten seen"})
    if (measure, by) in (("wait_survival", "seen_within"), ("seen_within_days", "within_days")) and (by == "seen_within" or draw.is_told):
        of = "of those who stay" if by == "seen_within" else "of all referred"
        yield "C5 waiting", f"{area}/waiting", {}, headings({days: f"Seen within {days} days {of}" for days in ("14", "28")}, measure)
        if by == "seen_within":
            yield "C5 waiting", f"{area}/waiting", {}, curve({days: f"Within {days} days {of}" for days in ("14", "28")})
    if (measure, by) == ("seen_within_days", "imd_quintile") and draw.is_told:
        yield "C5 waiting", f"{area}/waiting", {}, groups("fifths", "value", "limits")
    if (measure, by) == ("capacity_used", "share_of_guide"):
        yield "C5 waiting", f"{area}/waiting", {}, guide
    outcomes = {
        ("outcome_follow_up", "instrument"): ({}, groups("follow-up", "value", "limits")),
        ("wellbeing_change", "instrument"): ({}, groups("questions", "value", "limits", keep=QUESTIONS.__contains__)),
        ("wellbeing_improved", "improved"): ({}, groups("Question", None, "value", "limits", keep=QUESTIONS.__contains__)),
        ("wellbeing_improved", "worsened"): ({}, groups("Question", None, None, None, "value", "limits", keep=QUESTIONS.__contains__)),
        ("plan_completed", by): ({"plans": by}, groups("plans", "value", "limits")),
        ("support_not_available", "support"): ({}, groups("support", "value", "limits")),
        ("support_kinds", "support"): ({"support": "kinds"}, groups("support", "value", "limits")),
        ("referral_needs", "need"): ({"support": "needs"}, groups("support", "value", "limits")),
    } | {("wellbeing_change", way): ({"by": way}, groups("by-group", "value", "limits")) for way in ("condition", "mental_need", "support_kind")}
    if by != "all" and (measure, by) in outcomes:
        yield "C6 outcomes", f"{area}/outcomes", *outcomes[measure, by]
    if (measure, by) == ("wellbeing_change", "instrument"):
        yield "C6 outcomes", f"{area}/outcomes", {}, groups("Question", "numerator", keep=QUESTIONS.__contains__)
    if (measure, by) in (("wellbeing_change", "instrument"), ("wellbeing_improved", "improved"), ("wellbeing_improved", "worsened")):
        yield "C6 outcomes", f"{area}/outcomes", {}, scales
    if (measure, by) == ("item_completeness", "item"):
        yield "C9 trust", f"{area}/trust", {}, groups("Column", "value")
