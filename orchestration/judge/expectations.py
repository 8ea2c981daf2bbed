"""What Great Expectations expects of tables: volume, ranges, sets, uniqueness and filled cells.

Each suite is of one table. dbt tests keys, relationships and rules over rows, and ``limits.csv``
says how far measures may move. A critical failure stops the run, a warning is shown.
Great Expectations does not read DuckDB, so a suite reads a data frame with the columns that it
needs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.expectations.row_conditions import Column

from orchestration.judge.roles import LEAST, MOST

ROWS_SHOWN = 5
FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": ROWS_SHOWN}
ALL = "all rows"
WARNING = "warning"


class ExpectationError(RuntimeError):
    """An expectation that raised an error. The data may be right or wrong."""


def name_of(expectation: Any) -> str:  # noqa: ANN401 - GX has no types
    """Return the name of an expectation's check: its sentence as an identifier."""
    return re.sub(r"\W+", "_", expectation.description.lower())


def suite(table: str, *expectations: gxe.Expectation, rows: str = "{table}") -> gx.ExpectationSuite:
    """Define expectations on the columns of a table that they name, or of a query over it."""
    names = ("column", "column_A", "column_B")
    columns = [getattr(rule, name, None) for rule in expectations for name in names]
    columns += [c for rule in expectations for c in getattr(rule, "column_list", ())]
    columns += [rule.row_condition.column.name for rule in expectations if rule.row_condition]
    query = f"select {', '.join(dict.fromkeys(filter(None, columns))) or 1} from {rows}"
    return gx.ExpectationSuite(name=table, meta={"query": query}, expectations=[*expectations])


def rows(
    description: str, least: int, most: int | None = None, severity: str = "critical"
) -> gxe.Expectation:
    """Expect a number of rows."""
    return gxe.ExpectTableRowCountToBeBetween(
        description=description, min_value=least, max_value=most, severity=severity
    )


def between(
    description: str,
    column: str,
    least: float | None = None,
    most: float | None = None,
    severity: str = "critical",
    **more: Any,  # noqa: ANN401 - GX has no types
) -> gxe.Expectation:
    """Expect every value of a column to be between two numbers; null values pass."""
    return gxe.ExpectColumnValuesToBeBetween(
        description=description,
        column=column,
        min_value=least,
        max_value=most,
        severity=severity,
        **more,
    )


def filled(
    description: str, column: str, mostly: float, severity: str = "critical"
) -> gxe.Expectation:
    """Expect a share of a column to have a value."""
    return gxe.ExpectColumnValuesToNotBeNull(
        description=description, column=column, mostly=mostly, severity=severity
    )


def one_of(description: str, column: str, *values: str) -> gxe.Expectation:
    """Expect nearly all values of a column to be some words; a publisher may add another."""
    return gxe.ExpectColumnValuesToBeInSet(
        description=description, column=column, value_set=[*values], mostly=0.9, severity=WARNING
    )


def ordered(description: str, low: str, high: str) -> gxe.Expectation:
    """Expect one column to be nowhere above another."""
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        description=description,
        column_A=high,
        column_B=low,
        or_equal=True,
        ignore_row_if="either_value_is_missing",
        severity="critical",
    )


RAW = [
    suite(
        "raw.epoch_models",
        filled("Most models have a date", "publication_date", 0.95),
        filled("Most models are named", "model", 0.9, WARNING),
        # Some of the vintages that have passed stand for all of them.
        rows="""(
            select * from {table} qualify vintage > max(vintage) over () - 14
            or vintage = max(vintage) over (partition by date_trunc('month', vintage))
        )""",
    ),
    suite(
        "raw.hardware_hardware",
        # Publishers state tensor performances since 2023. Without them, all peaks would be too
        # small.
        between("Tensor performances are stated", "tensor_performances", 1),
        filled("Most hardware states a performance", "fp32_flop_per_second", 0.5, WARNING),
        rows="""(
            select
                fp32_flop_per_second,
                case when vintage >= date '2024-01-01' then
                    count(tensor_16_bit_flop_per_second) over (partition by vintage)
                end as tensor_performances
            from {table}
        )""",
    ),
    *(
        suite(
            f"raw.{source}_papers",
            between("Most lists state affiliations", "affiliations", 1, severity=WARNING),
            rows=f"(select count({column}) as affiliations from {{table}}"
            f" where {known} group by venue, year)",
        )
        for source, column, known in [
            ("papercopilot", "aff", "true"),
            # Earlier volumes of the Anthology have hardly an affiliation.
            ("acl_anthology", "affiliations", "year >= 2023"),
            ("crossref", "affiliations", "true"),
            ("programme", "affiliations", "true"),
        ]
    ),
    suite(
        "raw.chip_owners_stocks",
        # Chips count from their purchase on, even when they have retired.
        between("Stocks do not fall", "stock_by_stock_before", 1, severity=WARNING),
        rows="""(
            select h100e / lag(h100e) over (
                partition by snapshot_id, owner, designer order by end_date
            ) as stock_by_stock_before
            from {table}
        )""",
    ),
    *(
        suite(
            f"raw.data_centers_data_centers.{part}",
            filled(f"Most {part} state {column}", column, 0.9, WARNING),
            rows=f"(from {{table}} where part = '{part}')",
        )
        for part, column in [("sites", "country"), ("timelines", "h100e")]
    ),
]
# Of the profile of a table: how its rows have grown, and how many break the role of a column.
PLAUSIBLE = suite(
    "profile",
    between("Rows are about as many as last published", "rows_by_last", LEAST, MOST),
    between("No row breaks the role of a column", "broken", 0, 0),
)
BUILT = [
    suite(
        "staging.stg_epoch__models",
        rows("The lists have at most a million rows", 1, 1_000_000),
        between("Years of models are plausible", "year", 1940, 2100),
        between("Compute of models is in FLOP", "training_compute_flop", 1, 1e30, mostly=0.99),
        between("Utilization is a share", "hardware_utilization", 0, 1),
        one_of(
            "Grades of confidence are known",
            "confidence",
            *("Confident", "Likely", "Speculative", "Unknown", "Unverified", "Wrong"),
        ),
        filled("Models have an organization", "organization", 0.9, WARNING),
        rows="(select *, year(publication_date) as year from {table})",
    ),
    suite(
        "staging.stg_awards__awards",
        between("Awards have an amount", "amount", 0, strict_min=True),
        filled("Awards name their project", "project", 1),
        ordered("Awards begin before they end", "begins", "ends"),
        gxe.ExpectCompoundColumnsToBeUnique(
            description="Awards are listed once",
            column_list=["vintage", "feed", "project", "resource", "units"],
            severity="critical",
        ),
    ),
    suite(
        "staging.stg_hardware__hardware",
        between("Peaks are in FLOP per second", "peak_flop_per_second", 1e8, 1e19),
        between("Prices of hardware are in dollars", "release_price_usd", 10, 1_000_000),
    ),
    suite(
        "staging.stg_clusters__clusters",
        between("Operations are per second", "operations_16_bit", 0, 1e25),
        one_of("Sectors of clusters are known", "sector", "private", "public", "public_private"),
        one_of("States of clusters are known", "status", "existing", "planned", "decommissioned"),
    ),
    suite(
        "staging.stg_chip_owners__stocks",
        between("Stocks are positive", "h100e", 0),
        ordered("The low end of a stock is below it", "h100e_low", "h100e"),
        ordered("The high end of a stock is above it", "h100e", "h100e_high"),
    ),
    suite(
        "staging.stg_data_centers__timelines",
        between("Sites have up to 20 GW", "power_mw", 0, 20_000),
        between("Sites have up to 20 million H100 equivalents", "h100e", 0, 20_000_000),
    ),
    suite(
        "staging.stg_top500__sums",
        between("A list has 500 systems", "systems", 1, 500),
        one_of(
            "Segments of systems are known",
            "segment",
            *("Academic", "Industry", "Research", "Government", "Vendor", "Classified", "Others"),
        ),
    ),
    suite(
        "staging.stg_reduced__papers",
        between("Papers have up to 5,000 authors", "author_count", 0, 5000),
        between("Papers are of this age", "year", 1950, 2100),
    ),
    *(
        suite(
            f"staging.{table}",
            gxe.ExpectCompoundColumnsToBeUnique(
                description="Lists hold each title once",
                column_list=["venue", "year", "vintage", "title"],
                mostly=0.95,
                severity=WARNING,
            ),
            filled("Papers have a title", "title", 0.99),
            rows="(from {table} where is_latest)",
        )
        for table in ("stg_lists__papers", "stg_papercopilot__papers", "stg_openalex__works")
    ),
    suite(
        "marts.metrics",
        rows("There are estimates", 1),
        between(
            "Doubling times are plausible",
            "value",
            1,
            60,
            WARNING,
            row_condition=Column("metric") == "compute_doubling_months",
        ),
    ),
    suite(
        "marts.answers",
        rows("There are answers", 1, 10, WARNING),
        filled("Most questions have an answer", "value", 0.5, WARNING),
    ),
    suite(
        "marts.models",
        between("Compute is plausible", "log10_flop", 0, 30, mostly=0.99),
    ),
    suite(
        "marts.papers",
        between("Years of papers are plausible", "year", 1950, 2100),
        filled("Papers name their list", "listed_by", 1),
    ),
    suite("marts.vintages", between("Files have rows", "rows", 1)),
    suite("marts.rows_set_aside", rows("No row is set aside", 0, 0, WARNING)),
    suite("marts.compute_stock", between("Shares of a stock are shares", "share", 0, 1)),
    suite(
        "marts.dim_event",
        between("Events are past", "days", None, 0, WARNING),
        rows="(select event_date - current_date as days from {table})",
    ),
]


def validate(
    connection: duckdb.DuckDBPyConnection, suite: gx.ExpectationSuite, table: str
) -> Iterator[tuple[Any, str]]:
    """Validate the rows of ``table``, which is SQL, by a suite.

    Yields the result of each expectation and what was observed, with the first rows that break it.
    Raises ExpectationError if one has an error.
    """
    frame = connection.execute(suite.meta["query"].format(table=table)).df()
    for result in results_of(frame, suite, FORMAT):
        yield result, _observed(result, frame)


@functools.cache
def _context() -> Any:  # noqa: ANN401 - GX has no types
    """Return a context in memory, which makes a folder of its own for each process."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context


def results_of(
    frame: pd.DataFrame, suite: gx.ExpectationSuite, form: dict[str, Any]
) -> Sequence[Any]:
    """Return what Great Expectations finds in a data frame. Dagster keeps the history."""
    source = _context().data_sources.add_or_update_pandas(suite.name)
    asset = source.add_dataframe_asset(suite.name)
    batch = asset.add_batch_definition_whole_dataframe(ALL).get_batch({"dataframe": frame})
    return list(batch.validate(suite, result_format=form).results)


def broken_rows(frame: pd.DataFrame, suite: gx.ExpectationSuite) -> set[int]:
    """Return the places of the rows that break an expectation of a suite."""
    form = {"result_format": "COMPLETE"}
    found = (one.result["unexpected_index_list"] for one in results_of(frame, suite, form))
    return {int(place) for places in found for place in places or ()}


def _observed(result: Any, frame: pd.DataFrame) -> str:  # noqa: ANN401 - GX has no types
    measured = result.result
    if not measured:
        name = name_of(result.expectation_config)
        raise ExpectationError(f"{name} raised an error: {result.exception_info}")
    if "element_count" not in measured:
        return f"observed {measured['observed_value']}"
    text = f"{measured['unexpected_count']} of {measured['element_count']} rows"
    rows = frame.loc[measured.get("partial_unexpected_index_list") or []].to_dict("records")
    cells = (
        ", ".join(f"{name} = {value}" for name, value in row.items() if pd.notna(value))
        for row in rows
    )
    return "; ".join([text, *cells])
