"""Frictionless Data: https://specs.frictionlessdata.io/data-package/."""

from pathlib import Path
from typing import Any

from reports.publication.descriptors.dataset import (
    CREATOR,
    CSV,
    DESCRIPTION,
    KEYWORDS,
    PARQUET,
    TITLE,
    Dataset,
    Source,
)
from reports.publication.export import Column, Table, sha256
from reports.text.formatting import licence_url

TYPES = {
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
}


def description(dataset: Dataset, folder: Path) -> dict[str, Any]:
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
        "resources": [_resource(table, folder) for table in dataset.tables],
    }


def _licence(source: Source) -> dict[str, str]:
    licence = {"title": f"{source.publisher}: {source.licence}"}
    # The standard requires a name or a path; the source page stands in for an undeclared licence.
    path = licence_url(source.licence) or source.url
    return {**licence, "path": path} if path else {**licence, "name": "other-closed"}


def _source(source: Source) -> dict[str, str]:
    described = {"title": source.citation}
    return {**described, "path": source.url} if source.url else described


def _resource(table: Table, folder: Path) -> dict[str, Any]:
    path = table.files[0][1]
    kind = {"profile": "tabular-data-resource", "format": "csv", "mediatype": CSV}
    if path.suffix == ".gz":
        kind["compression"] = "gz"
    if not table.csv:
        # A tabular resource of the standard is text. Without the type, Frictionless would look for
        # a library that reads Parquet.
        kind = {"profile": "data-resource", "format": "parquet", "mediatype": PARQUET}
        kind["type"] = "file"
    return {
        "name": table.name,
        "path": path.as_posix(),
        "description": table.description,
        **kind,
        "scheme": "file",
        "bytes": (folder / path).stat().st_size,
        "hash": f"sha256:{sha256(folder / path)}",
        "schema": {"fields": [_field(column) for column in table.columns]},
    }


def _field(column: Column) -> dict[str, Any]:
    kind = TYPES.get(column.type, "number" if column.type.startswith("DECIMAL") else "string")
    field: dict[str, Any] = {"name": column.name, "type": kind, "description": column.description}
    if kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return field
