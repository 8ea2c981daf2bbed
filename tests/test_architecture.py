"""The structure: directions of imports, layers of dbt, and folders by source and subject."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingestion.registry import SOURCES
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
READS = {
    "staging": {"raw", "staging"},
    "intermediate": {"staging", "intermediate", "reference"},
    "marts": {"staging", "intermediate", "reference", "marts"},
}
# Models, seeds and figures use the same subjects, so one word finds all folders of a subject.
SUBJECTS = {
    "adoption",
    "affiliations",
    "arxiv",
    "calendar",
    "changes",
    "clusters",
    "gates",
    "hardware",
    "hub",
    "metrics",
    "models",
    "papers",
    "revisions",
    "sources",
    "topics",
}
# `raw` has the manifests and states of all sources, `command_line` the files of the two tools.
FOLDERS = {
    "staging": {*SOURCES, "raw", "command_line"},
    "intermediate": SUBJECTS,
    "marts": SUBJECTS,
}


@pytest.fixture(scope="module")
def manifest(parsed: Settings) -> dict[str, Any]:
    return json.loads(ensure_manifest(parsed).read_text(encoding="utf-8"))


def layer(manifest: dict[str, Any], unique_id: str) -> str:
    node = manifest["nodes"].get(unique_id)
    return node["schema"] if node else manifest["sources"][unique_id]["source_name"]


def models(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (n for n in manifest["nodes"].values() if n["resource_type"] == "model")


def test_import_directions_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_each_layer_reads_only_what_lies_before_it(manifest: dict[str, Any]) -> None:
    wrong = [
        (model["name"], parent)
        for model in models(manifest)
        for parent in model["depends_on"]["nodes"]
        if parent.split(".")[0] in ("model", "seed", "source")
        and layer(manifest, parent) not in READS[model["schema"]]
    ]
    assert wrong == []


def test_every_model_lies_in_the_folder_of_its_layer_and_subject() -> None:
    folder = ROOT / "dbt_project" / "models"
    places = [path.relative_to(folder).parts for path in folder.rglob("*.sql")]
    assert [place for place in places if len(place) != 3] == []
    wrong = [place for place in places if place[1] not in FOLDERS[place[0]]]
    assert wrong == []


def test_a_model_is_described_in_its_own_folder(manifest: dict[str, Any]) -> None:
    wrong = [
        (model["name"], model["patch_path"])
        for model in models(manifest)
        if model["patch_path"] != described_in(model, "models")
    ]
    assert wrong == []


def test_a_seed_is_described_in_the_folder_of_its_subject(manifest: dict[str, Any]) -> None:
    seeds = [node for node in manifest["nodes"].values() if node["resource_type"] == "seed"]
    assert [seed["name"] for seed in seeds if seed["path"].split("/")[0] not in SUBJECTS] == []
    wrong = [seed["name"] for seed in seeds if seed["patch_path"] != described_in(seed, "seeds")]
    assert wrong == []


def described_in(node: dict[str, Any], kind: str) -> str:
    """Return the path of the YAML file in a node's own folder, in the form of dbt's manifest."""
    folder = Path(node["original_file_path"]).parent
    return f"{node['package_name']}://{folder.as_posix()}/_{folder.name}__{kind}.yml"


def test_figures_use_the_subjects_of_the_models() -> None:
    folders = {path.parent.name for path in (ROOT / "reports" / "figures").glob("*/*.py")}
    assert folders <= SUBJECTS


def test_fixed_periods_are_those_of_the_seed() -> None:
    """Figures, answers and models name a period by its text, so a change of the seed must fail."""
    seed = ROOT / "dbt_project" / "seeds" / "calendar" / "reporting_period.csv"
    known = set(re.findall(r"^20[^,]+", seed.read_text(encoding="utf-8"), re.M))
    files = [*(ROOT / "reports").rglob("*.py"), *(ROOT / "dbt_project" / "models").rglob("*.sql")]
    named = {
        period
        for file in files
        for period in re.findall(
            r"""["'](20\d\d-(?:20\d\d|latest))["']""", file.read_text(encoding="utf-8")
        )
    }
    assert known == named


def test_models_are_sql(manifest: dict[str, Any]) -> None:
    assert {model["language"] for model in models(manifest)} == {"sql"}


def test_dbt_hashes_the_content_of_every_seed(manifest: dict[str, Any]) -> None:
    """dbt hashes only the path of a seed above 1 MiB, so a run would miss its changes."""
    seeds = [node for node in manifest["nodes"].values() if node["resource_type"] == "seed"]
    assert len(seeds) > 10
    assert {seed["checksum"]["name"] for seed in seeds} == {"sha256"}


def test_every_model_and_column_is_described(manifest: dict[str, Any]) -> None:
    bare = [model["name"] for model in models(manifest) if not model["description"]]
    columns = [
        f"{model['name']}.{column['name']}"
        for model in models(manifest)
        for column in model["columns"].values()
        if not column["description"]
    ]
    assert (bare, columns) == ([], [])


def test_a_description_of_columns_is_written_once() -> None:
    """Columns with the same description refer to a block of docs/columns.md."""
    files = [*(ROOT / "dbt_project").glob("[ms]*s/**/*.yml")]
    written = Counter(
        column["description"]
        for file in files
        for kind in ("models", "seeds", "snapshots")
        for table in yaml.safe_load(file.read_text(encoding="utf-8")).get(kind, [])
        for column in table.get("columns", [])
        if "doc(" not in column["description"]
    )
    assert len(written) > 100
    assert [text for text, times in written.items() if times > 1] == []


def test_marts_enforce_a_contract(manifest: dict[str, Any]) -> None:
    loose = [
        model["name"]
        for model in models(manifest)
        if model["schema"] == "marts" and not model["contract"]["enforced"]
    ]
    assert loose == []


def test_every_table_has_one_test_of_its_shape(manifest: dict[str, Any]) -> None:
    nodes = manifest["nodes"].values()
    tables = {
        one["unique_id"] for one in nodes if one["resource_type"] in ("model", "seed", "snapshot")
    }
    # The input of a tool is not part of a run.
    tables = {one for one in tables if ".stg_command_line__" not in one}
    shapes = [one for one in nodes if one.get("test_metadata", {}).get("name") == "shape"]
    assert Counter(one["attached_node"] for one in shapes) == Counter(tables)
    assert [
        one["name"]
        for one in shapes
        if one["name"] != f"shape_of_{one['attached_node'].rpartition('.')[2]}"
    ] == []


def test_reports_read_marts_only() -> None:
    tables = {
        match
        for path in (ROOT / "reports").rglob("*")
        if path.suffix in (".py", ".sql", ".html", ".j2")
        for match in re.findall(
            r"\b(?:from|join)\s+(raw|staging|intermediate|reference)\.", path.read_text()
        )
    }
    assert tables == set()


def test_reports_read_no_environment_variable() -> None:
    """The settings are read in one place, which checks them."""
    code = {path.name: path.read_text() for path in (ROOT / "reports").rglob("*.py")}
    assert [name for name, text in code.items() if re.search(r"\b(environb?|getenv)\b", text)] == []


ENGINE_WORDS = (
    r"len|list_\w+|array_\w+|unnest|regexp_\w+|strip_accents|try_cast|qualify|read_parquet|read_json"
    r"|struct_pack|generate_subscripts|string_split\w*|epoch_\w+\s*\("
    r"|min_by|max_by|arg_min|arg_max|translate|starts_with|ends_with|hash"
)


def test_engine_specific_functions_stand_in_macros_only() -> None:
    found = {
        (path.name, match)
        for path in (ROOT / "dbt_project" / "models").rglob("*.sql")
        for match in re.findall(
            rf"\b({ENGINE_WORDS})\b", re.sub(r"\{\{.*?\}\}|--.*", "", path.read_text(), flags=re.S)
        )
    }
    assert found == set()
