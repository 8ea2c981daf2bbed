"""The headlines of a publication, for a terminal."""

from __future__ import annotations

import html
import re
from pathlib import Path

CLAIM = re.compile(r'<p class="(?:lead|claim)">(.*?)</p>')


def headlines(publication: Path) -> list[str]:
    """Return the claims of a front page as plain text."""
    page = publication / "index.html"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    claims = (re.sub(r"<[^>]+>", "", claim) for claim in CLAIM.findall(text))
    return [html.unescape(claim).strip() for claim in claims]
