"""What is harvested: sets of arXiv (``sets.csv``), and of their records those of some categories.

Rows are edited there: ``on`` is yes or no, and without any set that is on the source is off. What
the warehouse waits for, its seed ``arxiv_set`` says, which names the same sets. A record stays if
one of its categories, the first or another, stands in ``categories.csv``; a change holds for what
lands from then on.
"""

from __future__ import annotations

import csv
from pathlib import Path

SETS = Path(__file__).with_name("selection.csv")
CATEGORIES = Path(__file__).with_name("categories.csv")


def sets(path: Path = SETS) -> list[str]:
    """The sets that are on, as arXiv names its groups of archives."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [row["set"] for row in csv.DictReader(lines) if row["on"] == "yes"]


def categories(path: Path = CATEGORIES) -> frozenset[str]:
    """The categories whose records are kept."""
    with path.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["category"] for row in csv.DictReader(lines))
