"""Croissant 1.0: https://docs.mlcommons.org/croissant/docs/croissant-spec.html."""

from typing import Any

from reports.publication.descriptors.dataset import (
    CREATOR,
    DESCRIPTION,
    KEYWORDS,
    PARQUET,
    TITLE,
    Dataset,
    File,
    TableFiles,
)

# The standard fixes these terms. Validators compare them word for word.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
# The standard names Parquet by its older media type.
PARQUET_TYPE = "application/x-parquet"
TYPES = {
    "BIGINT": "sc:Integer",
    "INTEGER": "sc:Integer",
    "DOUBLE": "sc:Float",
    "BOOLEAN": "sc:Boolean",
    "DATE": "sc:Date",
}


def description(dataset: Dataset) -> dict[str, Any]:
    """Describe every file, and each table by the records of its first file."""
    files = [file for table in dataset.tables for file in table.files]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": TITLE,
        "description": DESCRIPTION,
        "url": "index.html",
        "version": dataset.version,
        "keywords": list(KEYWORDS),
        "creator": {"@type": "sc:Organization", "name": CREATOR},
        "license": sorted({source.licence_url or source.licence for source in dataset.sources}),
        "citeAs": "; ".join(source.citation for source in dataset.sources),
        "isLiveDataset": True,
        "distribution": [_file(file) for file in (*files, dataset.database)],
        "recordSet": [_records(table) for table in dataset.tables],
    }


def _file(file: File) -> dict[str, str]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": PARQUET_TYPE if file.media_type == PARQUET else file.media_type,
        "sha256": file.sha256,
    }


def _records(table: TableFiles) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description or table.name,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table.name}/{column.name}",
                "name": column.name,
                "description": column.description or column.name,
                "dataType": TYPES.get(
                    column.type, "sc:Float" if column.type.startswith("DECIMAL") else "sc:Text"
                ),
                "source": {
                    "fileObject": {"@id": table.files[0].path},
                    "extract": {"column": column.name},
                },
            }
            for column in table.columns
        ],
    }
