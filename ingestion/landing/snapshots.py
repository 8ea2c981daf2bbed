"""Store files as immutable snapshots of original bytes, Parquet and manifest, in one rename."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from filelock import FileLock

from ingestion.errors import IngestionError, combined
from ingestion.landing.disk import flush, flush_one
from ingestion.landing.files import READING, SourceFile
from ingestion.landing.memory import memory_limit
from ingestion.landing.packed import unpack_gzip
from ingestion.landing.schema import (
    SCHEMA_FOLDER,
    Part,
    Source,
    identifier,
    literal,
    table_columns,
)
from ingestion.landing.set_aside import check_rows, update_set_aside, write_unreadable
from ingestion.landing.values import CONTENT_ERRORS

MANIFEST = "manifest.json"
STATE = "state.json"
WITHDRAWN = "_withdrawn"
TEMPORARY_PREFIX = ".landing-"
# What a manifest has of a file as it is.
ORIGIN = ("publisher", "url", "vintage_rule", "licence", "citation", "etag", "last_modified")
# A publisher can move these vintages: a file may come back with its former bytes.
MOVING_VINTAGES = ("publisher", "retrieval", READING)
# Number of files that are written at the same time. They share the memory of one DuckDB.
THREADS = 2
# DuckDB keeps a row group in memory until it is full, and a work can be tens of kilobytes.
PARQUET = "format parquet, compression zstd, compression_level 1, row_group_size 16384"


@dataclass(frozen=True)
class Snapshot:
    """A stored snapshot, as its ``manifest.json`` describes it. Times are ISO 8601 in UTC."""

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


def _read(folder: Path, pattern: str) -> Iterator[Snapshot]:
    for path in folder.glob(f"[!._]{pattern}/{MANIFEST}"):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=Snapshot)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            rule = f"not a manifest ({error}): restore it, or delete its folder and land again"
            raise IngestionError(path, rule) from error


def _stored(folder: Path, digest: str) -> Snapshot | None:
    """Return the snapshot of these bytes, if any; its id ends with the start of the digest."""
    return next(_read(folder, f"*_{digest[:12]}"), None)


def _came_back(folder: Path, file: SourceFile, digest: str) -> bool:
    """Return whether these bytes were stored before, and later other bytes of the same name."""
    if file.vintage_rule not in MOVING_VINTAGES:
        return False
    newest = newest_by_file(_read(folder, f"*_{_slug(file)}_*")).get(file.name)
    return newest is not None and newest.sha256 != digest


def source_lock(raw: Path, source: Source) -> FileLock:
    """Return a lock, so that only one process at a time stores files of a source.

    If a process is killed, the operating system releases its lock.
    """
    return FileLock(raw / f".{source.name}.lock")


def initialise_source(connection: duckdb.DuckDBPyConnection, raw: Path, source: Source) -> None:
    """Create the source's folder with an empty typed table, and remove files of a killed run.

    With empty tables and files, the warehouse can read a source without a snapshot.
    """
    folder = raw / source.name
    schema, withdrawn = folder / SCHEMA_FOLDER, folder / WITHDRAWN / SCHEMA_FOLDER
    for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
        shutil.rmtree(leftover)
    for path in (schema, withdrawn):
        path.mkdir(parents=True, exist_ok=True)
    for file in (folder / STATE, schema / MANIFEST, withdrawn / "withdrawn.json"):
        file.touch()
    columns = ", ".join(
        f"null::{_stored_type(c.type)} as {identifier(c.name)}" for c in table_columns(source)
    )
    table = schema / f"{source.table}.parquet"
    _write_atomically(connection, f"select {columns} limit 0", table)
    update_set_aside(connection, raw, source)


def _write_atomically(connection: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    new = target.with_suffix(".new")
    connection.execute(f"copy ({query}) to {literal(new)} ({PARQUET})")
    new.replace(target)


@dataclass(frozen=True)
class Landing:
    """The result of one file, and the path of its table if it is new.

    ``landed``, ``skipped``, ``stored`` (a snapshot has the same bytes) or ``withdrawn`` (such a
    snapshot was withdrawn).
    """

    file: str
    status: str
    snapshot: Snapshot | None = None
    table: Path | None = None


Validator = Callable[[duckdb.DuckDBPyConnection, Sequence[Landing]], None]
"""``validate(connection, new files that land together)``; raises IngestionError if one must not."""


def no_validation(connection: duckdb.DuckDBPyConnection, new: Sequence[Landing]) -> None:
    """Accept every file that the source's reader and rules accept."""


def land(
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[SourceFile],
    source: Source,
    raw: Path,
    validate: Validator = no_validation,
) -> list[Landing]:
    """Store files, or none of them if one breaks a rule of the source or of ``validate``.

    Stored bytes are not stored again, and a file without a table is skipped. The IngestionError
    names all bad files. Equal bytes under two names give one snapshot.
    """
    folder = raw / source.name
    with (
        tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX, dir=folder) as temporary,
        ThreadPoolExecutor(THREADS) as executor,
    ):

        def write(file: SourceFile) -> Landing | IngestionError:
            try:
                with connection.cursor() as cursor:
                    return _write(cursor, file, source, folder, Path(temporary))
            except IngestionError as error:
                return error

        results = list(executor.map(write, files))
        errors = [result for result in results if isinstance(result, IngestionError)]
        if errors:
            raise combined(source.name, errors)
        landings = _first_of_each([result for result in results if isinstance(result, Landing)])
        new = [landing for landing in landings if landing.table]
        if new:
            validate(connection, new)
        # No slow step stands between the renames, because a kill between two of them would leave
        # only some of the files.
        for table in [landing.table for landing in new if landing.table]:
            table.parent.replace(folder / table.parent.name)
        if new:
            flush_one(folder)
    return landings


def _first_of_each(landings: Sequence[Landing]) -> list[Landing]:
    """Keep the first of several new files with equal bytes; the others are stored with it."""
    first: dict[str, Landing] = {}
    unique = []
    for landing in landings:
        digest = landing.snapshot.sha256 if landing.snapshot and landing.table else landing.file
        twin = first.setdefault(digest, landing)
        is_first = twin is landing
        unique.append(landing if is_first else Landing(landing.file, "stored", twin.snapshot))
    return unique


def _write(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    source: Source,
    folder: Path,
    temporary: Path,
) -> Landing:
    """Write a new file as a snapshot below ``temporary``, complete and flushed to the disk."""
    digest = sha256(file.path)
    if file.expected_sha256 not in (None, digest):
        raise IngestionError(
            file.name,
            f"sha256 {digest} differs from manifest.csv: if you changed the file, remove it there",
        )
    if _stored(folder / WITHDRAWN, digest) is not None:
        return Landing(file.name, "withdrawn")
    stored = _stored(folder, digest)
    if stored is not None and not _came_back(folder, file, digest):
        return Landing(file.name, "stored", stored)
    if stored is not None:
        # A file that comes back after other bytes gets the retrieval day as its vintage.
        rule = READING if file.vintage_rule == READING else "retrieval"
        day = file.retrieved_at.astimezone(dt.UTC).date()
        file = replace(file, vintage=day, vintage_rule=rule)
    new = temporary / f"{file.vintage.isoformat()}_{_slug(file)}_{digest[:12]}"
    original = new / "original" / Path(file.name).name
    original.parent.mkdir(parents=True)
    shutil.copyfile(file.path, original)
    parts, counts = _write_table(connection, file, source, original, new)
    if not parts:
        return Landing(file.name, "skipped")
    table, rows = new / f"{source.table}.parquet", sum(counts.values())
    check_rows(connection, source, file.name, rows, table)
    snapshot = Snapshot(
        snapshot_id=new.name,
        source=source.name,
        table=source.table,
        file=file.name,
        bytes=original.stat().st_size,
        sha256=digest,
        rows=rows,
        vintage=file.vintage.isoformat(),
        retrieved_at=file.retrieved_at.astimezone(dt.UTC).isoformat(),
        table_sha256=sha256(table),
        parts=[_described(part, counts.get(part.name, 0)) for part in parts],
        **{name: getattr(file, name) for name in ORIGIN},
    )
    text = json.dumps(asdict(snapshot), indent=1, ensure_ascii=False)
    (new / MANIFEST).write_text(text + "\n", encoding="utf-8")
    flush(new)
    return Landing(file.name, "landed", snapshot, table)


def _slug(file: SourceFile) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", Path(file.name).name)


def _described(part: Part, rows: int) -> dict[str, Any]:
    return {
        "part": part.name,
        "rows": rows,
        "renamed": [f"{ours} <- {theirs}" for ours, theirs in part.renamed.items()],
        "missing": list(part.missing),
        "unknown": list(part.unknown),
        "left_out": part.left_out,
    }


def _write_table(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    source: Source,
    original: Path,
    folder: Path,
) -> tuple[list[Part], dict[str, int]]:
    """Write the original as the table's Parquet: its parts, and the number of rows of each."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        scratch = Path(name)
        path = original
        if original.suffix == ".gz":
            path = unpack_gzip(original, file.name, scratch)
        try:
            parts = source.read(connection, path, file.name, scratch)
            return parts, _write_parquet(connection, file, source, parts, folder)
        except duckdb.IOException:
            # A full disk, which is no error of the file.
            raise
        except CONTENT_ERRORS as error:
            raise IngestionError(file.name, f"a value is not readable: {error}") from error


def _stored_type(kind: str) -> str:
    """Store JSON as text, which every engine reads."""
    return "VARCHAR" if kind == "JSON" else kind


def _write_parquet(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    source: Source,
    parts: list[Part],
    folder: Path,
) -> dict[str, int]:
    """Write the rows of all parts, and those that are not readable; count the rows by part."""
    if not parts:
        return {}
    repeated = [name for name, n in Counter(part.name for part in parts).items() if n > 1]
    if repeated:
        raise IngestionError(file.name, f"the file contains the list {repeated[0]!r} twice")
    names = ", ".join(identifier(c.name) for c in table_columns(source))
    vintage = literal(file.vintage.isoformat())
    keys = f"{literal(folder.name)} as snapshot_id, date {vintage} as vintage"
    union = " union all ".join(
        f"select {names} from (select {keys}, {literal(part.name)} as part, * from ({part.query}))"
        for part in parts
    )
    target = literal(folder / f"{source.table}.parquet")
    connection.execute(f"copy ({union}) to {target} ({PARQUET})")
    write_unreadable(connection, parts, keys, folder)
    rows = connection.execute(
        f"select part, count(*) from read_parquet({target}) group by part"
    ).fetchall()
    return dict(rows)
