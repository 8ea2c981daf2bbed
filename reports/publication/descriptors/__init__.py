"""Machine-readable descriptions of the published data, one module for each standard."""

from collections.abc import Sequence
from pathlib import Path

from reports.marts.reader import Marts
from reports.publication.descriptors import citation, croissant, datapackage, dcat, zenodo
from reports.publication.descriptors.dataset import describe
from reports.publication.export import Table, write_json
from reports.publication.model import Publication


def write_descriptors(
    marts: Marts, folder: Path, publication: Publication, release: str, tables: Sequence[Table]
) -> None:
    """Write each description into the folder of the publication."""
    dataset = describe(marts, folder, publication, tables)
    for name, module in (
        ("datapackage.json", datapackage),
        ("croissant.json", croissant),
        ("dcat.jsonld", dcat),
    ):
        write_json(folder / name, module.description(dataset))
    write_json(folder / ".zenodo.json", zenodo.description(dataset, publication, release))
    text = citation.text(dataset, publication, release)
    (folder / "CITATION.cff").write_text(text, encoding="utf-8", newline="\n")
