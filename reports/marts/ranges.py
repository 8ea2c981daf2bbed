"""The number of an answer under choices that an informed critic could make (docs/metrics.md 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.marts.metric_query import METRICS, SCHEMA
from reports.marts.reader import Marts
from reports.text.formatting import count, period_name
from reports.text.units import format_interval, format_number, format_size, format_value

FEWEST = 2


@dataclass(frozen=True)
class Choice:
    """A choice with its value, a number with its unit, and with what its n counts.

    ``place`` is from 0, the lowest value of the range, to 1. ``may_be_zero`` says whether its
    value or its interval allows none.
    """

    name: str
    is_headline: bool
    definition: str
    period: str
    vintage: str
    n: str
    counted: str
    number: str
    value: str
    interval: str
    place: float
    exact: float
    unit: str
    may_be_zero: bool


@dataclass(frozen=True)
class AnswerRange:
    """The choices of an answer, from the lowest value to the highest."""

    choices: Sequence[Choice]

    @property
    def others(self) -> str:
        """Return the number of choices beside that of the answer."""
        return count(sum(not choice.is_headline for choice in self.choices))

    @property
    def headline(self) -> Choice:
        """Return the choice of the answer."""
        return next(choice for choice in self.choices if choice.is_headline)

    @property
    def ends(self) -> str:
        """Return the lowest and the highest value in words, and whether the answer is one."""
        low, high = self.choices[0], self.choices[-1]
        ends = {low.exact: "; the answer is the lowest", high.exact: "; the answer is the highest"}
        at_end = ends.get(self.headline.exact, "")
        return f"{low.number.removesuffix(' times')} to {high.value}{at_end}"


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


def headline_series(marts: Marts, question: str) -> list[dict[str, Any]]:
    """Return the number of an answer in each period of its kind since 2010, in order.

    Rows have ``x`` from 0 on, and ``is_headline`` for the period of the answer.
    """
    return marts.records(
        f"""
        with headline as (from {SCHEMA}.answer_ranges where question = ? and is_headline)
        select rows.period, rows.unit, rows.value, rows.ci_low, rows.ci_high,
            rows.period = headline.period as is_headline,
            row_number() over (order by rows.period_start) - 1 as x
        from {METRICS} as rows
        inner join headline
            on rows.metric = headline.metric and rows.definition = headline.definition
            and rows.source = headline.source and rows.vintage = headline.vintage
            and rows.team_class is not distinct from headline.team_class
            and rows.sector is not distinct from headline.sector and rows.unit = headline.unit
            and contains(rows.period, '-') = contains(headline.period, '-')
        where not rows.suppressed and rows.value is not null and rows.counting = 'full'
            and rows.venue is null and rows.topic is null and rows.country is null
            and rows.region is null and rows.period_start >= date '2010-01-01'
        -- Periods that overlap are no series.
        qualify coalesce(
            rows.period_start > lag(rows.period_end) over (order by rows.period_start), true
        )
        order by x
        """,
        [question],
    )


def headline_number(marts: Marts, question: str) -> dict[str, Any] | None:
    """Return the row of the number in the answer to a question; None without one."""
    rows = marts.records(
        f"from {SCHEMA}.answer_ranges where question = ? and is_headline", [question]
    )
    return rows[0] if rows else None


def caveats_of_answer(marts: Marts, question: str) -> list[dict[str, Any]]:
    """Return the caveats of the number of an answer, those that say most of it first.

    ``size`` says how far a choice moves the number, if there is one that shows the caveat. Below
    these, a caveat of few answers concerns its own more than one that nearly all have.
    """
    rows = marts.records(
        f"""
        with headlines as (
            select ranges.question, unnest(rows.caveats) as caveat
            from {SCHEMA}.answer_ranges as ranges
            inner join {METRICS} as rows
                using (metric, definition, source, vintage, period, unit, value)
            where ranges.is_headline
                and rows.team_class is not distinct from ranges.team_class
                and rows.sector is not distinct from ranges.sector
        ),
        spread as (
            select caveat, count(distinct question) as answers from headlines group by caveat
        ),
        attached as (select distinct caveat from headlines where question = $1),
        headline as (from {SCHEMA}.answer_ranges where question = $1 and is_headline),
        sizes as (
            select ranges.caveat, any_value(ranges.unit) as unit,
                max(abs(ranges.value - headline.value)) as size
            from {SCHEMA}.answer_ranges as ranges
            cross join headline
            where ranges.question = $1 and ranges.caveat is not null
                -- The field's newest period ends with its lists, others with the newest year.
                and left(ranges.period, 4) = left(headline.period, 4)
            group by ranges.caveat
        )
        select dim_caveat.caveat, sentence, evidence, size, unit
        from attached
        inner join {SCHEMA}.dim_caveat using (caveat)
        inner join spread using (caveat)
        left join sizes using (caveat)
        order by size desc nulls last, answers, caveat
        """,
        [question],
    )
    for row in rows:
        row["size"] = format_size(row["size"], row["unit"]) if row["size"] else ""
    return rows


def _choice(row: dict[str, Any], place: float) -> Choice:
    low, high = (row[end] for end in ("ci_low", "ci_high"))
    return Choice(
        name=row["choice"],
        is_headline=row["is_headline"],
        definition=row["definition"] or "",
        period=period_name(row["period"]),
        vintage=f"{row['vintage']:%Y-%m-%d}" if row["vintage"] else "",
        n="" if row["n"] is None else count(row["n"]),
        counted=row["counted"],
        number=format_number(row["value"], row["unit"]),
        value=format_value(row["value"], row["unit"]),
        interval="" if low is None else format_interval(low, high, row["unit"]),
        place=place,
        exact=row["value"],
        unit=row["unit"],
        may_be_zero=row["value"] == 0 or (low is not None and low <= 0 <= (high or low)),
    )
