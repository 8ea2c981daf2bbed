"""The answers of a publication, for a terminal."""

from __future__ import annotations

import json
from pathlib import Path


def headlines(publication: Path) -> list[str]:
    """Return the answers as lines of plain text, in the order of the questions."""
    return [
        answer["text"]
        for answer in json.loads((publication / "answers.json").read_text(encoding="utf-8"))
    ]
