"""Gates: checks that stop a run whose numbers moved beyond their limits.

``marts.gate_results`` judges each vintage against the one before it, and one query here judges the
headlines against the last publication. A vintage that was published once no longer stops a run.
"""

import csv
import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from pydantic import Field

from orchestration.assets.check_results import latest_results, previous_results, sql
from orchestration.dbt.build_state import saved_text
from orchestration.settings import DBT_PROJECT, ROOT, Settings
from orchestration.unchanged import digest
from orchestration.warehouse import Warehouse

LIMITS = DBT_PROJECT / "seeds" / "gates" / "gate_limit.csv"
RESULTS = dg.AssetKey(["marts", "gate_results"])
OP = "gates"
# The code that judges: this module, and the one that reads the last publication.
CODE = (Path(__file__), ROOT / "reports" / "publication" / "change_log.py")
SINCE_PUBLICATION = "headline_moved_since_publication"
SHOWN = 5  # findings of a gate, the largest first
COLUMNS = """source, subject, period, vintage, previous_vintage, before, after, change, outcome,
    causes"""
BETWEEN_VINTAGES = f"""
select {COLUMNS} from marts.gate_results
where gate = '{{gate}}' and is_latest and outcome <> 'pass'
order by change desc, source, subject, period
"""
# A headline has no change if it is no longer computed, or if its published interval has no end
# beyond its value on the side of the move. Both are warnings.
BETWEEN_PUBLICATIONS = """
with published as (
    select metrics.*
    from {estimates} as metrics
    where not suppressed and topic is null and country is null and region is null
        and venue is null
    qualify row_number() over (
        partition by metric, definition, source, period, team_class, sector, unit, counting
        order by vintage desc) = 1
),
headlines as (
    select published.*
    from published
    inner join reference.headline_number as named
        on published.metric = named.metric
        and published.definition = named.definition
        and published.unit = named.unit
        and published.team_class is not distinct from named.team_class
        and published.sector is not distinct from named.sector
        and (published.period = named.period
            or named.period = 'year' and regexp_full_match(published.period, '[0-9]{{4}}'))
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
        case
            when after.value = before.value then 0
            when after.value > before.value and before.ci_high > before.value
                then (after.value - before.value) / (before.ci_high - before.value)
            when after.value < before.value and before.ci_low < before.value
                then (before.value - after.value) / (before.value - before.ci_low)
        end as change,
        after.value is null as is_gone
    from headlines as before
    left join marts.headline_history as after
        on after.is_latest
        and before.metric = after.metric
        and before.definition = after.definition
        and before.source = after.source
        and before.period = after.period
        and before.team_class is not distinct from after.team_class
        and before.sector is not distinct from after.sector
        and before.unit = after.unit
        and before.counting = after.counting
    inner join marts.dim_gate as limits
        on limits.gate = '{gate}' and before.n >= limits.smallest_n
    where before.value is not null
)
select
    source, subject, period, changes.vintage, previous_vintage, before, after, change,
    case when change > limits.stop_beyond then 'stop' else 'warn' end as outcome,
    case
        when is_gone then 'it is no longer computed'
        when change is null then 'its earlier interval has no end beyond its value'
    end as causes
from changes
inner join marts.dim_gate as limits on limits.gate = '{gate}'
where change is null or change > limits.warn_beyond
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
class Finding:
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

    def has(self, finding: Finding) -> bool:
        """Whether the newer vintage of a finding was published."""
        return (finding.source, str(finding.vintage)) in self.vintages


def limits() -> dict[str, Limit]:
    """Read the limits of all gates."""
    with LIMITS.open(encoding="utf-8", newline="") as file:
        fields = Limit.__dataclass_fields__
        rows = ({name: row[name] for name in fields} for row in csv.DictReader(file))
        return {row["gate"]: Limit(**row) for row in rows}


def override_config(gates: Sequence[str], reason: str) -> dict[str, Any]:
    """Configuration of the steps that lets a run of today publish beyond limits of some gates.

    Raises dagster.Failure if a gate does not exist, or has no reason.
    """
    today = dt.datetime.now(dt.UTC).date().isoformat()
    chosen = [{"gate": gate, "on": today, "reason": reason} for gate in gates]
    checked_overrides([Override(**one) for one in chosen])  # before a run spends time on tables
    return {OP: {"config": {"overrides": chosen}}}


def checked_overrides(overrides: Sequence[Override]) -> dict[str, Override]:
    """Return the overrides by gate. Raise Failure if one is for another day, or has no reason."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    known = limits()
    for one in overrides:
        wrong = ""
        if one.gate not in known:
            wrong = f"no gate has this name; the gates are {', '.join(sorted(known))}"
        elif one.on != today:
            wrong = f"it is for {one.on!r}, and today is {today} (UTC)"
        elif not one.reason.strip():
            wrong = "it has no reason"
        if wrong:
            raise dg.Failure(f"override of {one.gate!r}: {wrong}", allow_retries=False)
    return {one.gate: one for one in overrides}


def query_of(gate: str, published: Published | None) -> str:
    """Return the query whose rows are the changes beyond the limits; empty if it has none."""
    if gate != SINCE_PUBLICATION:
        return BETWEEN_VINTAGES.format(gate=gate)
    if published is None:
        return ""
    from reports.publication.change_log import earlier_estimates

    return BETWEEN_PUBLICATIONS.format(gate=gate, estimates=earlier_estimates(published.folder))


def judged(
    connection: duckdb.DuckDBPyConnection,
    limit: Limit,
    published: Published | None,
    override: Override | None,
) -> dg.AssetCheckResult:
    """Evaluate one gate."""
    query = query_of(limit.gate, published)
    found = [Finding(*row) for row in connection.execute(query).fetchall()] if query else []
    stops = [one for one in found if one.outcome == "stop"]
    if published is not None and limit.gate != SINCE_PUBLICATION:
        stops = [one for one in stops if not published.has(one)]
    is_error = bool(stops) and override is None
    observed = "; ".join(one.text for one in found[:SHOWN])
    if len(found) > SHOWN:
        observed += f"; and {len(found) - SHOWN} more"
    metadata: dict[str, Any] = {
        "tool": "gate",
        **({"query": sql(query)} if query else {}),
        "beyond a limit": len(found),
        "largest change": max((one.change or 0.0 for one in found), default=0.0),
    }
    if is_error:
        observed += f"; to publish in this run only: make report ACCEPT={limit.gate} REASON=..."
    if stops and override is not None:
        metadata |= {"override on": override.on, "override reason": override.reason}
        metadata["override change"] = observed
        observed = f"published on {override.on} because: {override.reason}; {observed}"
    return dg.AssetCheckResult(
        asset_key=RESULTS,
        check_name=limit.gate,
        passed=not found,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        metadata={**metadata, "observed": observed or "no change beyond the limits"},
    )


def last_publication(settings: Settings) -> Published | None:
    """Read the manifest of the last publication of the same sources."""
    from reports.publication.change_log import earlier_publication, manifest_of
    from reports.publication.model import source_kind

    history = settings.published if settings.published.is_dir() else None
    folder = earlier_publication(source_kind(settings.sources), history)
    if folder is None:
        return None
    inputs: Sequence[Mapping[str, str]] = manifest_of(folder)["inputs"]
    return Published(folder, {(one["source"], one["vintage"]) for one in inputs})


def inputs_of(settings: Settings) -> str:
    """Hash the tables and the code that judges them; empty if the tables are not one build.

    Results hold as long as these do: a publication of the tables changes no table.
    """
    build = saved_text(settings)
    code = (path.read_text(encoding="utf-8") for path in CODE)
    return digest([build, BETWEEN_VINTAGES, BETWEEN_PUBLICATIONS, *code]) if build else ""


def gate_checks(settings: Settings) -> dg.AssetChecksDefinition:
    """Define one check for each gate, in one step before the publication."""
    known = limits()
    specs = [
        dg.AssetCheckSpec(
            name=limit.gate,
            asset=RESULTS,
            blocking=bool(limit.stop_beyond),
            description=limit.description,
            metadata={"tool": "gate"},
        )
        for limit in known.values()
    ]

    @dg.multi_asset_check(name=OP, specs=specs, can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, config: Overrides, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult]:
        overrides = checked_overrides(config.overrides)
        inputs = inputs_of(settings)
        last = latest_results(context.instance, context.selected_asset_check_keys)
        same = {
            key: one
            for key, one in last.items()
            if inputs and "inputs" in one.metadata and one.metadata["inputs"].value == inputs
        }
        if not overrides and len(same) == len(context.selected_asset_check_keys):
            yield from previous_results(same)
            return
        published = last_publication(settings)
        with warehouse.get_connection() as connection:
            for key in sorted(context.selected_asset_check_keys):
                limit = known[key.name]
                result = judged(connection, limit, published, overrides.get(key.name))
                text = dg.MetadataValue.text(inputs)
                yield result._replace(metadata={**result.metadata, "inputs": text})

    return check
