"""The published data, described for machines in the words of three standards.

They are https://specs.frictionlessdata.io/data-package/ (``datapackage.json``), Citation File
Format 1.2.0 (``CITATION.cff``), and https://schema.org/Dataset, which search engines read in pages.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reports.marts import dimensions, sources
from reports.marts.reader import Marts
from reports.publication.export import DATABASE, Column, Table, sha256, write_json
from reports.publication.model import Publication
from reports.text.formatting import licence_url, plain

TITLE = "Compute Divide"
CREATOR = "Compute Divide contributors"
DESCRIPTION = (
    "Estimates of the compute divide in machine learning: how much academia and industry train "
    "notable models and publish papers, with n, intervals, unknowns, vintages and sources."
)
KEYWORDS = ["machine learning", "training compute", "academia", "industry", "bibliometrics"]
PAPER = {
    "type": "article",
    "title": "The Compute Divide in Machine Learning",
    "authors": [
        {"family-names": name}
        for name in ("Besiroglu", "Bergerson", "Michael", "Heim", "Luo", "Thompson")
    ],
    "year": 2024,
    "url": "https://arxiv.org/abs/2401.02452",
}
MEDIA = {
    ".csv": "text/csv",
    ".gz": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".duckdb": "application/vnd.duckdb",
    ".json": "application/json",
}
TYPES = {
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
}


@dataclass(frozen=True)
class Dataset:
    """What all descriptions state; ``version`` is the latest vintage of any source.

    ``sources`` have the publisher, licence, citation and url of each list of a publisher, as text.
    """

    publication: Publication
    release: str
    version: str
    sources: Sequence[Mapping[str, str]]
    tables: Sequence[Table]

    def address(self, path: str) -> str:
        """Return the complete address of a file, if the site has one."""
        return f"{self.publication.site}/{path}" if self.publication.site else path


def describe(
    marts: Marts, publication: Publication, release: str, tables: Sequence[Table]
) -> Dataset:
    """Collect the facts that every description states."""
    day = dimensions.newest_vintage(marts) or date(1, 1, 1)
    lists = [
        {
            "publisher": plain(row["publisher"] or row["source"]),
            "licence": plain(row["licence"] or "not declared"),
            "citation": plain(row["citation"] or row["source"], 600),
            "url": row["url"] or "",
        }
        for row in sources.publishers(marts)
    ]
    return Dataset(publication, release, f"{day.year}.{day.month}.{day.day}", lists, tables)


def write_descriptors(folder: Path, dataset: Dataset) -> None:
    """Write the description of the files and the citation into the folder of the publication."""
    write_json(folder / "datapackage.json", _package(dataset, folder))
    # A value in JSON is valid YAML, and quotes any character of a publisher's name.
    text = "".join(f"{name}: {json.dumps(value)}\n" for name, value in _citation(dataset).items())
    (folder / "CITATION.cff").write_text(text, encoding="utf-8", newline="\n")


def _package(dataset: Dataset, folder: Path) -> dict[str, Any]:
    """Describe the first file of each table, and its columns."""
    return {
        "profile": "data-package",
        "name": "compute-divide",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": dataset.version,
        "keywords": KEYWORDS,
        "contributors": [{"title": CREATOR, "role": "author"}],
        "licenses": [_licence(source) for source in dataset.sources],
        "sources": [
            _filled(title=source["citation"], path=source["url"]) for source in dataset.sources
        ],
        "resources": [_resource(table, folder) for table in dataset.tables],
    }


def _filled(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return {name: value for name, value in values.items() if value}


def _licence(source: Mapping[str, str]) -> dict[str, str]:
    """Name a licence; the source's page stands in for one without a text, and a name for both."""
    path = licence_url(source["licence"]) or source["url"]
    name = "" if path else "other-closed"
    return _filled(title=f"{source['publisher']}: {source['licence']}", path=path, name=name)


def _resource(table: Table, folder: Path) -> dict[str, Any]:
    path = table.files[0][1]
    if table.csv:
        packed = {"compression": "gz"} if path.suffix == ".gz" else {}
        kind = {"profile": "tabular-data-resource", "format": "csv", **packed}
    else:
        # A tabular resource of the standard is text. Without the type, Frictionless would look for
        # a library that reads Parquet.
        kind = {"profile": "data-resource", "format": "parquet", "type": "file"}
    return {
        "name": table.name,
        "path": path.as_posix(),
        "description": table.description,
        **kind,
        "mediatype": MEDIA[path.suffix],
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


def _citation(dataset: Dataset) -> dict[str, Any]:
    """Cite the data and its source lists."""
    publication = dataset.publication
    lists = [
        _filled(
            type="data",
            title=source["citation"],
            authors=[{"name": source["publisher"]}],
            notes=f"Licence: {source['licence']}",
            url=source["url"],
        )
        for source in dataset.sources
    ]
    return _filled(
        **{
            "cff-version": "1.2.0",
            "message": "Cite this dataset together with its source lists.",
            "type": "dataset",
            "title": TITLE,
            "abstract": DESCRIPTION,
            "authors": [{"name": CREATOR}],
            "version": f"{dataset.version}+{publication.code_version}",
            "date-released": publication.day.isoformat(),
            "identifiers": [
                {"type": "other", "value": dataset.release, "description": "Id of the release"}
            ],
            "keywords": KEYWORDS,
            "references": [PAPER, *lists],
            "url": publication.site,
            "repository-code": publication.repository,
            "doi": publication.doi,
        }
    )


def of_tables(dataset: Dataset) -> dict[str, Any]:
    """Describe the dataset and its files for search engines."""
    files = [path.as_posix() for table in dataset.tables for _, path in table.files]
    return {
        **_schema_org(dataset, TITLE, DESCRIPTION, "index.html", [DATABASE, *files]),
        "keywords": KEYWORDS,
        "citation": [source["citation"] for source in dataset.sources],
    }


def of_question(
    dataset: Dataset, title: str, answer: str, page: str, metrics: Mapping[str, str]
) -> dict[str, Any]:
    """Describe the data behind a question: the files of its metrics, by id with their titles."""
    files = [f"api/v2/metrics/{metric}.json" for metric in metrics]
    return {
        **_schema_org(dataset, title, f"{answer} {DESCRIPTION}".strip(), page, files),
        "isPartOf": {"@type": "Dataset", "name": TITLE, "url": dataset.address("data.html")},
        "variableMeasured": [
            {"@type": "PropertyValue", "propertyID": metric, "name": name}
            for metric, name in metrics.items()
        ],
    }


def _schema_org(
    dataset: Dataset, name: str, text: str, page: str, files: Sequence[str]
) -> dict[str, Any]:
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": name,
        "description": text,
        "url": dataset.address(page),
        "version": dataset.version,
        "identifier": dataset.release,
        "datePublished": dataset.publication.day.isoformat(),
        "creator": {"@type": "Organization", "name": CREATOR},
        "license": sorted({licence_url(source["licence"]) for source in dataset.sources} - {""}),
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": dataset.address(path),
                "encodingFormat": MEDIA[Path(path).suffix],
            }
            for path in files
        ],
    }
