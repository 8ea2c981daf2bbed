"""Which lists there are: ``lists.csv``, a row a venue.

Rows are edited there: ``on`` is yes or no, ``first_year`` and ``every`` (years) say when the venue
has met since it is listed. A list that isn't there, or isn't there yet, is no error.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.errors import IngestionError
from ingestion.live import Wanted

LISTS = Path(__file__).with_name("lists.csv")
# A conference of next spring is decided, and listed, in this year's autumn.
YEARS_AHEAD = 1


@dataclass(frozen=True)
class PaperList:
    """The papers of a venue in a year."""

    venue: str
    year: int

    @property
    def name(self) -> str:
        """As the publisher names it: ``nips2021``."""
        return f"{self.venue}{self.year}"


def lists(this_year: int, path: Path = LISTS) -> list[PaperList]:
    """The lists of the venues that are on. Raises IngestionError on a year that is no number."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["on"] == "yes"]
    try:
        return [
            PaperList(row["venue"], year)
            for row in rows
            for year in range(
                int(row["first_year"]), this_year + YEARS_AHEAD + 1, int(row["every"])
            )
        ]
    except ValueError as error:
        raise IngestionError(path, f"first_year and every are numbers of years: {error}") from error


def chosen(known: Sequence[PaperList], wanted: Wanted) -> list[PaperList]:
    """Those of the wanted years and venues."""
    return [
        one
        for one in known
        if (wanted.years is None or one.year in wanted.years)
        and (wanted.venues is None or one.venue in wanted.venues)
    ]
