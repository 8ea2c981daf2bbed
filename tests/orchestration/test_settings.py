"""Valid settings are accepted, and others are refused with a clear error."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest

from orchestration.run import settings
from orchestration.run.settings import NO_TELEMETRY, RECORD, Settings, SettingsError, load


def test_the_record_is_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_HOME", str(tmp_path))
    monkeypatch.delenv("COMPUTE_DIVIDE_SOURCES", raising=False)
    loaded = load()
    assert (loaded.home, loaded.source_directory, loaded.collection) == (tmp_path, RECORD, "record")


def test_record_and_publishers_never_share_a_folder(tmp_path: Path) -> None:
    record, directory = Settings(tmp_path, "record"), Settings(tmp_path, str(tmp_path))
    assert record.raw != directory.raw
    assert record.warehouse != directory.warehouse
    assert directory.raw == Settings(tmp_path, "live").raw
    assert Settings(tmp_path, "record", only=("models",)).raw != record.raw


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("SOURCES", "records", "'records' is not valid: use 'record', 'live', or a directory"),
        ("ONLY", "models,epoche", "'epoche' is not a source: use models, papers, acl_anthology, "),
        ("HOME", "/one,two", "choose a path without ','"),
        ("HOME", "/#1", "choose a path without '#'"),
        ("HOME", "/a%20b", "choose a path without '%20'"),
        ("SITE", "javascript:alert(1)", "begin with https:// or http://"),
        ("MEMORY", "much", "use a size such as 4GB, or a share"),
        ("MEMORY", "200%", "use a size such as 4GB, or a share"),
        ("MEMORY", "0GB", "use a size such as 4GB, or a share"),
        ("ZENODO", "10.5281/zenodo.1", "use 123 of 10.5281/zenodo.123"),
    ],
)
def test_an_invalid_value_is_refused_with_the_valid_ones(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(f"COMPUTE_DIVIDE_{variable}", value)
    with pytest.raises(SettingsError, match=message):
        load()


# What earlier releases wrote; some configurations named classes of our own.
OLD = [
    "# orchestration.settings copies this file to DAGSTER_HOME, unless that has a configuration.\n",
    *(
        f"run_launcher: {{module: {module}, class: {name}}}\n"
        for module, name in [
            ("orchestration.run_launcher", "MonitoredRunLauncher"),
            ("orchestration.event_storage", "PooledSqliteEventLogStorage"),
            ("orchestration.event_log", "EventLog"),
        ]
    ),
]


@pytest.mark.parametrize("old", OLD)
def test_a_home_of_an_older_release_is_brought_up_to_date(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, old: str
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    (tmp_path / "dagster").mkdir()
    (tmp_path / "dagster" / "dagster.yaml").write_text(old)
    settings.prepare(Settings(tmp_path, "record"))
    with dg.DagsterInstance.get() as instance:
        assert instance.run_retries_enabled
        assert instance.code_server_process_startup_timeout == 900


@pytest.mark.parametrize("own", ["", "telemetry: {enabled: true}\n"])
def test_telemetry_is_off_and_an_own_configuration_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, own: str
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    configuration = tmp_path / "dagster" / "dagster.yaml"
    configuration.parent.mkdir()
    if own:
        configuration.write_text(own)
    settings.prepare(Settings(tmp_path, "record"))
    assert {name: os.environ[name] for name in NO_TELEMETRY} == NO_TELEMETRY
    assert configuration.read_text() == own or not own
    if not own:
        with dg.DagsterInstance.get() as instance:
            assert not instance.telemetry_enabled


@pytest.mark.parametrize("storage", ["", settings.POSTGRES_STORAGE])
def test_a_home_keeps_its_database_when_its_configuration_is_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, storage: str
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    monkeypatch.setenv("DAGSTER_POSTGRES", "postgresql+psycopg2://dagster@nowhere.invalid/dagster")
    configuration = tmp_path / "dagster" / "dagster.yaml"
    configuration.parent.mkdir()
    configuration.write_text(OLD[0] + storage)
    settings.prepare(Settings(tmp_path, "record"))
    text = configuration.read_text()
    assert "local_startup_timeout" in text
    assert text.endswith(storage)
    assert ("DAGSTER_POSTGRES" in text) == bool(storage)


@pytest.mark.parametrize("content", [b"", b"no database"])
def test_a_damaged_database_of_dagster_begins_anew(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    content: bytes,
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    for name in settings.DATABASES:
        (tmp_path / "dagster" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "dagster" / name).write_bytes(content)
    for is_first in (True, False):
        settings.prepare(Settings(tmp_path, "record"))
        with dg.DagsterInstance.get() as instance:
            assert instance.get_runs() == []
            assert instance.all_instigator_state() == []
        said = capsys.readouterr().err
        assert [f"{name} was damaged" in said for name in settings.DATABASES] == [is_first] * 3
