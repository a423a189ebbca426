"""Limits, indexes and ratios, from their published formulas, one row or one group at a time.

Each function takes and gives plain numbers. None is the answer outside the domain of the method.
"""
from math import exp, isfinite, log, sqrt

from scipy.special import gammainccinv, gammaincinv, stdtrit

Z = 1.959963984540054
TAIL = 0.025
# What rounding may leave of a difference of equal sums, and how far below 0 it may bring one.
ROUNDING, ROUNDING_BELOW = 1e-12, -1e-9
SWEMWBS = (
    7.00, 9.51, 11.25, 12.40, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36, 16.88, 17.43, 17.98, 18.59, 19.25, 19.98,
    20.73, 21.54, 22.35, 23.21, 24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.70, 32.55, 35.00,
)


def wilson(x, n, noise=0.0):
    """Wilson 1927. Noise of known variance makes the sample worth less; at an edge, as one person away from it."""
    if not (n > 0 and 0 <= x <= n and noise >= 0):
        return None
    p, worth = x / n, 1.0
    if noise > 0:
        edge = min(1 / n, 0.5)
        inside = min(max(p, edge), 1 - edge)
        binomial = inside * (1 - inside) / n
        worth = binomial / (binomial + noise * (1 + p * p) / n**2)
    size = n * worth
    centre = p + Z**2 / (2 * size)
    half = Z * sqrt(max(0.0, p * (1 - p)) / size + Z**2 / (4 * size**2))
    limits = ((centre - half) / (1 + Z**2 / size), (centre + half) / (1 + Z**2 / size))
    return tuple(min(max(limit, 0.0), 1.0) for limit in limits)


def poisson(x):
    """Exact below 10, Byar's from 10 (Breslow and Day 1987)."""
    if x < 10:
        return (gammaincinv(x, TAIL) if x > 0 else 0.0, gammainccinv(x + 1, TAIL))
    lower = x * (1 - 1 / (9 * x) - Z / (3 * sqrt(x))) ** 3
    return lower, (x + 1) * (1 - 1 / (9 * (x + 1)) + Z / (3 * sqrt(x + 1))) ** 3


def byar(x, noise=0.0):
    """Limits of a count: with noise those of x*f over f, f = x/(x + noise), and never narrower than without."""
    if x < 0 or noise < 0:
        return None
    plain = poisson(x)
    if noise == 0:
        return plain
    worth = max(x, 1.0) / (max(x, 1.0) + noise)
    noisy = poisson(x * worth)
    return min(plain[0], noisy[0] / worth), max(plain[1], noisy[1] / worth)


def swemwbs_metric(raw):
    """Stewart-Brown 2009."""
    return SWEMWBS[int(raw) - 7] if raw == int(raw) and 7 <= raw <= 35 else None


def remainder(total, part, is_exact):
    """A sum of squares around the mean; None where exact sums belong to nobody."""
    rest = total - part
    if ROUNDING_BELOW * total <= rest <= ROUNDING * total:
        return 0.0
    return None if is_exact and rest < 0 else rest


def degrees(variance, wobble):
    """Satterthwaite 1946; None where nothing varies."""
    return variance**2 / wobble if wobble > 0 and isfinite(variance**2 / wobble) else None


def mean_change(n, total, _squares):
    return total / n if n > 0 else None


def mean_change_limits(n, total, squares, noise_n, noise_sum, noise_squares):
    """Student's limits of a mean from sums; the variances of their noise widen them and take degrees of freedom."""
    if not (n >= 2 and min(noise_n, noise_sum, noise_squares) >= 0):
        return None
    mean = total / n
    rest = remainder(squares, mean * total, noise_n == noise_sum == noise_squares == 0)
    if rest is None:
        return None
    rest /= n - 1
    plain = max(rest, 0.0)
    of_spread = (noise_squares + 4 * mean**2 * noise_sum + (mean**2 - plain) ** 2 * noise_n) / (n - 1) ** 2
    spread = max(plain, rest + noise_sum / (n * (n - 1)), sqrt(of_spread))
    variance = spread / n + (noise_sum + mean**2 * noise_n) / n**2
    noisy = degrees(variance, (spread / n) ** 2 / (n - 1) + of_spread / (2 * n**2))
    exact = degrees(plain / n, (plain / n) ** 2 / (n - 1))
    free = max(1.0, min(d if d is not None else n - 1 for d in (noisy, exact)))
    half = stdtrit(free, 1 - TAIL) * sqrt(variance)
    return mean - half, mean + half


def use_ratio(before, after):
    return after / before if before > 0 and after > 0 else None


def around(ratio, log_error, free=None):
    factor = exp((Z if free is None else stdtrit(free, 1 - TAIL)) * log_error)
    return ratio / factor, ratio * factor


def use_ratio_totals_limits(before, after, noise):
    """As if no one came twice: the variance of the logarithm is 1/before + 1/after."""
    if not (before > 0 and after > 0 and noise >= 0):
        return None
    variance = 1 / before + 1 / after + noise / before**2 + noise / after**2
    return around(after / before, sqrt(variance))


def use_ratio_limits(n, y0, y1, s00, s11, s01, noise_n, noise_sum, noise_square):
    """Poisson regression clustered by person (Liang and Zeger 1986), from sums over people."""
    if not (n > 0 and y0 > 0 and y1 > 0 and min(noise_n, noise_sum, noise_square) >= 0):
        return None
    own, shared = s11 / y1**2 + s00 / y0**2, s01 / (y0 * y1)
    squares = remainder(own, 2 * shared, noise_sum == noise_square == 0)
    if squares is None:
        return None
    of_sums = ((s11 / y1**2 - shared) / y1) ** 2 + ((s00 / y0**2 - shared) / y0) ** 2
    noise = noise_square * (1 / y1**4 + 1 / y0**4 + 4 / (y0 * y1) ** 2) + 4 * of_sums * noise_sum
    variance = max(squares, sqrt(noise)) + noise_sum * (1 / y0**2 + 1 / y1**2)
    free = degrees(variance, noise / 2)
    return around(y1 / y0, sqrt(variance), None if free is None else max(free, 1.0))


def log_ratio_se(lower, upper):
    if not (0 < lower <= upper):
        return None
    return (log(upper) - log(lower)) / (2 * Z)


def in_order(rows):
    """Groups from the most deprived on: by rank, which must be there and differ. Rows end with their rank."""
    if any(cell is None or not isfinite(cell) for row in rows for cell in row):
        return None
    rows = sorted(rows, key=lambda row: row[-1])
    return None if any(a[-1] == b[-1] for a, b in zip(rows, rows[1:])) else rows


def along(populations):
    """Shares of the population, and where the middle of each lies between 0 and 1; with their mean and variance."""
    total = sum(populations)
    shares = [people / total for people in populations]
    places = [sum(shares[:i]) + share / 2 for i, share in enumerate(shares)]
    middle = sum(a * b for a, b in zip(shares, places))
    square = sum(a * (b - middle) ** 2 for a, b in zip(shares, places))
    return shares, places, middle, square


def inequality(rows):
    """Slope and relative index on the log scale (Low and Low 2004) with limits in closed form; rows of value,
    population, standard error of the logarithm, rank."""
    rows = in_order(rows)
    if rows is None or not 5 <= len(rows) <= 100:
        return None
    if any(value <= 0 or people <= 0 or error < 0 for value, people, error, _ in rows):
        return None
    shares, places, middle, square = along([row[1] for row in rows])
    pull = [a * (b - middle) / square for a, b in zip(shares, places)]
    logs = [log(row[0]) for row in rows]
    slope = sum(c * y for c, y in zip(pull, logs))
    start = sum(a * y for a, y in zip(shares, logs)) - slope * middle
    half = Z * sqrt(sum((c * row[2]) ** 2 for c, row in zip(pull, rows)))
    centre = start + slope / 2

    def ends(slope):
        low, high = exp(centre - slope / 2), exp(centre + slope / 2)
        return high - low, high / low

    limits = sorted([ends(slope - half), ends(slope + half)])
    (sii, rii), ((sii_lower, rii_lower), (sii_upper, rii_upper)) = ends(slope), limits
    return {"sii": sii, "sii_lower": sii_lower, "sii_upper": sii_upper,
            "rii": rii, "rii_lower": rii_lower, "rii_upper": rii_upper}


def concentration(rows):
    """Relative concentration index by convenient regression (Kakwani and others 1997); rows of value, population,
    rank."""
    rows = in_order(rows)
    if rows is None or len(rows) < 3 or any(people <= 0 for _, people, _ in rows):
        return None
    shares, places, middle, square = along([row[1] for row in rows])
    mean = sum(a * row[0] for a, row in zip(shares, rows))
    if mean <= 0:
        return None
    spread = sum(a * (b - 0.5) ** 2 for a, b in zip(shares, places))
    values = [2 * spread * row[0] / mean for row in rows]
    centre = sum(a * y for a, y in zip(shares, values))
    index = sum(a * (b - middle) * (y - centre) for a, b, y in zip(shares, places, values)) / square
    left = sum(a * (y - centre - index * (b - middle)) ** 2 for a, b, y in zip(shares, places, values))
    # A line through few points: its errors are known with two degrees of freedom fewer than there are points.
    half = stdtrit(len(rows) - 2, 0.975) * sqrt(left / (len(rows) - 2) / square)
    return {"concentration_index": index, "concentration_lower": index - half, "concentration_upper": index + half}
