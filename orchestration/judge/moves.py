"""Measures that moved beyond their limits since the last publication of the same kind of sources.

dbt's view ``judge.measures`` measures a build, and ``limits.csv`` says how far each measure may
move. ``python -m orchestration.judge.moves`` writes the record's measures after its run: a live
installation without a publication is compared with these.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from ingestion.landing.schema import literal
from ingestion.landing.snapshots import snapshots
from ingestion.registry import SOURCES
from orchestration.judge.roles import queries_of
from orchestration.run import settings as configuration
from orchestration.run.settings import LIVE_SOURCES, RECORD_SOURCES, Settings

HERE = Path(__file__).parent
LIMITS = HERE / "limits.csv"
RECORD_MEASURES = HERE / "record_measures.csv"
FILE = "measures.csv"
SHOWN = 5
TABLES = "tables"  # the measures of all tables of a build: their rows
NONE = "(from judge.measures where false)"
# A measure that is gone counts as zero, and one that is new has not moved. One that this release
# no longer defines is left out.
# A value is judged by itself, once: when it is new.
BEYOND = """
with old as (
    from {accepted}
    where asset <> 'metrics' or exists (
        from intermediate.int_metric_lists as defined
        where list = 'definitions' and starts_with(subject, concat_ws(', ', metric, item, ''))
    )
),

moves as (
    select
        old.asset, old.measure, old.subject, old.n, old.value as before, new.value as after,
        if(regexp_matches(old.measure, '^(rows|filled|share|total)'), 0, null) as nothing,
        coalesce(after, nothing) / nullif(before, 0) as ratio,
        coalesce(after, nothing) - before as difference,
        null as found, null as words
    from old
    left join judge.measures as new using (asset, measure, subject)
    union all by name
    select * exclude (value), value as found
    from judge.measures
    anti join old using (asset, measure, subject)
)

select limits.check, if(
    limits.compared = 'value',
    format('{{}}: {{}}', moves.subject, words),
    format(
        '{{}} of {{}}: {{:.4g}} to {{}}, {{}} {{:.3g}}', moves.measure, moves.subject, before,
        coalesce(format('{{:.4g}}', after), 'nothing'), limits.compared, moved
    )
)
from read_csv({limits}) as limits
inner join moves
    on limits.table = moves.asset
    and (moves.measure = limits.measure or starts_with(moves.measure, limits.measure || ' '))
cross join lateral (
    select
        case compared when 'ratio' then ratio when 'value' then found else difference end as moved
)
where moves.n >= limits.smallest_n
    and round(moved, 6) not between coalesce(limits.least, '-inf') and coalesce(limits.most, 'inf')
order by moves.n desc, moves.measure, moves.subject
"""


class Limit(NamedTuple):
    """How far a measure of a table may move: the ratio or the difference of its values.

    A ``value`` is compared with nothing, and judged in the first publication that has it.
    """

    check: str
    table: str
    measure: str
    compared: str
    least: str
    most: str
    smallest_n: str
    sentence: str
    reason: str

    @property
    def description(self) -> str:
        """State in words what the check holds."""
        ends = f"{self.least or 'any'} to {self.most or 'any'}"
        to = "" if self.compared == "value" else " to the last publication"
        return (
            f"{self.sentence}: the {self.compared}{to} is {ends}, from {self.smallest_n} cases on."
            f" {self.reason}"
        )


def limits() -> list[Limit]:
    """Read the limits of all measures."""
    with LIMITS.open(encoding="utf-8", newline="") as file:
        return [Limit(**row) for row in csv.DictReader(file)]


def beyond_limits(
    connection: duckdb.DuckDBPyConnection, accepted: Path | None
) -> Mapping[str, Sequence[str]]:
    """Return by check what is beyond its limit; without accepted measures, nothing has moved."""
    types = "types = {'subject': 'varchar', 'value': 'double'}"
    old = f"read_csv({literal(accepted)}, {types})" if accepted else NONE
    found: dict[str, list[str]] = {}
    query = BEYOND.format(accepted=old, limits=literal(LIMITS))
    for check, text in connection.execute(query).fetchall():
        found.setdefault(check, []).append(text)
    return found


def accepted_measures(settings: Settings) -> Path | None:
    """Return the measures of the last publication, or else the record's.

    A publication with a file that was withdrawn since is passed over: going back is no move. The
    record has the measures of its release. A first publication of a directory, or of a selection of
    sources, is compared with nothing.
    """
    if settings.sources == RECORD_SOURCES and not settings.only:
        return RECORD_MEASURES
    published = next(_comparable(settings), last_publication(settings))
    if published and (published / FILE).is_file():
        return published / FILE
    return RECORD_MEASURES if settings.sources == LIVE_SOURCES and not settings.only else None


def _comparable(settings: Settings) -> Iterator[Path]:
    """Find the publications of the same kind of sources whose files are all stored, newest first.

    The name of a folder is its time.
    """
    from reports.publication.change_log import manifest_of
    from reports.publication.model import source_kind

    kind = source_kind(settings.sources, settings.only)
    stored = {
        one.snapshot_id for source in SOURCES.values() for one in snapshots(settings.raw, source)
    }
    for file in sorted(settings.published.glob(f"2*/{FILE}"), reverse=True):
        made = manifest_of(file.parent)
        read = {one["snapshot_id"] for one in made["inputs"]}
        if made["sources"] == kind and read <= stored:
            yield file.parent


def write_measures(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the measures of a build, with which the next one is compared."""
    columns = "* exclude (words) replace (round(value, 6) as value)"
    counts = " union all ".join(queries_of(connection))
    rows = f"'{TABLES}' as asset, 'rows' as measure, name as subject, n_rows as value, n_rows as n"
    both = f"from judge.measures union all by name select {rows} from ({counts})"
    query = f"select {columns} from ({both}) order by all"
    connection.execute(f"copy ({query}) to {literal(path)} (header)")


def rows_of(accepted: Path | None) -> Mapping[str, int]:
    """Return the rows of each table of the last publication by its name with its layer."""
    if accepted is None:
        return {}
    with accepted.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["asset"] == TABLES]
    return {row["subject"]: int(float(row["value"])) for row in rows}


def last_publication(settings: Settings) -> Path | None:
    """Return the folder of the last publication of the same kind of sources."""
    from reports.publication.change_log import earlier_publication
    from reports.publication.model import source_kind

    history = settings.published if settings.published.is_dir() else None
    return earlier_publication(source_kind(settings.sources, settings.only), history)


def new_sources(settings: Settings) -> str:
    """Name the sources of which the last publication lacks files, each with their number."""
    counts = Counter(source for source, _ in _unpublished(settings))
    return ", ".join(f"{source} {n}" for source, n in counts.items()) or "none"


def new_files(settings: Settings) -> str:
    """Name the files that the last publication lacks, and say how to go on without one.

    Whatever refuses a build, such a file may be the reason.
    """
    new = [" ".join(one) for one in _unpublished(settings)]
    if not new:
        return "No file is new since the last publication."
    more = f" and {len(new) - SHOWN} more" if len(new) > SHOWN else ""
    return (
        f"Files since the last publication: {', '.join(new[:SHOWN])}{more}. To go on without one:"
        " compute-divide withdraw SOURCE SNAPSHOT --reason ..."
    )


def _unpublished(settings: Settings) -> list[tuple[str, str]]:
    known = {row["snapshot_id"] for row in _inputs(settings)}
    return [
        (source.name, one.snapshot_id)
        for source in SOURCES.values()
        for one in snapshots(settings.raw, source)
        if one.snapshot_id not in known
    ]


def _inputs(settings: Settings) -> list[dict[str, Any]]:
    from reports.publication.change_log import manifest_of

    folder = last_publication(settings)
    return list(manifest_of(folder)["inputs"]) if folder else []


if __name__ == "__main__":
    record = replace(configuration.load(), sources=RECORD_SOURCES)
    search: dict[str, Any] = {"file_search_path": str(record.raw)}
    with duckdb.connect(str(record.warehouse), read_only=True, config=search) as warehouse:
        write_measures(warehouse, RECORD_MEASURES)
