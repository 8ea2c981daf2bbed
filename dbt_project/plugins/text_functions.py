"""Text functions of DuckDB that Apache Spark lacks."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any


def strip_accents(text: str) -> str:
    """Return the text without its marks, such as accents."""
    plain = (letter for letter in unicodedata.normalize("NFD", text) if not _is_mark(letter))
    return unicodedata.normalize("NFC", "".join(plain))


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")


FUNCTIONS: dict[str, tuple[Callable[..., Any], list[str], str]] = {
    "strip_accents": (strip_accents, ["VARCHAR"], "VARCHAR"),
}
