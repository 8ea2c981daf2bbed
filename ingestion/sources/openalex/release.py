"""The quarterly release of OpenAlex, whose parts are verified and reduced to Parquet one by one.

The parts are not stored (hundreds of GB). The publisher's manifest lands with the table and names
each part with its size and record count. The next part downloads while the current one is reduced.
https://developers.openalex.org/download.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path

import duckdb
import msgspec
import requests

from ingestion.errors import IngestionError
from ingestion.fetching.downloads import with_progress
from ingestion.fetching.http import Client, RetryableError, parsed, read_body, wire
from ingestion.landing.files import fetched_file
from ingestion.landing.readers import MAX_OBJECT_BYTES, parse_expression
from ingestion.landing.schema import Part, Source, identifier, literal
from ingestion.landing.snapshots import Landing, land
from ingestion.landing.texts import ROW_GROUP
from ingestion.sources.openalex.resume import UNFINISHED

BUCKET = "https://openalex.s3.amazonaws.com"
WORKS = "data/{}/works/"
ENDINGS = {"jsonl": ".gz", "parquet": ".parquet"}
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 64 * 1024**2
DONE = "done.jsonl"
# The warehouse counts these fields as machine learning: artificial intelligence and computer
# vision.
SUBFIELDS = ("https://openalex.org/subfields/1702", "https://openalex.org/subfields/1707")


class PartSize(msgspec.Struct, frozen=True):
    """The numbers of bytes and records of a part, as the manifest states them."""

    content_length: int
    record_count: int


class ReleasePart(msgspec.Struct, frozen=True):
    """A part of the release: gzipped JSON lines, or Parquet."""

    url: str
    meta: PartSize

    @property
    def path(self) -> str:
        """Return the path in the bucket. Raises IngestionError if the URL is not in the bucket."""
        is_known = self.form and ".." not in self.url and self.url.endswith(ENDINGS[self.form])
        if not is_known:
            raise IngestionError(MANIFEST, f"{self.url!r} is not a part of the works")
        return self.url.removeprefix("s3://openalex/")

    @property
    def form(self) -> str:
        """Return ``jsonl`` or ``parquet``; empty outside of both folders."""
        folders = {form: f"s3://openalex/{WORKS.format(form)}" for form in ENDINGS}
        return next((f for f, folder in folders.items() if self.url.startswith(folder)), "")

    @property
    def name(self) -> str:
        """Return a file name that no other part has."""
        path = self.path.removeprefix(WORKS.format(self.form))
        return path.removesuffix(ENDINGS[self.form]).replace("/", "_")


class Release(msgspec.Struct, frozen=True):
    """The publisher's manifest of works."""

    date: dt.date
    files: list[ReleasePart]
    form: str = msgspec.field(default="jsonl", name="format")


def land_release(
    connection: duckdb.DuckDBPyConnection,
    client: Client,
    source: Source,
    raw: Path,
    sources: Sequence[str],
    log: Callable[[str], None],
    *,
    bucket: str = BUCKET,
    form: str = "jsonl",
) -> Landing:
    """Land the works of machine learning, and of the given sources, from the newest release.

    ``form`` is the format of the parts, ``jsonl`` or ``parquet``. A killed run is resumed at the
    first missing part. Raises IngestionError if a part differs from the manifest, or if the release
    changes during the run. The next run keeps all complete parts.
    """
    folder = raw / source.name / UNFINISHED / "snapshot"
    folder.mkdir(parents=True, exist_ok=True)
    body = _manifest(client, bucket, form)
    release = msgspec.json.decode(body, type=Release)
    selected = selection_sql(sources)
    done_lines = {part: _done_line(release, part, selected) for part in release.files}
    missing = [part for part, line in done_lines.items() if not _is_done(folder, part, line)]
    done_before = len(done_lines) - len(missing)

    def fetch(part: ReleasePart) -> Path:
        path = folder / f"{part.name}{ENDINGS[part.form]}"
        fetch_part(client, f"{bucket}/{part.path}", part, path)
        return path

    for number, (part, path) in enumerate(_ahead(fetch, missing), start=done_before + 1):
        _project_verified(connection, source, part, path, selected)
        with (folder / DONE).open("a", encoding="utf-8") as done:
            done.write(done_lines[part])
        log(f"part {number:,} of {len(done_lines):,}: {part.meta.record_count:,} records")
    if _manifest(client, bucket, form) != body:
        raise IngestionError(
            MANIFEST, "the release changed while it was read; run the command again"
        )
    landing = _land(connection, source, raw, folder, body, release)
    shutil.rmtree(folder)
    return landing


def _ahead(
    fetch: Callable[[ReleasePart], Path], parts: Sequence[ReleasePart]
) -> Iterator[tuple[ReleasePart, Path]]:
    """Yield each part with its file, while a second thread fetches the next part."""
    with ThreadPoolExecutor(1) as fetcher:
        coming = [fetcher.submit(fetch, part) for part in parts[:1]]
        for part, following in zip_longest(parts, parts[1:]):
            path = coming.pop().result()
            if following is not None:
                coming.append(fetcher.submit(fetch, following))
            yield part, path


def _manifest(client: Client, bucket: str, form: str) -> bytes:
    def read(response: requests.Response) -> bytes:
        body = read_body(response, MAX_MANIFEST_BYTES)
        try:
            parsed(body, Release)
        except msgspec.DecodeError as error:
            raise RetryableError(f"not a manifest of works: {error}") from None
        return body

    return client.get(f"{bucket}/{WORKS.format(form)}{MANIFEST}", read, follow=False)


def fetch_part(client: Client, url: str, part: ReleasePart, path: Path) -> None:
    """Download a part. Raises IngestionError if its size differs from the manifest."""

    def keep(response: requests.Response) -> None:
        size = 0
        with path.open("wb") as file:
            for chunk in with_progress(response, wire(response), path.name):
                size += len(chunk)
                if size > part.meta.content_length:
                    break
                file.write(chunk)
        if size != part.meta.content_length:
            raise RetryableError(
                f"the part has {size} bytes, the manifest states {part.meta.content_length}"
            )

    client.get(url, keep, follow=False)


def selection_sql(sources: Sequence[str]) -> str:
    """Return SQL that is true for a work of machine learning or of one of the given sources."""
    fields = ", ".join(map(literal, SUBFIELDS))
    by_topic = f"len(list_filter(topics, lambda t: t.subfield.id in ({fields}))) > 0"
    if not sources:
        return by_topic
    ids = ", ".join(literal(f"https://openalex.org/{source}") for source in sources)
    return f"({by_topic} or primary_location.source.id in ({ids}))"


def project(
    connection: duckdb.DuckDBPyConnection, source: Source, part: Path, target: Path, selected: str
) -> int:
    """Write the declared columns of selected works as Parquet; return the number of records.

    The part is read once, and its gzip checksum is not checked, because a second unpacking would
    add two thirds to the time. Raises IngestionError on an incomplete file, and on a value of
    another type than its column's.
    """
    # The engine counts the rows, because a count in the query would limit it to one thread.
    connection.execute("set enable_profiling = 'no_output'")
    try:
        connection.execute(
            f"copy (select {_columns(source, part)} from {_scan(source, part)} where {selected})"
            f" to {literal(target)} (format parquet, compression zstd, row_group_size {ROW_GROUP})"
        )
        profile = msgspec.json.decode(connection.get_profiling_information(format="json"))
    except duckdb.Error as error:
        raise IngestionError(part.name, f"the part is not readable as works: {error}") from None
    finally:
        connection.disable_profiling()
    if part.suffix == ENDINGS["parquet"]:
        # The engine may skip row groups without a selected work.
        return _rows_in_footer(connection, part)
    return int(profile["query"]["total_rows_scanned"])


def _rows_in_footer(connection: duckdb.DuckDBPyConnection, part: Path) -> int:
    ((rows,),) = connection.execute(
        f"select sum(num_rows) from parquet_file_metadata({literal(part)})"
    ).fetchall()
    return int(rows)


def _project_verified(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    part: ReleasePart,
    path: Path,
    selected: str,
) -> None:
    """Project a part. Raises IngestionError if its number of records differs from the manifest."""
    target = path.with_name(part.name)
    new = target.with_name(f"{target.name}.new")
    records = project(connection, source, path, new, selected)
    if records != part.meta.record_count:
        rule = f"the part has {records} records, the manifest states {part.meta.record_count}"
        raise IngestionError(path.name, rule)
    new.replace(target)
    path.unlink()


def _scan(source: Source, part: Path) -> str:
    if part.suffix == ENDINGS["parquet"]:
        return f"read_parquet({literal(part)})"
    types = {
        column.aliases[0]: "VARCHAR" if column.type in ("DATE", "JSON") else column.type
        for column in source.columns
    }
    return (
        f"read_json({literal(part)}, format = 'newline_delimited', compression = 'gzip',"
        f" maximum_object_size = {MAX_OBJECT_BYTES}, columns = {types!r})"
    )


def _columns(source: Source, part: Path) -> str:
    """Return SQL that reads each column by the newest of its names. Dates are parsed from text."""
    is_typed = part.suffix == ENDINGS["parquet"]
    columns = []
    for column in source.columns:
        heading = identifier(column.aliases[0])
        if is_typed:
            heading += f"::{column.type.replace('DATE', 'VARCHAR')}"
        if is_typed and column.type == "JSON":
            heading += "::VARCHAR"
        text = parse_expression(heading, column) if column.type == "DATE" else heading
        columns.append(f"{text} as {identifier(column.name)}")
    return ", ".join(columns)


def _land(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    raw: Path,
    folder: Path,
    body: bytes,
    release: Release,
) -> Landing:
    """Land the manifest with the rows of all its parts."""
    files = ", ".join(literal(folder / part.name) for part in release.files)
    ((works,),) = connection.execute(
        f"select count(work_id) from read_parquet([{files}])"
    ).fetchall()
    if works == 0:
        raise IngestionError(
            MANIFEST, "the release has no selected work; check whether its schema has changed"
        )
    columns = ", ".join(identifier(column.name) for column in source.columns)
    query = (
        f"select row_number() over () as source_row, {columns}, null::varchar as unmapped"
        f" from read_parquet([{files}])"
    )
    # All releases have the same file name, so that a work that the newest release lacks is not a
    # latest work.
    path = folder / "works-snapshot.json"
    path.write_bytes(body)
    described = fetched_file(
        source,
        path,
        f"{BUCKET}/{WORKS.format(release.form)}{MANIFEST}",
        published_at=dt.datetime.combine(release.date, dt.time()),
    )
    of_parts = dataclasses.replace(source, read=lambda *_: [Part("snapshot", query)])
    return land(connection, described, of_parts, raw)


def _done_line(release: Release, part: ReleasePart, selected: str) -> str:
    """Return the identity of a part, because another release may have a part of the same size."""
    line = {"date": release.date.isoformat(), "url": part.url, **msgspec.structs.asdict(part.meta)}
    return json.dumps({**line, "keep": selected}) + "\n"


def _is_done(folder: Path, part: ReleasePart, line: str) -> bool:
    done = folder / DONE
    return (
        (folder / part.name).is_file()
        and done.is_file()
        and line in done.read_text(encoding="utf-8").splitlines(keepends=True)
    )
