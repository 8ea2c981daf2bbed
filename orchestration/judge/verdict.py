"""The verdict on a build: whether its checks let it be published.

dbt names each build in the warehouse. A run that makes or judges a build has this name as a tag, so
Dagster's history has the verdict for other processes and after a restart. The run that made a build
also has a hash of its marts.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import dagster as dg
import duckdb

from orchestration.judge.overrides import name_of

# The tag of a run with the build that it made or judged.
BUILD = "compute_divide/build"
# The tag of the run that made a build, with the hash of its marts.
MARTS = "compute_divide/marts"
WHOLE = "run everything with `make report`"
# Judges the limits and expectations of the last build again, with overrides, and publishes it.
RELEASE = "release"
EVALUATED = dg.DagsterEventType.ASSET_CHECK_EVALUATION
Results = Mapping[dg.AssetCheckKey, Any]


def build_of(connection: duckdb.DuckDBPyConnection) -> tuple[str, Mapping[str, str]]:
    """Return the name of the build in a warehouse, and what all of its tables were built from.

    The name is empty in a warehouse of a release without names, and the other is empty unless all
    tables are of one state.
    """
    try:
        ((name, made),) = connection.execute("select id, made_of from main.build").fetchall()
    except duckdb.Error:
        return "", {}
    return str(name), json.loads(made or "{}")


def tag_build(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext,
    connection: duckdb.DuckDBPyConnection,
    **tags: str,
) -> None:
    """State on a run which build it makes or judges."""
    name, _ = build_of(connection)
    context.instance.add_run_tags(context.run.run_id, {BUILD: name, **tags})


def results_of(instance: dg.DagsterInstance, build: str) -> Results:
    """Return the last result of each check in the runs that made or judged a build."""
    runs = instance.get_runs(dg.RunsFilter(tags={BUILD: build})) if build else []
    logs = [entry for run in runs for entry in instance.all_logs(run.run_id, of_type=EVALUATED)]
    logs.sort(key=lambda entry: entry.timestamp)
    events = [entry.dagster_event for entry in logs if entry.dagster_event]
    results = [event.asset_check_evaluation_data for event in events]
    return {result.asset_check_key: result for result in results}


def words_of(result: Any) -> str:  # noqa: ANN401 - of a check, or as an event has it
    """Say which check of which table failed, and what it observed."""
    observed = result.metadata.get("observed")
    detail = f", observed: {getattr(observed, 'value', observed)}" if observed else ""
    return f"{result.asset_key.to_user_string()}: the check {result.check_name} failed{detail}"


def marts_of(connection: duckdb.DuckDBPyConnection) -> str:
    """Hash the rows of all marts, in any order."""
    tables = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts' order by all"
    ).fetchall()
    sums = [
        (name, connection.execute(f'select sum(hash(t)) from marts."{name}" as t').fetchall())
        for (name,) in tables
    ]
    return hashlib.sha256(repr(sums).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Build:
    """The build in a warehouse, beside the checks that must have judged it.

    ``code`` is the hash of today's code and settings, as ``news.made_of`` has it.
    """

    connection: duckdb.DuckDBPyConnection
    instance: dg.DagsterInstance
    checks: Collection[dg.AssetCheckKey]
    code: str

    @cached_property
    def results(self) -> Results:
        """The last result of each check on it."""
        found = results_of(self.instance, build_of(self.connection)[0])
        return {key: found[key] for key in self.checks if key in found}

    def refusal(self) -> str:
        """Return why it may not be published and what to do; empty if it may."""
        name, made_of = build_of(self.connection)
        if reason := refusal(name, self.results, self.checks):
            return reason
        if made_of.get("") != self.code:
            return f"the build {name} is not a whole build of this code and these settings: {WHOLE}"
        made = dg.RunsFilter(tags={BUILD: name, MARTS: marts_of(self.connection)})
        is_as_made = self.instance.get_runs(made, limit=1)
        return (
            "" if is_as_made else f"the tables of the build {name} were changed after it: {WHOLE}"
        )


def refusal(build: str, results: Results, checks: Collection[dg.AssetCheckKey]) -> str:
    """Return why the verdict on a build is no pass and what to do; empty if it is one.

    ``checks`` must have judged it. A check with an override has a warning.
    """
    stops = [
        key
        for key, result in sorted(results.items())
        if not result.passed and result.severity == dg.AssetCheckSeverity.ERROR
    ]
    limits = [name_of(key) for key in stops if _has_override(results[key])]
    others = [_name(key) for key in stops if not _has_override(results[key])]
    missing = [_name(key) for key in sorted(checks) if key not in results]
    if others:
        return (
            f"the build {build} is refused by {', '.join(others)}, which has no override: correct"
            f" or withdraw what is wrong, and {WHOLE}"
        )
    if missing:
        return (
            f"the build {build or 'of an older release'} is not judged by {len(missing)} checks,"
            f" such as {missing[0]}: {WHOLE}"
        )
    if limits:
        return (
            f"the build {build} is refused by {', '.join(limits)}: to publish it anyway,"
            f" give a reason to the job `{RELEASE}`, in the configuration that the failed"
            f' check shows, or to `make report ACCEPT="{" ".join(limits)}" REASON="..."`'
        )
    return ""


def _has_override(result: Any) -> bool:  # noqa: ANN401 - Dagster's type is private
    """Whether an operator can accept a check: no identity, which dbt tests."""
    return "tool" in result.metadata


def _name(key: dg.AssetCheckKey) -> str:
    return f"{key.name} of {key.asset_key.to_user_string()}"
