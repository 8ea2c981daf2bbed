"""Installations share the stored parse of the dbt project, and repeat it only if it is outdated."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.dbt import manifest
from orchestration.dbt.manifest import WRITTEN, ensure_manifest
from orchestration.settings import Settings

SAMPLE_MODEL = "select 1 as one"


@pytest.fixture
def parses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace dbt's parse of a project with one model, and record each parse."""
    project = tmp_path / "dbt_project"
    project.mkdir()
    (project / "model.sql").write_text(SAMPLE_MODEL)
    recorded: list[str] = []

    def parse(project: Path, folder: Path, environment: object) -> None:
        assert environment
        recorded.append((project / "model.sql").read_text())
        for name in WRITTEN:
            (folder / name).write_text("{}")

    monkeypatch.setattr(manifest, "DBT_PROJECT", project)
    monkeypatch.setattr("orchestration.settings.DBT_PROJECT", project)
    monkeypatch.setattr(manifest, "_parse", parse)
    return recorded


def test_another_installation_does_not_parse_again(tmp_path: Path, parses: list[str]) -> None:
    for home in ("first", "second"):
        ensure_manifest(Settings(tmp_path / home, "sample"))
    assert parses == [SAMPLE_MODEL]


def test_a_changed_model_is_parsed(tmp_path: Path, parses: list[str]) -> None:
    settings = Settings(tmp_path, "sample")
    ensure_manifest(settings)
    (tmp_path / "dbt_project" / "model.sql").write_text("select 2 as one")
    ensure_manifest(settings)
    assert parses == [SAMPLE_MODEL, "select 2 as one"]


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_text("")])
def test_a_spoiled_parse_is_made_again(
    tmp_path: Path, parses: list[str], name: str, spoil: object
) -> None:
    settings = Settings(tmp_path, "sample")
    ensure_manifest(settings)
    assert callable(spoil)
    spoil(settings.parsed / name)
    ensure_manifest(settings)
    assert parses == [SAMPLE_MODEL, SAMPLE_MODEL]


def test_the_parse_holds_no_path_of_an_installation(parsed: Settings) -> None:
    for name in WRITTEN:
        assert str(parsed.home).encode() not in (parsed.parsed / name).read_bytes()
