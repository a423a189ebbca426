"""How an outcome goes with an exposure over units and months, once each unit and each month is allowed for.

Weighted least squares with a column of its own for every unit and every month. These are taken out of exposure and
outcome first (Frisch and Waugh 1933), here by a dense fit. Limits are Student's, clustered by unit (Arellano 1987;
Cameron and Miller 2015): G/(G-1) * (N-1)/(N-K), unit effects not counted in K, G-1 degrees of freedom.
"""
from collections import Counter
from functools import lru_cache
from math import isfinite, sqrt

import numpy as np
from scipy.special import stdtrit

from figures import TAIL

MONTHS_MAX = 240
# The least variance of people to weight with, as a share of the mean noise.
PEOPLE_SHARE_MIN = 0.01
# An exposure that has less than this share of its square left is rounding and nothing else.
VARIATION_MIN = 1e-18


class Fit:
    """What is left of exposure and outcome without units and months, under given weights."""

    def __init__(self, effects, exposure, outcome, weights):
        root = np.sqrt(weights)[:, None]
        both = np.column_stack([exposure, outcome])
        # The months that units fix already leave columns to spare: the answer of least length gives the same rest.
        found = np.linalg.lstsq(root * effects, root * both, rcond=None)[0]
        self.weights = weights
        self.exposure, self.outcome = (both - effects @ found).T
        self.variation = np.sum(weights * self.exposure**2)
        self.says_something = self.variation > VARIATION_MIN * np.sum(weights * exposure**2)

    def slope(self):
        return np.sum(self.weights * self.exposure * self.outcome) / self.variation

    def rest(self):
        return self.outcome - self.slope() * self.exposure


def columns_of(keys):
    """A column of 0 and 1 for each key, in order."""
    return (np.asarray(keys)[:, None] == np.unique(keys)).astype(float)


def panel_effect(rows):
    """Rows of unit, month, exposure, outcome, weight, noise: the outcome for one more of the exposure, its limits."""
    if any(cell is None or not isfinite(cell) for row in rows for cell in row):
        return None
    return associated(tuple(sorted(rows)))


@lru_cache(maxsize=1 << 14)
def associated(rows):
    """A panel is read for three figures: it is fitted once."""
    if any(weight <= 0 or noise < 0 for *_, weight, noise in rows):
        return None
    if len({row[:2] for row in rows}) < len(rows) or len({row[1] for row in rows}) > MONTHS_MAX:
        return None
    # A unit with one month says nothing.
    months_of = Counter(row[0] for row in rows)
    rows = [row for row in rows if months_of[row[0]] > 1]
    if len({row[0] for row in rows}) < 2:
        return None
    units, months, exposure, outcome, weights, noise = (np.array(column) for column in zip(*rows))
    of_units = columns_of(units)
    effects = np.hstack([of_units, columns_of(months)])
    n_cells, n_units = of_units.shape
    n_months = np.linalg.matrix_rank(effects) - n_units
    left = n_cells - n_units - n_months - 1
    if left < 1:
        return None
    fit = Fit(effects, exposure, outcome, weights)
    mean_noise = np.sum(weights * noise) / n_cells
    if mean_noise > 0:
        if not fit.says_something:
            return None
        of_people = np.sum(weights * fit.rest() ** 2) / left - mean_noise
        of_people = max(of_people, PEOPLE_SHARE_MIN * mean_noise)
        fit = Fit(effects, exposure, outcome, 1 / (of_people / weights + noise))
    if not fit.says_something:
        return None
    pull = fit.weights * fit.exposure
    scores = of_units.T @ (pull * fit.rest())
    correction = n_units / (n_units - 1) * (n_cells - 1) / (n_cells - n_months - 2)
    clustered = correction * np.sum(scores**2) / fit.variation**2
    of_noise = np.sum(pull**2 * noise) / fit.variation**2
    half = stdtrit(n_units - 1, 1 - TAIL) * sqrt(max(clustered, of_noise))
    return tuple(float(fit.slope() + sign * half) for sign in (0, -1, 1))
