"""The reader of the marts runs queries, logs them, and finds lists and single estimates.

The queries themselves are in the other modules of this package, by subject.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from reports.marts.estimates import COLUMNS, Estimate, last
from reports.marts.metric_query import IS_YEAR, METRICS, SCHEMA, MetricQuery
from reports.text.formatting import count, licence_name, plain, sentence_list
from reports.text.sentence import Number

FILLING = "still_filling"
TRAINED = ("model_team_share", "notable_classed")
# By the publisher's labels, for what compares its lists.
MODELS = ("model_team_share", "notable_compute_known")
PAPERS = ("any_industry_share", "accepted")
FIELD = "accepted_field"
FEW_CASES = 20  # fewer known cases do not carry a headline
MOST_NAMED = 3  # publishers of a source in captions; more end in "and 2 more"
MOST_KEPT = 1_000  # most rows of a result that is kept


class NotEnoughDataError(Exception):
    """The marts cannot support a figure; the message is the reason that readers see."""


@dataclass(frozen=True)
class Scope:
    """The list that answers a metric: one source, its newest vintage, one definition.

    ``publisher`` and ``licence`` are the names of all publishers of the source, in words.
    """

    metric: str
    definition: str
    source: str
    vintage: date
    publisher: str
    licence: str

    def select(self, **fields: Any) -> MetricQuery:  # noqa: ANN401 - as MetricQuery
        """Return the query for rows of this scope; ``fields`` are those of ``MetricQuery``."""
        key = (self.metric, self.definition, self.source, self.vintage)
        return replace(MetricQuery(*key), **fields)

    @property
    def citation(self) -> str:
        """Return publisher and date of the list, as a caption cites it."""
        return f"{self.publisher}, {self.vintage:%Y-%m-%d}"


def require(scope: Scope | None, what: str) -> Scope:
    """Return the scope; raise NotEnoughDataError if there is none."""
    if scope is None:
        raise NotEnoughDataError(f"This publication has no {what}.")
    return scope


@dataclass(frozen=True)
class Query:
    """A query with the values of its ``?``, in order, and a hash of its result."""

    text: str
    parameters: tuple[Any, ...]
    result: str = field(default="", compare=False)

    @property
    def sql(self) -> str:
        """Return the query with its values in place, on one line."""
        first, *rest = self.text.split("?")
        values = zip(map(sql_value, self.parameters), rest, strict=True)
        return " ".join((first + "".join(f"{value}{after}" for value, after in values)).split())


def sql_value(value: Any) -> str:  # noqa: ANN401 - whatever DuckDB takes as a parameter
    """Write a value as a literal, for statements that accept no parameters."""
    if value is None:
        return "null"
    if isinstance(value, date):
        return f"date '{value}'"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(sql_value, value))}]"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


@dataclass(frozen=True)
class Fact:
    """The one row of a query, such as a count; ``query`` gives it again."""

    row: dict[str, Any]
    query: str

    def number(self, column: str, text: str) -> Number:
        """Return a number of the row, printed as ``text``."""
        return Number(text, self.row[column], column=column, query=self.query)

    def count(self, column: str) -> Number:
        """Return a count of the row."""
        return self.number(column, count(self.row[column]))


class Marts:
    """The marts behind a DuckDB connection; every method returns less than a few thousand rows.

    Short results are kept, so the marts must not change while an object is in use.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._asked: list[Query] | None = None
        self._answers: dict[str, list[dict[str, Any]]] = {}

    @contextmanager
    def recorded(self) -> Iterator[list[Query]]:
        """Collect the queries of the body, in order and without repeats."""
        self._asked = []
        yield self._asked
        self._asked = None

    def frame(self, query: str, parameters: list[Any] | None = None) -> pd.DataFrame:
        """Run a query and return a frame with one column per selected expression."""
        rows = self.connection.execute(query, parameters or []).df()
        self._note(query, parameters, rows)
        return rows

    def _note(self, query: str, parameters: list[Any] | None, rows: object) -> None:
        if self._asked is None:
            return
        values = rows.to_dict("split") if isinstance(rows, pd.DataFrame) else rows
        # Not pickled: which strings are one object differs from process to process.
        result = hashlib.sha256(repr(values).encode()).hexdigest()
        statement = Query(query, tuple(parameters or ()), result)
        if statement not in self._asked:
            self._asked.append(statement)

    def records(self, query: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
        """Run a query and return one dictionary per row, with None for null."""
        key = f"{query}{parameters}"
        rows = self._answers.get(key)
        if rows is None:
            result = self.connection.execute(query, parameters or [])
            names = [column[0] for column in result.description or []]
            rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
            if len(rows) <= MOST_KEPT:
                self._answers[key] = rows
        self._note(query, parameters, rows)
        return [dict(row) for row in rows]

    def fact(self, query: str, parameters: list[Any] | None = None) -> Fact:
        """Run a query with one row, such as a count."""
        (row,) = self.records(query, parameters)
        return Fact(row, Query(query, tuple(parameters or ())).sql)

    def scope(self, metric: str, definition: str = "") -> Scope | None:
        """Find the source with most cases and its newest vintage; None if no source has cases.

        Without a definition, the one with most cases is chosen.
        """
        rows = self.records(
            f"""
            select metric, definition, source, vintage from {METRICS}
            where metric = ? and (? = '' or definition = ?)
            group by metric, definition, source, vintage having max(n) > 0
            qualify row_number() over (partition by definition, source order by vintage desc) = 1
            order by max(n) desc, definition, source
            limit 1
            """,
            [metric, definition, definition],
        )
        if not rows:
            return None
        publisher, licence = self.terms(rows[0]["source"])
        return Scope(**rows[0], publisher=publisher, licence=licence)

    def terms(self, source: str) -> tuple[str, str]:
        """Name the publishers of a source, largest first, and their licences."""
        rows = self.records(
            f"""
            select publisher, string_agg(distinct licence, '; ' order by licence) as licence
            from {SCHEMA}.vintages
            where source = ?
            group by publisher
            order by sum("rows") desc, publisher
            """,
            [source],
        )
        names = [plain(row["publisher"] or source, 60) for row in rows]
        named: dict[str, list[str]] = {}
        for name, row in zip(names, rows, strict=True):
            named.setdefault(licence_name(row["licence"] or ""), []).append(name)
        licences = list(named)
        if len(names) > 1:
            licences = [f"{licence} ({'; '.join(group)})" for licence, group in named.items()]
        more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
        publishers = sentence_list([*names[:MOST_NAMED], *more]) if names else "unknown publisher"
        return publishers, ", ".join(licences)

    def rows(self, scope: Scope, where: str) -> pd.DataFrame:
        """Return rows of a scope that may be shown, pooled over all dimensions but team class."""
        query = scope.select(where=where)
        return self.frame(*query.select(tail="order by period_start, period, team_class"))

    def years(self, scope: Scope) -> pd.DataFrame:
        """Read the calendar years of a scope, with ``year`` as a number in the last column."""
        return with_year(self.rows(scope, IS_YEAR))

    def estimate(
        self,
        metric: str,
        definition: str,
        period: str,
        team_class: str | None = None,
        **fields: object,
    ) -> Estimate | None:
        """Return the estimate of the newest list; None if it is absent or has no interval."""
        values: dict[str, Any] = {"period": period, "team_class": team_class, **fields}
        return next(iter(self.estimates(metric, definition, **values)), None)

    def finished_years(self, metric: str, definition: str, **fields: str | None) -> list[Estimate]:
        """Return the calendar years that were over when the list was made, in order.

        Years with few cases are left out if another year has more.
        """
        rows = self._years(metric, definition, "period_end <= vintage", **fields)
        return [row for row in rows if row.n >= FEW_CASES] or rows

    def newest(self, metric: str, definition: str, **fields: str | None) -> Estimate | None:
        """Return the last of the finished years, or None."""
        return last(self.finished_years(metric, definition, **fields))

    def unfinished_year(
        self, metric: str, definition: str, **fields: str | None
    ) -> Estimate | None:
        """Return the year in which the list was made, or None."""
        return last(self._years(metric, definition, "period_end > vintage", **fields))

    def filling_years(self, metric: str, definition: str, **fields: str | None) -> list[Estimate]:
        """Return the calendar years to which the publisher still adds cases, in order."""
        where = f"list_contains(caveats, '{FILLING}')"
        return self._years(metric, definition, where, **fields)

    def _years(
        self, metric: str, definition: str, where: str, **fields: str | None
    ) -> list[Estimate]:
        where = f"{IS_YEAR} and {where}"
        values: dict[str, Any] = {"team_class": None, **fields}
        return self.estimates(metric, definition, where, **values)

    def estimates(
        self,
        metric: str,
        definition: str,
        where: str = "true",
        *,
        is_exact: bool = False,
        **fields: object,
    ) -> list[Estimate]:
        """Return the estimates of the newest list that have an interval, in order of periods.

        ``is_exact`` is for metrics without intervals. ``fields`` are those of ``MetricQuery``.
        """
        scope = self.scope(metric, definition)
        if scope is None:
            return []
        with_interval = "true" if is_exact else "ci_low is not null"
        query = scope.select(where=f"{with_interval} and {where}", **fields)
        tail = "order by period_start nulls last, period, team_class nulls first"
        return [Estimate.of(row) for row in self.records(*query.select(ESTIMATE, tail))]


ESTIMATE = ", ".join(COLUMNS)


def with_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Add ``year``, the first year of the period, as a number."""
    return rows.assign(year=rows["period"].str[:4].astype(int))
