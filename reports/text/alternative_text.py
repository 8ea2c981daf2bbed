"""Estimates in words: labels and alternative texts, written from the rows that are drawn."""

from collections.abc import Callable, Sequence

import pandas as pd

from reports.text.formatting import TEAM_CLASSES, count, in_period, team_name
from reports.text.units import format_interval, format_number, unit


def estimate(row: pd.Series, digits: int | None = None, n: str | None = None) -> str:
    """Write an estimate with its interval and n: ``7% (3-15%, n 167)``; a share has no decimals.

    ``n`` is the text of n, if the row counts its cases in other columns.
    """
    name = row.get("unit", "share")
    digits = unit(name).prose if digits is None else digits
    parts = []
    if not pd.isna(row.get("ci_low")):
        parts.append(format_interval(row["ci_low"], row["ci_high"], name, digits))
    if n or "n" in row:
        parts.append(f"n {n or count(int(row['n']))}")
    value = format_number(row["value"], name, digits)
    return f"{value} ({', '.join(parts)})" if parts else value


def in_words(
    rows: pd.DataFrame,
    names: str | Sequence[str] | pd.Series,
    write: Callable[[pd.Series], str] = estimate,
    *,
    is_brief: bool = False,
) -> str:
    """Write the estimates of each series with their periods.

    ``names`` has the series of each row, or is the name of the only one. Series come in the order
    of the categories, if the names have these, and otherwise of the rows. A brief text has the
    first, last, highest and lowest estimate of a series.
    """
    listed = _extremes if is_brief else _every
    series = pd.Series(names, index=rows.index)
    if series.dtype != "category":
        series = series.astype(pd.CategoricalDtype(list(series.unique())))
    groups = rows.groupby(series, observed=True)
    return " ".join(f"{name}: {listed(part, write)}." for name, part in groups)


def teams(rows: pd.DataFrame) -> pd.Series:
    """Name the team class of each row, in the order of the classes."""
    keys = rows["team_class"].astype(object).where(rows["team_class"].notna(), None)
    order = pd.CategoricalDtype([team_name(name) for name in (*TEAM_CLASSES, None)])
    return pd.Series([team_name(key) for key in keys], rows.index, order)


def _every(rows: pd.DataFrame, write: Callable[[pd.Series], str]) -> str:
    return "; ".join(_dated(row, write) for _, row in rows.iterrows())


def _extremes(rows: pd.DataFrame, write: Callable[[pd.Series], str]) -> str:
    def value(row: pd.Series) -> str:
        return write(row).partition(" (")[0]

    first, last = (_dated(rows.iloc[at], write) for at in (0, -1))
    ends = (rows["value"].argmax(), rows["value"].argmin())
    highest, lowest = (_dated(rows.iloc[at], value) for at in ends)
    return f"{first}, {last}; highest {highest}, lowest {lowest}"


def _dated(row: pd.Series, write: Callable[[pd.Series], str]) -> str:
    return f"{write(row)} {in_period(row['period'])}" if "period" in row else write(row)
