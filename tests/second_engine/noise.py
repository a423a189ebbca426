"""The noise of a cell by its name, from the description of the mechanism `sdc-1`.

The draw is the place of the first 64 bits of HMAC-SHA256(key, name of the cell) among the thresholds of a two-sided
geometric distribution with ratio exp(-epsilon/clip), cut where less than one part in 10^8 lies beyond.
"""
import hmac
from bisect import bisect_right
from decimal import Decimal, getcontext
from functools import cache
from hashlib import sha256

getcontext().prec = 60


@cache
def thresholds(numerator, denominator, clip):
    reach = -(-20 * clip * denominator // numerator)
    ratio = (-Decimal(numerator) / (denominator * clip)).exp()
    powers = [ratio ** abs(k) for k in range(-reach, reach + 1)]
    whole, below, found = sum(powers), Decimal(0), []
    for power in powers[:-1]:
        below += power
        found.append(int(2**64 * below / whole))
    return found


def draws(key, epsilon, countable, unit, names):
    """Draws of one countable for the cells of a unit: `unit` is what precedes their values, `names` are the values."""
    table = thresholds(epsilon["numerator"], epsilon["denominator"], countable.get("clip", 1))
    head = hmac.new(key, unit.encode(), sha256)
    for name in names:
        of_cell = head.copy()
        of_cell.update(name.encode())
        yield bisect_right(table, int.from_bytes(of_cell.digest()[:8], "big")) - len(table) // 2


def differences(fact, dimensions, rows, key, policy):
    """Cells of a release that are not the true counts and their noise. A row has the place and month, the version, the
    codes, the true counts, the protected ones, and whether the floor is met."""
    names = [dimension["name"] for dimension in dimensions]
    order = sorted(range(len(names)), key=lambda i: names[i])
    n = len(fact.countables)
    units = {}
    for row in rows:
        units.setdefault(row[:3], []).append(row[3:])
    for (place, month, version), cells in units.items():
        values = [";".join(f"{names[i]}={cell[i]}" for i in order) for cell in cells]
        drawn = [
            draws(key, policy["epsilon"], c, f"sdc-1|{fact.node(c)}|{place}|{month}|v{version}|", values)
            for c in fact.countables
        ]
        for cell, noise in zip(cells, zip(*drawn)):
            counts = cell[len(names):]
            ours = [true + more for true, more in zip(counts[:n], noise)]
            ours.append(counts[0] >= policy["floor"] and ours[0] >= policy["soft_floor"])
            if ours != list(counts[n:]):
                yield f"{place} {month} {cell[:len(names)]}: {ours}, the hub's {list(counts[n:])}"
