"""The answer of a question among all combinations of the choices that a critic could make.

An axis is a choice, and a combination takes one value on each axis (docs/metrics.md 6).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from reports.marts.estimates import row_id
from reports.marts.metric_query import METRICS, SCHEMA
from reports.marts.reader import Marts, sql_value
from reports.text.formatting import count, percent
from reports.text.sentence import Number, Sentence
from reports.text.units import format_interval, format_number, format_size, format_value, unit

TEAM = "team"  # the axis of who is academic, which decides what a share is of: it comes first


@dataclass(frozen=True)
class Axis:
    """A choice in words, and its values with theirs: that of the answer first."""

    axis: str
    label: str
    values: Mapping[str, str]
    caveats: Mapping[str, str]


@dataclass(frozen=True)
class Neighbour:
    """The answer, or a combination that differs from it in one choice, in words."""

    axis: str
    choice: str
    name: str
    value: str
    interval: str
    n: str

    @property
    def address(self) -> str:
        """Return its place on the page of the question."""
        return f"#choose?{self.axis}={self.choice}" if self.axis else "#choose"


def headline(marts: Marts, question: str) -> dict[str, Any] | None:
    """Return the row of the answer to a question; None without one."""
    rows = marts.records(f"from {SCHEMA}.answers where question = ?", [question])
    return rows[0] if rows else None


def axes(marts: Marts, question: str) -> list[Axis]:
    """Return the choices of a question in order, that of who is academic first."""
    rows = marts.records(
        f"from {SCHEMA}.choices where question = ?"
        f" order by axis <> '{TEAM}', axis_place, axis, not is_answer, place, choice",
        [question],
    )
    grouped = [(axis, list(values)) for axis, values in groupby(rows, itemgetter("axis"))]
    return [
        Axis(
            axis,
            values[0]["axis_label"],
            {row["choice"]: row["label"] for row in values},
            {row["choice"]: row["caveat"] for row in values if row["caveat"]},
        )
        for axis, values in grouped
    ]


def specifications(marts: Marts, question: str, where: str = "true") -> list[dict[str, Any]]:
    """Return the combinations of a question, the answer first, then from the lowest value on."""
    return marts.records(
        f"from {SCHEMA}.specifications where question = ? and {where}"
        " order by not is_answer, value, choices",
        [question],
    )


def neighbours(marts: Marts, question: str) -> list[Neighbour]:
    """Return the answer and the combinations that differ from it in one choice, by choice."""
    row = headline(marts, question)
    if row is None:
        return []
    own = _neighbour(row, "", "", "This answer")
    return [own] + [
        _neighbour(near, axis.axis, choice, f"{axis.label}: {axis.values[choice]}")
        for axis, choice, near in _near(marts, question)
        if not near["is_repeat"]
    ]


def _near(marts: Marts, question: str) -> list[tuple[Axis, str, dict[str, Any]]]:
    """Return each combination that differs in one choice, with its axis and choice, in order."""
    rows = specifications(marts, question, "steps = 1")
    found = []
    for axis in axes(marts, question):
        for choice in list(axis.values)[1:]:
            found += [(axis, choice, row) for row in rows if row["choices"][axis.axis] == choice]
    return found


def _neighbour(row: Mapping[str, Any], axis: str, choice: str, name: str) -> Neighbour:
    return Neighbour(axis, choice, name, value(row), interval(row), count(row["n"] or 0))


def value(row: Mapping[str, Any], digits: int | None = None) -> str:
    """Write the value of an answer or a combination."""
    return format_value(row["value"], row["unit"], digits)


def interval(row: Mapping[str, Any], digits: int | None = None) -> str:
    """Write the interval of an answer or a combination; empty without one."""
    low, high = row["ci_low"], row["ci_high"]
    return "" if low is None else format_interval(low, high, row["unit"], digits)


def range_sentence(
    marts: Marts, question: str, doubted: str = "Other choices", *, is_brief: bool = False
) -> Sentence | None:
    """State the range of nine in ten combinations, their middle, who agrees, and what decides.

    A brief sentence has the range alone. An answer outside this range says so. A part of
    combinations is no probability.
    """
    row = headline(marts, question)
    if row is None or row["combinations"] < 2:
        return None
    labels = {axis.axis: axis.label for axis in axes(marts, question)}
    decisive = labels.get(row["decisive_axis"])
    low, middle, high = (_number(row, column) for column in ("p05", "middle", "p95"))
    side = "lower" if row["value"] < low.value else "higher" if row["value"] > high.value else ""
    which = (
        ""
        if is_brief
        else (", {middle} in the middle (nine in ten of {combinations} combinations{agree})")
    )
    return Sentence(
        f"{{doubted}} give {{low}} to {{high}}{{unit}}{which}{{side}}{{most}}.",
        {
            "doubted": doubted,
            "combinations": Number(
                count(row["combinations"]), row["combinations"], _id(row), "combinations"
            ),
            "low": Number(low.text.removesuffix(" times"), low.value, low.row, low.column),
            "high": high,
            "middle": middle,
            "side": f"; this answer is {side}" if side else "",
            "unit": f" {name}" if (name := unit(row["unit"]).name) else "",
            "agree": ""
            if row["agree"] is None
            else Sentence(
                "; {agree} have its direction, {clearly} clearly",
                {"agree": _part(row, "agree"), "clearly": _part(row, "agree_clearly")},
            ),
            "most": f"; what matters most is {_inside(decisive)}"
            if decisive and not is_brief
            else "",
        },
    )


def _number(row: Mapping[str, Any], column: str) -> Number:
    text = format_number(row[column], row["unit"], unit(row["unit"]).prose)
    return Number(text, row[column], _id(row), column)


def _part(row: Mapping[str, Any], column: str) -> Number:
    query = (
        f"select {column}, 'share' as unit from {SCHEMA}.answers"
        f" where question = {sql_value(row['question'])}"
    )
    return Number(percent(row[column]), row[column], column=column, query=query)


def _id(row: Mapping[str, Any]) -> str:
    return row_id("answers", {"question": row["question"]})


def _inside(label: str) -> str:
    """Write the label of an axis inside a sentence: ``the list of models``, ``who is academic``."""
    words = f"{label[:1].lower()}{label[1:]}"
    return words if words.startswith(("who", "what", "when", "which", "how")) else f"the {words}"


def caveats_of_answer(marts: Marts, question: str) -> list[dict[str, Any]]:
    """Return the caveats of the number of an answer, those that say most of it first.

    ``size`` says how far one choice moves the number, if there is one that shows the caveat. Below
    these, a caveat of few answers concerns its own more than one that nearly all have.
    """
    rows = marts.records(
        f"""
        with attached as (
            select answers.question, unnest(rows.caveats) as caveat
            from {SCHEMA}.answers
            inner join {METRICS} as rows
                using (metric, definition, source, vintage, period, unit, value)
            where rows.team_class is not distinct from answers.team_class
                and rows.sector is not distinct from answers.sector
        ),
        spread as (
            select caveat, count(distinct question) as answers from attached group by caveat
        )
        select distinct dim_caveat.caveat, sentence, evidence, answers
        from attached
        inner join {SCHEMA}.dim_caveat using (caveat)
        inner join spread using (caveat)
        where question = ?
        """,
        [question],
    )
    sizes = _sizes(marts, question)
    rows.sort(key=lambda row: (-sizes.get(row["caveat"], 0), row["answers"], row["caveat"]))
    name = (headline(marts, question) or {}).get("unit", "")
    for row in rows:
        size = sizes.get(row["caveat"])
        row["size"] = format_size(size, name) if size else ""
    return rows


def _sizes(marts: Marts, question: str) -> dict[str, float]:
    """Return how far the choices that show a caveat move the number of an answer, at most."""
    row = headline(marts, question)
    sizes: dict[str, float] = {}
    for axis, choice, near in _near(marts, question) if row else ():
        caveat = axis.caveats.get(choice)
        if row and caveat:
            sizes[caveat] = max(sizes.get(caveat, 0), abs(near["value"] - row["value"]))
    return sizes
