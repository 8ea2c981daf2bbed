"""Gates: checks that stop a run whose numbers moved beyond their limits.

dbt's table ``gates.gate_changes`` judges each vintage against the one before it, and the headlines
against the last publication. A vintage that was published once no longer stops a run.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import dagster as dg
import duckdb
from pydantic import Field

from dbt_project.rows import rows_of
from ingestion.landing.snapshots import Snapshot, snapshots
from ingestion.registry import SOURCES
from orchestration.judge.rules import name_of
from orchestration.judge.suites import LAYERS
from orchestration.judge.verdict import tag_build
from orchestration.run.settings import DBT_PROJECT, Settings
from orchestration.run.warehouse import Warehouse

LIMITS = DBT_PROJECT / "seeds" / "gates" / "gate_limit.csv"
RESULTS = dg.AssetKey(["marts", "gate_results"])
OP = "gates"
SINCE_PUBLICATION = "headline_moved_since_publication"
OF_HEADLINES = ("headline_moved", SINCE_PUBLICATION)
Vintages = Collection[tuple[str, str]]
SHOWN = 5  # changes of a gate, the largest first; and new files
# ``concat`` leaves out what is null.
BEYOND_LIMITS = """
select outcome, source, cast(vintage as varchar), subject, concat(
    source, ' ', subject, ' ', period, ': ', format('{:.4g} on ', before), previous_vintage, ' to ',
    coalesce(format('{:.4g} on ', after), 'nothing on '),
    coalesce(cast(vintage as varchar), 'no list'),
    format(', change {:.2f}', change),
    ' (' || causes || ')'
)
from gates.gate_changes
where gate = ? and is_latest and outcome <> 'pass'
order by change desc, source, subject, period
"""


class Override(dg.Config):
    """Publish in this run although a gate would stop it: the gate, today's date and a reason.

    A file, such as ``clusters/gpu_clusters.csv``, stands for all gates of its lists.
    """

    gate: str
    on: str
    reason: str


class Overrides(dg.Config):
    """Gates that do not stop this run."""

    overrides: list[Override] = Field(default_factory=list)


class Limit(NamedTuple):
    """The limits of a gate, as its seed states them."""

    gate: str
    sentence: str
    measure: str
    warn_beyond: str
    stop_beyond: str
    reason: str

    @property
    def description(self) -> str:
        """State in words what the check holds."""
        stop = f" Beyond {self.stop_beyond}, it stops the run." if self.stop_beyond else ""
        return (
            f"{self.sentence} Up to {self.warn_beyond} ({self.measure}) passes. A larger change is"
            f" a warning.{stop} {self.reason}"
        )


class Change(NamedTuple):
    """A change beyond a limit, in words with its causes."""

    outcome: str
    source: str
    vintage: str | None
    subject: str
    text: str


def limits() -> dict[str, Limit]:
    """Read the limits of all gates."""
    with duckdb.connect() as connection:
        seed = connection.read_csv(str(LIMITS), all_varchar=True)
        return {limit.gate: limit for limit in rows_of(Limit, seed)}


def override_config(gates: Sequence[str], reason: str) -> dict[str, Any]:
    """Configuration of the steps that lets a run of today publish beyond limits of some gates.

    Raises dagster.Failure if a name is no gate and no file, or has no reason.
    """
    overrides = [{"gate": gate, "on": _today(), "reason": reason} for gate in gates]
    checked_overrides([Override(**override) for override in overrides])  # before the run takes time
    chosen = defaultdict[str, list[dict[str, str]]](list)
    for override in overrides:
        chosen[steps().get(override["gate"], OP)].append(override)
    return {step: {"config": {"overrides": of_step}} for step, of_step in chosen.items()}


def step_of(layer: str) -> str:
    """Return the step that has the expectations of a layer."""
    return f"{layer}_expectations"


def steps() -> dict[str, str]:
    """Return the step of each gate, and of each expectation on a layer."""
    expectations = {
        name_of(rule): step_of(layer)
        for layer, suite in LAYERS.items()
        for rule in suite.expectations
    }
    return {**expectations, **dict.fromkeys(limits(), OP)}


def checked_overrides(overrides: Sequence[Override]) -> dict[str, Override]:
    """Return the overrides by gate. Raise Failure if one is for another day, or has no reason."""
    known = steps()
    for override in overrides:
        wrong = ""
        is_file = override.gate.partition("/")[0] in SOURCES
        if override.gate not in known and not is_file:
            wrong = f"no gate has this name; the gates are {', '.join(sorted(known))}"
        elif override.on != _today():
            wrong = f"it is for {override.on!r}, and today is {_today()} (UTC)"
        elif not override.reason.strip():
            wrong = "it has no reason"
        if wrong:
            raise dg.Failure(f"override of {override.gate!r}: {wrong}")
    return {override.gate: override for override in overrides}


def _today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()


def way_out(gate: str) -> str:
    """Say how to publish once although a gate or an expectation stops the run."""
    return f"; to publish in this run only: make report ACCEPT={gate} REASON=..."


def published_anyway(reason: str, observed: str) -> dict[str, str]:
    """Return what a result with an override of today states in place of what was observed."""
    return {
        "override on": _today(),
        "override reason": reason,
        "override change": observed,
        "observed": f"published on {_today()} because: {reason}; {observed}",
    }


def judged(
    limit: Limit, changes: Sequence[Change], stops: Mapping[Change, Override | None]
) -> dg.AssetCheckResult:
    """Judge the changes of one gate beyond its limits; ``stops`` has those that stop the run."""
    overrides = {override.gate: override for override in stops.values() if override}
    texts = [change.text for change in changes[:SHOWN]]
    if len(changes) > SHOWN:
        texts.append(f"and {len(changes) - SHOWN} more")
    observed = "; ".join(texts) or "no change beyond the limits"
    metadata: dict[str, Any] = {"tool": "gate", "changes": len(changes)}
    severity = dg.AssetCheckSeverity.WARN
    if None in stops.values():
        severity = dg.AssetCheckSeverity.ERROR
        observed += way_out(limit.gate)
        # YAML of a file has "on" for true.
        override_text = f'{{gate: {limit.gate}, "on": "{_today()}", reason: "..."}}'
        launchpad = f"ops: {{{OP}: {{config: {{overrides: [{override_text}]}}}}}}"
        metadata["launchpad"] = dg.MetadataValue.md(f"```yaml\n{launchpad}\n```")
    elif overrides:
        reason = "; ".join({one.reason for one in overrides.values()})
        metadata |= published_anyway(reason, observed)
    return dg.AssetCheckResult(
        asset_key=RESULTS,
        check_name=limit.gate,
        passed=not changes,
        severity=severity,
        metadata={"observed": observed, **metadata},
    )


def _is_stopping(gate: str, change: Change, published: Vintages) -> bool:
    """Whether a change is beyond the limit of a stop, and its vintage was never published."""
    is_known = gate != SINCE_PUBLICATION and (change.source, change.vintage) in published
    return change.outcome == "stop" and not is_known


def _files_of(settings: Settings, change: Change) -> list[Snapshot]:
    """Return the stored files that have the list of a change."""
    every = snapshots(settings.raw, SOURCES[change.source]) if change.source in SOURCES else []
    stored = [snapshot for snapshot in every if snapshot.vintage == change.vintage]
    # A part has the name of its list. The files of a source with one list need no such name.
    parts = [one for one in stored if change.subject in {part["part"] for part in one.parts}]
    return parts or stored


def _override(
    settings: Settings, gate: str, change: Change, overrides: Mapping[str, Override]
) -> Override | None:
    """Return the override of a gate, or of the file of a changed list, if there is one."""
    of_list = [] if gate in OF_HEADLINES else _files_of(settings, change)
    names = (gate, *(snapshot.file for snapshot in of_list))
    return next((overrides[name] for name in names if name in overrides), None)


def last_publication(settings: Settings) -> Path | None:
    """Return the folder of the last publication of the same kind of sources."""
    from reports.publication.change_log import earlier_publication
    from reports.publication.model import source_kind

    history = settings.published if settings.published.is_dir() else None
    return earlier_publication(source_kind(settings.sources, settings.only), history)


def published_vintages(settings: Settings) -> Vintages:
    """Return the sources of the last publication, each with its vintages."""
    return {(row["source"], row["vintage"]) for row in _inputs(settings)}


def new_files(settings: Settings) -> str:
    """Name the files that the last publication lacks, and say how to go on without one.

    Whatever refuses a build, such a file may be the reason.
    """
    known = {row["snapshot_id"] for row in _inputs(settings)}
    new = [
        f"{source.name} {one.snapshot_id}"
        for source in SOURCES.values()
        for one in snapshots(settings.raw, source)
        if one.snapshot_id not in known
    ]
    if not new:
        return "No file is new since the last publication."
    more = f" and {len(new) - SHOWN} more" if len(new) > SHOWN else ""
    return (
        f"Files since the last publication: {', '.join(new[:SHOWN])}{more}. To go on without one:"
        " compute-divide withdraw SOURCE SNAPSHOT --reason ..."
    )


def _inputs(settings: Settings) -> list[dict[str, Any]]:
    from reports.publication.change_log import manifest_of

    folder = last_publication(settings)
    return list(manifest_of(folder)["inputs"]) if folder else []


def gate_checks(settings: Settings) -> dg.AssetChecksDefinition:
    """Define one check for each gate, in one step before the publication."""
    bounds = limits()
    specs = [
        dg.AssetCheckSpec(
            limit.gate,
            asset=RESULTS,
            blocking=bool(limit.stop_beyond),
            description=limit.description,
        )
        for limit in bounds.values()
    ]

    @dg.multi_asset_check(name=OP, specs=specs, can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, config: Overrides, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult]:
        overrides = checked_overrides(config.overrides)
        published = published_vintages(settings)
        is_refused = False
        with warehouse.get_connection() as connection:
            tag_build(context, connection)
            for key in sorted(context.selected_asset_check_keys):
                rows = connection.execute(BEYOND_LIMITS, [key.name]).fetchall()
                changes = [Change(*row) for row in rows]
                stops = {
                    change: _override(settings, key.name, change, overrides)
                    for change in changes
                    if _is_stopping(key.name, change, published)
                }
                yield judged(bounds[key.name], changes, stops)
                is_refused |= None in stops.values()
        if is_refused:
            context.log.warning(new_files(settings))

    return check
