"""The one error that ingestion raises for bad input."""

from __future__ import annotations

from pathlib import Path


class IngestionError(Exception):
    """Input that breaks a declared rule: names the file, the rule and, where known, column and row.

    ``row`` counts data records from 1, not physical lines: cells may contain line breaks.
    """

    def __init__(
        self,
        file: Path | str,
        rule: str,
        *,
        column: str | None = None,
        row: int | None = None,
    ) -> None:
        self.file, self.rule, self.column, self.row = str(file), rule, column, row
        place = [str(file)]
        if column is not None:
            place.append(f"column {column!r}")
        if row is not None:
            place.append(f"row {row}")
        super().__init__(f"{', '.join(place)}: {rule}")


class NotFoundError(IngestionError):
    """A URL that the publisher answers for with: there is nothing."""


class RefusedError(IngestionError):
    """A URL that the publisher does not give to whoever asks, or not without an account."""


class SourceOffError(Exception):
    """A source that is not fetched by configuration; the message is the reason."""
