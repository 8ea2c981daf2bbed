"""The id of a release is a hash of all inputs, so equal ids mean equal numbers."""

import hashlib
import json
from pathlib import Path

from reports.marts import sources
from reports.marts.reader import Marts
from reports.publication.export import DATABASE, sha256
from reports.publication.model import Publication

DIGITS = 12


def release_id(marts: Marts, folder: Path, publication: Publication) -> str:
    """Return 12 hexadecimal digits that identify a publication.

    The digits depend on the code, the versions of the libraries, the hash of each input file, the
    texts of the documents and the published tables.
    """
    inputs = {
        "code": publication.code_hash or publication.code_version,
        "libraries": dict(sorted(publication.versions.items())),
        "sources": publication.source_kind,
        "files": sorted(file["sha256"] for file in sources.snapshots(marts)),
        "documents": [publication.specification, publication.evidence, publication.glossary],
        "tables": sha256(folder / DATABASE),
    }
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()[:DIGITS]
