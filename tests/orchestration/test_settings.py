"""Settings: what is valid, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration import settings
from orchestration.settings import SAMPLE, Settings, SettingsError, load


def test_sample_is_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_HOME", str(tmp_path))
    monkeypatch.delenv("COMPUTE_DIVIDE_SOURCES", raising=False)
    loaded = load()
    assert (loaded.home, loaded.source_directory, loaded.collection) == (tmp_path, SAMPLE, "sample")


def test_an_unknown_value_is_refused_with_the_valid_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_SOURCES", "smaple")
    with pytest.raises(SettingsError, match=r"'smaple' is not valid: use 'sample', 'live', or a"):
        load()


def test_sample_and_publishers_never_share_a_folder(tmp_path: Path) -> None:
    sample = Settings(tmp_path, "sample")
    directory = Settings(tmp_path, str(tmp_path))
    assert sample.raw != directory.raw
    assert sample.warehouse != directory.warehouse
    assert directory.raw == Settings(tmp_path, "live").raw


def test_telemetry_is_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")
    chosen = Settings(tmp_path, "sample")
    settings.prepare(chosen)
    assert "enabled: false" in (chosen.dagster_home / "dagster.yaml").read_text()
    assert chosen.dbt_environment()["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"
