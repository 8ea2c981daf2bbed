"""The code of one figure or page may fail: the publication says so, and has all others."""

import logging

import duckdb

from reports.publication.model import NotDrawn

# These are no fault of a figure, so they end the publication: a full disk, or too little memory.
ENDS = (OSError, MemoryError, duckdb.IOException, duckdb.OutOfMemoryException)


def fault(name: str, error: Exception) -> NotDrawn:
    """Log why the code of a figure or page failed, and return it in words; raise what ends all."""
    if isinstance(error, ENDS):
        raise error
    logging.getLogger(__name__).error("%s failed", name, exc_info=error)
    why = f"Its code failed, which is a fault of ours: {type(error).__name__}: {error}"
    return NotDrawn(name, why, is_fault=True)
