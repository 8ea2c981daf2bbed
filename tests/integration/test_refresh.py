"""Complete runs over the record and over broken inputs, as users start them."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from click import ClickException
from click.testing import CliRunner

from ingestion.landing.files import read_manifest
from ingestion.landing.schema import literal
from orchestration.cli.command import report
from orchestration.definitions import build_definitions
from orchestration.run.settings import RECORD, RECORD_SOURCES, Settings, configure
from reports.figures import FIGURES
from tests.builders import (
    copied,
    csv_text,
    gzipped_json,
    model,
    paper,
    run_environment,
    zip_of,
)

TABLES = """
select schema_name, table_name from duckdb_tables()
where schema_name <> 'main' and database_name = current_database()
"""


def latest(home: Path) -> Path:
    return home / "published" / "latest"


def publications(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "published").iterdir() if not path.is_symlink())


def test_a_publication_is_whole(record_home: Path) -> None:
    folder = latest(record_home)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {figure["id"] for figure in manifest["figures"]} == FIGURES.keys()
    assert all(path.stat().st_size > 100 for path in folder.glob("figures/*.[ps][nv]g"))
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 60e6
    assert all(page.stat().st_size < 400_000 for page in folder.rglob("*.html"))
    assert {check["tool"] for check in manifest["checks"]} >= {"dbt", "great_expectations", "limit"}
    assert {check["layer"] for check in manifest["checks"]} >= {"raw", "staging", "marts"}
    assert [c for c in manifest["checks"] if not c["passed"] and c["severity"] == "error"] == []


def test_every_input_of_a_publication_has_hash_licence_and_credit(record_home: Path) -> None:
    inputs = json.loads((latest(record_home) / "manifest.json").read_text())["inputs"]
    terms = ("sha256", "licence", "publisher", "citation")
    terms_by_file = {entry["file"]: tuple(entry[term] for term in terms) for entry in inputs}
    record = read_manifest(RECORD).items()
    assert terms_by_file == {name: tuple(row[term] for term in terms) for name, row in record}


def kept_tables(settings: Settings) -> set[str]:
    """Build all tables, and return those that dbt did not make again."""
    definitions = build_definitions(settings)
    models = definitions.resolve_assets_def(dg.AssetKey(["marts", "models"]))
    # A file less moves measures too far, which is not what is asked here.
    job = dg.define_asset_job("tables", dg.AssetSelection.assets(*models.keys).without_checks())
    tables = dg.Definitions(assets=[models], jobs=[job])
    with dg.DagsterInstance.ephemeral() as instance:
        done = tables.resolve_job_def("tables").execute_in_process(instance=instance)
        made = [event.materialization for event in done.get_asset_materialization_events()]
    return {".".join(one.asset_key.path) for one in made if "kept" in one.metadata}


def test_a_build_keeps_the_tables_that_would_be_made_of_the_same_rows(
    record_home: Path, tmp_path: Path
) -> None:
    """Without a random stored file, a build that keeps none of them makes the same tables."""
    settings = copied(record_home, tmp_path)
    configure(settings)
    stored = random.choice([*settings.raw.glob("*/2*/manifest.json")]).parent
    shutil.rmtree(stored)
    kept, former = kept_tables(settings), tmp_path / "former.duckdb"
    shutil.copy(settings.warehouse, former)
    with duckdb.connect(settings.warehouse) as connection:
        connection.execute("delete from main.tables where name in (select unnest(?))", [[*kept]])
    assert kept
    assert not kept & kept_tables(settings)
    with duckdb.connect(settings.warehouse) as connection:
        connection.execute(f"attach {literal(former)} as former (read_only)")
        for schema, table in connection.execute(TABLES).fetchall():
            name = f"{schema}.{table}"
            rows = connection.execute(
                f"(from {name} except all from former.{name})"
                f" union all (from former.{name} except all from {name}) limit 3"
            ).fetchall()
            assert not rows, (stored.parent.name, name)


def test_a_run_without_news_prints_the_answers_again(record_home: Path) -> None:
    before = publications(record_home)
    environment = run_environment(record_home, RECORD_SOURCES)
    output = CliRunner().invoke(report, env=environment, catch_exceptions=False).output
    assert output.startswith("Nothing is new since the last run")
    answers = json.loads((latest(record_home) / "answers.json").read_text())
    assert all(answer["title"] in output for answer in answers)
    assert publications(record_home) == before


def keyless() -> bytes:
    row = {name: value for name, value in model().items() if name != "Organization"}
    return csv_text([row]).encode()


BAD_FILES = {
    "papercopilot/icml/icml2023.json.gz": (
        gzipped_json([paper(id=str(i)) for i in range(500)])[:200],
        "icml2023.json.gz",
    ),
    "epoch/notable.csv": (keyless(), "column 'organization': a required column is missing"),
    "epoch/ai_models.zip": (
        zip_of({"../notable_ai_models.csv": csv_text([model()])}),
        "a path outside the archive",
    ),
    "epoch/2026-01-02_all_ai_models.csv": (
        csv_text([model(**{"Training compute (FLOP)": "1e40"})]).encode(),
        "row 1: must be from 1 to 1e30 FLOP",
    ),
}


def test_bad_input_stops_the_run_and_leaves_the_last_publication(
    record_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The error names every bad file, and no file is stored."""
    for name, (content, _) in BAD_FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    settings = Settings(record_home, str(tmp_path))
    before = publications(record_home), latest(record_home).readlink()
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.setenv("COMPUTE_DIVIDE_HOME", str(record_home))
    monkeypatch.setenv("COMPUTE_DIVIDE_SOURCES", str(tmp_path))
    with pytest.raises(ClickException, match=f"The full log is {record_home}/logs/"):
        report.main([], standalone_mode=False)
    shown = "".join(capfd.readouterr())
    for _, message in BAD_FILES.values():
        assert message in shown
    assert "Traceback" not in shown
    assert not list(settings.raw.glob("*/[!_]*/manifest.json"))
    assert not settings.warehouse.exists()
    assert (publications(record_home), latest(record_home).readlink()) == before
