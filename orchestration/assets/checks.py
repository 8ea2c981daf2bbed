"""Asset checks of Great Expectations: one for each expectation on raw, staging and marts."""

from collections.abc import Iterator, Sequence

import dagster as dg

from ingestion.landing.schema import Source, literal
from ingestion.landing.snapshots import connect
from ingestion.registry import SOURCES
from orchestration.expectations.adapter import Outcome, validate
from orchestration.expectations.suites import MARTS, RAW, SNAPSHOTS, STAGING, Expectation, Suite
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse

TOOL = "great_expectations"
SEVERITIES = {"critical": dg.AssetCheckSeverity.ERROR, "warning": dg.AssetCheckSeverity.WARN}


def check_definitions(settings: Settings) -> list[dg.AssetChecksDefinition]:
    """Define the checks of raw, staging and marts, each layer in one step."""
    return [
        layer_checks("raw", RAW, settings),
        # Manifests are checked in a later step, after the tables that they describe.
        layer_checks("snapshots", SNAPSHOTS, settings),
        layer_checks("staging", STAGING, settings),
        layer_checks("marts", MARTS, settings),
    ]


def layer_checks(
    name: str, suites: Sequence[Suite], settings: Settings
) -> dg.AssetChecksDefinition:
    """Define the checks of some suites in one step."""
    specs = [
        dg.AssetCheckSpec(
            expectation.name,
            asset=key_of(suite),
            blocking=expectation.severity == "critical",
            description=_description(expectation),
        )
        for suite in suites
        for expectation in suite.expectations
    ]

    @dg.multi_asset_check(name=f"{name}_expectations", specs=specs, can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult]:
        selected = context.selected_asset_check_keys
        tables = {key.asset_key.path[-1] for key in selected}
        with connect() if suites[0].layer == "raw" else warehouse.get_connection() as connection:
            for suite in suites:
                if suite.table in tables:
                    for outcome in validate(connection, suite, table_of(suite, settings)):
                        key = dg.AssetCheckKey(key_of(suite), outcome.name)
                        if key in selected:
                            yield _result(key, suite, outcome)

    return check


def key_of(suite: Suite) -> dg.AssetKey:
    """Return the asset key of the table of a suite."""
    return dg.AssetKey([suite.layer, suite.table])


def table_of(suite: Suite, settings: Settings) -> str:
    """Return SQL for the table of a suite: of the warehouse, or of the stored files."""
    if suite.layer != "raw":
        return f"{suite.layer}.{suite.table}"
    if suite in SNAPSHOTS:
        manifests = literal(settings.raw / "*" / "[!._]*" / "manifest.json")
        return f"read_json({manifests}, union_by_name = true)"
    (source,) = (
        candidate
        for candidate in SOURCES.values()
        if suite.table == f"{candidate.name}_{candidate.table}"
    )
    return stored_files(source, settings)


def stored_files(source: Source, settings: Settings) -> str:
    """Return SQL for all rows of a source that are stored."""
    files = literal(settings.raw / source.name / "*" / f"{source.table}.parquet")
    return f"read_parquet({files}, union_by_name = true)"


def _description(expectation: Expectation) -> str:
    rule = expectation.name.replace("_", " ").capitalize()
    effect = "stops the run" if expectation.severity == "critical" else "is a warning"
    return f"{rule} ({expectation.type}). A failure {effect}, and shows the first rows."


def _result(key: dg.AssetCheckKey, suite: Suite, outcome: Outcome) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=outcome.passed,
        severity=SEVERITIES[outcome.severity],
        metadata={
            "observed": outcome.observed,
            "tool": TOOL,
            "query": dg.MetadataValue.md(f"```sql\n{suite.query.strip()}\n```"),
        },
    )
