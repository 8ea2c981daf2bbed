"""Gates: checks that stop a run whose numbers moved beyond their limits.

``marts.gate_results`` judges each vintage against the one before it, and one query here judges the
headlines against the last publication. A vintage that was published once no longer stops a run.
"""

import csv
import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from pydantic import Field

from orchestration.settings import DBT_PROJECT, Settings
from orchestration.warehouse import Warehouse

LIMITS = DBT_PROJECT / "seeds" / "gates" / "gate_limit.csv"
RESULTS = dg.AssetKey(["marts", "gate_results"])
OP = "gates"
SINCE_PUBLICATION = "headline_moved_since_publication"
SHOWN = 5  # changes of a gate, the largest first
BETWEEN_VINTAGES = """
select source, subject, period, vintage, previous_vintage, before, after, change, outcome, causes
from marts.gate_results
where gate = '{gate}' and is_latest and outcome <> 'pass'
order by change desc, source, subject, period
"""
# The change is null if a headline is no longer computed, or if its published interval has no end
# beyond its value on the side of the move. Both are warnings.
BETWEEN_PUBLICATIONS = """
with headlines as (
    select published.*
    from {estimates} as published
    inner join reference.headline_number as named using (metric, definition, unit)
    where
        not suppressed and value is not null
        and topic is null and country is null and region is null and venue is null
        and published.team_class is not distinct from named.team_class
        and published.sector is not distinct from named.sector
        and (published.period = named.period
            or named.period = 'year' and regexp_full_match(published.period, '[0-9]{{4}}'))
    qualify vintage = max(vintage) over (
        partition by metric, definition, source, published.period, published.team_class,
            published.sector, unit, counting)
),
changes as (
    select
        before.source,
        concat_ws(' ', before.metric, before.definition, before.team_class, before.sector,
            before.unit) as subject,
        before.period,
        after.vintage,
        before.vintage as previous_vintage,
        before.value as before,
        after.value as after,
        if(after.value = before.value, 0, abs(after.value - before.value) / nullif(greatest(0, if(
            after.value > before.value,
            before.ci_high - before.value,
            before.value - before.ci_low)), 0)
        ) as change,
        warn_beyond,
        stop_beyond
    from headlines as before
    left join marts.headline_history as after
        on after.is_latest
        and (before.metric, before.definition, before.source, before.period, before.unit,
            before.counting, before.team_class, before.sector)
        is not distinct from (after.metric, after.definition, after.source, after.period,
            after.unit, after.counting, after.team_class, after.sector)
    inner join marts.dim_gate as limits on gate = '{gate}' and before.n >= smallest_n
)
select
    * exclude (warn_beyond, stop_beyond),
    if(change > stop_beyond, 'stop', 'warn') as outcome,
    case
        when after is null then 'it is no longer computed'
        when change is null then 'its earlier interval has no end beyond its value'
    end as causes
from changes
where change is null or change > warn_beyond
order by change desc, source, subject, period
"""


class Override(dg.Config):
    """Publish in this run although a gate would stop it: the gate, today's date and a reason."""

    gate: str
    on: str
    reason: str


class Overrides(dg.Config):
    """Gates that do not stop this run."""

    overrides: list[Override] = Field(default_factory=list)


@dataclass(frozen=True)
class Limit:
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


@dataclass(frozen=True)
class Change:
    """A change beyond a limit."""

    source: str
    subject: str
    period: str
    vintage: dt.date | None
    previous_vintage: dt.date
    before: float
    after: float | None
    change: float | None
    outcome: str
    causes: str | None

    @property
    def text(self) -> str:
        """The change in words, with its causes."""
        after = "nothing" if self.after is None else f"{self.after:.4g}"
        size = "" if self.change is None else f", change {self.change:.2f}"
        causes = f" ({self.causes})" if self.causes else ""
        return (
            f"{self.source} {self.subject} {self.period}: {self.before:.4g} on"
            f" {self.previous_vintage} to {after} on {self.vintage or 'no list'}{size}{causes}"
        )


@dataclass(frozen=True)
class Published:
    """The last publication of the same sources: its folder, and its sources with their vintages."""

    folder: Path
    vintages: Collection[tuple[str, str]]


def limits() -> dict[str, Limit]:
    """Read the limits of all gates."""
    names = [field.name for field in fields(Limit)]
    with LIMITS.open(encoding="utf-8", newline="") as file:
        return {row["gate"]: Limit(*(row[name] for name in names)) for row in csv.DictReader(file)}


def override_config(gates: Sequence[str], reason: str) -> dict[str, Any]:
    """Configuration of the steps that lets a run of today publish beyond limits of some gates.

    Raises dagster.Failure if a gate does not exist, or has no reason.
    """
    overrides = [{"gate": gate, "on": _today(), "reason": reason} for gate in gates]
    checked_overrides([Override(**override) for override in overrides])  # before the run takes time
    return {OP: {"config": {"overrides": overrides}}}


def checked_overrides(overrides: Sequence[Override]) -> dict[str, Override]:
    """Return the overrides by gate. Raise Failure if one is for another day, or has no reason."""
    bounds = limits()
    for override in overrides:
        wrong = ""
        if override.gate not in bounds:
            wrong = f"no gate has this name; the gates are {', '.join(sorted(bounds))}"
        elif override.on != _today():
            wrong = f"it is for {override.on!r}, and today is {_today()} (UTC)"
        elif not override.reason.strip():
            wrong = "it has no reason"
        if wrong:
            raise dg.Failure(f"override of {override.gate!r}: {wrong}", allow_retries=False)
    return {override.gate: override for override in overrides}


def _today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()


def changes_of(
    connection: duckdb.DuckDBPyConnection, gate: str, published: Published | None
) -> list[Change]:
    """Return the changes beyond the limits of a gate, the largest first."""
    query = BETWEEN_VINTAGES.format(gate=gate)
    if gate == SINCE_PUBLICATION:
        if published is None:
            return []
        from reports.publication.change_log import earlier_estimates

        estimates = earlier_estimates(published.folder)
        query = BETWEEN_PUBLICATIONS.format(gate=gate, estimates=estimates)
    return [Change(*row) for row in connection.execute(query).fetchall()]


def judged(
    limit: Limit,
    changes: Sequence[Change],
    published: Published | None,
    override: Override | None,
) -> dg.AssetCheckResult:
    """Judge the changes of one gate."""
    is_stop = any(
        change.outcome == "stop" and not _was_published(limit, change, published)
        for change in changes
    )
    texts = [change.text for change in changes[:SHOWN]]
    if len(changes) > SHOWN:
        texts.append(f"and {len(changes) - SHOWN} more")
    observed = "; ".join(texts) or "no change beyond the limits"
    metadata: dict[str, Any] = {"tool": "gate", "changes": len(changes)}
    if is_stop and override is None:
        observed += f"; to publish in this run only: make report ACCEPT={limit.gate} REASON=..."
    elif is_stop and override is not None:
        metadata |= {"override on": override.on, "override reason": override.reason}
        metadata["override change"] = observed
        observed = f"published on {override.on} because: {override.reason}; {observed}"
    stops = is_stop and override is None
    return dg.AssetCheckResult(
        asset_key=RESULTS,
        check_name=limit.gate,
        passed=not changes,
        severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
        metadata={**metadata, "observed": observed},
    )


def _was_published(limit: Limit, change: Change, published: Published | None) -> bool:
    """Whether a publication states the newer vintage of a change between vintages."""
    if published is None or limit.gate == SINCE_PUBLICATION:
        return False
    return (change.source, str(change.vintage)) in published.vintages


def last_publication(settings: Settings) -> Published | None:
    """Read the manifest of the last publication of the same sources."""
    from reports.publication.change_log import earlier_publication, manifest_of
    from reports.publication.model import source_kind

    history = settings.published if settings.published.is_dir() else None
    folder = earlier_publication(source_kind(settings.sources), history)
    if folder is None:
        return None
    inputs = manifest_of(folder)["inputs"]
    return Published(folder, {(row["source"], row["vintage"]) for row in inputs})


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
        published = last_publication(settings)
        with warehouse.get_connection() as connection:
            for key in sorted(context.selected_asset_check_keys):
                changes = changes_of(connection, key.name, published)
                yield judged(bounds[key.name], changes, published, overrides.get(key.name))

    return check
