"""Metadata of a deposit at Zenodo: https://developers.zenodo.org/#representation."""

from typing import Any

from reports.publication.descriptors.citation import PAPER
from reports.publication.descriptors.dataset import (
    CREATOR,
    DESCRIPTION,
    KEYWORDS,
    TITLE,
    Dataset,
)
from reports.publication.model import Publication

# Zenodo names licences by these ids. The data has one licence only if each list allows use with
# attribution.
ATTRIBUTION, SEVERAL = "cc-by-4.0", "notspecified"


def description(dataset: Dataset, publication: Publication, release: str) -> dict[str, Any]:
    """Describe a release for a deposit; the source lists keep their own licences."""
    licences = [
        f"{source.publisher}, {source.name}: {source.licence}" for source in dataset.sources
    ]
    is_free = all(source.licence_url for source in dataset.sources)
    related = [{"identifier": PAPER["url"], "relation": "references"}]
    related += [
        {"identifier": source.url, "relation": "isDerivedFrom", "resource_type": "dataset"}
        for source in dataset.sources
        if source.url
    ]
    own = {"isIdenticalTo": publication.site, "isCompiledBy": publication.repository}
    related += [{"identifier": url, "relation": name} for name, url in own.items() if url]
    return {
        "title": f"{TITLE}, release {release}",
        "upload_type": "dataset",
        "description": DESCRIPTION,
        "creators": [{"name": CREATOR}],
        "version": release,
        "publication_date": publication.day.isoformat(),
        "access_right": "open",
        "license": ATTRIBUTION if is_free else SEVERAL,
        "language": "eng",
        "keywords": list(KEYWORDS),
        "notes": f"Licences of the lists behind the data: {'; '.join(licences)}.",
        "related_identifiers": related,
    }
