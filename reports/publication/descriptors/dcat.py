"""DCAT 3: https://www.w3.org/TR/vocab-dcat-3/."""

from typing import Any

from reports.publication.descriptors.dataset import (
    CREATOR,
    DESCRIPTION,
    KEYWORDS,
    TITLE,
    Dataset,
    File,
    Source,
    TableFiles,
)

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def description(dataset: Dataset) -> dict[str, Any]:
    """Describe the publication as a catalogue with one dataset for each table."""
    return {
        "@context": CONTEXT,
        "@id": "dcat.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": TITLE,
        "dct:description": DESCRIPTION,
        "dct:publisher": {"@id": "#publisher", "@type": "foaf:Agent", "foaf:name": CREATOR},
        "foaf:homepage": {"@id": "index.html"},
        "dcat:dataset": [_table(dataset, table) for table in dataset.tables],
    }


def _table(dataset: Dataset, table: TableFiles) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@id": f"#{table.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": table.name,
        "dct:title": f"{TITLE}: {table.name}",
        "dct:description": table.description or DESCRIPTION,
        "dct:publisher": {"@id": "#publisher"},
        "dcat:version": dataset.version,
        "dcat:keyword": list(KEYWORDS),
        "dct:source": [_source(source) for source in dataset.sources],
        "dcat:distribution": [_file(file) for file in table.files],
    }
    if dataset.vintage is not None:
        modified = {"@type": "xsd:date", "@value": dataset.vintage.isoformat()}
        described["dct:modified"] = modified
    return described


def _source(source: Source) -> dict[str, Any]:
    """Describe a source list with its citation and licence."""
    rights: dict[str, Any] = {"@type": "dct:RightsStatement", "dct:description": source.licence}
    if source.licence_url:
        rights["dct:license"] = {"@id": source.licence_url}
    return {
        "@type": "dcat:Resource",
        "dct:title": source.name,
        "dct:bibliographicCitation": source.citation,
        "dct:rights": rights,
    }


def _file(file: File) -> dict[str, Any]:
    compression = {"dcat:compressFormat": {"@id": f"{MEDIA_TYPES}application/gzip"}}
    return {
        **(compression if file.is_compressed else {}),
        "@id": f"#{file.path}",
        "@type": "dcat:Distribution",
        "dct:title": file.path,
        "dcat:accessURL": {"@id": "data.html"},
        "dcat:downloadURL": {"@id": file.path},
        "dcat:mediaType": {"@id": f"{MEDIA_TYPES}{file.media_type}"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.bytes)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        },
    }
