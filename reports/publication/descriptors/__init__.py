"""Machine-readable descriptions of the published data, one module for each standard."""

from pathlib import Path

from reports.publication.descriptors import citation, datapackage
from reports.publication.descriptors.dataset import Dataset
from reports.publication.export import write_json


def write_descriptors(folder: Path, dataset: Dataset) -> None:
    """Write the description of the files and the citation into the folder of the publication."""
    write_json(folder / "datapackage.json", datapackage.description(dataset, folder))
    text = citation.text(dataset)
    (folder / "CITATION.cff").write_text(text, encoding="utf-8", newline="\n")
