"""What support is worth, from published definitions: social return on investment, wellbeing-years, pay-back.

Each function takes and gives plain numbers. None is the answer outside the domain of the method.
"""
from math import inf, isfinite

YEARS_MAX = 100
MONTHS_MAX = 1_200


def grown(rate, years):
    """One pound after these years."""
    try:
        return (1 + rate) ** years
    except OverflowError:
        return inf


def social_return(quantity, proxy, years, deadweight, displacement, attribution, drop_off, rate, investment):
    """Present value of one outcome for each pound invested; the first year is discounted once, as in the guide to
    social return."""
    shares = (deadweight, displacement, attribution, drop_off)
    if not (years == int(years) and 1 <= years <= YEARS_MAX and all(0 <= share <= 1 for share in shares)):
        return None
    if not (rate >= 0 and investment > 0):
        return None
    first = quantity * proxy * (1 - deadweight) * (1 - displacement) * (1 - attribution)
    value = sum(first * (1 - drop_off) ** year / grown(rate, year + 1) for year in range(int(years)))
    return value / investment if isfinite(first) and isfinite(value) else None


def wellby_value(change, people, years, pounds, price_uplift):
    """HM Treasury 2021: points of life satisfaction, times people, times years, in pounds of another year."""
    if not (abs(change) <= 10 and min(people, years, pounds) >= 0 and price_uplift > 0):
        return None
    return change * people * years * pounds * price_uplift


def payback_months(up_front, net_saving, months, rate):
    """The month in which equal monthly savings, discounted, reach the cost at the start; inside it they come in evenly.

    None where they do not within `months`.
    """
    if not (months == int(months) and 1 <= months <= MONTHS_MAX and up_front >= 0 and rate >= 0):
        return None
    owed, paid_back = up_front, None
    for month in range(1, int(months) + 1):
        saved = net_saving / grown(rate, month / 12)
        if paid_back is None and owed <= saved:
            paid_back = month - 1 + (owed / saved if owed > 0 else 0.0)
        owed -= saved
    return paid_back if isfinite(owed) and isfinite(net_saving * months - up_front) else None
