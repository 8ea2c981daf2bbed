"""The venues to keep: ``selection.csv`` maps the stream that begins a DBLP key to our venue id.

A change applies to the next release that lands, because a landed release is never read again.
"""

from __future__ import annotations

from ingestion.fetching.selection import read_selection


def venues() -> dict[str, str]:
    """Return our venue id by DBLP's stream, such as ``conf/nips``."""
    return {row["stream"]: row["venue"] for row in read_selection("dblp")}
