"""The table of venues: one row for each venue, one column for each source that lists its papers."""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path

from ingestion.landing.schema import Expected

PATH = Path(__file__).with_name("venues.csv")
# The conferences of the field, the years in which they met, and their accepted papers.
EDITIONS = Path(__file__).with_name("editions.csv")
# Publishers deposit proceedings up to some months after a conference.
LATE = dt.timedelta(days=90)
IN_FILES = {"neurips": "nips"}  # keys that files have under a former name


def venues(column: str) -> dict[str, str]:
    """Return the cell of each venue in a column, without venues that the source does not fetch."""
    with PATH.open(encoding="utf-8", newline="") as lines:
        return {row["venue"]: row[column] for row in csv.DictReader(lines) if row[column]}


def years_of(cell: str, last: int) -> range:
    """Return the years up to ``last`` of a cell, such as ``2018/2`` for every second year."""
    first, _, step = cell.partition("/")
    return range(int(first), last + 1, int(step or 1))


def expected_papers(
    column: str,
    years: Callable[[str, int], range] = lambda cell, last: years_of(cell.split()[-1], last),
    what: str = "papers of",
    where: str = "true",
) -> Expected:
    """Expect half to twice the papers that each conference accepted, in all tracks where known.

    The conferences of a year are expected when it has been over for ``LATE``.
    ``years`` returns the years of a cell of ``column`` up to the last, and ``where`` is SQL for the
    papers that count. The fullest of 190 lists of the record has 1.06 times the papers of all
    tracks, or 1.33 times those of the main one where others are not known. But all tracks of KDD
    2022 have 2.01 times the papers of its main one: where the table counts other tracks of a
    conference, a year without such a count has no upper limit.
    """

    def rows() -> dict[str, range]:
        cells, last = venues(column), (dt.date.today() - LATE).year - 1
        with EDITIONS.open(encoding="utf-8", newline="") as lines:
            editions = list(csv.DictReader(lines))
        with_tracks = {row["venue"] for row in editions if row["all_tracks"]}
        return {
            f"{venue} {row['year']}": _around(row, row["venue"] in with_tracks)
            for row in editions
            if (venue := IN_FILES.get(row["venue"], row["venue"])) in cells
            and int(row["year"]) in years(cells[venue], last)
        }

    def site(value: str) -> str:
        return venues(column)[value.split()[0]].split()[0]

    return Expected(what, f"case when {where} then venue || ' ' || year end", rows, site)


def _around(edition: dict[str, str], has_tracks: bool) -> range:
    accepted, all_tracks = (int(edition[name] or 0) for name in ("accepted", "all_tracks"))
    most = all_tracks or (0 if has_tracks else accepted)
    return range(max(accepted // 2, 1), 2 * most + 1 if most else sys.maxsize)
