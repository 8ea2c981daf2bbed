"""How far sources are behind their publishers, as sentences."""

from collections.abc import Sequence
from typing import Any

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts
from reports.text.formatting import day_name, plain
from reports.text.sentence import Time, day

LONGEST_REASON = 300
WORDS = {
    "complete": "refreshed",
    "incomplete": "refreshed, and lacks what is expected",
    "forbidden": "closed to programs",
    "paused": "refreshed in part",
    "degraded": "could not be refreshed",
    "off": "off",
    "files": "read from files",
    "absent": "absent",
}
# How often each publisher brings a new list, where we know it.
HABITS = {
    "crossref": "a live service",
    "epoch": "daily",
    "lists": "a year after each conference's last",
    "openalex": "a live service",
    "own_models": "when you replace it",
    "papercopilot": "a year after each conference's last",
    "programme": "a year after each conference's last",
    "reduced": "a year after each conference's last",
    "ror": "about a month after the last",
    "top500": "each June and November",
}


def states(marts: Marts) -> list[dict[str, Any]]:
    """Return one row for each known source, also for sources without stored data."""
    rows = marts.records(f"select * from {SCHEMA}.source_state order by shape")
    return [{**row, "word": WORDS[row["state"]], "next": _next(row)} for row in rows]


def _next(row: dict[str, Any]) -> str:
    """Say when the publisher's next list is due; empty where none is stored."""
    if not row["rows"]:
        return ""
    return HABITS.get(row["shape"], "no known rhythm")


def behind(marts: Marts, metrics: Sequence[str] | None = None) -> list[str]:
    """Return a sentence for each source that is behind its publisher.

    ``metrics`` selects the sources that one of these metrics needs, and adds those of the first one
    whose content is old; None selects all sources.
    """
    rows, old = states(marts), []
    if metrics is not None:
        rows = [row for row in rows if set(metrics) & set(row["metrics"] or ())]
        old = standing_still([row for row in rows if metrics[0] in (row["metrics"] or ())])
    return [_sentence(row) for row in rows if row["is_behind"]] + old


def standing_still(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return a sentence for each of these states whose content is old, however new its file is."""
    return [
        f"The newest entry of {plain(row['publisher'])} ({row['shape']}) dates from "
        f"{day_name(row['newest_content'])}, although the file dates from "
        f"{day_name(row['last_vintage'])}, so figures based on it stop there."
        for row in rows
        if row["is_standing_still"]
    ]


def newest_cluster(marts: Marts) -> Time | None:
    """Return the newest day on which a cluster of the list began to operate."""
    rows = marts.records(
        f"select newest_content from {SCHEMA}.source_state where shape = 'clusters'"
    )
    return day(rows[0]["newest_content"]) if rows and rows[0]["newest_content"] else None


def _sentence(row: dict[str, Any]) -> str:
    name = f"{plain(row['publisher'])} ({row['shape']})"
    last = row["succeeded_on"]
    success = f"The last complete refresh was on {last}" if last else "No refresh has completed yet"
    effect = (
        f"Numbers that need it use stored vintages up to {row['last_vintage']}."
        if row["files"]
        else "None of its data is stored, so no number uses it."
    )
    reason = plain(row["reason"], LONGEST_REASON)
    end = "" if reason.endswith((".", "?")) else "."
    return f"{name} {row['word']} on {row['attempted_on']}: {reason}{end} {success}. {effect}"
