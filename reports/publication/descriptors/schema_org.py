"""A Dataset of schema.org, which search engines read in a page: https://schema.org/Dataset."""

from typing import Any

from reports.publication.descriptors.dataset import (
    CREATOR,
    CSV,
    DESCRIPTION,
    DUCKDB,
    KEYWORDS,
    PARQUET,
    TITLE,
    Dataset,
)
from reports.publication.export import DATABASE


def description(dataset: Dataset) -> dict[str, Any]:
    """Describe the dataset and its files, with complete addresses if the site has one."""
    site = dataset.publication.site
    files = [(DATABASE, DUCKDB)]
    files += [(table.csv.as_posix(), CSV) for table in dataset.tables if table.csv]
    files += [(table.parquet.as_posix(), PARQUET) for table in dataset.tables]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": TITLE,
        "description": DESCRIPTION,
        "url": f"{site}/index.html" if site else "index.html",
        "version": dataset.version,
        "identifier": dataset.release,
        "keywords": list(KEYWORDS),
        "creator": {"@type": "Organization", "name": CREATOR},
        "license": sorted({source.licence_url or source.licence for source in dataset.sources}),
        "citation": [source.citation for source in dataset.sources],
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{site}/{path}" if site else path,
                "encodingFormat": media_type,
            }
            for path, media_type in files
        ],
    }
