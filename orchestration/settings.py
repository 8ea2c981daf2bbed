"""Folders of an installation, and the sources of a run.

COMPUTE_DIVIDE_HOME, _SOURCES, _SITE, _REPOSITORY and _SPARK are read here. Sources in ``ingestion``
read their own credentials and switches, and ``ingestion.landing.memory`` the limit of memory.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml
from filelock import FileLock

from ingestion.landing import memory

ROOT = Path(__file__).resolve().parent.parent
DBT_PROJECT = ROOT / "dbt_project"
SAMPLE = ROOT / "ingestion" / "sample"
SAMPLE_SOURCES = "sample"
LIVE_SOURCES = "live"

# Names the stored parse of the dbt project for the command that runs dbt.
PARSED = "COMPUTE_DIVIDE_PARSED"
# DuckDB separates the paths of a search by commas, reads a backslash as an escape, and others as
# patterns. dbt-duckdb reads the path of the warehouse as an address, whose end begins with "#".
UNREADABLE = frozenset(",\\*?[]#")
DAGSTER_CONFIG = ROOT / "dagster.yaml"
# Starts of the files that releases of this platform wrote.
OURS = (
    b"# Dagster uses this file if DAGSTER_HOME",
    b"# Used as it is when DAGSTER_HOME is not set",
)
# Kept out of dagster.yaml, which also serves where DAGSTER_HOME is not set.
EVENT_STORAGE = """\
event_log_storage:
  module: orchestration.event_storage
  class: PooledSqliteEventLogStorage
  config:
    base_dir:
      env: DAGSTER_HOME
"""


class SettingsError(ValueError):
    """An invalid setting. The message lists the valid values."""


def dbt_executable() -> str:
    """Return the command that runs dbt, which this package installs beside Python."""
    return str(Path(sys.executable).with_name("compute-divide-dbt"))


@dataclass(frozen=True)
class Settings:
    """Paths of one installation and the sources of a run.

    ``sources`` is ``sample``, ``live`` or a directory with the layout of the publishers' files.
    ``site`` is the address at which publications are served, and ``repository`` that of the code;
    both may be empty. ``spark`` is the command that builds the tables on Apache Spark; if it is
    empty, DuckDB builds them.
    """

    home: Path
    sources: str
    site: str = ""
    repository: str = ""
    spark: str = ""

    @property
    def source_directory(self) -> Path | None:
        """Directory of the source files; None if they are fetched."""
        if self.sources == SAMPLE_SOURCES:
            return SAMPLE
        return None if self.sources == LIVE_SOURCES else Path(self.sources)

    @property
    def collection(self) -> str:
        """Name of the subfolder, which keeps the sample apart from the publishers' data."""
        return SAMPLE_SOURCES if self.sources == SAMPLE_SOURCES else "publishers"

    @property
    def raw(self) -> Path:
        """Folder of the immutable snapshots of this collection."""
        return self.home / "raw" / self.collection

    @property
    def warehouse(self) -> Path:
        """DuckDB file that dbt builds for this collection."""
        return self.home / "warehouse" / f"{self.collection}.duckdb"

    @property
    def parsed(self) -> Path:
        """Folder of the parsed dbt project, which holds the name of the collection's database."""
        return DBT_PROJECT / "target" / self.collection

    @property
    def dbt_target(self) -> Path:
        """Folder of dbt's compiled files and results."""
        return self.home / "dbt" / self.collection

    @property
    def spark_tables(self) -> Path:
        """Folder of the Parquet files of all tables that Apache Spark builds."""
        return self.home / "spark" / self.collection

    @property
    def published(self) -> Path:
        """Folder of the publications, with a link ``latest``."""
        return self.home / "published"

    @property
    def preview(self) -> Path:
        """Folder of figures that were drawn without a publication."""
        return self.home / "preview"

    @property
    def dagster_home(self) -> Path:
        """Folder of Dagster's runs, events and schedules."""
        return self.home / "dagster"

    def dbt_environment(self) -> dict[str, str]:
        """Environment variables that dbt's profile and sources read."""
        return {
            "COMPUTE_DIVIDE_RAW": str(self.raw),
            "COMPUTE_DIVIDE_WAREHOUSE": str(self.warehouse),
            memory.VARIABLE: memory.memory_limit(),
            PARSED: str(self.parsed / "partial_parse.msgpack"),
            "COMPUTE_DIVIDE_SPARK_TABLES": str(self.spark_tables) if self.spark else "",
            "DBT_TARGET_PATH": str(self.dbt_target),
            "DBT_LOG_PATH": str(self.dbt_target / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }


def load() -> Settings:
    """Read the settings from the environment.

    Raises SettingsError if the sources are neither a known word nor a directory, if the limit of
    memory is not a size, if DuckDB cannot read the path of the home, or if an address is not one of
    the web.
    """
    try:
        memory.memory_limit()
    except ValueError as error:
        raise SettingsError(str(error)) from None
    home = Path(os.environ.get("COMPUTE_DIVIDE_HOME") or ROOT / "data").resolve()
    if found := UNREADABLE.intersection(str(home)):
        raise SettingsError(
            f"COMPUTE_DIVIDE_HOME={str(home)!r} is not valid: choose a path without {min(found)!r},"
            " which DuckDB and dbt do not read as part of a path"
        )
    sources = os.environ.get("COMPUTE_DIVIDE_SOURCES") or SAMPLE_SOURCES
    addresses = (_address("COMPUTE_DIVIDE_SITE"), _address("COMPUTE_DIVIDE_REPOSITORY"))
    spark = (os.environ.get("COMPUTE_DIVIDE_SPARK") or "").strip()
    if sources in (SAMPLE_SOURCES, LIVE_SOURCES):
        return Settings(home, sources, *addresses, spark)
    if not Path(sources).is_dir():
        from ingestion.registry import SOURCES  # imported here: it loads every source

        folders = ", ".join(f"{name}/" for name in SOURCES)
        raise SettingsError(
            f"COMPUTE_DIVIDE_SOURCES={sources!r} is not valid: use 'sample', 'live', or a directory"
            f" that exists and has the layout of the publishers' files ({folders})"
        )
    return Settings(home, str(Path(sources).resolve()), *addresses, spark)


def _address(variable: str) -> str:
    """Return an address of the web without a slash at its end; empty if it is not set."""
    address = (os.environ.get(variable) or "").rstrip("/")
    if address and not address.startswith(("https://", "http://")):
        raise SettingsError(f"{variable}={address!r} is not valid: begin with https:// or http://")
    return address


def prepare(settings: Settings) -> bool:
    """Create the folders of an installation, and switch off the telemetry of all tools.

    Return whether Dagster had another configuration until now, or none.
    """
    for folder in (
        settings.raw,
        settings.warehouse.parent,
        settings.dbt_target,
        settings.dagster_home,
    ):
        folder.mkdir(parents=True, exist_ok=True)
    os.environ["DAGSTER_HOME"] = os.environ.get("DAGSTER_HOME") or str(settings.dagster_home)
    dagster_home = Path(os.environ["DAGSTER_HOME"])
    dagster_home.mkdir(parents=True, exist_ok=True)
    with FileLock(dagster_home / "prepare.lock"):
        is_new = _configure_dagster(dagster_home)
        _keep_damaged_history(dagster_home)
        _forget_telemetry(dagster_home)
        _create_history(dagster_home)
    # Also where the operator's own dagster.yaml leaves telemetry on.
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ.update(settings.dbt_environment())
    return is_new


def _create_history(home: Path) -> None:
    """Let Dagster create its databases: two processes that do so at once both fail."""
    files = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")
    if not all((home / name).exists() for name in files):
        import dagster as dg  # imported here: a run without news does not need it

        dg.DagsterInstance.get().dispose()


def _forget_telemetry(home: Path) -> None:
    """Delete what a command of Dagster collected before it read our code, and collect no more.

    The UI would send it at its next start, whatever dagster.yaml says then.
    """
    logging.getLogger("dagster_telemetry_logger").addFilter(_nothing)
    for path in (home / "logs").glob("event.log*"):
        path.unlink(missing_ok=True)
    shutil.rmtree(home / ".logs_queue", ignore_errors=True)


def _nothing(_: logging.LogRecord) -> bool:
    return False


def _configure_dagster(home: Path) -> bool:
    """Write dagster.yaml if it is missing, torn, or of another release of this platform.

    A torn one would turn telemetry on. One that an operator wrote stays as it is. Return whether
    it was written.
    """
    path = home / "dagster.yaml"
    ours = DAGSTER_CONFIG.read_text(encoding="utf-8") + EVENT_STORAGE
    try:
        held = path.read_bytes()
        is_whole = isinstance(yaml.safe_load(held), dict)
        if is_whole and (held == ours.encode() or not held.startswith(OURS)):
            return False
        if is_whole:
            path.with_suffix(".yaml.old").write_bytes(held)
            old = f"{path.name}.old"
            print(f"{path} is of another release: replaced, and kept as {old}", file=sys.stderr)
        else:
            print(f"{path} is empty: it is written again", file=sys.stderr)
    except FileNotFoundError:
        pass
    except yaml.YAMLError:
        path.replace(path.with_suffix(".yaml.torn"))
        print(f"{path} is no YAML: it is kept as {path.name}.torn", file=sys.stderr)
    # Runs that start together must never read half of it.
    with tempfile.NamedTemporaryFile("w", dir=home, delete=False, encoding="utf-8") as new:
        new.write(ours)
    Path(new.name).chmod(0o644)
    Path(new.name).replace(path)
    return True


def _keep_damaged_history(home: Path) -> None:
    """Set aside a history that SQLite cannot read: Dagster starts an empty one."""
    history = home / "history"
    databases = (history / "runs.db", history / "runs" / "index.db")
    damaged = next((p for p in databases if p.exists() and not _is_database(p)), None)
    if damaged is not None:
        kept = Path(tempfile.mkdtemp(prefix="history.damaged-", dir=home))
        history.rename(kept / history.name)
        print(f"{damaged} is no database: the history is kept in {kept}", file=sys.stderr)


def _is_database(path: Path) -> bool:
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as opened:
            opened.execute("select count(*) from sqlite_master").fetchall()
    except sqlite3.OperationalError:
        # Another process writes it.
        return True
    except sqlite3.DatabaseError:
        return False
    return True


if __name__ == "__main__":
    prepare(load())
