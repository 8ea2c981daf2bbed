"""Complete runs over the record and over broken inputs, as users start them."""

from __future__ import annotations

import json
import os
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
from ingestion.registry import SOURCES
from orchestration.build.assets import unchanged
from orchestration.cli.command import report
from orchestration.definitions import build_definitions
from orchestration.judge.verdict import build_of
from orchestration.run.news import made_of
from orchestration.run.settings import LIVE_SOURCES, RECORD, RECORD_SOURCES, Settings, configure
from tests.builders import (
    copied,
    csv_text,
    gzipped_json,
    model,
    paper,
    run_environment,
    zip_of,
)

TABLES = "select schema_name, table_name from duckdb_tables() where schema_name <> 'main'"


def latest(home: Path) -> Path:
    return home / "published" / "latest"


def publications(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "published").iterdir() if not path.is_symlink())


def test_a_publication_is_whole(record_home: Path) -> None:
    folder = latest(record_home)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert all(path.stat().st_size > 100 for path in folder.glob("figures/*.[ps][nv]g"))
    assert {"model_team_share", "compute_over_time"} <= {f["id"] for f in manifest["figures"]}
    assert {check["tool"] for check in manifest["checks"]} >= {"dbt", "great_expectations", "gate"}
    assert {check["layer"] for check in manifest["checks"]} >= {"raw", "staging", "marts"}
    assert [c for c in manifest["checks"] if not c["passed"] and c["severity"] == "error"] == []


def test_every_input_of_a_publication_has_hash_licence_and_credit(record_home: Path) -> None:
    inputs = json.loads((latest(record_home) / "manifest.json").read_text())["inputs"]
    terms = ("sha256", "licence", "publisher", "citation")
    terms_by_file = {entry["file"]: tuple(entry[term] for term in terms) for entry in inputs}
    record = read_manifest(RECORD).items()
    assert terms_by_file == {name: tuple(row[term] for term in terms) for name, row in record}


def test_dagster_shows_rows_and_figures(record_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(record_home / "dagster"))
    warehouse = str(Settings(record_home, RECORD_SOURCES).warehouse)
    with duckdb.connect(warehouse, read_only=True) as connection:
        ((rows,),) = connection.execute("select count(*) from marts.metrics_of_models").fetchall()
    with dg.DagsterInstance.get() as instance:
        observed = instance.fetch_observations(dg.AssetKey(["marts", "metrics_of_models"]), limit=1)
        key = dg.AssetKey(["reports", "figures", "paper_team_share"])
        drawn = instance.get_latest_materialization_event(key)
    assert observed.records[0].asset_observation is not None
    assert observed.records[0].asset_observation.metadata["dagster/row_count"].value == rows
    assert drawn is not None
    assert drawn.asset_materialization is not None
    image = str(drawn.asset_materialization.metadata["figure"].value)
    assert image.count("data:image/png;base64,") == 1
    assert len(image) < 100_000


def test_a_build_makes_again_what_reads_a_changed_source_and_no_more(
    live_home: Path, tmp_path: Path
) -> None:
    """What must be made again is emptied, so equal tables show that nothing was left out."""
    settings = copied(live_home, tmp_path, LIVE_SOURCES)
    published = latest(live_home).resolve()
    shutil.copytree(published, settings.published / published.name, copy_function=os.link)
    configure(settings)
    definitions = build_definitions(settings)
    models = definitions.resolve_assets_def(dg.AssetKey(["marts", "models"]))
    made, whole = made_of(settings), Settings(live_home, LIVE_SOURCES).warehouse
    source = random.choice([name for name in SOURCES if [*settings.raw.glob(f"{name}/2*")]])
    with duckdb.connect(settings.warehouse) as connection:
        assert build_of(connection)[1] == made
        older = json.dumps({**made, source: "older"})
        connection.execute("update main.build set made_of = ?", [older])
        ((build,),) = connection.execute("select id from main.build").fetchall()
        tables = connection.execute(TABLES).fetchall()
    kept = unchanged(settings, models, made)
    emptied = [f"{schema}.{table}" for schema, table in tables if table not in kept]
    assert 0 < len(emptied) < len(tables), source
    with duckdb.connect(settings.warehouse) as connection:
        for name in emptied:
            connection.execute(f"truncate {name}")
    with dg.DagsterInstance.ephemeral() as instance:
        job = definitions.resolve_implicit_global_asset_job_def()
        assert job.execute_in_process(instance=instance, asset_selection=[*models.keys]).success
    with duckdb.connect(settings.warehouse) as connection:
        name, again = build_of(connection)
        assert again == made
        assert name != build
        connection.execute(f"attach {literal(whole)} as whole (read_only)")
        compared = {
            name: connection.execute(
                f"(from {name} except all from whole.{name})"
                f" union all (from whole.{name} except all from {name})"
            ).fetchall()
            for name in emptied
        }
    assert not {name: rows[:3] for name, rows in compared.items() if rows}, source


def test_a_run_without_news_prints_the_answers_again(record_home: Path) -> None:
    before = publications(record_home)
    environment = run_environment(record_home, RECORD_SOURCES)
    output = CliRunner().invoke(report, env=environment, catch_exceptions=False).output
    assert output.startswith("Nothing is new since the last run")
    answers = json.loads((latest(record_home) / "answers.json").read_text())
    assert all(answer["text"] in output for answer in answers)
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
    shutil.copytree(Settings(record_home, RECORD_SOURCES).dbt_target, settings.dbt_target)  # parsed
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
