"""Queries on pre-trained models and accelerators that papers name in titles and abstracts."""

from reports.marts.reader import Marts

NAMED = ("pretrained_adoption", "accepted")
TITLES = ("pretrained_adoption", "accepted_titles")


def named(marts: Marts) -> tuple[str, str]:
    """Return the metric and its definition: by abstracts, or by titles if no list has abstracts."""
    return NAMED if marts.scope(*NAMED) else TITLES
