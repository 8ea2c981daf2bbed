"""All combinations of choices of a number, as its page and a program read them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from reports.marts.choices import Axis, axes, headline, interval, specifications, value
from reports.marts.reader import Marts
from reports.site.chart import DIGITS
from reports.text.units import unit

COLUMNS = (
    "choices", "value", "ci_low", "ci_high", "n", "k", "period", "is_repeat", "text", "interval",
)  # fmt: skip


def of_number(marts: Marts, number: str, title: str) -> dict[str, Any] | None:
    """Return the choices of a number and their combinations, that of the answer first.

    None if the number has no choice.
    """
    row = headline(marts, number)
    if row is None or not (choices := axes(marts, number)):
        return None
    return {
        "question": number,
        "title": title,
        "unit": row["unit"],
        "scale": {"name": unit(row["unit"]).name, **asdict(unit(row["unit"]).axis)},
        "counted": row["counted"],
        "axes": [_axis(axis) for axis in choices],
        "columns": COLUMNS,
        "rows": [_row(one, choices) for one in specifications(marts, number)],
    }


def _axis(axis: Axis) -> dict[str, Any]:
    values = [{"choice": choice, "label": label} for choice, label in axis.values.items()]
    return {"axis": axis.axis, "label": axis.label, "choices": values}


def _row(row: Mapping[str, Any], choices: Sequence[Axis]) -> list[Any]:
    """Return a combination: the place of its choice on each axis, its numbers, and their words."""
    numbers = (row[name] for name in ("value", "ci_low", "ci_high"))
    return [
        [list(axis.values).index(row["choices"][axis.axis]) for axis in choices],
        *(None if number is None else round(number, DIGITS) for number in numbers),
        *(row[name] for name in ("n", "k", "period", "is_repeat")),
        value(row),
        interval(row),
    ]
