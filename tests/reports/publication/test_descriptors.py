"""The machine-readable descriptions pass the validators of their standards."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import frictionless
import mlcroissant
import pyshacl
import pytest
import rdflib

from reports.publication import export
from reports.publish import Publication, publish
from tests.reports.conftest import Published, Warehouse

SHAPES = Path(__file__).parent / "dcat_shapes.ttl"


def test_the_data_package_and_all_its_rows_are_valid(published: Published) -> None:
    package = frictionless.Package(str(published.folder / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["type", "message"])
    counts = {resource.name: resource.infer(stats=True) for resource in package.resources}
    assert set(counts) == set(published.manifest["tables"])


def test_a_data_package_with_a_wrong_hash_is_invalid(published: Published) -> None:
    """The validator reads the files, not only the description."""
    path = published.folder / "datapackage.json"
    content = json.loads(path.read_text())
    content["resources"] = [
        resource for resource in content["resources"] if resource["name"] == "metrics"
    ]
    content["resources"][0]["hash"] = "sha256:" + "0" * 64
    package = frictionless.Package(content, basepath=str(published.folder))
    assert not package.validate().valid


def test_the_croissant_file_is_valid_and_reads_the_metrics(published: Published) -> None:
    dataset = mlcroissant.Dataset(jsonld=published.folder / "croissant.json")
    assert dataset.metadata.ctx.issues.errors == set()
    records = list(dataset.records("metrics"))
    assert len(records) == published.manifest["tables"]["metrics"]
    values = {record["metrics/value"] for record in records}
    assert 22 / 155 in values
    compressed = list(dataset.records("models"))
    assert len(compressed) == published.manifest["tables"]["models"] > 0


@pytest.mark.usefixtures("without_pictures")
def test_a_large_table_has_no_csv_and_is_described_by_its_parquet_file(
    warehouse: Warehouse, folder: Path, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "LARGEST_CSV", 2)
    warehouse.vintage()
    warehouse.fill_models()
    publish(warehouse.connection, folder, publication)
    rows = json.loads((folder / "manifest.json").read_text())["tables"]
    written = {path.name.split(".")[0] for path in (folder / "data").glob("*.csv*")}
    small = {name for name, size in rows.items() if size <= 2}
    assert written == small - {"metrics"}
    assert "models" in set(rows) - small
    assert (folder / "metrics.csv").exists()
    page = (folder / "data.html").read_text(encoding="utf-8")
    assert "A table with more than 2 rows has no CSV" in page
    for path in folder.glob("*.html"):
        for file in re.findall(r'"(data/[^"]*)"', path.read_text(encoding="utf-8")):
            assert (folder / file).exists(), (path.name, file)
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    described = mlcroissant.Dataset(jsonld=folder / "croissant.json").metadata
    assert described.ctx.issues.errors == set()
    models = next(table for table in described.record_sets if table.name == "models")
    assert {field.source.file_object for field in models.fields} == {"data/models.parquet"}


def test_a_deposit_names_its_release_and_the_licences_of_its_lists(published: Published) -> None:
    """A deposit has the fields that Zenodo requires, and a licence only if all lists allow it."""
    deposit = json.loads((published.folder / ".zenodo.json").read_text())
    required = {"title", "upload_type", "description", "creators", "publication_date", "license"}
    assert all(deposit[name] for name in required)
    assert deposit["version"] == published.manifest["release"]
    assert deposit["license"] == "cc-by-4.0"
    assert "CC-BY-4.0" in deposit["notes"]
    sources = [one for one in deposit["related_identifiers"] if one["relation"] == "isDerivedFrom"]
    assert [one["identifier"] for one in sources] == ["https://epoch.ai/data"]


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(SHAPES)


def catalogue(published: Published) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((published.folder / "dcat.jsonld").read_text())
    return content


def conforms(content: dict[str, Any], shapes: rdflib.Graph) -> tuple[bool, str]:
    data = rdflib.Graph().parse(
        data=json.dumps(content), format="json-ld", publicID="https://example.org/site/"
    )
    valid, _, text = pyshacl.validate(data, shacl_graph=shapes)
    return bool(valid), str(text)


def test_the_dcat_catalogue_conforms(published: Published, shapes: rdflib.Graph) -> None:
    valid, text = conforms(catalogue(published), shapes)
    assert valid, text


@pytest.mark.parametrize("key", ["dct:title", "dct:publisher", "dcat:dataset"])
def test_a_catalogue_without_a_required_part_does_not_conform(
    published: Published, shapes: rdflib.Graph, key: str
) -> None:
    content = catalogue(published)
    del content[key]
    assert not conforms(content, shapes)[0]


def test_downloads_of_the_catalogue_exist(published: Published) -> None:
    files = [
        file["dcat:downloadURL"]["@id"]
        for table in catalogue(published)["dcat:dataset"]
        for file in table["dcat:distribution"]
    ]
    assert len(files) == 2 * len(published.manifest["tables"])
    assert all((published.folder / file).is_file() for file in files)


def test_the_citation_file_is_valid(published: Published) -> None:
    done = check_schema("vendor.citation-file-format", published.folder / "CITATION.cff")
    assert done.returncode == 0, done.stdout


def test_a_citation_file_without_authors_is_invalid(published: Published, tmp_path: Path) -> None:
    text = (published.folder / "CITATION.cff").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("authors")]
    (tmp_path / "CITATION.cff").write_text("\n".join(lines))
    done = check_schema("vendor.citation-file-format", tmp_path / "CITATION.cff")
    assert done.returncode == 1


def check_schema(schema: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Validate with a schema that the validator ships."""
    command = [str(Path(sys.executable).with_name("check-jsonschema"))]
    command += ["--builtin-schema", schema, "--default-filetype", "yaml", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
