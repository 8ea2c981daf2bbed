"""Count what changed of works without a new date: of those fetched anew, and of others in rotation.

On 2026-09-28, 118 million institution assignments changed while ``updated_date`` stood still.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import groupby, zip_longest
from pathlib import Path

import duckdb
import msgspec

from ingestion.fetching.state import replace_text
from ingestion.landing.schema import Source, identifier, literal
from ingestion.landing.snapshots import SCHEMA_FOLDER, Snapshot, newest_by_file, snapshots
from ingestion.sources.openalex.api import PER_PAGE, Api
from ingestion.sources.openalex.resume import NEWLINE
from ingestion.sources.openalex.source import SWEEPS

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
class UnstampedChange:
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
    """Works asked for again, those that no longer come, those re-dated, and the silent ones."""

    asked: int
    gone: int
    redated: int
    calls: int
    silences: tuple[UnstampedChange, ...] = ()

    @property
    def largest_rate(self) -> float:
        """The largest share: of works that are gone, or of silent changes of one field."""
        gone = self.gone / self.asked if self.asked else 0.0
        return max([gone, *(one.rate for one in self.silences)])

    def __add__(self, other: Report) -> Report:
        pairs = zip_longest(self.silences, other.silences, fillvalue=UnstampedChange("", 0, 0))
        silences = (
            UnstampedChange(a.field or b.field, a.changed + b.changed, a.n + b.n) for a, b in pairs
        )
        return Report(
            self.asked + other.asked,
            self.gone + other.gone,
            self.redated + other.redated,
            self.calls + other.calls,
            tuple(silences),
        )

    def __str__(self) -> str:
        silent = ", ".join(
            f"{s.field} {s.changed} of {s.n} ({s.rate:.2%})" for s in self.silences if s.changed
        )
        return (
            f"{self.asked:,} works asked for again in {self.calls:,} calls: {self.gone:,} gone,"
            f" {self.redated:,} re-dated; changed without a new date: {silent or 'nothing'}"
        )


NOTHING = Report(0, 0, 0, 0)


class Progress(msgspec.Struct):
    """The work that the rotation has come to, and until when lists fetched anew were compared."""

    after: str = ""
    compared_until: str = ""


def compare_reloaded(connection: duckdb.DuckDBPyConnection, source: Source, raw: Path) -> Report:
    """Hold each list that was fetched anew against the one before it, and keep the report.

    A work that is in another list now counts as gone. Lists are compared one at a time, once.
    """
    folder = raw / source.name
    progress = _progress(folder)
    until = progress.compared_until
    report = NOTHING
    for before, now in _reloaded(snapshots(raw, source), until):
        for name, snapshot in (("held", before), ("found", now)):
            rows = _fields(f"from {_rows(folder, source, [snapshot])} {NEWEST}")
            connection.execute(f"create or replace temp table {name} as {rows}")
        ((asked,),) = connection.execute("select count(*) from held").fetchall()
        report += _compare(connection, asked, 0)
        progress.compared_until = max(progress.compared_until, now.retrieved_at)
    if report.asked:
        _keep(folder, report, progress)
    return report


def _rows(folder: Path, source: Source, held: Iterable[Snapshot]) -> str:
    """SQL of the rows of some snapshots, with the declared columns, which an older one may lack."""
    names = [SCHEMA_FOLDER, *(one.snapshot_id for one in held)]
    files = ", ".join(literal(folder / name / f"{source.table}.parquet") for name in names)
    return f"read_parquet([{files}], union_by_name = true)"


def _reloaded(held: Sequence[Snapshot], after: str) -> Iterator[tuple[Snapshot, Snapshot]]:
    """The two newest snapshots of each file of which one was retrieved since."""
    in_time = sorted(held, key=lambda one: (one.file, one.retrieved_at))
    for _, of_file in groupby(in_time, key=lambda one: one.file):
        pair = list(of_file)[-2:]
        if len(pair) > 1 and pair[1].retrieved_at > after:
            yield pair[0], pair[1]


def sweep(
    connection: duckdb.DuckDBPyConnection, api: Api, source: Source, raw: Path, most_calls: int
) -> Report:
    """Ask again for the next works in rotation, within ``most_calls`` and the day's budget.

    The rotation and the reports are kept beside the snapshots. Raises BudgetSpentError and
    IngestionError, and then asks for the same works the next time.
    """
    left = api.budget.calls_left()
    calls = most_calls if left is None else min(most_calls, left)
    # What a newer list lacks is gone already, and not to be counted again and again.
    newest = newest_by_file(snapshots(raw, source)).values()
    held = _rows(raw / source.name, source, newest)
    progress = _progress(raw / source.name)
    ids = _next(connection, held, progress.after, calls * PER_PAGE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sweep.jsonl.gz"
        used = _ask(api, source, ids, path)
        parts = source.read(connection, path, "sweep", Path(folder)) if used else []
        for part in parts:
            connection.execute(f"create or replace temp table found as {_fields(part.query)}")
    connection.execute(
        "create or replace temp table held as "
        + _fields(f"from {held} where work_id in (select unnest($ids)) {NEWEST}"),
        {"ids": ids},
    )
    report = _compare(connection, len(ids), used) if parts else Report(len(ids), len(ids), 0, used)
    progress.after = ids[-1] if ids else progress.after
    _keep(raw / source.name, report, progress)
    return report


def _fields(query: str) -> str:
    columns = ", ".join(f"{sql} as {identifier(field)}" for field, sql in FIELDS.items())
    return f"select work_id, updated_date, {columns} from ({query})"


def _progress(folder: Path) -> Progress:
    with suppress(FileNotFoundError, msgspec.DecodeError):
        return msgspec.json.decode((folder / ROTATION).read_bytes(), type=Progress)
    return Progress()


def _next(connection: duckdb.DuckDBPyConnection, held: str, after: str, most: int) -> list[str]:
    """The ids that follow on those of the last sweep, from the first again after the last."""
    rows = connection.execute(
        f"select distinct work_id from {held} order by work_id <= $after, work_id limit $most",
        {"after": after, "most": most},
    ).fetchall()
    return [work_id for (work_id,) in rows]


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
    silences = tuple(UnstampedChange(field, k, n) for field, k in zip(FIELDS, changed, strict=True))
    return Report(asked, asked - found, found - n, calls, silences)


def _keep(folder: Path, report: Report, progress: Progress) -> None:
    swept_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with (folder / SWEEPS).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"swept_at": swept_at, **asdict(report)}) + "\n")
    replace_text(folder / ROTATION, msgspec.json.encode(progress).decode())
