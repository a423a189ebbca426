"""Draws figures at random, and holds what every place says of them against each other, to the last digit.

Usage: figures.py, with HUB_URL, HUB_PG, HUB_FLIGHT, HUB_USER and HUB_TOKEN set. HUB_SEED gives the draws of an earlier run again,
HUB_DRAWS another number of them. A draw is a measure, an area (as it is now, or as it was), a month and a breakdown, with all
its categories. Every measure is drawn, and every status that the release has. The JSON of the API is what the others are held
against: CSV, XLSX, SQL by HTTP as JSON, Arrow and Parquet, Postgres in text and binary, Flight SQL, the pages on which the
figure stands, and the spreadsheet of the report pack. Fails on any difference.
"""

import collections
import csv
import decimal
import functools
import http.cookiejar
import io
import json
import os
import random
import sys
import urllib.error
import urllib.parse
import urllib.request

import openpyxl

import ask
import pack
import shown

URL, TOKEN = ask.URL, ask.TOKEN
NUMBERS = ["value", "lower95", "upper95", "numerator", "denominator", "completeness"]
STATUS = {"hidden": "hidden", "x": "not_submitted", "z": "not_applicable", "p": "provisional", "r": "revised", "u": "not_calculated"}
STATUSES = ["shown", *STATUS.values()]
KINDS = {"england": "", "region": "Region", "icb": "Integrated care board"}
SQL = {
    "SQL, JSON": ask.by_json, "SQL, Arrow": ask.by_arrow, "SQL, Parquet": ask.by_parquet, "Postgres, text": ask.by_psycopg,
    "Postgres, binary": ask.by_psycopg_binary, "Flight SQL": ask.by_adbc_polars,
}
PACK = "Report pack, XLSX"
READER = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def api(path, **parameters):
    address = f"{URL}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Authorization": f"Bearer {TOKEN}"})) as answer:
        return answer.read()


def values(**asked):
    measure = asked.pop("measure")
    return json.loads(api(f"measures/{measure}/values", **asked))["values"]


@functools.lru_cache(maxsize=512)
def read(address, reader):
    """A page or workbook as somebody signed in sees it."""
    with READER.open(URL + address) as answer:
        return reader(answer.read())


def months(first, n):
    at = int(first[:4]) * 12 + int(first[5:]) - 1 + n
    return f"{at // 12:04}-{at % 12 + 1:02}"


class Draw:
    """A measure, area, month and breakdown, with the figures of all categories."""

    def __init__(self, hub, measure, by, area, geography, month):
        self.measure, self.by, self.area, self.geography, self.month = measure, by, area, geography, month
        self.info = hub.measures[measure]
        place = hub.areas[area]
        self.name, self.parent, self.kind = place["name"], place["parent"], KINDS[place["area_type"]]
        names = "January February March April May June July August September October November December".split()
        self.words = f"{names[int(month[5:]) - 1]} {month[:4]}"
        # Months of the census that are none of returns are seen from the newest month, as long as they are in its chart.
        newest = hub.months[-1]
        # An area of the past is seen from the last month that it existed in.
        if geography == "as_was" and place["valid_to"] and place["valid_to"][:7] < newest:
            newest = place["valid_to"][:7]
        seen = newest if months(newest, -23) <= month <= newest else None
        self.page_month = month if month in hub.months else seen
        self.is_told = months(month, 1) in hub.months
        self.asked = {"measure": measure, "area": area, "month": month, "by": by, "geography": geography, "as_at": hub.release}
        self.rows = values(**self.asked)

    def __str__(self):
        return f"{self.measure} by {self.by}, {self.area} {self.geography}, {self.month}"

    @functools.cache
    def england(self):
        found = values(**(self.asked | {"area": "ENG"}))
        return {row["category"]: row for row in found}

    def sql(self):
        return (
            f"select category, {', '.join(NUMBERS)}, status, display from hub.measure_values where measure = '{self.measure}' "
            f"and breakdown = '{self.by}' and area_code = '{self.area}' and geography = '{self.geography}' "
            f"and month = '{self.month}' order by category"
        )


class Hub:
    """What there is to draw from."""

    def __init__(self, rng):
        self.rng = rng
        release = json.loads(api(f"releases/{json.loads(api('releases'))['releases'][0]['id']}"))
        self.release, self.months = release["id"], release["months"]
        self.measures = {one["id"]: one for one in json.loads(api("measures", as_at=self.release))["measures"]}
        lists = {word: json.loads(api("areas", geography=word))["areas"] for word in ("as_now", "as_was")}
        self.areas = {area["code"]: area for listed in lists.values() for area in listed}
        self.codes = {word: collections.defaultdict(list) for word in lists}
        for word, listed in lists.items():
            for area in listed:
                self.codes[word][area["area_type"]].append(area["code"])
        statuses = ask.by_json("select status from hub.measure_values group by status order by status")[1]
        self.statuses = [status for (status,) in statuses]
        self.none = 0

    def draw(self, measure):
        while True:
            by = self.rng.choice(self.measures[measure]["breakdowns"])
            geography = self.rng.choice(["as_now", "as_now", "as_now", "as_was"])
            area = self.rng.choice(self.codes[geography][self.rng.choice(list(KINDS))])
            found = values(measure=measure, area=area, by=by, geography=geography, as_at=self.release)
            if found:
                month = self.rng.choice(sorted({row["month"] for row in found}))
                return Draw(self, measure, by, area, geography, month)
            self.none += 1
            where = f"measure = '{measure}' and breakdown = '{by}' and area_code = '{area}' and geography = '{geography}'"
            if ask.by_json(f"select category from hub.measure_values where {where} limit 1")[1]:
                sys.exit(f"SQL has figures of {measure} by {by}, {area} {geography}; the API has none")

    def draw_status(self, status):
        keys = "measure, breakdown, area_code, geography, month"
        found = ask.by_json(f"select {keys} from hub.measure_values where status = '{status}' group by {keys} order by {keys}")[1]
        return Draw(self, *self.rng.choice(found))

    def draws(self, n):
        """No two the same: of each measure, of each status, and then whatever comes."""
        drawn = [self.draw(measure) for measure in self.measures] + [self.draw_status(status) for status in self.statuses]
        drawn = {str(draw): draw for draw in drawn}
        while len(drawn) < n:
            draw = self.draw(self.rng.choice(list(self.measures)))
            drawn[str(draw)] = draw
        return list(drawn.values())


class Tally:
    def __init__(self):
        self.draws = collections.defaultdict(set)
        self.cells = collections.Counter()
        self.differences = []

    def check(self, place, draw, what, got, want):
        self.draws[place].add(str(draw))
        self.cells[place] += len(want) if isinstance(want, list) else 1
        if not same(got, want):
            self.differences.append((place, str(draw), what, got, want))

    def rows(self, place, draw, found, fields):
        """Rows of a place against those of the API, each by its category."""
        self.check(place, draw, "categories", sorted(row["category"] for row in found), sorted(row["category"] for row in draw.rows))
        found = {row["category"]: row for row in found}
        for row in draw.rows:
            for field in fields:
                self.check(place, draw, f"{row['category']} {field}", found.get(row["category"], {}).get(field), row[field])


def same(got, want):
    """Equal to the last bit; a whole number may come without its point."""
    if isinstance(want, list):
        return isinstance(got, (list, tuple)) and len(got) == len(want) and all(map(same, got, want))
    if isinstance(want, float):
        return isinstance(got, (int, float)) and float(got).hex() == want.hex()
    return got == want


def number(text):
    """A number from text, which must be written by its shortest digits."""
    if text == "":
        return None
    value = float(text)
    return value if decimal.Decimal(text) == decimal.Decimal(repr(value)) else text


def file_row(row, info):
    """A row of a file: the status is a code, and a complete count has none."""
    code = row["value_status"] or ""
    plain = "rounded" if info["cells"] else ""
    return row | {"status": "shown" if code == plain else STATUS.get(code, f"unknown: {code}")}


def by_csv(draw):
    for row in csv.DictReader(io.StringIO(api(f"measures/{draw.measure}/values", **file_asked(draw, "csv")).decode("utf-8-sig"), newline="")):
        yield file_row(row | {field: number(row[field]) for field in NUMBERS}, draw.info)


def by_xlsx(draw):
    book = openpyxl.load_workbook(io.BytesIO(api(f"measures/{draw.measure}/values", **file_asked(draw, "xlsx"))))
    heads, *rows = book["Data"].iter_rows(values_only=True)
    for row in rows:
        row = file_row(dict(zip(heads, row)), draw.info)
        # In place of a value that is not there stands the sign of its status.
        if row["value"] == pack.SIGNS.get(row["status"]):
            row["value"] = None
        yield row


def file_asked(draw, form):
    return {name: value for name, value in draw.asked.items() if name != "measure"} | {"format": form}


def told(tally, draw):
    """The JSON itself: of what was asked for, and its text says what its number says, or why there is none."""
    for row in draw.rows:
        key = [row[name] for name in ("area", "month", "breakdown")]
        tally.check("API, JSON", draw, f"{row['category']} key", key, [draw.area, draw.month, draw.by])
        got, want = row["display"], shown.WITHOUT.get(row["status"], [None])[0]
        if row["value"] is not None:
            got, want = number_of(got), row["value"]
        tally.check("API, JSON", draw, f"{row['category']} display", got, want)


def number_of(display):
    """5 stands for 5 or less, and 95 for 95 or more."""
    return float(display.lstrip("≤≥"))


def page_of(body):
    return shown.Page(body.decode())


def pack_of(body):
    return pack.Pack(io.BytesIO(body))


def on_pages(tally, draw):
    """Whether the figure stands on any page that is known here."""
    is_on_any = False
    for place, path, parameters, reader in shown.places(draw):
        is_on_any = True
        page = seen(tally, draw, place, path, parameters, page_of)
        if page is None:
            continue
        # The waits of the areas inside and the completeness of returns stand on a page without other figures too.
        if page.is_empty and place not in ("C5 inside", "C9 trust"):
            found = [(row["category"], "no figure", shown.cell(row) if shown.has_value(row) else "no figure") for row in draw.rows]
        else:
            found = reader(page, draw)
        for what, got, want in found:
            tally.check(place, draw, what, got, want)
    if pack.is_in(draw):
        book = seen(tally, draw, PACK, f"/areas/{draw.area}/pack.xlsx", {}, pack_of)
        for what, got, want in book.read(draw) if book else []:
            tally.check(PACK, draw, what, got, want)
    return is_on_any


def seen(tally, draw, place, path, parameters, reader):
    query = urllib.parse.urlencode(parameters | {"month": draw.page_month, "geography": draw.geography})
    try:
        return read(f"{path}?{query}", reader)
    except urllib.error.HTTPError as error:
        tally.check(place, draw, f"{path}?{query}", f"status {error.code}", "status 200")
        return None


def main():
    seed = os.environ.get("HUB_SEED") or str(random.SystemRandom().randrange(10**9))
    print(f"Figures drawn with HUB_SEED={seed}")
    READER.open(f"{URL}/sign-in?{urllib.parse.urlencode({'token': TOKEN})}").close()
    hub = Hub(random.Random(seed))
    tally, without = Tally(), collections.Counter()
    drawn, fields = collections.Counter(), [*NUMBERS, "status"]
    draws = hub.draws(int(os.environ.get("HUB_DRAWS") or 200))
    for draw in draws:
        drawn.update(row["status"] for row in draw.rows)
        told(tally, draw)
        tally.rows("API, CSV", draw, list(by_csv(draw)), fields)
        tally.rows("API, XLSX", draw, list(by_xlsx(draw)), fields)
        for place, client in SQL.items():
            columns, rows = client(draw.sql())
            tally.rows(place, draw, [dict(zip(columns, row)) for row in rows], [*fields, "display"])
        if not on_pages(tally, draw):
            without[f"{draw.measure} by {draw.by}"] += 1
    if json.loads(api("releases"))["releases"][0]["id"] != hub.release:
        sys.exit("A release was published while the figures were compared.")
    report(hub, tally, without, drawn, len(draws))


def report(hub, tally, without, drawn, n):
    print(f"Release {hub.release}: {n} draws of {len(hub.measures)} measures; {hub.none} more had no figure, in the API as in SQL.")
    told = {status: drawn[status] if status in hub.statuses else "none in the release" for status in STATUSES}
    print("Figures by status: " + ", ".join(f"{status} {n}" for status, n in told.items()) + ".")
    print(f"{'Place':<20}{'Draws':>8}{'Cells':>9}{'Differences':>13}")
    for place in sorted(tally.cells, key=lambda place: (place[0] == "C", place)):
        unequal = sum(place == difference[0] for difference in tally.differences)
        print(f"{place:<20}{len(tally.draws[place]):>8}{tally.cells[place]:>9}{unequal:>13}")
    print(f"On no page that is read here: {without.total()} draws. " + "; ".join(f"{name} {n}" for name, n in sorted(without.items())))
    failures = [f"{place}: {draw}: {what} is {got!r}, it should be {want!r}" for place, draw, what, got, want in tally.differences]
    failures += [f"No figure that is {status} was drawn, and the release has some" for status in hub.statuses if not drawn[status]]
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
