"""The asset checks of a build and of raw files, as Dagster shows them.

Each stands on its own table. One step judges a build: what moved since the last publication, and
what Great Expectations expects of staging and marts.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import great_expectations as gx

from orchestration.judge.expectations import BUILT, context_of, name_of, validate
from orchestration.judge.moves import (
    SHOWN,
    Limit,
    accepted_measures,
    beyond_limits,
    limits,
    new_files,
)
from orchestration.judge.overrides import STEP, Overrides, judged, reasons
from orchestration.judge.verdict import tag_build
from orchestration.run.settings import Settings
from orchestration.run.warehouse import Warehouse

SEVERITIES = {"critical": dg.AssetCheckSeverity.ERROR, "warning": dg.AssetCheckSeverity.WARN}
NUMBERS = ("element_count", "unexpected_count", "unexpected_percent")


def judge_checks(settings: Settings) -> dg.AssetChecksDefinition:
    """Define the checks of a build in one step. Raw assets validate their rows while they land."""
    specs = judge_specs()

    @dg.multi_asset_check(name=STEP, specs=specs, can_subset=True)
    def judge(
        context: dg.AssetCheckExecutionContext, config: Overrides, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult]:
        accepted = reasons(config.overrides, [spec.key for spec in specs])
        with warehouse.get_connection() as connection:
            tag_build(context, connection)
            found = [*_moved(connection, settings), *expected(connection, settings.gx)]
        selected, results = context.selected_asset_check_keys, list[dg.AssetCheckResult]()
        for one in found:
            key = dg.AssetCheckKey(_asset(one), str(one.check_name))
            if key in selected:
                results.append(judged(key, one, accepted.get(key)) if stops(one) else one)
        yield from results
        if any(map(stops, results)):
            context.log.warning(new_files(settings))

    return judge


def judge_specs() -> list[dg.AssetCheckSpec]:
    """Return the checks of a build."""
    moved = [
        dg.AssetCheckSpec(
            limit.check, asset=_key(limit), blocking=True, description=limit.description
        )
        for limit in limits()
    ]
    return [*moved, *check_specs(BUILT)]


def _key(limit: Limit) -> dg.AssetKey:
    layer = "staging" if limit.table.startswith("stg_") else "marts"
    return dg.AssetKey([layer, limit.table])


def _moved(
    connection: duckdb.DuckDBPyConnection, settings: Settings
) -> Iterator[dg.AssetCheckResult]:
    accepted = accepted_measures(settings)
    found = beyond_limits(connection, accepted)
    for limit in limits():
        moves = found.get(limit.check, ())
        shown = [*moves[:SHOWN], *([f"and {len(moves) - SHOWN} more"] if moves[SHOWN:] else ())]
        nothing = "no move beyond the limit" if accepted else "no publication to compare with"
        yield dg.AssetCheckResult(
            asset_key=_key(limit),
            check_name=limit.check,
            passed=not moves,
            metadata={
                "observed": "; ".join(shown) or nothing,
                "tool": "limit",
                "moves": len(moves),
            },
        )


def _asset(check: dg.AssetCheckResult) -> dg.AssetKey:
    return check.asset_key or dg.AssetKey([])


def stops(check: dg.AssetCheckResult) -> bool:
    """Whether a result stops a run."""
    return not check.passed and check.severity == dg.AssetCheckSeverity.ERROR


def key_of(suite: gx.ExpectationSuite) -> dg.AssetKey:
    """Return the asset key of the table of a suite."""
    return dg.AssetKey(suite.name.split(".")[:2])


def check_specs(suites: Sequence[gx.ExpectationSuite]) -> list[dg.AssetCheckSpec]:
    """Return the check of each expectation. Only a critical one blocks what is downstream."""
    return [
        dg.AssetCheckSpec(
            name_of(rule),
            asset=key_of(suite),
            blocking=rule.severity == "critical",
            description=f"{rule.description} ({rule.expectation_type}): {rule.severity.value}.",
        )
        for suite in suites
        for rule in suite.expectations
    ]


def expected(connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[dg.AssetCheckResult]:
    """Validate the tables of a build, and write Data Docs."""
    for suite in BUILT:
        yield from expectation_results(connection, folder, [suite], suite.name)
    context_of(folder).build_data_docs()


def expectation_results(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    suites: Sequence[gx.ExpectationSuite],
    rows: str,
) -> Iterator[dg.AssetCheckResult]:
    """Validate ``rows``, which is SQL, by the suites of a table; yield each result."""
    for suite in suites:
        query = f"```sql\n{suite.meta['query'].strip()}\n```"
        for result, observed in validate(connection, folder, suite, rows):
            rule, measured = result.expectation_config, result.result
            # The UI plots numbers over the runs.
            numbers: Mapping[str, Any] = {one: measured[one] for one in NUMBERS if one in measured}
            yield dg.AssetCheckResult(
                asset_key=key_of(suite),
                check_name=name_of(rule),
                passed=result.success,
                severity=SEVERITIES[rule.severity],
                metadata={
                    "observed": observed,
                    "tool": "great_expectations",
                    "query": dg.MetadataValue.md(query),
                    **numbers,
                },
            )
