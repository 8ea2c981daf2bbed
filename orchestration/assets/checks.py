"""Asset checks of Great Expectations: one for each expectation on raw, staging and marts."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluation

from ingestion.landing.schema import literal
from ingestion.landing.snapshots import connect
from ingestion.registry import SOURCES
from orchestration.assets.check_results import latest_results, previous_results, sql
from orchestration.dbt.build_state import saved_text
from orchestration.expectations.adapter import Outcome, validate
from orchestration.expectations.suites import Expectation, marts, raw, rows_query, staging
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse

Suite = Mapping[str, Sequence[Expectation]]
LIBRARIES = ("duckdb", "great-expectations")
ROW_COUNT = "expect_table_row_count_to_be_between"
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
    name: str,
    layer: str,
    suite: Suite,
    tables: Mapping[str, str],
    blocking: bool,
    inputs: Callable[[str], str] = lambda _table: "",
) -> dg.AssetChecksDefinition:
    """Define the checks of one layer, which one step evaluates over one connection.

    ``inputs`` hashes what a table is made from. Checks whose last results carry the same hash are
    not evaluated again; an empty hash evaluates them always.
    """
    specs = [
        dg.AssetCheckSpec(
            name=expectation.name,
            asset=dg.AssetKey([layer, table]),
            # The UI shows that a blocking check stops the run, and a warning stops nothing.
            blocking=blocking and expectation.severity == "critical",
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
        by_table = {
            table: {
                key for key in context.selected_asset_check_keys if table == key.asset_key.path[-1]
            }
            for table in suite
        }
        hashes = {
            table: _digest(inputs(table), expectations) for table, expectations in suite.items()
        }
        last = latest_results(context.instance, context.selected_asset_check_keys)
        same = {
            key: one for key, one in last.items() if _inputs(one) == hashes[key.asset_key.path[-1]]
        }
        chosen = {
            table: [one for one in suite[table] if one.name in {key.name for key in keys}]
            for table, keys in by_table.items()
            if keys - same.keys()
        }
        yield from previous_results(
            {k: one for k, one in same.items() if k.asset_key.path[-1] not in chosen}
        )
        if not chosen:
            return
        opened = connect() if layer == "raw" else warehouse.get_connection()
        with opened as connection:
            outcomes = validate(connection, tables, chosen)
        for (table, name), outcome in outcomes.items():
            (expectation,) = (one for one in suite[table] if one.name == name)
            query = rows_query(expectation, tables[table])
            yield _result(dg.AssetKey([layer, table]), outcome, hashes[table], query)

    return check


def _digest(inputs: str, expectations: Sequence[Expectation]) -> str:
    """Hash what decides the results of a table; empty if its inputs are unknown."""
    parts = [inputs, repr(expectations), *map(version, LIBRARIES)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest() if inputs else ""


def _inputs(result: AssetCheckEvaluation) -> str | None:
    """Return the hash of a result. No hash is equal to an empty one."""
    return str(result.metadata["inputs"].value) or None if "inputs" in result.metadata else None


def _description(expectation: Expectation) -> str:
    rule = expectation.name.replace("_", " ").capitalize()
    observed = "rows of the table" if expectation.type == ROW_COUNT else "rows that break this rule"
    effect = "stops the run" if expectation.severity == "critical" else "is a warning"
    return (
        f"{rule}. A failure {effect}. Observed is the number of {observed}; the query shows them."
    )


def _result(key: dg.AssetKey, outcome: Outcome, inputs: str, query: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=outcome.name,
        passed=outcome.passed,
        severity=SEVERITIES[outcome.severity],
        metadata={
            "observed": outcome.observed,
            "tool": "great_expectations",
            "inputs": inputs,
            "query": sql(query),
        },
    )


def raw_inputs(settings: Settings, table: str) -> str:
    """Describe the files of one raw table, or the manifests of all snapshots."""
    names = {f"{name}_{source.table}": name for name, source in SOURCES.items()}
    # Every run writes the empty table of a source again, in a folder that begins with "_".
    stored = f"{names[table]}/[!._]*/*.parquet" if table in names else "*/[!._]*/manifest.json"
    files = [(path, path.stat()) for path in sorted(settings.raw.glob(stored))]
    lines = (f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in files)
    return "\n".join([table, *lines])


def check_definitions(settings: Settings) -> list[dg.AssetChecksDefinition]:
    """Define the checks of raw, staging and marts. A failure in raw or marts stops the run."""
    queries = raw_tables(settings)

    def files(table: str) -> str:
        return raw_inputs(settings, table)

    def build(_table: str) -> str:
        return saved_text(settings)

    # Manifests are checked in a later step, after the tables that they describe.
    manifests = {"snapshots": raw.SUITE["snapshots"]}
    tables = {table: suite for table, suite in raw.SUITE.items() if table not in manifests}
    return [
        layer_checks("raw", "raw", tables, queries, True, files),
        layer_checks("snapshots", "raw", manifests, queries, True, files),
        layer_checks("staging", "staging", staging.SUITE, _tables("staging"), False, build),
        layer_checks("marts", "marts", marts.SUITE, _tables("marts"), True, build),
    ]
