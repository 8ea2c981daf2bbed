"""Panels and words that figures of gaps between two teams share."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from reports.text.formatting import count, factor, factor_range


def in_panels(rows: pd.DataFrame, panels: Mapping[str, str]) -> pd.DataFrame:
    """Give each row the panel of its definition, in the order of ``panels``."""
    names = rows["definition"].map(panels)
    return rows.assign(panel=pd.Categorical(names, list(panels.values())))


def gap(row: Mapping[str, Any] | pd.Series) -> str:
    """Write a gap with its interval, as ``8 times (3-20)`` with an en dash."""
    return f"{factor(row['value'])} ({factor_range(row['ci_low'], row['ci_high'])})"


def gap_and_numbers(row: Mapping[str, Any] | pd.Series) -> str:
    """Write a gap with its interval, and the models of both teams."""
    return f"{gap(row)}, n {count(row['n_industry_only'])} and {count(row['n_academic_only'])}"


def panels_in_words(
    rows: pd.DataFrame, panels: Mapping[str, str], in_words: Callable[[pd.Series], str]
) -> str:
    """List the gaps of each panel, for a reader who cannot see the figure."""
    return " ".join(
        f"{name}: {'; '.join(in_words(row) for _, row in part.iterrows())}."
        for definition, name in panels.items()
        for part in [rows[rows["definition"] == definition]]
    )
