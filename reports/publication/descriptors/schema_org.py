"""A Dataset of schema.org, which search engines read in a page: https://schema.org/Dataset."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.publication.descriptors.dataset import (
    CREATOR,
    CSV,
    DESCRIPTION,
    DUCKDB,
    JSON,
    KEYWORDS,
    PARQUET,
    TITLE,
    Dataset,
)
from reports.publication.export import DATABASE
from reports.text.formatting import licence_url


def description(dataset: Dataset) -> dict[str, Any]:
    """Describe the dataset and its files, with complete addresses if the site has one."""
    files = [(DATABASE, DUCKDB)]
    types = {"CSV": CSV, "Parquet": PARQUET}
    for table in dataset.tables:
        files += [(path.as_posix(), types[kind]) for kind, path in table.files]
    return {
        **_dataset(dataset, TITLE, DESCRIPTION, "index.html", files),
        "keywords": list(KEYWORDS),
        "citation": [source.citation for source in dataset.sources],
    }


def question(
    dataset: Dataset, title: str, answer: str, page: str, metrics: Mapping[str, str]
) -> dict[str, Any]:
    """Describe the data behind a question: the files of its metrics, by id with their titles."""
    files = [(f"api/v2/metrics/{metric}.json", JSON) for metric in metrics]
    return {
        **_dataset(dataset, title, f"{answer} {DESCRIPTION}".strip(), page, files),
        "isPartOf": {"@type": "Dataset", "name": TITLE, "url": _address(dataset, "data.html")},
        "variableMeasured": [
            {"@type": "PropertyValue", "propertyID": metric, "name": name}
            for metric, name in metrics.items()
        ],
    }


def _dataset(
    dataset: Dataset, name: str, text: str, page: str, files: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": name,
        "description": text,
        "url": _address(dataset, page),
        "version": dataset.version,
        "identifier": dataset.release,
        "datePublished": dataset.publication.day.isoformat(),
        "creator": {"@type": "Organization", "name": CREATOR},
        "license": sorted({licence_url(s.licence) for s in dataset.sources} - {""}),
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": _address(dataset, path),
                "encodingFormat": media_type,
            }
            for path, media_type in files
        ],
    }


def _address(dataset: Dataset, path: str) -> str:
    site = dataset.publication.site
    return f"{site}/{path}" if site else path
