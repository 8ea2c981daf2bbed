"""What the figures and the page read from the warehouse: small frames, aggregated in the engine.

What belongs here: every query of the publication. Nothing here computes an estimate.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from reports.text.formatting import plain

SCHEMA = "marts"
SAMPLE = "sample"
MODELS = ("model_team_share", "notable_compute_known")
PAPERS = ("any_industry_share", "accepted")

# The whole contract, so that a table drawn from it can be joined back to marts.metrics.
COLUMNS = """
    metric, definition, source, vintage, period, period_start, period_end, team_class, sector,
    topic, country, venue, counting, value, unit, n, k, n_unknown, bound_low, bound_high,
    ci_low, ci_high, ci_level, ci_method, suppressed, array_to_string(caveats, ';') as caveats
"""
DIMENSIONS_ARE_ALL = (
    "sector is null and topic is null and country is null and venue is null and counting = 'full'"
)
IS_YEAR = "regexp_full_match(period, '[0-9]{4}')"


class NotEnoughDataError(Exception):
    """The marts can't support a figure; the message is the reason that readers see."""


@dataclass(frozen=True)
class Scope:
    """The newest list that answers a metric: one source, one vintage, one definition."""

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

    @property
    def citation(self) -> str:
        """The list by name and date, as a caption cites it."""
        return f"{plain(self.publisher, 60)}, {self.vintage:%Y-%m-%d}"


def needed(scope: Scope | None, what: str) -> Scope:
    """Return the scope, or refuse with the reason why nothing is drawn."""
    if scope is None:
        raise NotEnoughDataError(f"This warehouse holds no {what}.")
    return scope


@dataclass(frozen=True)
class Estimate:
    """One row of ``marts.metrics`` that may be shown: shares are of one, ends of 95% intervals."""

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


@dataclass(frozen=True)
class Query:
    """A query with the values of its ``?``, in order."""

    text: str
    parameters: tuple[Any, ...]


class Marts:
    """The marts behind a DuckDB connection; every method returns less than a few thousand rows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._asked: list[Query] = []

    @contextmanager
    def recorded(self) -> Iterator[list[Query]]:
        """Collect the queries of the body, in order and without repeats."""
        self._asked = []
        yield self._asked

    def frame(self, query: str, parameters: list[Any] | None = None) -> pd.DataFrame:
        """Run a query: a frame with one column per selected expression."""
        return self._execute(query, parameters).df()

    def _execute(self, query: str, parameters: list[Any] | None) -> duckdb.DuckDBPyConnection:
        asked = Query(query, tuple(parameters or ()))
        if asked not in self._asked:
            self._asked.append(asked)
        return self.connection.execute(query, parameters or [])

    def records(self, query: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
        """Run a query: one dictionary per row, nulls as None."""
        result = self._execute(query, parameters)
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def has(self, table: str) -> bool:
        """Tell whether the warehouse was built with a mart of this name."""
        return bool(
            self.records(
                "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
                [SCHEMA, table],
            )
        )

    def scope(self, metric: str, definition: str, where: str = "period = 'all'") -> Scope | None:
        """Find the source with most rows and its newest vintage; None where no source has any.

        A metric that is never pooled over all years is looked for ``where`` its years are.
        """
        found = self.records(
            f"""
            select source, vintage, max(n) as n
            from {SCHEMA}.metrics
            where metric = ? and definition = ? and {where} and {DIMENSIONS_ARE_ALL}
            group by source, vintage
            having max(n) > 0
            qualify row_number() over (partition by source order by vintage desc) = 1
            order by n desc, source
            limit 1
            """,
            [metric, definition],
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
        """Rows of the contract in a scope that may be shown, pooled over every other dimension."""
        return self.frame(
            f"""
            select {COLUMNS}
            from {SCHEMA}.metrics
            where metric = ? and definition = ? and source = ? and vintage = ?
                and {DIMENSIONS_ARE_ALL} and not suppressed and value is not null and {where}
            order by period_start, period, team_class
            """,
            [scope.metric, scope.definition, scope.source, scope.vintage],
        )

    def years(self, scope: Scope) -> pd.DataFrame:
        """Read the calendar years of a scope, with ``year`` as a number beside the contract."""
        rows = self.estimates(scope, IS_YEAR)
        return rows.assign(year=rows["period"].astype(int))

    def estimate(
        self,
        scope: Scope | None,
        period: str,
        team_class: str | None = None,
        unit: str | None = None,
    ) -> Estimate | None:
        """One estimate; None where it is absent, suppressed or has no interval.

        ``unit`` is needed where a metric has several.
        """
        if scope is None:
            return None
        names = list(Estimate.__dataclass_fields__)
        found = self.records(
            f"""
            select {", ".join(names)}
            from {SCHEMA}.metrics
            where metric = ? and definition = ? and source = ? and vintage = ?
                and {DIMENSIONS_ARE_ALL} and period = ? and team_class is not distinct from ?
                and unit = coalesce(?, unit)
                and not suppressed and value is not null and ci_low is not null
            """,
            [scope.metric, scope.definition, scope.source, scope.vintage, period, team_class, unit],
        )
        return Estimate(**found[0]) if found else None

    def venue_years(self, scope: Scope, metrics: tuple[str, ...]) -> pd.DataFrame:
        """Calendar years by venue, and pooled where ``venue`` is null, of the newest listings."""
        rows = self.frame(
            f"""
            select {COLUMNS}
            from {SCHEMA}.metrics
            where list_contains(?, metric) and definition = ? and source = ?
                and (venue is not null or vintage = ?)
                and sector is null and topic is null and country is null and team_class is null
                and counting = 'full' and not suppressed and value is not null and {IS_YEAR}
            qualify row_number() over (
                partition by metric, venue, period order by vintage desc
            ) = 1
            order by venue nulls first, period_start, metric
            """,
            [list(metrics), scope.definition, scope.source, scope.vintage],
        )
        return rows.assign(year=rows["period"].astype(int))

    def accuracy(self) -> pd.DataFrame:
        """Measures on our test strings of affiliations that were drawn by their mentions.

        The rows of the run's own dictionary come first.
        """
        if not self.has("affiliation_accuracy"):
            return pd.DataFrame({"measure": []})
        return self.frame(
            f"""
            select *
            from {SCHEMA}.affiliation_accuracy
            where label_set = 'own labels' and split = 'test' and stratum = 'mention'
            order by dictionary = 'with ROR' desc, class, measure
            """
        )

    def trained_models(self, scope: Scope, since: date) -> pd.DataFrame:
        """Models of a population with compute and a date, one row each, oldest first."""
        return self.frame(
            f"""
            select model, organization, publication_date, year_fraction, team_class,
                training_compute_flop, log10_flop, source, vintage
            from {SCHEMA}.models
            where source = ? and vintage = ? and list_contains(definitions, ?)
                and log10_flop is not null and publication_date >= ?
            order by publication_date, model, organization, source_row
            """,
            [scope.source, scope.vintage, scope.definition, since],
        )

    def fits(self, scope: Scope) -> pd.DataFrame:
        """Fitted lines that may be shown, with their doubling time in months and its interval."""
        return self.frame(
            f"""
            select fits.team_class, fits.n, fits.first_x, fits.last_x, fits.slope, fits.intercept,
                metrics.metric, metrics.definition, metrics.source, metrics.vintage,
                metrics.value, metrics.unit, metrics.ci_low, metrics.ci_high, metrics.ci_method
            from {SCHEMA}.compute_fits as fits
            inner join {SCHEMA}.metrics as metrics
                on fits.definition = metrics.definition and fits.source = metrics.source
                and fits.vintage = metrics.vintage
                and fits.team_class is not distinct from metrics.team_class
            where metrics.metric = ? and metrics.definition = ? and metrics.source = ?
                and metrics.vintage = ? and metrics.period = 'all' and {DIMENSIONS_ARE_ALL}
                and not metrics.suppressed and metrics.value is not null
                and fits.slope is not null
            order by fits.team_class nulls first
            """,
            [scope.metric, scope.definition, scope.source, scope.vintage],
        )

    def vintages_of(self, scope: Scope, where: str) -> pd.DataFrame:
        """Calendar years of a scope as every vintage up to its own gives them, oldest first."""
        rows = self.frame(
            f"""
            select {COLUMNS}
            from {SCHEMA}.metrics
            where metric = ? and definition = ? and source = ? and vintage <= ?
                and {DIMENSIONS_ARE_ALL} and not suppressed and value is not null
                and {IS_YEAR} and {where}
            order by vintage, period_start
            """,
            [scope.metric, scope.definition, scope.source, scope.vintage],
        )
        return rows.assign(year=rows["period"].astype(int))

    def gaps(
        self,
        scope: Scope,
        definitions: tuple[str, ...],
        counts: str = "compute_gap_counts",
        where: str = IS_YEAR,
    ) -> pd.DataFrame:
        """Gaps that may be shown, with what ``counts`` says of both teams; ``year`` begins each.

        Without that mart there are no rows.
        """
        if not self.has(counts):
            return pd.DataFrame({"period": [], "year": []})
        rows = self.frame(
            f"""
            select metrics.metric, metrics.definition, metrics.source, metrics.vintage,
                metrics.period, metrics.value, metrics.unit, metrics.n, metrics.n_unknown,
                metrics.ci_low, metrics.ci_high, metrics.ci_method,
                counts.* exclude (definition, source, vintage, period, suppressed)
            from {SCHEMA}.metrics as metrics
            inner join {SCHEMA}.{counts} as counts
                using (definition, source, vintage, period)
            where metrics.metric = ? and list_contains(?, metrics.definition)
                and metrics.source = ? and metrics.vintage = ?
                and not metrics.suppressed and metrics.value is not null
                and metrics.ci_low is not null and {where}
            order by metrics.period, metrics.definition
            """,
            [scope.metric, list(definitions), scope.source, scope.vintage],
        )
        return rows.assign(year=rows["period"].str[:4].astype(int))
