"""The sets to harvest (``selection.csv``), and the categories whose records are kept complete.

The warehouse's seed ``arxiv_set`` must name the same sets. A record is selected if one of its
categories, the first or another one, is in ``categories.csv``; a change applies to pages that land
later.
"""

from __future__ import annotations

import csv
from pathlib import Path

from ingestion.fetching.selection import read_selection

CATEGORIES = Path(__file__).with_name("categories.csv")


def sets() -> list[str]:
    """Return the selected sets, by arXiv's names of its groups of archives."""
    return [row["set"] for row in read_selection("arxiv")]


def categories() -> frozenset[str]:
    """Return the categories whose records are selected."""
    with CATEGORIES.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["category"] for row in csv.DictReader(lines))
