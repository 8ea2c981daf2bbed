"""Frictionless Data: https://specs.frictionlessdata.io/data-package/."""

from typing import Any

from reports.publication.descriptors.dataset import (
    CREATOR,
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
    """Describe the CSV files and their columns."""
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
    compressed = {"compression": "gz"} if table.csv.is_compressed else {}
    return {
        "name": table.name,
        "path": table.csv.path,
        **compressed,
        "description": table.description,
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": table.csv.media_type,
        "encoding": "utf-8",
        "bytes": table.csv.bytes,
        "hash": f"sha256:{table.csv.sha256}",
        "schema": {"fields": [_field(column) for column in table.columns]},
    }


def _field(column: Column) -> dict[str, Any]:
    kind = TYPES.get(column.type, "number" if column.type.startswith("DECIMAL") else "string")
    field: dict[str, Any] = {"name": column.name, "type": kind, "description": column.description}
    if kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return field
