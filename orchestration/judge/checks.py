"""The asset checks of a build and of raw files, as Dagster shows them.

Each stands on its own table. One step judges a build: what moved since the last publication, and
what Great Expectations expects of staging and marts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
import duckdb
import great_expectations as gx
import pandas as pd

from orchestration.judge import roles
from orchestration.judge.expectations import BUILT, PLAUSIBLE, broken_rows, name_of, validate
from orchestration.judge.moves import (
    RECORD_MEASURES,
    SHOWN,
    Limit,
    accepted_measures,
    beyond_limits,
    limits,
    new_files,
    rows_of,
)
from orchestration.judge.overrides import STEP, Overrides, judged, reasons
from orchestration.judge.verdict import build_of, tag_build, words_of
from orchestration.run.news import refuse
from orchestration.run.settings import Settings
from orchestration.run.tags import REFUSED, say
from orchestration.run.warehouse import Warehouse

SEVERITIES = {"critical": dg.AssetCheckSeverity.ERROR, "warning": dg.AssetCheckSeverity.WARN}
NUMBERS = ("element_count", "unexpected_count", "unexpected_percent")


def judge_checks(settings: Settings, tables: Iterable[dg.AssetKey]) -> dg.AssetChecksDefinition:
    """Define the checks of a build in one step. Raw assets validate their rows while they land."""
    specs = judge_specs(tables)

    @dg.multi_asset_check(name=STEP, specs=specs, can_subset=True)
    def judge(
        context: dg.AssetCheckExecutionContext, config: Overrides, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult]:
        accepted = reasons(config.overrides, [spec.key for spec in specs])
        with warehouse.get_connection() as connection:
            tag_build(context, connection)
            made = build_of(connection)[1]
            found = [
                *_moved(connection, settings),
                *plausible(connection, settings),
                *expected(connection),
            ]
        selected, results = context.selected_asset_check_keys, list[dg.AssetCheckResult]()
        for one in found:
            key = dg.AssetCheckKey(_asset(one), str(one.check_name))
            if key in selected:
                results.append(judged(key, one, accepted.get(key)) if stops(one) else one)
        yield from results
        if words := [words_of(one) for one in results if stops(one)]:
            files = new_files(settings)
            context.log.warning(files)
            say(context, {REFUSED: "; ".join(words)})
            refuse(settings, made, [*words, files])

    return judge


def judge_specs(tables: Iterable[dg.AssetKey]) -> list[dg.AssetCheckSpec]:
    """Return the checks of a build, of which each table has one by the names of its columns."""
    moved = [
        dg.AssetCheckSpec(
            limit.check, asset=_key(limit), blocking=True, description=limit.description
        )
        for limit in limits()
    ]
    plausible = [
        dg.AssetCheckSpec(roles.CHECK, asset=key, blocking=True, description=roles.DESCRIPTION)
        for key in sorted(tables)
        if key.path[0] in roles.LAYERS
    ]
    return [*moved, *plausible, *check_specs(BUILT)]


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


def plausible(
    connection: duckdb.DuckDBPyConnection, settings: Settings
) -> Iterator[dg.AssetCheckResult]:
    """Judge each table of a build by the roles of its columns."""
    accepted = accepted_measures(settings)
    # The first live day has other lists than the record, and only the measures of limits compare.
    is_first = settings.is_live and accepted == RECORD_MEASURES
    last = rows_of(None if is_first else accepted)
    profiles = list(roles.profiled(connection, roles.queries_of(connection), last))
    yield from role_results(profiles, lambda table: dg.AssetKey(table.split(".")))


def role_results(
    profiles: Sequence[roles.Profile],
    key: Callable[[str], dg.AssetKey],
    check: str = roles.CHECK,
) -> Iterator[dg.AssetCheckResult]:
    """Yield the result of each profile: Great Expectations expects no broken role."""
    wrong = broken_rows(pd.DataFrame(profiles), PLAUSIBLE)
    for place, profile in enumerate(profiles):
        yield dg.AssetCheckResult(
            asset_key=key(profile.table),
            check_name=check,
            passed=place not in wrong,
            metadata={
                "observed": profile.words,
                "tool": "great_expectations",
                "rows": profile.rows,
                "broken": profile.broken,
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


def expected(connection: duckdb.DuckDBPyConnection) -> Iterator[dg.AssetCheckResult]:
    """Validate the tables of a build by what is particular to them."""
    for suite in BUILT:
        yield from expectation_results(connection, [suite], suite.name)


def expectation_results(
    connection: duckdb.DuckDBPyConnection, suites: Sequence[gx.ExpectationSuite], rows: str
) -> Iterator[dg.AssetCheckResult]:
    """Validate ``rows``, which is SQL, by the suites of a table; yield each result."""
    for suite in suites:
        query = f"```sql\n{suite.meta['query'].strip()}\n```"
        for result, observed in validate(connection, suite, rows):
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
