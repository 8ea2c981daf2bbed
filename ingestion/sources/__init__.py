"""One folder per source: its declaration, its fetcher, its parser and its selection."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

NAMES = tuple(sorted(path.parent.name for path in Path(__file__).parent.glob("*/source.py")))
# What the answers about models and about papers read, apart from compute and awards.
GROUPS = {
    "models": ("epoch", "own_models", "hardware", "ror"),
    "papers": (
        "acl_anthology", "crossref", "lists", "openalex", "openreview", "papercopilot", "pmlr",
        "programme", "reduced", "ror",
    ),
}  # fmt: skip


def selected(only: Collection[str]) -> frozenset[str]:
    """Return the names of the sources that ``only`` names or groups; of all if it is empty.

    Raises ValueError for a name that is neither a source nor a group.
    """
    if unknown := sorted({*only} - {*NAMES, *GROUPS}):
        valid = ", ".join((*GROUPS, *NAMES))
        raise ValueError(f"{', '.join(map(repr, unknown))} is not a source: use {valid}")
    return frozenset(name for one in only or NAMES for name in GROUPS.get(one, (one,)))
