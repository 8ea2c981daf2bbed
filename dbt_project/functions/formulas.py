"""Cells of a CSV file that a spreadsheet would run as a formula."""

from __future__ import annotations

import re

# What such a cell starts with, for Python and for DuckDB. Some programs also read the wide signs of
# East Asian texts, and skip a byte order mark or a space.
FORMULA = "^[\\s\ufeff\u3000]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|^[\\t\\r\\n]"
IS_FORMULA = re.compile(FORMULA)


def guarded(cell: object) -> object:
    """Return a cell that no spreadsheet runs: an apostrophe makes a formula a text."""
    return f"'{cell}" if isinstance(cell, str) and IS_FORMULA.search(cell) else cell
