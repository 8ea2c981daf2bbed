"""Alternative texts, written from the rows that are drawn."""

import pandas as pd

from reports.text.formatting import (
    TEAM_CLASSES,
    count,
    in_period,
    percent,
    percent_range,
    team_name,
)


def share(row: pd.Series, digits: int = 0) -> str:
    """Write one share with its interval and n."""
    return (
        f"{percent(row['value'], digits)} "
        f"({percent_range(row['ci_low'], row['ci_high'], digits)}, "
        f"n {count(int(row['n']))})"
    )


def shares_over_time(rows: pd.DataFrame) -> str:
    """Write the first, last, highest and lowest share of every team class over ``year``."""
    parts = [
        f"{team_name(None if key == 'all' else key)}: {extremes(part.sort_values('year'))}"
        for key, part in _by_class(rows)
    ]
    return " ".join(parts)


def shares_by_period(rows: pd.DataFrame, digits: int = 0) -> str:
    """Write every share of every team class over ``period``."""
    parts = []
    for key, part in _by_class(rows):
        shares = [f"{share(row, digits)} {in_period(row['period'])}" for _, row in part.iterrows()]
        parts.append(f"{team_name(key)}: {'; '.join(shares)}.")
    return " ".join(parts)


def _by_class(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    keys = rows["team_class"].astype(object).where(rows["team_class"].notna(), "all")
    groups = {str(key): part for key, part in rows.groupby(keys)}
    return [(key, groups[key]) for key in (*TEAM_CLASSES, "all") if key in groups]


def extremes(rows: pd.DataFrame, digits: int = 0) -> str:
    """Write the first, last, highest and lowest share of rows in order of their ``year``."""
    first, last = rows.iloc[0], rows.iloc[-1]
    high, low = rows.nlargest(1, "value").iloc[0], rows.nsmallest(1, "value").iloc[0]
    return (
        f"{share(first, digits)} in {first['year']}, {share(last, digits)} in {last['year']}; "
        f"highest {percent(high['value'], digits)} in {high['year']}, "
        f"lowest {percent(low['value'], digits)} in {low['year']}."
    )
