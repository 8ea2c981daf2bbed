"""The number of an answer under choices that an informed critic could make (docs/metrics.md 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts
from reports.text.formatting import count, period_name
from reports.text.units import format_number, format_value

FEWEST = 2


@dataclass(frozen=True)
class Choice:
    """A choice with its value; ``place`` is from 0, the lowest value of the range, to 1."""

    name: str
    is_headline: bool
    definition: str
    period: str
    vintage: str
    n: str
    value: str
    interval: str
    place: float


@dataclass(frozen=True)
class AnswerRange:
    """The choices of an answer, from the lowest value to the highest."""

    choices: Sequence[Choice]

    @property
    def others(self) -> str:
        """Return the number of choices beside that of the answer."""
        return count(len(self.choices) - 1)

    @property
    def ends(self) -> str:
        """Return the lowest and the highest value in words."""
        return f"{self.choices[0].value} to {self.choices[-1].value}"


def answer_range(marts: Marts, question: str) -> AnswerRange | None:
    """Return the range of the answer to a question; None without other choices."""
    rows = marts.records(
        f"from {SCHEMA}.answer_ranges where question = ? order by value, is_headline, choice",
        [question],
    )
    if len(rows) < FEWEST:
        return None
    low, high = rows[0]["value"], rows[-1]["value"]
    return AnswerRange([_choice(row, (row["value"] - low) / (high - low or 1)) for row in rows])


def _choice(row: dict[str, Any], place: float) -> Choice:
    low, high = (row[end] for end in ("ci_low", "ci_high"))
    ends = [format_number(end, row["unit"]) for end in (low, high) if end is not None]
    return Choice(
        name=row["choice"],
        is_headline=row["is_headline"],
        definition=row["definition"],
        period=period_name(row["period"]),
        vintage=f"{row['vintage']:%Y-%m-%d}",
        n=count(row["n"]),
        value=format_value(row["value"], row["unit"]),
        interval="\N{EN DASH}".join(ends) if len(ends) > 1 else "",
        place=place,
    )
