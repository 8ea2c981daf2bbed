"""OpenAlex works, as pages of the API return them (CC0)."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.errors import IngestionError
from ingestion.readers import CONTENT_ERRORS, MAX_OBJECT_BYTES, read_json_part
from ingestion.schema import Column, Part, Source, literal

AUTHORSHIPS = (
    "STRUCT(author_position VARCHAR, raw_author_name VARCHAR,"
    " author STRUCT(id VARCHAR, display_name VARCHAR),"
    " institutions STRUCT(id VARCHAR, ror VARCHAR, display_name VARCHAR, country_code VARCHAR,"
    ' "type" VARCHAR)[], raw_affiliation_strings VARCHAR[])[]'
)
LOCATION = "STRUCT(source STRUCT(id VARCHAR, display_name VARCHAR, type VARCHAR))"
TOPIC = (
    "STRUCT(id VARCHAR, display_name VARCHAR, score DOUBLE,"
    " subfield STRUCT(id VARCHAR, display_name VARCHAR))"
)
COLUMNS = (
    Column("work_id", aliases=("id",), required=True),
    Column("doi", aliases=("doi",)),
    Column("title", aliases=("title", "display_name")),
    Column("publication_year", "BIGINT", ("publication_year",)),
    Column("publication_date", "DATE", ("publication_date",)),
    Column("type", aliases=("type",)),
    Column("language", aliases=("language",)),
    Column("primary_location", LOCATION, ("primary_location",)),
    Column("authorships", AUTHORSHIPS, ("authorships",)),
    Column("topics", f"{TOPIC}[]", ("topics",)),
    Column("keywords", "STRUCT(id VARCHAR, display_name VARCHAR, score DOUBLE)[]", ("keywords",)),
    Column("cited_by_count", "BIGINT", ("cited_by_count",)),
    Column("counts_by_year", 'STRUCT("year" BIGINT, cited_by_count BIGINT)[]', ("counts_by_year",)),
    Column("is_retracted", "BOOLEAN", ("is_retracted",)),
    Column("abstract_inverted_index", "JSON", ("abstract_inverted_index",)),
    Column("created_date", aliases=("created_date",)),
    Column("updated_date", aliases=("updated_date",)),
)


def read(connection: duckdb.DuckDBPyConnection, path: Path, file: str, scratch: Path) -> list[Part]:
    """Read one page of the works endpoint.

    A JSON file of another kind that lies beside the pages (a single entity, a list of topics)
    gives no part. Raises IngestionError on broken JSON and on an error body.
    """
    page = (
        f"select json from read_json_objects({literal(path)}, format = 'unstructured',"
        f" maximum_object_size = {MAX_OBJECT_BYTES})"
    )
    try:
        (kinds,) = connection.execute(
            f"select max(json_type(json, '$.results')), max(json_type(json, '$.meta')),"
            f" max(json->>'$.error') from ({page})"
        ).fetchall()
    except CONTENT_ERRORS as error:
        raise IngestionError(file, f"not a readable JSON file: {error}") from error
    results, meta, message = kinds
    if message is not None:
        raise IngestionError(file, f"the API answered with an error: {message}")
    if results != "ARRAY" or meta != "OBJECT":
        return []
    records = (
        "select row_number() over () as source_row, record from"
        f" (select unnest(json_extract(json, '$.results[*]')) as record from ({page}))"
    )
    return [read_json_part(connection, records, file, "works", COLUMNS)]


SOURCE = Source(
    name="openalex",
    table="works",
    publisher="OpenAlex",
    homepage="https://api.openalex.org/works",
    licence="CC0-1.0",
    citation="Priem, Piwowar & Orr 2022, OpenAlex, https://arxiv.org/abs/2205.01833.",
    refresh_days=1,
    globs=("openalex/*.json", "openalex/*.json.gz"),
    columns=COLUMNS,
    read=read,
)

if __name__ == "__main__":
    from ingestion.cli import main

    main(SOURCE)
