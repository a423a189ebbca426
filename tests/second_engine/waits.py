"""Waits that are known in bands of days: percentiles, and the Kaplan-Meier curve with those who still wait.

Written from the formulas: Kaplan and Meier 1958; Greenwood 1926; limits on the log-log scale (Kalbfleisch and Prentice
1980); those who stopped on a day that is not known are spread by the curve itself (Efron 1967, Turnbull 1976).
"""
from functools import lru_cache
from math import exp, inf, isfinite, log, sqrt

from figures import Z

ROUNDS = 8
ROUNDING = 1e-12


def merged(rows):
    """Counts and noise by days, in order."""
    days = {}
    for start, end, people, noise in sorted(rows):
        count, variance = days.get((start, end), (0.0, 0.0))
        days[start, end] = (count + people, variance + noise)
    return [(start, end, *of) for (start, end), of in sorted(days.items())]


def banded_median(rows):
    """Rows of count, from, to (None where open): the wait that half of the people were seen by."""
    if any(count is None or start is None for count, start, _ in rows):
        return None
    bands = merged([(start, inf if end is None else end, count, 0.0) for count, start, end in rows])
    total = sum(band[2] for band in bands)
    ends = zip(bands, bands[1:])
    if total <= 0 or any(end <= start for start, end, *_ in bands) or any(a[1] > b[0] for a, b in ends):
        return None
    target, before = total / 2, 0.0
    for start, end, count, _ in bands:
        if count > 0 and before + count >= target * (1 - ROUNDING):
            inside = min(max((target - before) / count, 0.0), 1.0)
            return None if end == inf else start + inside * (end - start)
        before += count
    return None


class Curve:
    """The share still waiting, over the days."""

    def __init__(self, seen, stopped):
        self.bands, self.stretches = merged(seen), merged(stopped)
        starts = [0.0] + [band[1] for band in self.bands[:-1]]
        if not self.bands or [band[0] for band in self.bands] != starts:
            raise ValueError("bands must follow one another from day 0")
        if any(not isfinite(end) or end > self.bands[-1][1] for _, end, *_ in self.stretches):
            raise ValueError("those who stopped must have stopped within the bands")
        self.heights = [(1.0, 1.0)] * len(self.bands)
        for _ in range(ROUNDS):
            self.refine()
        if self.at_risk[0] <= 0:
            raise ValueError("nobody")
        self.variances = self.spread()

    def parts(self, stretch, heights):
        """Which share of a stretch lies in each band, and how far into the band on average."""
        parts = []
        for (start, end, *_), (before, after) in zip(self.bands, heights):
            first, last = max(stretch[0], start), min(stretch[1], end)
            if last <= first:
                parts.append((0.0, 0.0))
                continue
            # The open band has no end: its line is level, and nobody is far into it.
            slope = (after - before) / (end - start)
            high, low = before + slope * (first - start), before + slope * (last - start)
            inside = (high + 2 * low) / (3 * (high + low)) if high + low > 0 else 0.5
            parts.append(((last - first) * (high + low) / 2, (first + (last - first) * inside - start) / (end - start)))
        whole = sum(share for share, _ in parts)
        if whole <= 0:
            return self.parts(stretch, [(1.0, 1.0)] * len(self.bands))
        return [(share / whole, place) for share, place in parts]

    def refine(self):
        self.spreads = [self.parts(stretch, self.heights) for stretch in self.stretches]
        self.at_risk, later = [], 0.0
        for i in reversed(range(len(self.bands))):
            stopped = [(stretch[2], *parts[i]) for stretch, parts in zip(self.stretches, self.spreads)]
            # Those who stop inside the band are at risk for the part of it that they waited.
            waited = sum(people * share * place for people, share, place in stopped)
            self.at_risk.insert(0, later + self.bands[i][2] + waited)
            later += self.bands[i][2] + sum(people * share for people, share, _ in stopped)
        share, self.known, heights = 1.0, 0, []
        for i, ((_, end, people, _), at_risk) in enumerate(zip(self.bands, self.at_risk)):
            before = share
            if self.known == i and isfinite(end) and at_risk > 0 and before > 0:
                share = before * max(1 - people / at_risk, 0.0)
                self.known += 1
            heights.append((before, share))
        self.heights = heights

    def spread(self):
        """The variance of the logarithm of the share at the end of each known band; None where no one is left."""
        variances, greenwood, pulls = [], 0.0, []
        for k in range(self.known):
            people, left = self.bands[k][2], self.at_risk[k] - self.bands[k][2]
            if left <= 0:
                variances.append(None)
                continue
            greenwood += max(people, 0.0) / (self.at_risk[k] * left)
            # What one person more at risk in a band does to the logarithm.
            pulls.append(1 / left - 1 / self.at_risk[k])
            noise = 0.0
            for i, band in enumerate(self.bands):
                own = -1 / self.at_risk[i] if i <= k else 0.0
                noise += (sum(pulls[:min(i, k + 1)]) + own) ** 2 * band[3]
            for stretch, parts in zip(self.stretches, self.spreads):
                slope = sum(
                    pull * (sum(share for share, _ in parts[j + 1:]) + parts[j][0] * parts[j][1])
                    for j, pull in enumerate(pulls)
                )
                noise += slope**2 * stretch[3]
            variances.append(greenwood + noise)
        return variances

    def line(self, of):
        """For each band, where it begins and ends and how high the curve `of` is there, until it has no height."""
        lines, before = [], 1.0
        for i in range(self.known):
            after = of(i)
            if after is None:
                break
            lines.append((self.bands[i][0], self.bands[i][1], before, after))
            before = after
        return lines

    def share(self, i):
        return self.heights[i][1]

    def limit(self, sign):
        def of(i):
            share, variance = self.share(i), self.variances[i]
            if share >= 1:
                return 1.0
            if share <= 0 or variance is None:
                return None
            power = log(-log(share)) + sign * Z * sqrt(variance) / abs(log(share))
            return exp(-exp(power)) if power < 700 else 0.0

        if sign < 0:
            return of

        def lower(i):
            """A share still waiting is at least what it is on any later day; one of 1 or more says nothing of earlier days."""
            own = of(i)
            if own is None or self.share(i) >= 1:
                return own
            later = [of(j) for j in range(i, self.known) if self.share(j) < 1]
            return min(max(limit for limit in later if limit is not None), self.share(i))

        return lower

    def height(self, day, of):
        for start, end, before, after in self.line(of):
            if day <= end:
                return before + (after - before) * (day - start) / (end - start)
        return None

    def seen(self, day):
        """Share seen before a day, and its limits."""
        waiting = self.height(day, self.share)
        if waiting is None and self.known and self.share(self.known - 1) <= 0:
            waiting = self.share(self.known - 1)
        if waiting is None:
            return None, None, None
        limits = [self.height(day, self.limit(sign)) for sign in (-1, 1)]
        if not 0 < waiting < 1 or None in limits:
            limits = None
        seen = sorted(min(max(1 - limit, 0.0), 1.0) for limit in limits) if limits else (None, None)
        return min(max(1 - waiting, 0.0), 1.0), *seen

    def first_day(self, share, of):
        for start, end, before, after in self.line(of):
            if after <= share + ROUNDING:
                inside = min(max((before - share) / (before - after), 0.0), 1.0) if before > after else 1.0
                return start + inside * (end - start)
        return None

    def quantile(self, p):
        """Day by which the share p was seen; the lower limit is where the lower curve gets there."""
        return tuple(self.first_day(1 - p, of) for of in (self.share, self.limit(1), self.limit(-1)))


@lru_cache(maxsize=1 << 14)
def curve(seen, stopped):
    """A curve is read for several figures: it is made once."""
    try:
        return Curve(seen, stopped)
    except ValueError:
        return None


def kaplan_meier(rows, read):
    """Rows of from, to, seen, stopped, noise, asked; `read` gives the three figures of a curve for what is asked."""
    seen, stopped = [], []
    asked = {row[5] for row in rows}
    for start, end, of_seen, of_stopped, noise, argument in rows:
        if start is None or noise is None or argument is None or (of_seen is None) == (of_stopped is None):
            return None
        people = of_stopped if of_seen is None else of_seen
        (stopped if of_seen is None else seen).append((start, inf if end is None else end, people, noise))
    if len(asked) != 1:
        return None
    found = curve(tuple(sorted(seen)), tuple(sorted(stopped)))
    return None if found is None else read(found, asked.pop())
