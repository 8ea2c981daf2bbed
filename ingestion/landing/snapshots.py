"""Store files as immutable snapshots of original bytes, Parquet and manifest, in one rename."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from filelock import FileLock

from ingestion.errors import IngestionError, combined
from ingestion.landing.files import DATED, READING, SourceFile
from ingestion.landing.memory import memory_limit
from ingestion.landing.packed import unpack_gzip
from ingestion.landing.schema import (
    SCHEMA_FOLDER,
    Input,
    Part,
    Source,
    identifier,
    literal,
    parquet,
    table_columns,
    table_path,
)
from ingestion.landing.set_aside import UNREADABLE, check_rows, update_set_aside
from ingestion.landing.values import CONTENT_ERRORS, content_error, plain_text

MANIFEST = "manifest.json"
RESTORE = "restore it, or delete its folder and land the file again"
STATE = "state.json"
WITHDRAWN = "_withdrawn"
TEMPORARY_PREFIX = ".landing-"
# What a manifest has of a file as it is.
ORIGIN = ("publisher", "url", "vintage_rule", "licence", "citation", "etag", "last_modified")
# What a reader raises at content that nobody has foreseen.
UNFORESEEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
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


def newest_by_file(versions: Iterable[Snapshot]) -> dict[str, Snapshot]:
    """Return the last retrieved snapshot of each file."""
    in_order = sorted(versions, key=lambda snapshot: snapshot.retrieved_at)
    return {snapshot.file: snapshot for snapshot in in_order}


def _read(folder: Path, pattern: str) -> Iterator[Snapshot]:
    for path in folder.glob(f"[!._]{pattern}/{MANIFEST}"):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=Snapshot)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            rule = f"not a manifest ({error}): restore it, or delete its folder and land again"
            raise IngestionError(path.relative_to(folder.parent), rule) from error


def _stored(folder: Path, digest: str) -> Snapshot | None:
    """Return the snapshot of these bytes, if any; its id ends with the start of the digest."""
    return next(_read(folder, f"*_{digest[:12]}"), None)


def check_tables(raw: Path, source: Source) -> None:
    """Check the Parquet of each snapshot against the hash in its manifest.

    Raises IngestionError, which names every altered or missing table.
    """
    if errors := list(verify(raw, source, originals=False)):
        raise combined(source.name, errors)


def verify(raw: Path, source: Source, *, originals: bool = True) -> Iterator[IngestionError]:
    """Hash every stored table of a source and its original; yield an error for each altered one."""
    for snapshot in snapshots(raw, source):
        table = table_path(raw, source, snapshot.snapshot_id)
        hashes = {table: snapshot.table_sha256}
        if originals:
            hashes[table.parent / "original" / Path(snapshot.file).name] = snapshot.sha256
        for path, digest in hashes.items():
            fault = "it was altered since it landed" if path.is_file() else "it is missing"
            if not path.is_file() or sha256(path) != digest:
                yield IngestionError(path.relative_to(raw), f"{fault}: {RESTORE}")


def reinstate(raw: Path, source: Source, file: Path) -> None:
    """Take the withdrawn snapshot with the bytes of a file back into use, if there is one."""
    folder = raw / source.name
    for kept in (folder / WITHDRAWN).glob(f"*_{sha256(file)[:12]}"):
        (kept / "withdrawn.json").unlink()
        kept.replace(folder / kept.name)


def source_lock(raw: Path, source: Source) -> FileLock:
    """Return a lock, so that only one process at a time stores files of a source.

    If a process is killed, the operating system releases its lock.
    """
    return FileLock(raw / f".{source.name}.lock")


def initialise_source(connection: duckdb.DuckDBPyConnection, raw: Path, source: Source) -> None:
    """Create the source's folder with an empty typed table, and remove files of a killed run.

    With empty tables and files, the warehouse can read a source without a snapshot. Raises
    IngestionError for an altered table.
    """
    folder = raw / source.name
    schema, withdrawn = folder / SCHEMA_FOLDER, folder / WITHDRAWN / SCHEMA_FOLDER
    for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    for path in (schema, withdrawn):
        path.mkdir(parents=True, exist_ok=True)
    (folder / STATE).touch()
    for file in (schema / MANIFEST, withdrawn / "withdrawn.json"):
        file.write_bytes(b"")
    columns = ", ".join(f"null::{c.type} as {identifier(c.name)}" for c in table_columns(source))
    connection.execute(
        f"copy (select {columns} limit 0) to {literal(table_path(raw, source))} ({PARQUET})"
    )
    check_tables(raw, source)
    update_set_aside(connection, raw, source)


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


def land(
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[SourceFile],
    source: Source,
    raw: Path,
    validate: Validator | None = None,
) -> list[Landing]:
    """Store files, or none of them if one breaks a rule of the source or of ``validate``.

    Stored bytes are not stored again, and a file without a table is skipped. The IngestionError
    names all bad files. Equal bytes under two names give one snapshot.
    """
    folder, digests, errors = raw / source.name, dict[str, SourceFile](), list[IngestionError]()
    for file in files:
        digest = sha256(file.path)
        digests.setdefault(digest, file)
        if file.expected_sha256 not in (None, digest):
            rule = "differs from manifest.csv: if you changed the file, remove it there"
            errors.append(IngestionError(file.name, f"sha256 {digest} {rule}"))
    with (
        tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX, dir=folder) as temporary,
        ThreadPoolExecutor(THREADS) as executor,
    ):

        def write(digest: str) -> Landing | None:
            try:
                with connection.cursor() as cursor:
                    return _write(cursor, digests[digest], digest, source, folder, Path(temporary))
            except IngestionError as error:
                errors.append(error)
                return None

        landings = [landing for landing in executor.map(write, digests) if landing]
        if errors:
            raise combined(source.name, sorted(errors, key=str))
        new = [landing for landing in landings if landing.table]
        if new and validate:
            validate(connection, new)
        # No slow step stands between the renames, because a kill between two of them would leave
        # only some of the files.
        for table in [landing.table for landing in new if landing.table]:
            table.parent.replace(folder / table.parent.name)
    return landings


def _write(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    digest: str,
    source: Source,
    folder: Path,
    temporary: Path,
) -> Landing:
    """Write a new file as a snapshot below ``temporary``."""
    if _stored(folder / WITHDRAWN, digest) is not None:
        return Landing(file.name, "withdrawn")
    if twin := _stored(folder, digest):
        newest = newest_by_file(_read(folder, f"*_{_slug(file)}[_~]*")).get(file.name, twin)
        if file.vintage_rule in DATED or newest.sha256 == digest:
            return Landing(file.name, "stored", twin)
        # A file that comes back after other bytes gets the retrieval day as its vintage.
        rule = READING if file.vintage_rule == READING else "retrieval"
        file = replace(file, vintage=file.retrieved_at.date(), vintage_rule=rule)
    new = temporary / _name(folder, file, digest)
    original = new / "original" / Path(file.name).name
    original.parent.mkdir(parents=True)
    shutil.copyfile(file.path, original)
    if sha256(original) != digest:
        raise IngestionError(file.name, "it changed while it was read")
    parts = _write_table(connection, file, source, original)
    if not parts:
        return Landing(file.name, "skipped")
    table, rows = new / f"{source.table}.parquet", sum(part["rows"] for part in parts)
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
        retrieved_at=file.retrieved_at.isoformat(),
        table_sha256=sha256(table),
        parts=parts,
        **{name: getattr(file, name) for name in ORIGIN},
    )
    text = msgspec.json.format(msgspec.json.encode(snapshot), indent=1)
    (new / MANIFEST).write_bytes(text + b"\n")
    return Landing(file.name, "landed", snapshot, table)


def _name(folder: Path, file: SourceFile, digest: str) -> str:
    """Return an id that sorts after those of the same file and vintage that are stored already.

    Of two states of a day with equally many rows, SQL takes the last id.
    """
    start = f"{file.vintage.isoformat()}_{_slug(file)}"
    before = sum(1 for _ in folder.glob(f"{start}[_~]*"))
    return f"{start}{f'~{before + 1:03}' if before else ''}_{digest[:12]}"


def _slug(file: SourceFile) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", Path(file.name).name)


def _write_table(
    connection: duckdb.DuckDBPyConnection, file: SourceFile, source: Source, original: Path
) -> list[dict[str, Any]]:
    """Write the table of a file and its unreadable rows; return its parts for the manifest."""
    folder = original.parent.parent
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        scratch = Path(name)
        is_packed = original.suffix == ".gz"
        path = unpack_gzip(original, file.name, scratch) if is_packed else original
        try:
            parts = source.read(Input(path, file.name, scratch, connection))
            rows = _write_parquet(connection, file, source, parts, folder) if parts else {}
        except duckdb.IOException:
            # A full disk, which is no error of the file.
            raise
        except CONTENT_ERRORS as error:
            raise content_error(file.name, "a value is not readable", error) from error
        except UNFORESEEN as error:
            raise content_error(
                file.name, f"not readable: {type(error).__name__}", error
            ) from error
    return [
        {
            "part": part.name,
            "rows": rows.get(part.name, 0),
            "renamed": [f"{ours} <- {theirs}" for ours, theirs in part.renamed.items()],
            "missing": list(part.missing),
            "unknown": list(part.unknown),
            "left_out": part.left_out,
        }
        for part in parts
    ]


def _write_parquet(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    source: Source,
    parts: list[Part],
    folder: Path,
) -> dict[str, int]:
    """Write the rows of all parts, and those that are not readable; count the rows by part."""
    repeated = [name for name, n in Counter(part.name for part in parts).items() if n > 1]
    if repeated:
        raise IngestionError(file.name, f"it contains the list {repeated[0]!r} twice")
    texts = {c.name for c in source.columns if c.type == "VARCHAR"}
    names = ", ".join(
        f"{plain_text(name)} as {name}" if column.name in texts else name
        for column in table_columns(source)
        for name in [identifier(column.name)]
    )
    vintage = literal(file.vintage.isoformat())
    keys = f"{literal(folder.name)} as snapshot_id, date {vintage} as vintage"
    union = " union all ".join(
        f"select {names} from (select {keys}, {literal(part.name)} as part, * from ({part.query}))"
        for part in parts
    )
    table = folder / f"{source.table}.parquet"
    connection.execute(f"copy ({union}) to {literal(table)} ({PARQUET})")
    unreadable = " union all ".join(
        f"select {keys}, {literal(part.name)} as part, * from ({part.unreadable})"
        for part in parts
        if part.unreadable
    )
    if unreadable:
        path = literal(folder / UNREADABLE)
        connection.execute(f"copy ({unreadable}) to {path} (format parquet)")
    counts = f"select part, count(*) from {parquet([table])} group by part"
    return dict(connection.execute(counts).fetchall())
