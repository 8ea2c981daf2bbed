"""The limit of DuckDB's memory, for landing, the warehouse and its readers."""

from __future__ import annotations

import os
import re

VARIABLE = "COMPUTE_DIVIDE_MEMORY"
# The other half is for Python, which computes resamples and draws figures, and for the operating
# system.
DEFAULT = "50%"
SIZE = re.compile(r"\d+(\.\d+)? ?(%|[KMGT]i?B)", re.IGNORECASE)


def memory_limit() -> str:
    """Return the limit in DuckDB's notation. Raises ValueError if the variable is not a size."""
    value = os.environ.get(VARIABLE, "").strip() or DEFAULT
    if not SIZE.fullmatch(value):
        raise ValueError(
            f"{VARIABLE}={value!r} is not valid: use a size such as 4GB, or a share of the"
            " machine's memory such as 50%"
        )
    return value
