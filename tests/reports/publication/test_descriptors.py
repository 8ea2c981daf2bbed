"""The descriptions for machines pass the validators of their standards."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import frictionless

from tests.reports.conftest import SITE, Published


def test_the_data_package_and_all_its_rows_are_valid(published: Published) -> None:
    package = frictionless.Package(str(published.folder / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["type", "message"])
    assert {resource.name for resource in package.resources} == set(published.manifest["tables"])


# Names of https://schema.org/Dataset and of the types that its values have here.
SCHEMA_ORG = {
    "Dataset": {
        *("name", "description", "url", "version", "identifier", "datePublished", "creator"),
        *("license", "isAccessibleForFree", "distribution", "keywords", "citation", "isPartOf"),
        "variableMeasured",
    },
    "DataDownload": {"contentUrl", "encodingFormat"},
    "Organization": {"name"},
    "PropertyValue": {"propertyID", "name"},
}


def linked_data(published: Published, page: str) -> dict[str, Any]:
    """Return the dataset of a page; every name in it is one of its type."""

    def check(part: dict[str, Any]) -> dict[str, Any]:
        kind = part.pop("@type")
        assert part.pop("@context", "https://schema.org/") == "https://schema.org/"
        assert part.keys() <= SCHEMA_ORG[kind], kind
        return part

    text = (published.folder / page).read_text(encoding="utf-8")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    dataset: dict[str, Any] = json.loads(block, object_hook=check)
    return dataset


def test_search_engines_read_the_dataset_with_its_files_and_licences(published: Published) -> None:
    dataset = linked_data(published, "data.html")
    required = {"name", "description", "license", "creator", "version", "url"}
    assert all(dataset[name] for name in required)
    assert dataset["identifier"] == published.manifest["release"]
    assert "https://creativecommons.org/licenses/by/4.0/" in dataset["license"]
    addresses = [download["contentUrl"] for download in dataset["distribution"]]
    files = [address.removeprefix(f"{SITE}/") for address in addresses]
    elsewhere = {"data/metrics.parquet", "data/metrics_latest.parquet"}
    tables = {f"data/{name}.parquet" for name in published.manifest["tables"]}
    assert tables - set(files) == elsewhere
    assert all((published.folder / file).is_file() for file in files)


def test_the_citation_file_is_valid(published: Published) -> None:
    command = [str(Path(sys.executable).with_name("check-jsonschema"))]
    command += ["--builtin-schema", "vendor.citation-file-format", "--default-filetype", "yaml"]
    command += [str(published.folder / "CITATION.cff")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
