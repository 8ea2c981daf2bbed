"""Marks of a time axis: open points for years that still fill, lines for changes of rules."""

from dataclasses import replace
from typing import Any

import pandas as pd

from reports.charts.figure import Parts
from reports.charts.layers import open_points
from reports.charts.plot import p9
from reports.charts.theme import MUTED
from reports.marts.dimensions import events
from reports.marts.reader import FILLING, Marts


def _is_filling(rows: pd.DataFrame) -> pd.Series:
    return rows["caveats"].str.contains(FILLING, na=False)


def with_filling_note(notes: str, rows: pd.DataFrame) -> str:
    """Say that the latest period is still filling, if the rows of a figure have that caveat."""
    return f"{notes} The latest period is still filling." if _is_filling(rows).any() else notes


def time_marks(
    marts: Marts,
    parts: Parts,
    points: pd.DataFrame,
    before: float = 0.5,
    tops: pd.DataFrame | None = None,
    **look: Any,  # noqa: ANN401 - as open_points
) -> Parts:
    """Add the marks and their notes to a figure over years of publication.

    ``points`` are the drawn points, ``before`` is the distance of a line from the point of its
    year, and ``look`` has the colour or shape that the points do not state. Lines end at ``tops``,
    the values below the titles of panels.
    """
    filling = points[_is_filling(points)]
    changes = events(marts, parts.scopes[0].source, int(points["year"].min()))
    notes = [] if filling.empty else ["Open: still filling."]
    notes += [f"Dotted: {event['sentence']}." for event in changes]
    places = [event["event_date"].year - before for event in changes]
    lines = [_line(place, tops) for place in places]
    plot = parts.plot + lines + open_points(filling, **look)
    return replace(parts, notes=" ".join([parts.notes, *notes]), plot=plot)


def _line(place: float, tops: pd.DataFrame | None) -> Any:  # noqa: ANN401 - of plotnine
    look = {"color": MUTED, "size": 0.4, "linetype": "dotted"}
    if tops is None:
        return p9.geom_vline(xintercept=place, **look)
    ends = tops.assign(place=place)
    return p9.geom_segment(p9.aes("place", 0, xend="place", yend="value"), ends, **look)
