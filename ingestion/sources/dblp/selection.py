"""Which venues are kept of DBLP: ``venues.csv``, from the stream that begins a key to our venue id.

Rows are edited there; without any row the source is off. A change holds for the next release that
lands: what has landed is never read again.
"""

from __future__ import annotations

import csv
from pathlib import Path

VENUES = Path(__file__).with_name("selection.csv")


def venues(path: Path = VENUES) -> dict[str, str]:
    """Our venue id by DBLP's stream, as ``conf/nips``."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["stream"]: row["venue"] for row in csv.DictReader(lines)}
