"""Land files as immutable snapshots of original bytes, Parquet and manifest, in one rename."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from ingestion.errors import IngestionError, combined
from ingestion.landing.disk import flush, flush_one
from ingestion.landing.files import READING, SourceFile
from ingestion.landing.memory import memory_limit
from ingestion.landing.readers import CONTENT_ERRORS, check_gzip
from ingestion.landing.schema import (
    SCHEMA_FOLDER,
    Part,
    Source,
    identifier,
    literal,
    table_columns,
)
from ingestion.landing.set_aside import check_rows, update_set_aside, write_unreadable
from ingestion.landing.stored_json import read_or_empty, to_stderr
from ingestion.landing.texts import FILE, ROW_GROUP, complete_texts, write_texts

MANIFEST = "manifest.json"
STATE = "state.json"
WITHDRAWN = "_withdrawn"
TEMPORARY_PREFIX = ".landing-"
# A publisher can move these vintages: a file may come back with its former bytes.
MOVING_VINTAGES = ("publisher", "retrieval", READING)
# In the scratch folder: an unpacked copy of the original, if the fetch made one.
UNPACKED = "unpacked"
# Number of files that are written at the same time. They share the memory of one DuckDB.
THREADS = 2
# Number of snapshots that are flushed at the same time, because each waits for the disk.
FLUSHES = 8


@dataclass(frozen=True)
class Snapshot:
    """A landed snapshot, as its ``manifest.json`` describes it. Times are ISO 8601 in UTC.

    ``table_sha256`` is the hash of its Parquet; None if an older version of the code landed it.
    """

    snapshot_id: str
    source: str
    table: str
    publisher: str
    url: str
    file: str
    bytes: int
    sha256: str
    rows: int
    vintage: str
    vintage_rule: str
    retrieved_at: str
    licence: str
    citation: str
    etag: str | None = None
    last_modified: str | None = None
    table_sha256: str | None = None
    parts: list[dict[str, Any]] = field(default_factory=list)


@contextlib.contextmanager
def connect() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an in-memory DuckDB with bounded memory that spills into a temporary folder."""
    with (
        tempfile.TemporaryDirectory() as spill,
        duckdb.connect(
            config={"memory_limit": memory_limit(), "temp_directory": spill}
        ) as connection,
    ):
        yield connection


def sha256(path: Path) -> str:
    """Hash a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def snapshots(raw: Path, source: Source) -> list[Snapshot]:
    """Return all stored snapshots of a source under ``raw``, ordered by id."""
    return sorted(_read(raw / source.name, "*"), key=lambda snapshot: snapshot.snapshot_id)


def newest_by_file(stored: Iterable[Snapshot]) -> dict[str, Snapshot]:
    """Return the last retrieved snapshot of each file."""
    in_order = sorted(stored, key=lambda snapshot: snapshot.retrieved_at)
    return {snapshot.file: snapshot for snapshot in in_order}


def _stored(folder: Path, digest: str) -> Snapshot | None:
    """Return the snapshot of these bytes, if any; its id ends with the start of the digest."""
    return next(_read(folder, f"*_{digest[:12]}"), None)


def _read(folder: Path, pattern: str) -> Iterator[Snapshot]:
    for path in folder.glob(f"[!._]{pattern}/{MANIFEST}"):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=Snapshot)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            rule = f"not a manifest ({error}): restore it, or delete its folder and land again"
            raise IngestionError(path, rule) from error


def _came_back(folder: Path, file: SourceFile, digest: str) -> bool:
    """Return whether these bytes were stored before, and later other bytes of the same name."""
    if file.vintage_rule not in MOVING_VINTAGES:
        return False
    newest = newest_by_file(_read(folder, f"*_{_slug(file)}_*")).get(file.name)
    return newest is not None and newest.sha256 != digest


def initialise_source(
    connection: duckdb.DuckDBPyConnection,
    raw: Path,
    source: Source,
    log: Callable[[str], None] = to_stderr,
) -> None:
    """Create the source's folder with an empty typed table, and remove files of a killed run.

    The empty table, manifest, state and logs let the warehouse read a source without a snapshot.
    """
    folder = raw / source.name
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
        shutil.rmtree(leftover)
    for name in (STATE, *source.logs):
        (folder / name).touch()
    # The warehouse reads the state too. An empty state means that nothing was fetched.
    state = folder / STATE
    if state.stat().st_size and not read_or_empty(state, dict[str, object], log):
        state.write_bytes(b"")
    _complete_empty_table(connection, folder, source)
    complete_texts(connection, raw, source)
    update_set_aside(connection, raw, source)
    (folder / WITHDRAWN / SCHEMA_FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / WITHDRAWN / SCHEMA_FOLDER / "withdrawn.json").touch()


def _complete_empty_table(
    connection: duckdb.DuckDBPyConnection, folder: Path, source: Source
) -> None:
    """Write the empty table, unless it is stored with the same declaration."""
    columns = ", ".join(
        f"null::{_stored_type(c.type)} as {identifier(c.name)}" for c in table_columns(source)
    )
    declared = hashlib.sha256(f"{columns} {source.texts}".encode()).hexdigest()
    table, marker = f"{source.table}.parquet", f"{declared[:16]}.declaration"
    names = {table, MANIFEST, marker, *([FILE] if source.texts else [])}
    if {path.name for path in (folder / SCHEMA_FOLDER).glob("*")} == names:
        return
    with _new_folder(folder) as (temporary, finish):
        target = temporary / table
        connection.execute(f"copy (select {columns} limit 0) to {literal(target)} (format parquet)")
        if source.texts:
            write_texts(connection, source, target, temporary / FILE)
        for name in (MANIFEST, marker):
            (temporary / name).touch()
        flush(temporary)
        finish(SCHEMA_FOLDER)


@dataclass(frozen=True)
class Landing:
    """The result of landing a file.

    ``landed``, ``skipped``, ``stored`` (a snapshot has the same bytes) or ``withdrawn`` (such a
    snapshot was withdrawn).
    """

    file: str
    status: str
    snapshot: Snapshot | None


@dataclass(frozen=True)
class NewTable:
    """A file that will land, and its Parquet."""

    file: SourceFile
    path: Path


Validator = Callable[[duckdb.DuckDBPyConnection, Sequence[NewTable]], None]
"""``validate(connection, tables that land together)``; raises IngestionError if one must not."""


def no_validation(connection: duckdb.DuckDBPyConnection, tables: Sequence[NewTable]) -> None:
    """Accept every file that the source's reader and rules accept."""


def land(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    source: Source,
    raw: Path,
    validate: Validator = no_validation,
) -> Landing:
    """Land one file; stored bytes do not land again, and a file without a table is skipped.

    ``connection`` comes from ``connect`` and serves all files of a run, because opening it takes
    longer than landing a small list. Raises IngestionError on input that breaks a rule of the
    source or of ``validate``, and leaves no file behind.
    """
    return land_together(connection, [file], source, raw, validate)[0]


def land_together(
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[SourceFile],
    source: Source,
    raw: Path,
    validate: Validator = no_validation,
) -> list[Landing]:
    """Land all files as ``land`` does, or none of them if one breaks a rule.

    The error names all of them. Equal bytes under two names give one snapshot.
    """
    errors: list[IngestionError] = []
    written: dict[str, Future[_Written]] = {}
    digests: list[tuple[SourceFile, str]] = []
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(THREADS) as executor:

        def write(file: SourceFile, digest: str) -> _Written:
            with connection.cursor() as cursor:
                return stack.enter_context(_written(cursor, file, source, raw, digest))

        for file in files:
            with _collected(errors):
                digest = _digest(file)
                digests.append((file, digest))
                if digest not in written:
                    written[digest] = executor.submit(write, file, digest)
        for future in written.values():
            with _collected(errors):
                future.result()
        if errors:
            raise combined(source.name, errors)
        results = {digest: future.result() for digest, future in written.items()}
        tables = [result.table for result in results.values() if result.table is not None]
        if tables:
            validate(connection, tables)
            _finish(results.values(), raw / source.name)
    return [results[digest].landing_of(file) for file, digest in digests]


@contextlib.contextmanager
def _collected(errors: list[IngestionError]) -> Iterator[None]:
    try:
        yield
    except IngestionError as error:
        errors.append(error)


def _digest(file: SourceFile) -> str:
    digest = sha256(file.path)
    if file.expected_sha256 not in (None, digest):
        raise IngestionError(file.name, f"sha256 {digest} differs from manifest.csv")
    return digest


@dataclass(frozen=True)
class _Written:
    """The result of a file, its new table, and the functions that flush and move its snapshot."""

    landing: Landing
    table: NewTable | None = None
    flush: Callable[[], None] = lambda: None
    finish: Callable[[], None] = lambda: None

    def landing_of(self, file: SourceFile) -> Landing:
        """Return the result for another file with the same bytes."""
        if file.name == self.landing.file:
            return self.landing
        status = "stored" if self.landing.snapshot else self.landing.status
        return Landing(file.name, status, self.landing.snapshot)


def _finish(results: Collection[_Written], folder: Path) -> None:
    """Flush all new snapshots, and then move them into place in the folder of their source.

    A kill between two moves would leave only some of the files, so no slow step stands between
    them.
    """
    with ThreadPoolExecutor(FLUSHES) as flushing:
        for flushed in [flushing.submit(result.flush) for result in results]:
            flushed.result()
    for result in results:
        result.finish()
    flush_one(folder)


@contextlib.contextmanager
def _written(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    source: Source,
    raw: Path,
    digest: str,
) -> Iterator[_Written]:
    """Write a file into its own folder, which is removed unless it is moved into place."""
    if _stored(raw / source.name / WITHDRAWN, digest) is not None:
        yield _Written(Landing(file.name, "withdrawn", None))
        return
    stored = _stored(raw / source.name, digest)
    if stored is not None and not _came_back(raw / source.name, file, digest):
        yield _Written(Landing(file.name, "stored", stored))
        return
    if stored is not None:
        # A file that comes back after other bytes gets the retrieval day as its vintage.
        rule = READING if file.vintage_rule == READING else "retrieval"
        day = file.retrieved_at.astimezone(dt.UTC).date()
        file = replace(file, vintage=day, vintage_rule=rule)
    with _new_folder(raw / source.name) as (temporary, finish):
        snapshot = _write(connection, file, source, digest, temporary)
        if snapshot is None:
            yield _Written(Landing(file.name, "skipped", None))
        else:
            name = snapshot.snapshot_id
            table = NewTable(file, temporary / f"{source.table}.parquet")
            check_rows(connection, source, file.name, snapshot.rows, table.path)
            yield _Written(
                Landing(file.name, "landed", snapshot),
                table,
                lambda: flush(temporary),
                lambda: finish(name),
            )


def _write(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    source: Source,
    digest: str,
    folder: Path,
) -> Snapshot | None:
    snapshot_id = f"{file.vintage.isoformat()}_{_slug(file)}_{digest[:12]}"
    original = folder / "original" / Path(file.name).name
    original.parent.mkdir()
    shutil.copyfile(file.path, original)
    if original.suffix == ".gz" and file.unpacked is None:
        check_gzip(original, file.name)
    parts, counts = _write_table(connection, file, source, snapshot_id, original, folder)
    if not parts:
        return None
    snapshot = replace(
        _snapshot(file, source, snapshot_id, digest, original.stat().st_size, parts, counts),
        table_sha256=sha256(folder / f"{source.table}.parquet"),
    )
    text = json.dumps(asdict(snapshot), indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return snapshot


def _slug(file: SourceFile) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", Path(file.name).name)


def _write_table(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    source: Source,
    snapshot_id: str,
    original: Path,
    folder: Path,
) -> tuple[list[Part], dict[str, int]]:
    """Write the original as the table's Parquet: its parts, and the number of rows of each."""
    scratch, target = folder / "scratch", folder / f"{source.table}.parquet"
    scratch.mkdir()

    def write() -> tuple[list[Part], dict[str, int]]:
        parts = source.read(connection, original, file.name, scratch)
        return parts, _write_parquet(
            connection, file.name, source, parts, snapshot_id, file.vintage, target
        )

    if file.unpacked is not None:
        file.unpacked.replace(scratch / UNPACKED)
    try:
        parts, counts = write()
    except CONTENT_ERRORS as error:
        if file.unpacked is None:
            # A full disk is an IOException too, but it is no error of the file.
            if isinstance(error, duckdb.IOException):
                raise
            raise IngestionError(file.name, f"a value is not readable: {error}") from error
        # An error from the original names row and column; an error from the unpacked copy does not.
        shutil.rmtree(scratch / UNPACKED)
        parts, counts = write()
    shutil.rmtree(scratch)
    return parts, counts


def _snapshot(
    file: SourceFile,
    source: Source,
    snapshot_id: str,
    digest: str,
    size: int,
    parts: list[Part],
    counts: dict[str, int],
) -> Snapshot:
    return Snapshot(
        snapshot_id=snapshot_id,
        source=source.name,
        table=source.table,
        publisher=file.publisher,
        url=file.url,
        file=file.name,
        bytes=size,
        sha256=digest,
        rows=sum(counts.values()),
        vintage=file.vintage.isoformat(),
        vintage_rule=file.vintage_rule,
        retrieved_at=file.retrieved_at.astimezone(dt.UTC).isoformat(),
        licence=file.licence,
        citation=file.citation,
        etag=file.etag,
        last_modified=file.last_modified,
        parts=[
            {
                "part": part.name,
                "rows": counts.get(part.name, 0),
                "renamed": [f"{ours} <- {theirs}" for ours, theirs in part.renamed.items()],
                "missing": list(part.missing),
                "unknown": list(part.unknown),
                "left_out": part.left_out,
            }
            for part in parts
        ],
    )


def _stored_type(kind: str) -> str:
    """Store JSON as text, which every engine reads."""
    return "VARCHAR" if kind == "JSON" else kind


def _write_parquet(
    connection: duckdb.DuckDBPyConnection,
    file: str,
    source: Source,
    parts: list[Part],
    snapshot_id: str,
    vintage: dt.date,
    target: Path,
) -> dict[str, int]:
    if not parts:
        return {}
    names = ", ".join(identifier(c.name) for c in table_columns(source))
    repeated = [name for name, n in Counter(part.name for part in parts).items() if n > 1]
    if repeated:
        raise IngestionError(file, f"the file contains the list {repeated[0]!r} twice")
    keys = f"{literal(snapshot_id)} as snapshot_id, date {literal(vintage.isoformat())} as vintage"
    union = " union all ".join(
        f"select {names} from (select {keys}, {literal(part.name)} as part, * from ({part.query}))"
        for part in parts
    )
    connection.execute(
        f"copy ({union}) to {literal(target)}"
        f" (format parquet, compression zstd, compression_level 1, row_group_size {ROW_GROUP})"
    )
    write_unreadable(connection, parts, keys, target.parent)
    rows = connection.execute(
        f"select part, count(*) from read_parquet({literal(target)}) group by part"
    ).fetchall()
    return dict(rows)


@contextlib.contextmanager
def _new_folder(parent: Path) -> Iterator[tuple[Path, Any]]:
    """Yield a temporary folder that ``finish(name)`` moves into place; otherwise it is removed."""
    temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=parent))

    def finish(name: str) -> None:
        # Only the empty table can exist under this name, perhaps from an older version of the code.
        shutil.rmtree(parent / name, ignore_errors=True)
        # A temporary folder is private, but other users may read snapshots.
        temporary.chmod(0o755)
        temporary.replace(parent / name)

    try:
        yield temporary, finish
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
