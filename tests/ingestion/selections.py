"""Selections of sources for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.fetching import selection


def select(patch: pytest.MonkeyPatch, folder: Path, source: str, text: str) -> None:
    """Replace the ``selection.csv`` of a source."""
    path = folder / source / selection.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    patch.setattr(selection, "SOURCES", folder)
