"""Cells of a fact by group-bys of this engine's own, from what the front matter of the fact says."""
import tomllib
from itertools import combinations
from pathlib import Path

MARK = "-- ---\n"


class Fact:
    """A file of sql/facts/."""

    def __init__(self, path):
        self.name = Path(path).stem
        _, matter, self.sql = Path(path).read_text().split(MARK)
        told = tomllib.loads("".join(line.removeprefix("--").removeprefix(" ") for line in matter.splitlines(True)))
        # The column that names the place; cells call it `atom` whatever it is.
        self.place = told.get("of", "atom")
        self.is_of_areas = self.place == "atom"
        self.folder = "cells" if self.is_of_areas else "places"
        self.node_prefix = told.get("node_prefix")
        self.total_of = told.get("total_of")
        self.depth = told["depth"]
        self.dimensions = told.get("dimension", [])
        self.countables = told["countable"]

    def sets(self):
        """Every set of dimensions that cells are made for, the empty one first unless it is another fact's."""
        for size in range(1 if self.total_of else 0, self.depth + 1):
            for of in combinations(self.dimensions, size):
                if size < 2 or not any(dimension.get("alone") for dimension in of):
                    yield of

    def table(self, dimensions):
        names = "_".join(dimension["name"] for dimension in dimensions)
        return f"{self.name}_by_{names}" if names else self.name

    def keys(self, dimensions):
        return ["atom", "month", *(dimension["name"] for dimension in dimensions)]

    def counts(self):
        return [countable["name"] for countable in self.countables]

    def node(self, countable):
        """Its name in the names of cells."""
        return f"{self.node_prefix}.{countable['name']}" if self.node_prefix else countable["name"]

    def load(self, connection):
        """Runs the fact file, once."""
        connection.execute(
            f"create table fact_{self.name} as select row_number() over () as row_no, {self.place} as atom, "
            f"* exclude ({self.place}) from ({self.sql})"
        )

    def cells(self, dimensions):
        """SQL of the cells of one table, those without people too."""
        names = [dimension["name"] for dimension in dimensions]
        keys = ", ".join(self.keys(dimensions))
        codes = "".join(f", {code_of(dimension)} as {dimension['name']}" for dimension in dimensions)
        values = {c["column"] for c in self.countables if "column" in c}
        values = "".join(f", {value} as value_{value}" for value in sorted(values))
        # A row with one code in two columns counts once in its cell, so that `distinct` stands here.
        spread = f"select distinct row_no, person, atom, month{codes}{values} from fact_{self.name}"
        known = " and ".join(f"{name} <> ''" for name in names) or "true"
        own = ", ".join(f"{of_person(c)} as {c['name']}" for c in self.countables)
        people = f"select {keys}, person, {own} from spread where {known} group by {keys}, person"
        sums = ", ".join(f"sum({c['name']}) as {c['name']}" for c in self.countables)
        counted = f"select {keys}, {sums} from people group by {keys}"
        lists = "".join(
            f" cross join (select unnest({dimension['codes']}) as {dimension['name']})" for dimension in dimensions
        )
        every = f"select {keys} from units_{self.place}{lists}"
        counts = ", ".join(f"coalesce({c['name']}, 0)::bigint as {c['name']}" for c in self.countables)
        return (
            f"with spread as ({spread}), people as ({people}), counted as ({counted}), every_cell as ({every}) "
            f"select {keys}, {counts}, coalesce(persons, 0) > 0 as floor_met "
            f"from every_cell left join counted using ({keys})"
        )

    def strays(self, connection):
        """Rows of no cell: each has a code that is in no list, or a place that has no cells in the month."""
        wrong = [f"(atom, month) not in (select (atom, month) from units_{self.place})", "person is null"]
        for dimension in self.dimensions:
            columns = dimension.get("columns", [dimension["name"]])
            empty = [""] if len(columns) > 1 else []
            codes = dimension["codes"] + empty
            wrong += [f"coalesce({column} not in (select unnest({codes})), true)" for column in columns]
        return connection.execute(f"select count(*) from fact_{self.name} where {' or '.join(wrong)}").fetchone()[0]


def code_of(dimension):
    columns = dimension.get("columns", [dimension["name"]])
    return columns[0] if len(columns) == 1 else f"unnest([{', '.join(columns)}])"


def of_person(countable):
    """What the rows of one person in a cell add to it."""
    kind, clip = countable["kind"], countable.get("clip")
    value = f"value_{countable.get('column')}"
    if kind == "persons":
        return "1"
    if kind == "rows":
        return f"least(count(*), {clip})"
    if kind == "sum":
        return f"least(greatest(coalesce(sum({value}), 0), 0), {clip})"
    if kind == "signed":
        return f"least(greatest(coalesce(sum({value}), 0), -{clip}), {clip})"
    if kind == "band":
        upto = f" and {value} <= {countable['to']}" if "to" in countable else ""
        return f"max(case when {value} >= {countable['from']}{upto} then 1 else 0 end)"
    raise SystemExit(f"no countable of kind {kind} is known")
