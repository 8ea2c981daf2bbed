"""How far sources are behind their publishers, in words."""

from collections.abc import Sequence
from typing import Any

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts
from reports.text.formatting import plain

LONGEST_REASON = 300
WORDS = {
    "complete": "refreshed",
    "paused": "refreshed in part",
    "degraded": "could not be refreshed",
    "off": "off",
    "files": "read from files",
    "absent": "not given",
}


def states(marts: Marts) -> list[dict[str, Any]]:
    """One row per source that the platform knows, also those of which nothing is held."""
    rows = marts.records(f"select * from {SCHEMA}.source_state order by shape")
    return [{**row, "word": WORDS[row["state"]]} for row in rows]


def behind(marts: Marts, metrics: Sequence[str] | None = None) -> list[str]:
    """A sentence for each source that is behind its publisher and that one of ``metrics`` needs.

    Without ``metrics``, for each that is behind.
    """
    rows = [row for row in states(marts) if row["is_behind"]]
    if metrics is not None:
        rows = [row for row in rows if set(metrics) & set(row["metrics"] or ())]
    return [_sentence(row) for row in rows]


def _sentence(row: dict[str, Any]) -> str:
    name = f"{plain(row['publisher'])} ({row['shape']})"
    last = row["succeeded_on"]
    since = f"last wholly on {last}" if last else "never wholly so far"
    rest = (
        f"Numbers that need it rest on what is held, of vintages up to {row['last_vintage']}."
        if row["files"]
        else "Nothing of it is held, so that no number rests on it."
    )
    reason = plain(row["reason"], LONGEST_REASON)
    end = "" if reason.endswith((".", "?")) else "."
    return f"{name} {row['word']} on {row['attempted_on']}, {since}: {reason}{end} {rest}"
