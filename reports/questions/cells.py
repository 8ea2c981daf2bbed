"""Cells of tables of metrics: a row of ``marts.metrics`` as text, in the unit of its metric."""

from typing import Any

from reports.marts.estimates import COLUMNS, Estimate
from reports.marts.reader import FILLING
from reports.questions import wording
from reports.questions.wording import say
from reports.text.formatting import percent, period_name
from reports.text.sentence import Number
from reports.text.units import unit

Row = dict[str, Any]


def is_visible(row: Row) -> bool:
    """Return whether the numbers of a row may be shown."""
    return not row["suppressed"] and row["value"] is not None


def _estimate(row: Row) -> Estimate:
    """Return the estimate of a row; the row of the page has the id, so its cells have none."""
    return Estimate(**{name: row[name] for name in COLUMNS})


def value(row: Row) -> object:
    """Format the estimate in its unit."""
    if not is_visible(row):
        return "not shown"
    kind = unit(row["unit"])
    number = wording.value(_estimate(row), kind.digits)
    return say("{value} {unit}", value=number, unit=kind.name) if kind.name else number


def interval(row: Row) -> object:
    """Format the 95% interval in the unit of the estimate."""
    if not is_visible(row) or row["ci_low"] is None:
        return ""
    return wording.interval(_estimate(row), unit(row["unit"]).digits)


def cases(row: Row) -> object:
    """Format k of n, or n alone for a suppressed row."""
    if row["k"] is None or not is_visible(row):
        return say("n = {n}", n=size(row))
    return wording.k_of_n(_estimate(row))


def size(row: Row) -> object:
    """Format n."""
    return wording.cases(_estimate(row))


def unknown(row: Row) -> object:
    """Format the number of unknown cases."""
    return "" if row["n_unknown"] is None else wording.cases(_estimate(row), "n_unknown")


def bounds(row: Row) -> object:
    """Format the shares if all unknown cases were outside the class, and if all were inside it."""
    if not is_visible(row) or row["bound_low"] is None:
        return ""
    if row["bound_low"] == row["bound_high"]:
        return Number(percent(row["bound_low"], 1), row["bound_low"], column="bound_low")
    return wording.bounds(_estimate(row), 1)


def period(row: Row) -> str:
    """Name the period, and state whether the publisher still adds cases to it."""
    name = period_name(row["period"])
    is_filling = row["period"] != "all" and FILLING in (row["caveats"] or "")
    return f"{name}, still filling" if is_filling else name
