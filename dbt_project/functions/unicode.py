"""Unicode forms that DuckDB lacks."""

from __future__ import annotations

import unicodedata


def nfkc(text: str) -> str:
    """Return the text in Unicode's compatibility composition (NFKC), which DuckDB lacks."""
    return unicodedata.normalize("NFKC", text)
