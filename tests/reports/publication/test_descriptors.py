"""The descriptions for machines pass the validators of their standards."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import frictionless
import pytest

from reports.publication import export
from reports.publish import Publication, publish
from tests.reports.conftest import SITE, Published, Warehouse


def test_the_data_package_and_all_its_rows_are_valid(published: Published) -> None:
    package = frictionless.Package(str(published.folder / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["type", "message"])
    assert {resource.name for resource in package.resources} == set(published.manifest["tables"])


@pytest.mark.usefixtures("without_pictures")
def test_a_large_table_has_no_csv_and_is_described_by_its_parquet_file(
    warehouse: Warehouse, folder: Path, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "LARGEST_CSV", 2)
    warehouse.vintage()
    warehouse.fill_models()
    publish(warehouse.connection, folder, publication)
    assert (folder / "metrics.csv").exists()
    assert not list((folder / "data").glob("models.csv*"))
    page = (folder / "data.html").read_text(encoding="utf-8")
    assert "A table with more than 2 rows has no CSV" in page
    for file in re.findall(r'href="(data/[^"]*)"', page):
        assert (folder / file).exists(), file
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])


def test_search_engines_read_the_dataset_with_its_files_and_licences(published: Published) -> None:
    page = (published.folder / "data.html").read_text(encoding="utf-8")
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    dataset = json.loads(text)
    required = {"name", "description", "license", "creator", "version", "url"}
    assert all(dataset[name] for name in required)
    assert dataset["identifier"] == published.manifest["release"]
    assert dataset["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    addresses = [download["contentUrl"] for download in dataset["distribution"]]
    files = [address.removeprefix(f"{SITE}/") for address in addresses]
    assert len(files) == 2 * len(published.manifest["tables"]) + 1
    assert all((published.folder / file).is_file() for file in files)


def test_the_citation_file_is_valid(published: Published) -> None:
    command = [str(Path(sys.executable).with_name("check-jsonschema"))]
    command += ["--builtin-schema", "vendor.citation-file-format", "--default-filetype", "yaml"]
    command += [str(published.folder / "CITATION.cff")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
