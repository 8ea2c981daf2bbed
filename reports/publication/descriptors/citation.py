"""Citation File Format 1.2.0: https://citation-file-format.github.io/."""

import json
from typing import Any

from reports.publication.descriptors.dataset import (
    CREATOR,
    DESCRIPTION,
    KEYWORDS,
    TITLE,
    Dataset,
    Source,
)

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


def text(dataset: Dataset) -> str:
    """Write the citation of the data and of its source lists as YAML.

    Values are JSON, which is valid YAML and quotes any character of a publisher's name.
    """
    publication = dataset.publication
    fields: dict[str, Any] = {
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
        "keywords": list(KEYWORDS),
        "references": [PAPER, *(_reference(source) for source in dataset.sources)],
    }
    optional = {
        "url": publication.site,
        "repository-code": publication.repository,
        "doi": publication.doi,
    }
    fields |= {name: text for name, text in optional.items() if text}
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items())


def _reference(source: Source) -> dict[str, Any]:
    return {
        "type": "data",
        "title": source.citation,
        "authors": [{"name": source.publisher}],
        "notes": f"Licence: {source.licence}",
        **({"url": source.url} if source.url else {}),
    }
