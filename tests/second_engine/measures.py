"""Every measure over cells, as the hub runs it: schemas `cells`, `by_area`, `shared` and `hub`, then the file."""
from math import inf, isfinite
from pathlib import Path

from cells import MARK

NUMBERS = ("numerator", "denominator", "value", "lower95", "upper95")
NAME = ("area_type", "area_code", "geography", "month", "breakdown", "category")
ROW = ", ".join((*NAME, *NUMBERS, "status"))
# What a figure may show, by its status; `shown` without a value is none.
HIDES = ("hidden", "not_submitted")
# Relative, for numbers that both engines calculate in the same way to the last digits but one.
TOLERANCE = 1e-9


def add_views(connection, tables, shared):
    """`tables` of cells, each summed to every area; then the views that measures share."""
    connection.execute("create schema by_area; create schema shared")
    for name, dimensions, counts in tables:
        place = ["areas.geography", "areas.area_type", "areas.area_code", "cells.month"]
        keys = ", ".join([*place, *(f"cells.{dimension}" for dimension in dimensions)])
        sums = ", ".join(f"sum(cells.{count})::bigint as {count}" for count in counts)
        connection.execute(
            f"create table by_area.{name} as select {keys}, {sums}, count(*) as nodes, "
            "bool_or(cells.floor_met) as floor_met "
            f"from cells.{name} as cells inner join hub.area_atoms as areas on areas.atom = cells.atom "
            f"and cells.month >= areas.from_month and cells.month <= areas.to_month group by {keys}"
        )
    for path in sorted(Path(shared).glob("*.sql")):
        connection.execute(f"create view shared.{path.stem} as {path.read_text()}")


def rows(connection, path):
    """Rows of a measure file by name, as a release keeps them."""
    _, matter, sql = Path(path).read_text().split(MARK)
    settled = {}
    for row in connection.execute(f"select {ROW} from ({sql})").fetchall():
        name, numbers, status = row[:6], [number(cell) for cell in row[6:11]], row[11]
        if name in settled:
            raise SystemExit(f"{path}: two rows of one name, {name}")
        settled[name] = settle(numbers, status)
    return settled


def released(connection, path):
    found = connection.execute(f"select {ROW} from read_parquet('{path}')").fetchall()
    return {row[:6]: ([number(cell) for cell in row[6:11]], row[11]) for row in found}


def number(cell):
    return float(cell) if cell is not None and isfinite(cell) else None


def settle(numbers, status):
    """Takes away what the status does not allow. The limits hold the value, which may have been rounded."""
    numerator, denominator, value, lower, upper = numbers
    if status == "shown" and value is None:
        status = "not_applicable"
    if status in HIDES:
        numerator = None
    if status != "shown":
        value = lower = upper = None
    if value is not None:
        lower = min(lower, value) if lower is not None else None
        upper = max(upper, value) if upper is not None else None
    return [numerator, denominator, value, lower, upper], status


def compare(ours, theirs, decimals):
    """Largest deviation of a number, relative to it, and what differs. `decimals` are those the release rounded to."""
    largest, differences = 0.0, []
    rounding = 0.5000001 * 10**-decimals
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in ours or name not in theirs:
            differences.append(f"{name}: only in {'the hub' if name in theirs else 'this engine'}")
            continue
        (numbers, status), (others, other_status) = ours[name], theirs[name]
        if status != other_status:
            differences.append(f"{name}: status {status}, the hub's {other_status}")
            continue
        for column, mine, hubs in zip(NUMBERS, numbers, others):
            if mine is None or hubs is None:
                if mine is not hubs:
                    differences.append(f"{name}: {column} {mine}, the hub's {hubs}")
                continue
            gap = abs(mine - hubs)
            if gap > rounding:
                largest = max(largest, gap / abs(hubs) if hubs else inf)
            if gap > max(TOLERANCE * abs(hubs), rounding):
                differences.append(f"{name}: {column} {mine!r}, the hub's {hubs!r}")
    return largest, differences

