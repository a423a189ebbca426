"""The hub's functions in SQL, over those of figures.py, panel.py, values.py and waits.py.

A function of a row is a macro that casts its arguments; one of a group gathers them into lists first, since a function
in Python takes no groups. A function that no macro has is an error of the query.
"""
from inspect import Parameter, Signature
from math import isfinite

import figures
import panel
import values
import waits

# Name, whether its answer is a pair of limits, the function, and how many arguments it takes.
OF_ROWS = (
    ("wilson", True, figures.wilson, (2, 3)),
    ("byar", True, figures.byar, (1, 2)),
    ("swemwbs_metric", False, figures.swemwbs_metric, (1,)),
    ("mean_change", False, figures.mean_change, (3,)),
    ("mean_change", True, figures.mean_change_limits, (6,)),
    ("use_ratio", False, figures.use_ratio, (2,)),
    ("use_ratio", True, figures.use_ratio_limits, (9,)),
    ("use_ratio_totals", True, figures.use_ratio_totals_limits, (3,)),
    ("log_ratio_se", False, figures.log_ratio_se, (2,)),
    ("social_return", False, values.social_return, (9,)),
    ("wellby_value", False, values.wellby_value, (5,)),
    ("payback_months", False, values.payback_months, (4,)),
)


def finite(found):
    """Plain numbers; none at all where one of them is infinite."""
    if isinstance(found, dict):
        numbers = found.values()
    else:
        numbers = found if isinstance(found, tuple) else (found,)
    return found if all(cell is None or isfinite(cell) for cell in numbers) else None


def answered(function, *arguments):
    try:
        return finite(function(*arguments))
    except OverflowError:
        return None


def plain(answer):
    return None if answer is None else float(answer)


def of_row(function, part=None):
    """Null where an argument is null or no number, and where there is no answer."""

    def answer(*row):
        if any(cell is None or not isfinite(cell) for cell in row):
            return None
        found = answered(function, *row)
        return plain(found if part is None or found is None else found[part])

    return answer


def of_group(function):
    def answer(*columns):
        return plain(answered(function, list(zip(*columns))))

    return answer


def named(function, name, *order):
    """One of several figures of a group; `order` places the arguments as the function takes them."""

    def answer(rows):
        found = function([tuple(row[i] for i in order) for row in rows])
        return None if found is None else found[name]

    return answer


def of_curve(read, part):
    def answer(rows):
        found = waits.kaplan_meier(rows, read)
        return None if found is None else found[part]

    return answer


def register(connection, policy):
    for name, is_limits, function, widths in OF_ROWS:
        for part, ending in ((0, "_lower"), (1, "_upper")) if is_limits else ((None, ""),):
            add_row_function(connection, name + ending, of_row(function, part), widths)
    add_group_function(connection, "banded_median", waits.banded_median, 3)
    for name in ("sii", "rii"):
        for ending in ("", "_lower", "_upper"):
            of = named(figures.inequality, name + ending, 0, 1, 3, 2)
            add_group_function(connection, name + ending, of, 4)
    for name in ("concentration_index", "concentration_lower", "concentration_upper"):
        add_group_function(connection, name, named(figures.concentration, name, 0, 1, 2), 3)
    for part, ending in enumerate(("", "_lower", "_upper")):
        add_group_function(connection, f"km_seen{ending}", of_curve(waits.Curve.seen, part), 6)
        add_group_function(connection, f"km_quantile{ending}", of_curve(waits.Curve.quantile, part), 6)
    for part, ending in enumerate(("", "_lower", "_upper")):
        of = named(panel.panel_effect, part, *range(6))
        add_group_function(connection, f"panel_effect{ending}", of, 6)
    register_disclosure(connection, policy)


def add_function(connection, name, answer, types):
    # The engine asks the function how many arguments it takes.
    parameters = [Parameter(f"a{i}", Parameter.POSITIONAL_ONLY) for i in range(len(types))]

    def function(*arguments):
        return answer(*arguments)

    function.__signature__ = Signature(parameters)
    connection.create_function(name, function, types, "DOUBLE", null_handling="special")


def add_row_function(connection, name, answer, widths):
    overloads = []
    for width in widths:
        inner = f"{name}_of_{width}"
        add_function(connection, inner, answer, ["DOUBLE"] * width)
        arguments = [f"a{i}" for i in range(width)]
        cast = ", ".join(f"{argument}::double" for argument in arguments)
        overloads.append(f"({', '.join(arguments)}) as {inner}({cast})")
    connection.execute(f"create macro {name} {', '.join(overloads)}")


def add_group_function(connection, name, function, width):
    inner = f"{name}_of_lists"
    add_function(connection, inner, of_group(function), ["DOUBLE[]"] * width)
    arguments = [f"a{i}" for i in range(width)]
    lists = ", ".join(f"list({argument}::double)" for argument in arguments)
    connection.execute(f"create macro {name}({', '.join(arguments)}) as {inner}({lists})")


def register_disclosure(connection, policy):
    """What a release under this policy shows: rules 5 and 7 of the mechanism, in SQL."""
    if policy["shows_zero"]:
        raise SystemExit("a policy that shows nought is not known here")
    base, least = policy["round_to"], policy["least_shown"]
    connection.execute(
        "create macro sdc_shown(persons, floor_met) as "
        f"coalesce(floor_met and persons::bigint >= {policy['soft_floor']}, false)"
    )
    connection.execute(
        "create macro sdc_display(y) as case when y is not null then "
        f"greatest({least}, (floor((y::bigint + {base // 2})::double / {base}.0) * {base})::bigint) end"
    )
    # To whole percents, or to one decimal of them where the denominator is large; ends are told no finer.
    connection.execute(
        "create macro sdc_percent(part, whole) as case when part is null or whole is null then null "
        f"when whole::bigint < {max(policy['percent_denominator_min'], 1)} then null "
        "else least(95.0::double, greatest(5.0::double, "
        f"case when whole::bigint >= {policy['percent_decimal_from']} "
        "then round(100.0::double * part::bigint / whole::bigint * 10.0::double) / 10.0::double "
        "else round(100.0::double * part::bigint / whole::bigint) end)) end"
    )
