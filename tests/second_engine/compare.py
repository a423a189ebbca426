"""Cells and measures by a second engine, against the hub's. Exit code 1 where anything differs.

compare.py FOLDER: the folder that the test `writes_an_england_for_the_second_engine` wrote.

Every cell of every fact is counted again from the rows. Of the deployment `exact`, which protects nothing, these are
the cells, and every measure is calculated from them. Of `protected`, the cells are these and the noise of their names,
and every measure is calculated from the cells of the release: with noise, floors and rounding.
"""
import sys
from pathlib import Path

import functions
import measures
import noise
from cells import Fact
from england import England

SQL = Path(__file__).resolve().parents[2] / "sql"
SHOWN_MAX = 5


class Report:
    """Prints each line of the tables as it is known."""

    def __init__(self):
        self.failed = 0

    def heading(self, words, *columns):
        print(f"\n{words}\n{columns[0]:48}" + "".join(f"{column:>14}" for column in columns[1:]))

    def line(self, name, rows, *columns, differences=()):
        told = "".join(f"{column:>14}" for column in columns)
        print(f"{name:48}{rows:>14,}{told}{'  DIFFERS' if differences else ''}", flush=True)
        for difference in differences[:SHOWN_MAX]:
            print(f"    {difference}")
        if len(differences) > SHOWN_MAX:
            print(f"    and {len(differences) - SHOWN_MAX} more")
        self.failed += bool(differences)


def count_cells(england, facts, report):
    """Cells of every fact from the rows; the connection has them in schema `cells`."""
    connection = england.connect()
    functions.register(connection, england.manifest("exact")["policy"])
    england.add_rows(connection, "exact")
    england.add_units(connection)
    connection.execute("create schema cells")
    for path in in_order_of_use(sorted((SQL / "staging").glob("*.sql"))):
        connection.execute(f"create view {path.stem} as {path.read_text()}")
    report.heading("Cells, exact", "table", "cells", "persons")
    for fact in facts:
        fact.load(connection)
        if strays := fact.strays(connection):
            report.line(fact.name, strays, differences=["so many rows have a code or a place that is in no list"])
        for dimensions in fact.sets():
            connection.execute(f"create table cells.{fact.table(dimensions)} as {fact.cells(dimensions)}")
            compare_cells(england, connection, fact, dimensions, report)
    return connection


def compare_cells(england, connection, fact, dimensions, report):
    table = fact.table(dimensions)
    columns = ", ".join([*fact.keys(dimensions), *fact.counts(), "floor_met"])
    # Without noise nobody may ask of single places: the hub makes no cells of them.
    ours = f"select {columns} from cells.{table} where {fact.is_of_areas}"
    theirs = f"select {columns} from read_parquet('{england.cells('exact', fact, table)}')"
    differences = [
        f"only in {of}: {row}"
        for of, sql in (("this engine", f"{ours} except all {theirs}"), ("the hub", f"{theirs} except all {ours}"))
        for row in connection.execute(sql).fetchall()
    ]
    cells, persons = connection.execute(f"select count(*), coalesce(sum(persons), 0) from ({ours})").fetchone()
    report.line(table, cells, f"{persons:,}", differences=differences)


def compare_protected(england, connection, facts, report):
    """Cells of `protected`: the exact ones and the noise of their names."""
    policy, key = england.manifest("protected")["policy"], bytes.fromhex(england.told["noise_key"])
    report.heading("Cells, protected", "table", "cells")
    for fact in facts:
        for dimensions in fact.sets():
            table = fact.table(dimensions)
            keys, counts = fact.keys(dimensions), fact.counts()
            both = [f"{of}.{count}" for of in ("ours", "theirs") for count in counts]
            columns = ", ".join([*keys[:2], "version", *keys[2:], *both, "theirs.floor_met"])
            hubs = f"read_parquet('{england.cells('protected', fact, table)}')"
            rows = connection.execute(
                f"select {columns} from cells.{table} as ours full join {hubs} as theirs using ({', '.join(keys)})"
            ).fetchall()
            unpaired = [f"only in one engine: {row}" for row in rows if None in row]
            differences = unpaired or list(noise.differences(fact, dimensions, rows, key, policy))
            report.line(table, len(rows), differences=differences)


def in_order_of_use(paths):
    """Views that others read come first."""

    def needs(path):
        lines = (line.partition("--")[0] for line in path.read_text().splitlines())
        words = set(" ".join(lines).split())
        return [other for other in paths if other != path and other.stem in words]

    placed = []
    while len(placed) < len(paths):
        for path in paths:
            if path not in placed and all(need in placed for need in needs(path)):
                placed.append(path)
                break
        else:
            raise SystemExit("views of sql/staging read each other")
    return placed


def load_cells(england, deployment, facts):
    """A connection with the cells of a release in schema `cells`."""
    connection = england.connect()
    connection.execute("create schema cells")
    for fact in facts:
        for dimensions in fact.sets() if fact.is_of_areas else ():
            table = fact.table(dimensions)
            connection.read_parquet(england.cells(deployment, fact, table)).create(f"cells.{table}")
    functions.register(connection, england.manifest(deployment)["policy"])
    return connection


def compare_measures(england, deployment, connection, facts, report):
    manifest = england.manifest(deployment)
    england.add_open_tables(connection, manifest, facts)
    tables = [
        (fact.table(of), [dimension["name"] for dimension in of], fact.counts())
        for fact in facts
        if fact.is_of_areas
        for of in fact.sets()
    ]
    measures.add_views(connection, tables, SQL / "shared")
    decimals = {info["id"]: info["decimals"] for info in manifest["measures"]}
    report.heading(f"Measures of the {deployment} release", "measure", "rows", "shown", "deviation")
    for path in sorted((SQL / "measures").glob("*.sql")):
        theirs = england.released(deployment) / "measures" / f"{path.stem}.parquet"
        if not theirs.exists():
            report.line(path.stem, 0, differences=["the release is without it"])
            continue
        ours = measures.rows(connection, path)
        hubs = measures.released(connection, theirs)
        largest, differences = measures.compare(ours, hubs, decimals[path.stem])
        shown = sum(status == "shown" for _, status in hubs.values())
        if deployment == "exact" and not shown:
            differences.append("no figure is shown, so that none was compared")
        report.line(path.stem, len(ours), f"{shown:,}", f"{largest:.1e}", differences=differences)


def main():
    england = England(sys.argv[1])
    facts = [Fact(path) for path in sorted((SQL / "facts").glob("*.sql"))]
    report = Report()
    connection = count_cells(england, facts, report)
    compare_protected(england, connection, facts, report)
    compare_measures(england, "exact", connection, facts, report)
    connection = load_cells(england, "protected", facts)
    compare_measures(england, "protected", connection, facts, report)
    print(f"\n{report.failed} tables differ" if report.failed else "\nNothing differs")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
