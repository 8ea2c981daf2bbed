"""Count works that changed without a new date, in reloaded lists and in a rotation of works.

On 2026-09-28, 118 million institution assignments changed without a new ``updated_date``.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby, zip_longest
from pathlib import Path

import duckdb
import msgspec

from ingestion.fetching.state import replace_text
from ingestion.landing.schema import SCHEMA_FOLDER, Source, identifier, literal, table_path
from ingestion.landing.snapshots import Snapshot, newest_by_file, snapshots
from ingestion.landing.stored_json import read_or_empty
from ingestion.sources.openalex.api import PER_PAGE, OpenAlexApi
from ingestion.sources.openalex.resume import NEWLINE
from ingestion.sources.openalex.source import AUDIT_LOG

PROGRESS_FILE = ".sweep.json"
# Citations are left out, because they change every day.
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
class UnstampedChange:
    """The number of works, of ``n`` with the same ``updated_date``, that changed in a field."""

    field: str
    changed: int
    n: int

    @property
    def rate(self) -> float:
        """Return the share of changed works; 0 without works."""
        return self.changed / self.n if self.n else 0.0


@dataclass(frozen=True)
class AuditReport:
    """The numbers of works: checked, gone, with a new date, and changed in each field."""

    checked: int = 0
    gone: int = 0
    redated: int = 0
    calls: int = 0
    changes: tuple[UnstampedChange, ...] = ()

    @property
    def largest_rate(self) -> float:
        """Return the largest share: of works that are gone, or of changes in one field."""
        gone = self.gone / self.checked if self.checked else 0.0
        return max([gone, *(change.rate for change in self.changes)])

    def __add__(self, other: AuditReport) -> AuditReport:
        pairs = zip_longest(self.changes, other.changes, fillvalue=UnstampedChange("", 0, 0))
        changes = (
            UnstampedChange(a.field or b.field, a.changed + b.changed, a.n + b.n) for a, b in pairs
        )
        return AuditReport(
            self.checked + other.checked,
            self.gone + other.gone,
            self.redated + other.redated,
            self.calls + other.calls,
            tuple(changes),
        )

    def __str__(self) -> str:
        changes = ", ".join(
            f"{c.field} {c.changed} of {c.n} ({c.rate:.2%})" for c in self.changes if c.changed
        )
        return (
            f"{self.checked:,} works checked in {self.calls:,} calls: {self.gone:,} gone,"
            f" {self.redated:,} with a new date; changed without a new date: {changes or 'nothing'}"
        )


class Progress(msgspec.Struct):
    """The last work of the rotation, and the retrieval time of the last compared list."""

    after: str = ""
    compared_until: str = ""


def compare_reloaded(
    connection: duckdb.DuckDBPyConnection, source: Source, raw: Path
) -> AuditReport:
    """Compare each reloaded list with the list before it, and store the report.

    A work that has moved to another list counts as gone. Each list is compared once.
    """
    folder = raw / source.name
    progress = read_or_empty(folder / PROGRESS_FILE, Progress)
    report = AuditReport()
    for before, after in _reloaded(snapshots(raw, source), progress.compared_until):
        for name, snapshot in (("stored_works", before), ("fetched_works", after)):
            rows = _fields(f"from {_rows(raw, source, [snapshot])} {NEWEST}")
            connection.execute(f"create or replace temp table {name} as {rows}")
        ((checked,),) = connection.execute("select count(*) from stored_works").fetchall()
        report += _compare(connection, checked, 0)
        progress.compared_until = max(progress.compared_until, after.retrieved_at)
    if report.checked:
        _save(folder, report, progress)
    return report


def _rows(raw: Path, source: Source, stored: Iterable[Snapshot]) -> str:
    """Return SQL for rows of snapshots. The empty table adds columns that old ones lack."""
    names = [SCHEMA_FOLDER, *(snapshot.snapshot_id for snapshot in stored)]
    files = ", ".join(literal(table_path(raw, source, name)) for name in names)
    return f"read_parquet([{files}], union_by_name = true)"


def _reloaded(stored: Sequence[Snapshot], after: str) -> Iterator[tuple[Snapshot, Snapshot]]:
    """Return the two newest snapshots of each file that was retrieved again after a time."""
    in_order = sorted(stored, key=lambda snapshot: (snapshot.file, snapshot.retrieved_at))
    for _, of_file in groupby(in_order, key=lambda snapshot: snapshot.file):
        pair = list(of_file)[-2:]
        if len(pair) > 1 and pair[1].retrieved_at > after:
            yield pair[0], pair[1]


def audit(
    connection: duckdb.DuckDBPyConnection,
    api: OpenAlexApi,
    source: Source,
    raw: Path,
    max_calls: int,
) -> AuditReport:
    """Fetch the next works of the rotation again, and compare them with the stored ones.

    Makes at most ``max_calls``, and no more than the budget allows. Stores the position and the
    report next to the snapshots. Raises BudgetSpentError and IngestionError; the next audit then
    fetches the same works.
    """
    left = api.budget.calls_left()
    calls = max_calls if left is None else min(max_calls, left)
    # Only the newest lists count, because a work that they lack would be gone in every audit.
    newest = newest_by_file(snapshots(raw, source)).values()
    stored = _rows(raw, source, newest)
    progress = read_or_empty(raw / source.name / PROGRESS_FILE, Progress)
    ids = _next_ids(connection, stored, progress.after, calls * PER_PAGE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "works.jsonl.gz"
        used = _fetch_works(api, source, ids, path)
        parts = source.read(connection, path, "audit", Path(folder)) if used else []
        for part in parts:
            connection.execute(
                f"create or replace temp table fetched_works as {_fields(part.query)}"
            )
    connection.execute(
        "create or replace temp table stored_works as "
        + _fields(f"from {stored} where work_id in (select unnest($ids)) {NEWEST}"),
        {"ids": ids},
    )
    if parts:
        report = _compare(connection, len(ids), used)
    else:
        report = AuditReport(len(ids), gone=len(ids), calls=used)
    progress.after = ids[-1] if ids else progress.after
    _save(raw / source.name, report, progress)
    return report


def _fields(query: str) -> str:
    columns = ", ".join(f"{sql} as {identifier(field)}" for field, sql in FIELDS.items())
    return f"select work_id, updated_date, {columns} from ({query})"


def _next_ids(
    connection: duckdb.DuckDBPyConnection, stored: str, after: str, limit: int
) -> list[str]:
    """Return the next ids of the rotation; after the last id, it starts again at the first."""
    rows = connection.execute(
        f"select distinct work_id from {stored} order by work_id <= $after, work_id limit $limit",
        {"after": after, "limit": limit},
    ).fetchall()
    return [work_id for (work_id,) in rows]


def _fetch_works(api: OpenAlexApi, source: Source, ids: list[str], path: Path) -> int:
    """Write one page for each hundred works, and return the number of calls."""
    fields = ",".join(column.aliases[0] for column in source.columns)
    starts = range(0, len(ids), PER_PAGE)
    with path.open("wb") as stream:
        for start in starts:
            short = [work_id.rsplit("/", 1)[-1] for work_id in ids[start : start + PER_PAGE]]
            page = api.works(f"ids.openalex:{'|'.join(short)}", fields, "*")
            stream.write(page.gzipped + NEWLINE)
    return len(starts)


def _compare(connection: duckdb.DuckDBPyConnection, checked: int, calls: int) -> AuditReport:
    same_date = "fetched.updated_date is not distinct from stored.updated_date"
    counts = ", ".join(
        f"count(*) filter ({same_date} and fetched.{name} is distinct from stored.{name})"
        for name in map(identifier, FIELDS)
    )
    ((found, n, *changed),) = connection.execute(
        f"select count(*), count(*) filter ({same_date}), {counts}"
        " from fetched_works as fetched join stored_works as stored using (work_id)"
    ).fetchall()
    changes = tuple(UnstampedChange(field, k, n) for field, k in zip(FIELDS, changed, strict=True))
    return AuditReport(checked, checked - found, found - n, calls, changes)


def _save(folder: Path, report: AuditReport, progress: Progress) -> None:
    """Append the report to the log that the warehouse reads, and store the progress."""
    entry = {
        "swept_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "asked": report.checked,
        "gone": report.gone,
        "redated": report.redated,
        "calls": report.calls,
        "silences": [asdict(change) for change in report.changes],
    }
    with (folder / AUDIT_LOG).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry) + "\n")
    replace_text(folder / PROGRESS_FILE, msgspec.json.encode(progress).decode())
