"""OpenAlex's quarterly snapshot: its parts, verified one by one, projected straight to Parquet.

The parts are not kept (hundreds of GB); the publisher's manifest, which names each with its size
and record count, is what lands beside the table. While a part is projected, the next one comes.
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
from ingestion.fetching.http import Client, RetryableError, parsed, unpacked, wire
from ingestion.landing.files import SourceFile
from ingestion.landing.readers import MAX_OBJECT_BYTES, parse_expression
from ingestion.landing.schema import Part, Source, identifier, literal
from ingestion.landing.snapshots import ROW_GROUP, Landing, land

BUCKET = "https://openalex.s3.amazonaws.com"
WORKS = "data/{}/works/"
ENDINGS = {"jsonl": ".gz", "parquet": ".parquet"}
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 64 * 1024**2
DONE = "done.jsonl"
# Artificial intelligence, and computer vision: what the warehouse counts as machine learning.
SUBFIELDS = ("https://openalex.org/subfields/1702", "https://openalex.org/subfields/1707")


class Size(msgspec.Struct, frozen=True):
    """What the manifest says of a part."""

    content_length: int
    record_count: int


class Listed(msgspec.Struct, frozen=True):
    """A part of the snapshot: gzipped JSON lines, or Parquet."""

    url: str
    meta: Size

    @property
    def path(self) -> str:
        """Its path in the bucket. Raises IngestionError where it lies anywhere else."""
        known = self.form and ".." not in self.url and self.url.endswith(ENDINGS[self.form])
        if not known:
            raise IngestionError(MANIFEST, f"{self.url!r} is not a part of the works")
        return self.url.removeprefix("s3://openalex/")

    @property
    def form(self) -> str:
        """``jsonl`` or ``parquet``; empty where it lies in neither's folder."""
        folders = {form: f"s3://openalex/{WORKS.format(form)}" for form in ENDINGS}
        return next((f for f, folder in folders.items() if self.url.startswith(folder)), "")

    @property
    def name(self) -> str:
        """A name for files made of it, which no other part has."""
        path = self.path.removeprefix(WORKS.format(self.form))
        return path.removesuffix(ENDINGS[self.form]).replace("/", "_")


class Release(msgspec.Struct, frozen=True):
    """The publisher's manifest of works."""

    date: str
    files: list[Listed]
    form: str = msgspec.field(default="jsonl", name="format")


def land_snapshot(
    connection: duckdb.DuckDBPyConnection,
    client: Client,
    source: Source,
    raw: Path,
    sources: Sequence[str],
    say: Callable[[str], None],
    *,
    bucket: str = BUCKET,
    form: str = "jsonl",
) -> Landing:
    """Land the newest release: works of machine learning, and those of some OpenAlex sources.

    ``form`` is that of the parts, ``jsonl`` or ``parquet``. A killed run goes on at the part that
    is missing. Raises IngestionError where a part is not what the manifest says, which keeps the
    others for the next run, or the release changes.
    """
    folder = raw / source.name / ".partial" / "snapshot"
    folder.mkdir(parents=True, exist_ok=True)
    body = _manifest(client, bucket, form)
    release = msgspec.json.decode(body, type=Release)
    keep = keeps(sources)
    lines = {part: _done_line(release, part, keep) for part in release.files}
    missing = [part for part, line in lines.items() if not _is_done(folder, part, line)]
    kept = len(lines) - len(missing)

    def fetch(part: Listed) -> Path:
        path = folder / f"{part.name}{ENDINGS[part.form]}"
        fetch_part(client, f"{bucket}/{part.path}", part, path)
        return path

    for number, (part, path) in enumerate(_ahead(fetch, missing), start=kept + 1):
        _project_listed(connection, source, part, path, keep)
        with (folder / DONE).open("a", encoding="utf-8") as done:
            done.write(lines[part])
        say(f"part {number:,} of {len(lines):,}: {part.meta.record_count:,} records")
    if _manifest(client, bucket, form) != body:
        raise IngestionError(MANIFEST, "the release changed while it was read; run again")
    landing = _land(connection, source, raw, folder, body, release)
    shutil.rmtree(folder)
    return landing


def _ahead(
    fetch: Callable[[Listed], Path], parts: Sequence[Listed]
) -> Iterator[tuple[Listed, Path]]:
    """Each part with its file, while the next one is fetched in a second thread."""
    with ThreadPoolExecutor(1) as fetcher:
        coming = [fetcher.submit(fetch, part) for part in parts[:1]]
        for part, following in zip_longest(parts, parts[1:]):
            path = coming.pop().result()
            if following is not None:
                coming.append(fetcher.submit(fetch, following))
            yield part, path


def _manifest(client: Client, bucket: str, form: str) -> bytes:
    def read(response: requests.Response) -> bytes:
        body = b"".join(unpacked(response, MAX_MANIFEST_BYTES))
        try:
            parsed(body, Release)
        except msgspec.DecodeError as error:
            raise RetryableError(f"not a manifest of works: {error}") from None
        return body

    return client.get(f"{bucket}/{WORKS.format(form)}{MANIFEST}", read, follow=False)


def fetch_part(client: Client, url: str, part: Listed, path: Path) -> None:
    """Download a part and hold its size to the manifest; what is in it is seen when it is read.

    Raises IngestionError where it differs, after as many attempts as any request gets.
    """

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
                f"the part is not the manifest's: {size} bytes for {part.meta.content_length}"
            )

    client.get(url, keep, follow=False)


def keeps(sources: Sequence[str]) -> str:
    """SQL that is true for a work to keep: of machine learning, or of one of some sources."""
    fields = ", ".join(map(literal, SUBFIELDS))
    by_topic = f"len(list_filter(topics, lambda t: t.subfield.id in ({fields}))) > 0"
    if not sources:
        return by_topic
    ids = ", ".join(literal(f"https://openalex.org/{one}") for one in sources)
    return f"({by_topic} or primary_location.source.id in ({ids}))"


def project(
    connection: duckdb.DuckDBPyConnection, source: Source, part: Path, target: Path, keep: str
) -> int:
    """Write the declared columns of the works to keep as Parquet; the records of the part.

    One pass over the part; the checksum of its gzip is not looked at, as to unpack it once more
    would cost two thirds of this pass. Raises IngestionError on a file that is not whole, and on a
    value that is not of its column's type.
    """
    # The engine counts what it reads: whatever would count in the query holds it to one thread.
    connection.execute("set enable_profiling = 'no_output'")
    try:
        connection.execute(
            f"copy (select {_columns(source, part)} from {_scan(source, part)} where {keep})"
            f" to {literal(target)} (format parquet, compression zstd, row_group_size {ROW_GROUP})"
        )
        profile = msgspec.json.decode(connection.get_profiling_information(format="json"))
    except duckdb.Error as error:
        raise IngestionError(part.name, f"the part is not readable as works: {error}") from None
    finally:
        connection.disable_profiling()
    if part.suffix == ENDINGS["parquet"]:
        # Row groups without a work to keep may be passed over.
        return _rows_in_footer(connection, part)
    return int(profile["query"]["total_rows_scanned"])


def _rows_in_footer(connection: duckdb.DuckDBPyConnection, part: Path) -> int:
    ((rows,),) = connection.execute(
        f"select sum(num_rows) from parquet_file_metadata({literal(part)})"
    ).fetchall()
    return int(rows)


def _project_listed(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    part: Listed,
    path: Path,
    keep: str,
) -> None:
    """Project a part that holds as many records as the manifest says, else IngestionError."""
    target = path.with_name(part.name)
    new = target.with_name(f"{target.name}.new")
    records = project(connection, source, path, new, keep)
    if records != part.meta.record_count:
        rule = f"the part is not the manifest's: {records} records for {part.meta.record_count}"
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
    """Each column from its newest heading; dates are text that may be none."""
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
    """Land the manifest, whose table is that of all its parts."""
    files = ", ".join(literal(folder / part.name) for part in release.files)
    ((kept,),) = connection.execute(
        f"select count(work_id) from read_parquet([{files}])"
    ).fetchall()
    if kept == 0:
        raise IngestionError(MANIFEST, "the release holds no work to keep; has its schema changed?")
    columns = ", ".join(identifier(column.name) for column in source.columns)
    query = (
        f"select row_number() over () as source_row, {columns}, null::varchar as unmapped"
        f" from read_parquet([{files}])"
    )
    # Of one name, so that a work which a newer release lacks is none of the latest.
    path = folder / "works-snapshot.json"
    path.write_bytes(body)
    described = SourceFile(
        path=path,
        name=f"{source.name}/{path.name}",
        url=f"{BUCKET}/{WORKS.format(release.form)}{MANIFEST}",
        licence=source.licence,
        vintage=dt.date.fromisoformat(release.date),
        vintage_rule="publisher",
        publisher=source.publisher,
        citation=source.citation,
        retrieved_at=dt.datetime.now(dt.UTC),
    )
    read = dataclasses.replace(source, read=lambda *_: [Part("snapshot", query)])
    return land(connection, described, read, raw)


def _done_line(release: Release, part: Listed, keep: str) -> str:
    """What a part was made of; another release may replace a part by one of the same size."""
    said = {"date": release.date, "url": part.url, **msgspec.structs.asdict(part.meta)}
    return json.dumps({**said, "keep": keep}) + "\n"


def _is_done(folder: Path, part: Listed, line: str) -> bool:
    done = folder / DONE
    return (
        (folder / part.name).is_file()
        and done.is_file()
        and line in done.read_text(encoding="utf-8").splitlines(keepends=True)
    )
