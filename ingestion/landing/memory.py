"""The limit of DuckDB's memory, for landing, the warehouse and its readers."""

from __future__ import annotations

import os
import re

VARIABLE = "COMPUTE_DIVIDE_MEMORY"
# The other half is for Python, which computes resamples and draws figures, and for the operating
# system.
DEFAULT = "50%"
PART = r"[0-9]+(\.[0-9]+)? ?[KMGT]i?B|(100|[0-9]{1,2}(\.[0-9]+)?) ?%"
SIZE = re.compile(rf"(?=.*[1-9])({PART})", re.IGNORECASE)


def memory_limit() -> str:
    """Return the limit in DuckDB's notation. Raises ValueError if the variable is not a size."""
    value = os.environ.get(VARIABLE, "").strip() or DEFAULT
    if not SIZE.fullmatch(value):
        raise ValueError(
            f"{VARIABLE}={value!r} is not valid: use a size such as 4GB, or a share of the"
            " machine's memory such as 50%"
        )
    return value
