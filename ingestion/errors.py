"""The errors of ingestion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

MAX_SHOWN = 20
# The states of errors, the worst last.
STATES = ("forbidden", "incomplete", "paused", "degraded")


def printable(text: str) -> str:
    """Return a text of others on one line, without letters that a terminal would obey."""
    return "".join(
        letter if letter.isprintable() else f"{letter!a}"[1:-1]
        for letter in re.sub(r"\s", " ", text)
    )


class IngestionError(Exception):
    """Input breaks a declared rule; the error names file, rule and, if known, column and row.

    ``row`` counts records from 1, and not lines, because cells may contain line breaks. ``state``
    is that of a refresh which it ends.
    """

    state = "degraded"

    def __init__(
        self, file: Path | str, rule: str, *, column: str | None = None, row: int | None = None
    ) -> None:
        self.file, self.rule, self.column, self.row = str(file), rule, column, row
        parts = [str(file)]
        if column is not None:
            parts.append(f"column {column!r}")
        if row is not None:
            parts.append(f"row {row}")
        super().__init__(printable(f"{', '.join(parts)}: {rule}"))


class NotFoundError(IngestionError):
    """The publisher has nothing at this URL."""


class ForbiddenError(IngestionError):
    """The robots.txt of the site forbids the request to programs."""

    state = "forbidden"


class RefusedError(IngestionError):
    """The site refuses a request of this program or with this key."""


class LongWaitError(IngestionError):
    """The server requests a longer wait than a run has time for."""

    state = "paused"


class IncompleteError(IngestionError):
    """The publisher's file has less than it had, or is older."""

    state = "incomplete"


class SourceOffError(Exception):
    """The configuration turns the source off; the message is the reason."""

    state = "off"


def combined(source: str, errors: Sequence[IngestionError]) -> IngestionError:
    """Combine errors into one: a single error as it is, else the first lines of ``MAX_SHOWN``.

    The state is the worst one.
    """
    # One fault of a server gives the same error for each file.
    errors = list({str(error): error for error in errors}.values())
    if len(errors) == 1:
        return errors[0]
    lines = [str(error) for error in errors[:MAX_SHOWN]]
    if len(errors) > MAX_SHOWN:
        lines.append(f"and {len(errors) - MAX_SHOWN} further errors")
    worst = max(errors, key=lambda error: STATES.index(error.state))
    return type(worst)(source, "; ".join(lines))
