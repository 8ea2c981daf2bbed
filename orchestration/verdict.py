"""The verdict on a build: whether its checks let it be published.

dbt names each build in the warehouse. A run that makes or judges a build has this name as a tag, so
Dagster's history has the verdict for other processes and after a restart.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

import dagster as dg
import duckdb

# The tag of a run with the build that it made or judged.
BUILD = "compute_divide/build"
# Judges the gates of the last build again, with overrides, and publishes it.
RELEASE = "release"
EVALUATED = dg.DagsterEventType.ASSET_CHECK_EVALUATION
Results = Mapping[dg.AssetCheckKey, Any]


def build_of(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the name of the build in a warehouse; empty for one of a release without names."""
    try:
        return str(connection.execute("select id from main.build").fetchall()[0][0])
    except duckdb.CatalogException:
        return ""


def made_of_build(connection: duckdb.DuckDBPyConnection) -> Mapping[str, str]:
    """Return what all tables of a warehouse were built from; empty unless they are of one state."""
    try:
        ((stated,),) = connection.execute("select made_of from main.build").fetchall()
    except duckdb.Error:
        return {}
    return dict(json.loads(stated or "{}"))


def tag_build(run: dg.DagsterRun, instance: dg.DagsterInstance, build: str) -> None:
    """State on a run which build it makes or judges."""
    instance.add_run_tags(run.run_id, {BUILD: build})


def results_of(instance: dg.DagsterInstance, build: str) -> Results:
    """Return the last result of each check in the runs that made or judged a build."""
    runs = instance.get_runs(dg.RunsFilter(tags={BUILD: build})) if build else []
    logs = [entry for run in runs for entry in instance.all_logs(run.run_id, of_type=EVALUATED)]
    logs.sort(key=lambda entry: entry.timestamp)
    events = [entry.dagster_event for entry in logs if entry.dagster_event]
    results = [event.asset_check_evaluation_data for event in events]
    return {result.asset_check_key: result for result in results}


def refusal(build: str, results: Results, checks: Collection[dg.AssetCheckKey]) -> str:
    """Return why a build may not be published and what to do; empty if it may.

    ``checks`` must have judged it. A gate with an override has a warning.
    """
    stops = [
        key
        for key, result in sorted(results.items())
        if not result.passed and result.severity == dg.AssetCheckSeverity.ERROR
    ]
    gates = [key.name for key in stops if _is_gate(results[key])]
    others = [_name(key) for key in stops if not _is_gate(results[key])]
    missing = [_name(key) for key in sorted(checks) if key not in results]
    whole = "run everything with `make report`"
    if others:
        return (
            f"the build {build} is refused by {', '.join(others)}, which has no override: correct"
            f" or withdraw what is wrong, and {whole}"
        )
    if missing:
        return (
            f"the build {build or 'of an older release'} is not judged by {len(missing)} checks,"
            f" such as {missing[0]}: {whole}"
        )
    if gates:
        return (
            f"the build {build} is refused by the gate {', '.join(gates)}: to publish it anyway,"
            f" give a reason to the job `{RELEASE}`, in the configuration that the failed"
            f' gate shows, or to `make report ACCEPT="{" ".join(gates)}" REASON="..."`'
        )
    return ""


def _is_gate(result: Any) -> bool:  # noqa: ANN401 - Dagster's type is private
    return "tool" in result.metadata and result.metadata["tool"].value == "gate"


def _name(key: dg.AssetCheckKey) -> str:
    return f"{key.name} of {key.asset_key.to_user_string()}"
