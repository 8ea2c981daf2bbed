"""arXiv: records with their categories and the dates of their versions, from OAI-PMH (CC0)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import msgspec

from ingestion.errors import IngestionError
from ingestion.landing.readers import extract_members, json_line_records, read_json_part
from ingestion.landing.schema import Column, Part, Rule, Source
from ingestion.sources.arxiv.parse import Record, read_page
from ingestion.sources.arxiv.selection import categories

COLUMNS = (
    Column("arxiv_id", aliases=("arxiv_id",), required=True, filled=True),
    Column("datestamp", "DATE", ("datestamp",), required=True, filled=True),
    Column("deleted", "BOOLEAN", ("deleted",), required=True, filled=True),
    Column("created", "DATE", ("created",)),
    Column("updated", "DATE", ("updated",)),
    Column("versions", "BIGINT", ("versions",)),
    Column("title", aliases=("title",)),
    Column("authors", aliases=("authors",)),
    Column("categories", "VARCHAR[]", ("categories",)),
    Column("doi", aliases=("doi",)),
    Column("journal_ref", aliases=("journal_ref",)),
    Column("license", aliases=("license",)),
    Column("sets", "VARCHAR[]", ("sets",)),
    Column("wanted", "BOOLEAN", ("wanted",)),
)
# A record that changes during the harvest occurs twice; the server may also repeat a record.
LAST_OF_EACH = """
select source_row, record from ({records})
where
    source_row in (
        select max_by(source_row, (record->>'$.datestamp', source_row))
        from ({records}) group by record->>'$.arxiv_id'
    )
"""
CHUNK_BYTES = 1024**2


def read(connection: duckdb.DuckDBPyConnection, path: Path, file: str, scratch: Path) -> list[Part]:
    """Read a zip of the pages of a date range; of a repeated record, the newer state counts.

    If a record is outside the categories in ``categories.csv``, only its header is kept. A file
    with only such records has no table. Raises IngestionError on a page that cannot be read, and
    names it.
    """
    lines = scratch / "records.jsonl"
    records = selected = 0
    with lines.open("wb") as out:

        def keep(record: Record) -> None:
            out.write(msgspec.json.encode(record) + b"\n")

        for member in sorted(extract_members(path, file, scratch, ".xml")):
            page = read_page(_chunks(member), f"{file}, {member.name}", categories(), keep)
            records, selected = records + len(page.ids), selected + page.selected
    if not records:
        raise IngestionError(file, "the zip has no page with a record")
    if not selected:
        return []
    query = LAST_OF_EACH.format(records=json_line_records(lines))
    return [read_json_part(connection, query, file, "records", COLUMNS)]


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk


SOURCE = Source(
    name="arxiv",
    table="records",
    publisher="arXiv",
    homepage="https://info.arxiv.org/help/oa",
    licence="CC0-1.0",
    citation="arXiv, descriptive metadata over OAI-PMH, https://info.arxiv.org/help/oa.",
    refresh_days=7,
    globs=("arxiv/*.zip",),
    columns=COLUMNS,
    read=read,
    max_set_aside=0.02,
    rules=(
        Rule(
            "arxiv_id not similar to '[0-9]{4}[.][0-9]{4,5}|[a-z]+(-[a-z]+)?/[0-9]{7}'",
            ("arxiv_id",),
            "must be an arXiv id without a version, as 2001.00001",
        ),
        Rule(
            # A record outside the selected categories has only its header.
            "not deleted and coalesce(wanted, true) and coalesce(len(categories), 0) = 0",
            ("arxiv_id",),
            "must have a category, as it is not deleted",
        ),
        Rule(
            "updated > vintage + interval 2 days or datestamp > vintage + interval 2 days",
            ("updated", "datestamp"),
            "must not be later than the file's vintage",
        ),
        Rule(
            "created < date '1950-01-01'",
            ("created",),
            "must not be before 1950",
        ),
    ),
)
