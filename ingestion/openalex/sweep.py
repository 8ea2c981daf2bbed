"""Ask for held works again, in rotation, and count what changed without a new date.

On 2026-09-28, 118 million institution assignments changed while ``updated_date`` stood still.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from ingestion.openalex.api import PER_PAGE, Api
from ingestion.openalex.partial import NEWLINE
from ingestion.schema import Source, identifier, literal
from ingestion.sources.openalex import SWEEPS

ROTATION = ".sweep.json"
# Citations are left out: they are expected to move every day.
FIELDS = {
    "doi": "doi",
    "title": "title",
    "publication_date": "publication_date",
    "type": "type",
    "language": "language",
    "source": "primary_location.source.id",
    "authors": "list_transform(authorships, lambda a: a.author.id)",
    "affiliation strings": "list_transform(authorships, lambda a: a.raw_affiliation_strings)",
    "institutions": (
        "list_transform(authorships,"
        " lambda a: list_sort(list_transform(a.institutions, lambda i: i.id)))"
    ),
    "institution types": (
        "list_transform(authorships,"
        " lambda a: list_sort(list_transform(a.institutions, lambda i: i.type)))"
    ),
    "topics": "list_sort(list_transform(topics, lambda t: t.id))",
    "keywords": "list_sort(list_transform(keywords, lambda k: k.id))",
    "is_retracted": "is_retracted",
}
NEWEST = """
qualify row_number() over (
    partition by work_id order by vintage desc, updated_date desc, snapshot_id desc, source_row
) = 1
"""


@dataclass(frozen=True)
class Silence:
    """Of ``n`` works whose ``updated_date`` stood still, a field of ``changed`` differs."""

    field: str
    changed: int
    n: int

    @property
    def rate(self) -> float:
        """Share of silent changes; 0 without works."""
        return self.changed / self.n if self.n else 0.0


@dataclass(frozen=True)
class Report:
    """A sweep: works asked for, those that no longer come, those re-dated, and the silent ones."""

    asked: int
    gone: int
    redated: int
    calls: int
    silences: tuple[Silence, ...] = ()

    def __str__(self) -> str:
        silent = ", ".join(
            f"{s.field} {s.changed} of {s.n} ({s.rate:.2%})" for s in self.silences if s.changed
        )
        return (
            f"{self.asked:,} works asked for again in {self.calls:,} calls: {self.gone:,} gone,"
            f" {self.redated:,} re-dated; changed without a new date: {silent or 'nothing'}"
        )


def sweep(
    connection: duckdb.DuckDBPyConnection, api: Api, source: Source, raw: Path, most_calls: int
) -> Report:
    """Ask again for the next works in rotation, within ``most_calls`` and the day's budget.

    The rotation and the reports are kept beside the snapshots. Raises BudgetSpentError and
    IngestionError, and then asks for the same works the next time.
    """
    left = api.budget.calls_left()
    calls = most_calls if left is None else min(most_calls, left)
    held = f"{literal(raw / source.name / '*' / f'{source.table}.parquet')}, union_by_name = true"
    ids, after = _next(connection, held, raw / source.name / ROTATION, calls * PER_PAGE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sweep.jsonl.gz"
        used = _ask(api, source, ids, path)
        parts = source.read(connection, path, "sweep", Path(folder)) if used else []
        for part in parts:
            connection.execute(f"create or replace temp table found as {_fields(part.query)}")
    connection.execute(
        "create or replace temp table held as "
        + _fields(f"from read_parquet({held}) where work_id in (select unnest($ids)) {NEWEST}"),
        {"ids": ids},
    )
    report = _compare(connection, len(ids), used) if parts else Report(len(ids), len(ids), 0, used)
    _keep(raw / source.name, report, after)
    return report


def _fields(query: str) -> str:
    columns = ", ".join(f"{sql} as {identifier(field)}" for field, sql in FIELDS.items())
    return f"select work_id, updated_date, {columns} from ({query})"


def _next(
    connection: duckdb.DuckDBPyConnection, held: str, rotation: Path, most: int
) -> tuple[list[str], str]:
    """The ids that follow on those of the last sweep, from the first again after the last."""
    after = json.loads(rotation.read_text("utf-8"))["after"] if rotation.is_file() else ""
    rows = connection.execute(
        f"select distinct work_id from read_parquet({held})"
        " order by work_id <= $after, work_id limit $most",
        {"after": after, "most": most},
    ).fetchall()
    ids = [work_id for (work_id,) in rows]
    return ids, ids[-1] if ids else after


def _ask(api: Api, source: Source, ids: list[str], path: Path) -> int:
    """Write a page a hundred works; the number of calls."""
    fields = ",".join(column.aliases[0] for column in source.columns)
    starts = range(0, len(ids), PER_PAGE)
    with path.open("wb") as stream:
        for start in starts:
            short = [work_id.rsplit("/", 1)[-1] for work_id in ids[start : start + PER_PAGE]]
            received = api.works(f"ids.openalex:{'|'.join(short)}", fields, "*")
            stream.write(received.wire + NEWLINE)
    return len(starts)


def _compare(connection: duckdb.DuckDBPyConnection, asked: int, calls: int) -> Report:
    same = "found.updated_date is not distinct from held.updated_date"
    counts = ", ".join(
        f"count(*) filter ({same} and found.{name} is distinct from held.{name})"
        for name in map(identifier, FIELDS)
    )
    ((found, n, *changed),) = connection.execute(
        f"select count(*), count(*) filter ({same}), {counts} from found join held using (work_id)"
    ).fetchall()
    silences = tuple(Silence(field, k, n) for field, k in zip(FIELDS, changed, strict=True))
    return Report(asked, asked - found, found - n, calls, silences)


def _keep(folder: Path, report: Report, after: str) -> None:
    swept_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with (folder / SWEEPS).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"swept_at": swept_at, **asdict(report)}) + "\n")
    new = folder / f"{ROTATION}.new"
    new.write_text(json.dumps({"after": after}), encoding="utf-8")
    new.replace(folder / ROTATION)
