"""The errors of ingestion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

MAX_SHOWN = 20
# An error shows only a few of its causes, because parts of a run often fail for the same reason,
# such as a host that does not answer.
MAX_REASONS = 3


class IngestionError(Exception):
    """Input breaks a declared rule; the error names file, rule and, if known, column and row.

    ``row`` counts records from 1, and not lines, because cells may contain line breaks.
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
        parts = [str(file)]
        if column is not None:
            parts.append(f"column {column!r}")
        if row is not None:
            parts.append(f"row {row}")
        super().__init__(f"{', '.join(parts)}: {rule}")


def combined(source: str, errors: Sequence[IngestionError]) -> IngestionError:
    """Combine errors into one: a single error as it is, else the first lines of ``MAX_SHOWN``."""
    if len(errors) == 1:
        return errors[0]
    lines = [str(error).splitlines()[0] for error in errors[:MAX_SHOWN]]
    if len(errors) > MAX_SHOWN:
        lines.append(f"and {len(errors) - MAX_SHOWN} further errors")
    return IngestionError(source, "; ".join(lines))


class NotFoundError(IngestionError):
    """The publisher has nothing at this URL."""


class RefusedError(IngestionError):
    """The publisher does not give this URL to everyone, or only to an account."""


class LongWaitError(IngestionError):
    """The server requests a longer wait than a run has time for."""


class RateLimitSpentError(LongWaitError):
    """No call is left, and the rate limit renews later than a run can wait."""


class SourceOffError(Exception):
    """The configuration turns the source off; the message is the reason."""


class Failures:
    """Errors of single parts of a run, which are logged at once and raised together at the end."""

    def __init__(self, source: str, log: Callable[[str], None]) -> None:
        self._source, self._log = source, log
        self._reasons: list[str] = []

    def add(self, reason: str) -> None:
        """Log an error, and keep it until the end of the run."""
        self._log(reason)
        self._reasons.append(reason)

    def __bool__(self) -> bool:
        return bool(self._reasons)

    def raise_all(self) -> None:
        """Raise one IngestionError for all errors, if there are any."""
        if self._reasons:
            shown, more = self._reasons[:MAX_REASONS], len(self._reasons) - MAX_REASONS
            if more > 0:
                shown.append(f"and {more} further errors, which the log lists")
            raise IngestionError(self._source, "; ".join(shown))
