"""What the hub was given, before DuckDB: activity, reference data, and what follows from them.

The dialects of the two engines differ in little. DIALECT and the macros of functions.py are all that is adapted: the
files of sql/ run as they are.
"""
import json
from datetime import date
from math import exp
from pathlib import Path

import duckdb

SHEETS = ("referrals", "contacts", "support", "outcomes", "service_use")
DIALECT = (
    # Whole numbers divide to whole numbers, and numbers by 0 to infinity, as in the hub's engine.
    "set integer_division = true",
    "set ieee_floating_point_ops = true",
    "set default_null_order = 'nulls_last_on_asc_first_on_desc'",
)


class England:
    """A folder that the test `writes_an_england_for_the_second_engine` wrote."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.told = json.loads((self.folder / "england.json").read_text())
        self.months = self.told["months"]

    def manifest(self, deployment):
        return json.loads((self.released(deployment) / "manifest.json").read_text())["manifest"]

    def released(self, deployment):
        return self.folder / deployment / "releases" / self.told["releases"][deployment]

    def cells(self, deployment, fact, table):
        return str(self.released(deployment) / fact.folder / f"{table}.parquet")

    def connect(self):
        connection = duckdb.connect()
        for setting in DIALECT:
            connection.execute(setting)
        return connection

    def add_rows(self, connection, deployment):
        """Schemas `activity` and `reference`, as fact files read them."""
        connection.execute("create schema activity; create schema reference")
        for sheet in SHEETS:
            files = [str(path) for path in sorted((self.folder / deployment / "activity" / sheet).glob("*/*.parquet"))]
            if len(files) != len(self.months):
                raise SystemExit(f"{len(files)} files of {sheet} for {len(self.months)} months")
            connection.read_parquet(files, hive_partitioning=False).create(f"activity.{sheet}")
        self.add_reference(connection, "reference", ["practices"])
        services = [(service["service"], service["atom"]) for service in self.told["services"]]
        add_table(connection, "reference.services", "service varchar, atom varchar", services)
        places = self.listed_places(connection)
        columns = "kind varchar, code varchar, first_month varchar, last_month varchar"
        add_table(connection, "reference.listed_places", columns, places)

    def listed_places(self, connection):
        """Practices in the months in which they were open, and networks of one area while two practices were."""
        networks = {}
        practices = connection.execute("select code, pcn, atom, opened, closed from reference.practices").fetchall()
        for code, network, atom, opened, closed in practices:
            first, last = month_of(opened, "0001-01"), month_of(closed, "9999-12")
            if first <= last:
                yield "practice", code, first, last
            if network:
                networks.setdefault(network, []).append((atom, first, last))
        for network, members in networks.items():
            if len({atom for atom, *_ in members}) > 1:
                continue
            for month in self.months:
                if sum(first <= month <= last for _, first, last in members) >= 2:
                    yield "pcn", network, month, month

    def add_units(self, connection):
        """What cells are of, as tables `units_atom`, `units_pcn` and `units_practice` of a place and a month."""
        self.add_reference(connection, "main", ["area_atoms"])
        connection.execute(
            "create table units_atom as select distinct atom, month "
            f"from area_atoms cross join (select unnest({self.months}) as month)"
        )
        for kind in ("pcn", "practice"):
            connection.execute(
                f"create table units_{kind} as select code as atom, month from reference.listed_places "
                f"inner join (select unnest({self.months}) as month) on month between first_month and last_month "
                f"where kind = '{kind}'"
            )

    def add_open_tables(self, connection, manifest, facts):
        """Schema `hub`, as measures read it beside cells."""
        connection.execute("create schema hub")
        names = [path.stem for path in sorted((self.folder / "reference").glob("*.parquet"))]
        self.add_reference(connection, "hub", names)
        # Fewer months than a service may be silent: a return of each is expected in each.
        sent = {(of["service"], of["month"]) for of in self.told["returns"]}
        atoms = connection.execute("select distinct atom from hub.area_atoms").fetchall()
        counts = {(atom, month): [0, 0] for (atom,) in atoms for month in self.months}
        for service in self.told["services"]:
            for month in self.months:
                count = counts[service["atom"], month]
                count[0] += 1
                count[1] += (service["service"], month) in sent
        # Both are the same in a first release: cells are made from all returns that came.
        rows = [(*unit, *count) for unit, count in sorted(counts.items())]
        columns = "atom varchar, month varchar, expected bigint, received bigint"
        for table in ("completeness", "cell_returns"):
            add_table(connection, f"hub.{table}", columns, rows)
        # Of months whose window has closed; all returns came on one day.
        closes, accepted_on = self.told["closes"], self.told["accepted_on"]
        rows = [
            (atom, month, expected, received if accepted_on <= closes[month] else 0)
            for atom, month, expected, received in rows
            if expected and closes[month] < self.told["released_on"]
        ]
        add_table(connection, "hub.timeliness", columns, rows)
        rows = [
            (fact.name, countable["name"], noise_variance(manifest["policy"], countable))
            for fact in facts
            for countable in fact.countables
        ]
        add_table(connection, "hub.noise", "fact varchar, countable varchar, variance double", rows)

    def add_reference(self, connection, schema, names):
        for name in names:
            path = str(self.folder / "reference" / f"{name}.parquet")
            connection.read_parquet(path).create(f"{schema}.{name}")


def add_table(connection, name, columns, rows):
    connection.execute(f"create table {name} ({columns})")
    marks = ", ".join("?" for _ in columns.split(","))
    connection.executemany(f"insert into {name} values ({marks})", [list(row) for row in rows])


def month_of(day, otherwise):
    """The month of a day as the reference data write it; empty where it is not known."""
    return date.fromisoformat(day).isoformat()[:7] if day else otherwise


def noise_variance(policy, countable):
    """Of the two-sided geometric distribution: 2a/(1 - a)^2 with a = exp(-epsilon/clip)."""
    epsilon = policy["epsilon"]
    if epsilon is None:
        return 0.0
    a = exp(-epsilon["numerator"] / epsilon["denominator"] / countable.get("clip", 1))
    return 2 * a / (1 - a) ** 2
