"""Pictures of the last publication that would be drawn again with the same bytes."""

import hashlib
import os
import re
import shutil
import sys
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

from reports.charts.figure import Figure
from reports.publication.change_log import manifest_of
from reports.publication.export import sha256

PICTURES = ("png", "svg")
DRAWING = ("plotnine", "matplotlib")  # what they require draws too


def drawn_from(figure: Figure, code: str) -> str:
    """Hash all that decides the pictures of a figure; empty if the hash of the code is unknown.

    Its rows and marks are results of its queries. Its words are results of queries, and code.
    """
    read = (f"{query.sql} {query.result}" for query in figure.queries)
    parts = "\n".join([figure.id, code, sys.version, *_libraries(), *read])
    return hashlib.sha256(parts.encode()).hexdigest() if code else ""


@cache
def _libraries() -> list[str]:
    required = [text for name in DRAWING for text in requires(name) or () if "extra ==" not in text]
    names = {re.split(r"[^\w.-]", text)[0] for text in (*DRAWING, *required)}
    return [f"{name} {version(name)}" for name in sorted(names)]


def keep_pictures(figure_id: str, key: str, earlier: Path, folder: Path) -> list[list[str]] | None:
    """Take the pictures of a figure from the last publication, and return the overlaps of words.

    Returns None if ``key`` is not that of the last publication, or if its pictures are damaged.
    Publications never change, so both have the same files where the file system allows it.
    """
    names = [f"figures/{figure_id}.{kind}" for kind in PICTURES]
    manifest = manifest_of(earlier)
    drawn: dict[str, Any] = next((one for one in manifest["figures"] if one["id"] == figure_id), {})
    if not key or drawn.get("drawn_from") != key:
        return None
    if any(sha256(earlier / name) != manifest["files"][name] for name in names):
        return None
    for name in names:
        link(earlier / name, folder / name)
    overlaps: list[list[str]] = drawn["overlaps"]
    return overlaps


def link(old: Path, new: Path) -> None:
    """Give a file a second name, or copy it to another file system."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)
