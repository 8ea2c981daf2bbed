"""Frictionless Data: https://specs.frictionlessdata.io/data-package/."""

from typing import Any

from reports.publication.descriptors.dataset import (
    CREATOR,
    CSV,
    DESCRIPTION,
    KEYWORDS,
    TITLE,
    Dataset,
    Source,
    TableFiles,
)
from reports.publication.export import Column

TYPES = {
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
}


def description(dataset: Dataset) -> dict[str, Any]:
    """Describe the first file of each table, and its columns."""
    return {
        "profile": "data-package",
        "name": "compute-divide",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": dataset.version,
        "keywords": list(KEYWORDS),
        "contributors": [{"title": CREATOR, "role": "author"}],
        "licenses": [_licence(source) for source in dataset.sources],
        "sources": [_source(source) for source in dataset.sources],
        "resources": [_resource(table) for table in dataset.tables],
    }


def _licence(source: Source) -> dict[str, str]:
    licence = {"title": f"{source.publisher}: {source.licence}"}
    # The standard requires a name or a path; the source page stands in for an undeclared licence.
    path = source.licence_url or source.url
    return {**licence, "path": path} if path else {**licence, "name": "other-closed"}


def _source(source: Source) -> dict[str, str]:
    described = {"title": source.citation}
    return {**described, "path": source.url} if source.url else described


def _resource(table: TableFiles) -> dict[str, Any]:
    file = table.files[0]
    if file.media_type == CSV:
        compressed = {"compression": "gz"} if file.is_compressed else {}
        kind = {
            **compressed,
            "profile": "tabular-data-resource",
            "format": "csv",
            "encoding": "utf-8",
        }
    else:
        # A tabular resource of the standard is text. Without the type, Frictionless would look for
        # a library that reads Parquet.
        kind = {"profile": "data-resource", "type": "file", "format": "parquet"}
    return {
        "name": table.name,
        "path": file.path,
        "description": table.description,
        **kind,
        "scheme": "file",
        "mediatype": file.media_type,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": {"fields": [_field(column) for column in table.columns]},
    }


def _field(column: Column) -> dict[str, Any]:
    kind = TYPES.get(column.type, "number" if column.type.startswith("DECIMAL") else "string")
    field: dict[str, Any] = {"name": column.name, "type": kind, "description": column.description}
    if kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return field
