"""Machine-readable descriptions of the published data, one module for each standard."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports.marts.reader import Marts
from reports.publication.descriptors import citation, croissant, datapackage, dcat
from reports.publication.descriptors.dataset import describe
from reports.publication.export import Table
from reports.publication.model import Publication


def write_descriptors(
    marts: Marts, folder: Path, publication: Publication, tables: Sequence[Table]
) -> None:
    """Write each description into the folder of the publication."""
    dataset = describe(marts, folder, publication, tables)
    for name, module in (
        ("datapackage.json", datapackage),
        ("croissant.json", croissant),
        ("dcat.jsonld", dcat),
    ):
        _write_json(folder / name, module.description(dataset))
    (folder / "CITATION.cff").write_text(citation.text(dataset), encoding="utf-8", newline="\n")


def _write_json(path: Path, content: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    text = json.dumps(content, indent=1, ensure_ascii=True)
    path.write_text(f"{text}\n", encoding="utf-8")
