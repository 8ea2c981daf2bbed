"""Asset checks of Great Expectations: one for each expectation on raw, staging and marts."""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from ingestion.landing.schema import literal
from ingestion.landing.snapshots import connect
from ingestion.registry import SOURCES
from orchestration.expectations import landed
from orchestration.expectations.adapter import Outcome, validate
from orchestration.expectations.suites import Expectation, marts, staging
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse

Suite = Mapping[str, Sequence[Expectation]]
SEVERITIES = {
    "critical": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
}


def raw_tables(settings: Settings) -> dict[str, str]:
    """Return queries over the landed Parquet and manifests, by table."""
    tables = {}
    for name, source in SOURCES.items():
        files = literal(settings.raw / name / "*" / f"{source.table}.parquet")
        query = f"select * from read_parquet({files}, union_by_name = true)"
        tables[f"{name}_{source.table}"] = query
    manifests = literal(settings.raw / "*" / "*" / "manifest.json")
    tables["snapshots"] = f"select * from read_json({manifests}, format = 'unstructured')"
    return tables


def _tables(schema: str) -> dict[str, str]:
    suite: Suite = {"staging": staging.SUITE, "marts": marts.SUITE}[schema]
    return {table: f"select * from {schema}.{table}" for table in suite}


def layer_checks(
    name: str, layer: str, suite: Suite, tables: Mapping[str, str], blocking: bool
) -> dg.AssetChecksDefinition:
    """Define the checks of one layer, which one step evaluates over one connection."""
    specs = [
        dg.AssetCheckSpec(
            name=expectation.name,
            asset=dg.AssetKey([layer, table]),
            blocking=blocking,
            description=_description(expectation),
            metadata={"tool": "great_expectations"},
        )
        for table, expectations in suite.items()
        for expectation in expectations
    ]

    @dg.multi_asset_check(name=f"{name}_expectations", specs=specs, can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult]:
        selected = {(key.asset_key.path[-1], key.name) for key in context.selected_asset_check_keys}
        chosen = {
            table: [one for one in expectations if (table, one.name) in selected]
            for table, expectations in suite.items()
            if table in {table for table, _ in selected}
        }
        opened = connect() if layer == "raw" else warehouse.get_connection()
        with opened as connection:
            outcomes = validate(connection, tables, chosen)
        for (table, _), outcome in outcomes.items():
            yield _result(dg.AssetKey([layer, table]), outcome)

    return check


def _description(expectation: Expectation) -> str:
    rule = expectation.name.replace("_", " ").capitalize()
    effect = "stops the run" if expectation.severity == "critical" else "is a warning"
    return f"{rule}. A failure {effect}. Great Expectations: {expectation.type}."


def _result(key: dg.AssetKey, outcome: Outcome) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=outcome.name,
        passed=outcome.passed,
        severity=SEVERITIES[outcome.severity],
        metadata={"observed": outcome.observed, "tool": "great_expectations"},
    )


def check_definitions(settings: Settings) -> list[dg.AssetChecksDefinition]:
    """Define the checks of raw, staging and marts. A failure in raw or marts stops the run."""
    queries = raw_tables(settings)
    # Manifests are checked in a later step, after the tables that they describe.
    manifests = {"snapshots": landed.SUITE["snapshots"]}
    tables = {table: suite for table, suite in landed.SUITE.items() if table not in manifests}
    return [
        layer_checks("raw", "raw", tables, queries, blocking=True),
        layer_checks("snapshots", "raw", manifests, queries, blocking=True),
        layer_checks("staging", "staging", staging.SUITE, _tables("staging"), blocking=False),
        layer_checks("marts", "marts", marts.SUITE, _tables("marts"), blocking=True),
    ]
