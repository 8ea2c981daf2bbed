"""Asset checks of Great Expectations: one for each expectation on raw, staging and marts."""

from collections.abc import Iterator, Sequence

import dagster as dg
import duckdb

from orchestration.expectations.adapter import validate
from orchestration.expectations.suites import MARTS, STAGING, Suite
from orchestration.warehouse import Warehouse

TOOL = "great_expectations"
SEVERITIES = {"critical": dg.AssetCheckSeverity.ERROR, "warning": dg.AssetCheckSeverity.WARN}


def check_definitions() -> list[dg.AssetChecksDefinition]:
    """Define the checks of staging and marts, each layer in one step.

    Raw assets validate their own rows, while these land.
    """
    return [layer_checks("staging", STAGING), layer_checks("marts", MARTS)]


def layer_checks(layer: str, suites: Sequence[Suite]) -> dg.AssetChecksDefinition:
    """Define the checks of some suites in one step."""

    @dg.multi_asset_check(name=f"{layer}_expectations", specs=check_specs(suites), can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult]:
        selected = context.selected_asset_check_keys
        tables = {key.asset_key.path[-1] for key in selected}
        with warehouse.get_connection() as connection:
            for suite in suites:
                if suite.table in tables:
                    name = f"{suite.layer}.{suite.table}"
                    for result in check_results(connection, suite, name):
                        if dg.AssetCheckKey(key_of(suite), str(result.check_name)) in selected:
                            yield result

    return check


def key_of(suite: Suite) -> dg.AssetKey:
    """Return the asset key of the table of a suite."""
    return dg.AssetKey([suite.layer, suite.table])


def check_specs(suites: Sequence[Suite]) -> list[dg.AssetCheckSpec]:
    """Return the check of each expectation. Only a critical one blocks what is downstream."""
    return [
        dg.AssetCheckSpec(
            rule.name,
            asset=key_of(suite),
            blocking=rule.severity == "critical",
            description=(
                f"{rule.name.replace('_', ' ').capitalize()} ({rule.type}). A failure"
                f" {'stops the run' if rule.severity == 'critical' else 'is a warning'}, and shows"
                " the first rows."
            ),
        )
        for suite in suites
        for rule in suite.expectations
    ]


def check_results(
    connection: duckdb.DuckDBPyConnection, suite: Suite, table: str
) -> Iterator[dg.AssetCheckResult]:
    """Validate a table, which is SQL, and yield the result of each check."""
    for outcome in validate(connection, suite, table):
        yield dg.AssetCheckResult(
            asset_key=key_of(suite),
            check_name=outcome.name,
            passed=outcome.passed,
            severity=SEVERITIES[outcome.severity],
            metadata={
                "observed": outcome.observed,
                "tool": TOOL,
                "query": dg.MetadataValue.md(f"```sql\n{suite.query.strip()}\n```"),
            },
        )
