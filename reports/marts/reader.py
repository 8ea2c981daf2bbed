"""The reader of the marts runs queries, logs them, and finds scopes and single estimates.

The queries themselves are in the other modules of this package, by subject.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from reports.marts.metric_query import ANY, IS_YEAR, SCHEMA, MetricQuery
from reports.text.formatting import plain

SAMPLE = "sample"
FILLING = "still_filling"
MODELS = ("model_team_share", "notable_compute_known")
PAPERS = ("any_industry_share", "accepted")
FIXED_VENUES = "accepted_fixed_venues"
MOST_KEPT = 100  # most rows of a result that is kept


class NotEnoughDataError(Exception):
    """The marts cannot support a figure; the message is the reason that readers see."""


@dataclass(frozen=True)
class Scope:
    """The latest list that answers a metric: one source, one vintage, one definition."""

    metric: str
    definition: str
    source: str
    vintage: date
    publisher: str
    licence: str

    @property
    def is_sample(self) -> bool:
        """True when the rows are the embedded sample and not a publisher's."""
        return self.source == SAMPLE

    def select(self, **fields: Any) -> MetricQuery:  # noqa: ANN401 - as MetricQuery
        """Return the query for rows of this scope; ``fields`` are those of ``MetricQuery``."""
        place = (self.metric, self.definition, self.source, self.vintage)
        return replace(MetricQuery(*place), **fields)

    @property
    def citation(self) -> str:
        """Return publisher and date of the list, as a caption cites it."""
        return f"{plain(self.publisher, 60)}, {self.vintage:%Y-%m-%d}"


def require(scope: Scope | None, what: str) -> Scope:
    """Return the scope; raise NotEnoughDataError if there is none."""
    if scope is None:
        raise NotEnoughDataError(f"This publication has no {what}.")
    return scope


@dataclass(frozen=True)
class Estimate:
    """One row of ``marts.metrics`` that may be shown: shares from 0 to 1, with 95% intervals."""

    metric: str
    definition: str
    source: str
    vintage: date
    period: str
    team_class: str | None
    unit: str
    value: float
    ci_low: float
    ci_high: float | None
    n: int
    k: int | None
    n_unknown: int
    bound_low: float | None
    bound_high: float | None
    ci_method: str
    effective_n: float | None = None
    degrees: float | None = None
    caveats: Sequence[str] = ()
    vintages: Sequence[str] = ()
    n_lists: int | None = None


DIMENSIONS = "sector, topic, country, region, venue, counting"
ESTIMATE_COLUMNS = f"{', '.join(Estimate.__dataclass_fields__)}, {DIMENSIONS}"


@dataclass(frozen=True)
class Query:
    """A query with the values of its ``?``, in order."""

    text: str
    parameters: tuple[Any, ...]


@dataclass(frozen=True)
class StatedRow:
    """A row whose numbers a sentence states: a row of a mart, or the answer to a query."""

    row: Mapping[str, Any]
    table: str = ""
    query: Query | None = None


class Marts:
    """The marts behind a DuckDB connection; every method returns less than a few thousand rows.

    Short results are kept, so the marts must not change while an object is in use.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._asked: list[Query] = []
        self._stated: list[StatedRow] = []
        self._answers: dict[str, list[dict[str, Any]]] = {}

    @contextmanager
    def recorded(self) -> Iterator[list[Query]]:
        """Collect the queries of the body, in order and without repeats."""
        self._asked = []
        yield self._asked

    @contextmanager
    def stating(self) -> Iterator[list[StatedRow]]:
        """Collect the rows that the sentences of the body state."""
        self._stated = []
        yield self._stated

    def state(self, row: Mapping[str, Any], table: str = "metrics") -> None:
        """Record that a sentence states numbers of a row of a mart."""
        self._stated.append(StatedRow(row, table))

    def fact(self, query: str, parameters: list[Any] | None = None) -> dict[str, Any]:
        """Run a query with one row, such as a count, and record that a sentence states it."""
        (row,) = self.records(query, parameters)
        self._stated.append(StatedRow(row, query=Query(query, tuple(parameters or ()))))
        return row

    def frame(self, query: str, parameters: list[Any] | None = None) -> pd.DataFrame:
        """Run a query and return a frame with one column per selected expression."""
        self._note(query, parameters)
        return self.connection.execute(query, parameters or []).df()

    def _note(self, query: str, parameters: list[Any] | None) -> None:
        asked = Query(query, tuple(parameters or ()))
        if asked not in self._asked:
            self._asked.append(asked)

    def records(self, query: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
        """Run a query and return one dictionary per row, with None for null."""
        self._note(query, parameters)
        key = f"{query}{parameters}"
        rows = self._answers.get(key)
        if rows is None:
            result = self.connection.execute(query, parameters or [])
            names = [column[0] for column in result.description or []]
            rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
            if len(rows) <= MOST_KEPT:
                self._answers[key] = rows
        return [dict(row) for row in rows]

    def has(self, table: str) -> bool:
        """Return whether the warehouse has a mart of this name."""
        return bool(
            self.records(
                "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
                [SCHEMA, table],
            )
        )

    def scope(self, metric: str, definition: str, where: str = "period = 'all'") -> Scope | None:
        """Find the source with most rows and its newest vintage; None if no source has rows.

        ``where`` selects years if a metric is never pooled over all years.
        """
        query = MetricQuery(metric, definition, only_shown=False, where=where)
        found = self.records(
            *query.select(
                "source, vintage, max(n) as n",
                "group by source, vintage\nhaving max(n) > 0\n"
                "qualify row_number() over (partition by source order by vintage desc) = 1\n"
                "order by n desc, source\nlimit 1",
            )
        )
        if not found:
            return None
        terms = self.terms(found[0]["source"])
        return Scope(metric, definition, found[0]["source"], found[0]["vintage"], *terms)

    def terms(self, source: str) -> tuple[str, str]:
        """Look up publisher and licence of a source."""
        found = self.records(
            f"""
            select
                coalesce(max(publisher), '{SAMPLE}') as publisher,
                coalesce(string_agg(distinct licence, '; ' order by licence), '') as licence
            from {SCHEMA}.vintages
            where source = ?
            """,
            [source],
        )
        return found[0]["publisher"], found[0]["licence"]

    def estimates(self, scope: Scope, where: str) -> pd.DataFrame:
        """Return rows of a scope that may be shown, pooled over all dimensions but team class."""
        query = scope.select(where=where)
        return self.frame(*query.select(tail="order by period_start, period, team_class"))

    def years(self, scope: Scope) -> pd.DataFrame:
        """Read the calendar years of a scope, with ``year`` as a number in the last column."""
        return with_year(self.estimates(scope, IS_YEAR))

    def estimate(
        self,
        scope: Scope | None,
        period: str,
        team_class: str | None = None,
        unit: str | None = None,
        sector: str | None = None,
    ) -> Estimate | None:
        """Return one estimate, which the sentence states; None if it is absent or has no interval.

        ``unit`` is required if a metric has several units.
        """
        if scope is None:
            return None
        query = scope.select(
            period=period,
            team_class=team_class,
            unit=ANY if unit is None else unit,
            sector=sector,
            where="ci_low is not null",
        )
        found = self.records(*query.select(ESTIMATE_COLUMNS))
        return self.stated_estimate(found[0]) if found else None

    def stated_estimate(self, row: Mapping[str, Any]) -> Estimate:
        """Turn a row of metrics into an estimate that the sentence states."""
        self.state(row)
        return Estimate(**{name: row[name] for name in Estimate.__dataclass_fields__})

    def filling_years(self, scope: Scope, team_class: str | None = None) -> list[Estimate]:
        """Read the calendar years to which the publisher still adds cases, in order."""
        query = scope.select(
            team_class=team_class,
            where=f"{IS_YEAR} and list_contains(caveats, ?) and ci_low is not null",
            values=(FILLING,),
        )
        return [
            self.stated_estimate(row)
            for row in self.records(*query.select(ESTIMATE_COLUMNS, "order by period"))
        ]


def with_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Add ``year``, the first year of the period, as a number."""
    return rows.assign(year=rows["period"].str[:4].astype(int))


def require_table(marts: Marts, table: str, what: str) -> None:
    """Raise NotEnoughDataError if the warehouse was built without a mart."""
    if not marts.has(table):
        raise NotEnoughDataError(f"This publication has no {what}.")
