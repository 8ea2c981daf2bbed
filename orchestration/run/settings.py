"""Folders of an installation, and the sources of a run, from environment variables.

Sources in ``ingestion`` read their own credentials and switches, and ``ingestion.landing.memory``
reads the limit of memory.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

import ingestion
from ingestion.landing import memory
from ingestion.sources import selected

ROOT = Path(__file__).resolve().parents[2]
DBT_PROJECT = ROOT / "dbt_project"
DBT = str(Path(sys.executable).with_name("dbt"))
RECORD = ingestion.RECORD
RECORD_SOURCES = "record"
LIVE_SOURCES = "live"
ONLY = "COMPUTE_DIVIDE_ONLY"
# The file beside the warehouses that a run locks from its first step to its last.
RUN_LOCK = "warehouse.lock"
# Of programs that start together, each would make the databases of Dagster.
START_LOCK = "start.lock"
DATABASES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")
SQLITE = b"SQLite format 3\0"
# How many runs with their logs, and how many publications, the schedule keeps.
RUNS_KEPT, PUBLICATIONS_KEPT = 60, 10
# DuckDB reads these characters as part of a search path or a pattern, and dbt-duckdb reads "#" and
# "?" as the end of an address. To the database of Dagster, "%20" is a space.
UNREADABLE = re.compile(r"[,\\*?\[\]#]|%[0-9A-Fa-f]{2}")
POSTGRES_STORAGE = "storage: {postgres: {postgres_url: {env: DAGSTER_POSTGRES}}}\n"
NO_TELEMETRY = {
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


class SettingsError(ValueError):
    """An invalid setting. The message states the valid values."""


@dataclass(frozen=True)
class Settings:
    """Paths of one installation and the sources of a run.

    ``sources`` is ``record``, ``live`` or a directory with the layout of the publishers' files, and
    ``only`` selects some of the sources in it by their names or groups; without it, all count.
    ``site`` is the address at which publications are served, and ``repository`` that of the code;
    both may be empty. ``doi`` stands for all releases that Zenodo archives.
    ``cron`` says when the schedule runs (UTC).
    """

    home: Path
    sources: str
    site: str = ""
    repository: str = ""
    doi: str = ""
    cron: str = "0 6 * * *"
    only: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether a run asks the publishers."""
        return self.sources == LIVE_SOURCES

    @property
    def source_directory(self) -> Path | None:
        """Directory of the source files; None if the run fetches them."""
        if self.sources == RECORD_SOURCES:
            return RECORD
        return None if self.is_live else Path(self.sources)

    @property
    def selected(self) -> frozenset[str]:
        """Names of the sources that a run reads."""
        return selected(self.only)

    @property
    def collection(self) -> str:
        """Name of the subfolder: the record, the publishers' data and each selection stay apart."""
        name = RECORD_SOURCES if self.sources == RECORD_SOURCES else "publishers"
        return "-".join((name, *self.only))

    @property
    def raw(self) -> Path:
        """Folder of the immutable snapshots of this collection."""
        return self.home / "raw" / self.collection

    @property
    def warehouse(self) -> Path:
        """DuckDB file that dbt builds for this collection."""
        return self.home / "warehouse" / f"{self.collection}.duckdb"

    @property
    def refusal(self) -> Path:
        """File with the words in which the last build was refused."""
        return self.warehouse.with_suffix(".refused.json")

    @property
    def dbt_target(self) -> Path:
        """Folder of dbt's manifest, compiled files and results."""
        return self.home / "dbt" / self.collection

    @property
    def published(self) -> Path:
        """Folder of the publications, with a link ``latest``."""
        return self.home / "published"

    @property
    def latest(self) -> Path:
        """Link to the latest publication."""
        return self.published / "latest"

    @property
    def preview(self) -> Path:
        """Folder of the figures and pages that were materialized without a publication."""
        return self.home / "preview"

    @property
    def logs(self) -> Path:
        """Folder with a log of each run."""
        return self.home / "logs"

    def dbt_environment(self) -> dict[str, str]:
        """Environment variables that dbt's profile and sources read."""
        return {
            "COMPUTE_DIVIDE_RAW": str(self.raw),
            "COMPUTE_DIVIDE_WAREHOUSE": str(self.warehouse),
            memory.VARIABLE: memory.memory_limit(),
            "DBT_TARGET_PATH": str(self.dbt_target),
            "DBT_LOG_PATH": str(self.dbt_target / "logs"),
        }


def load() -> Settings:
    """Read the settings from the environment. Raises SettingsError for an invalid one."""
    try:
        memory.memory_limit()
    except ValueError as error:
        raise SettingsError(str(error)) from None
    home = Path(os.environ.get("COMPUTE_DIVIDE_HOME") or "data").resolve()
    if unreadable := UNREADABLE.search(str(home)):
        raise SettingsError(
            f"COMPUTE_DIVIDE_HOME={str(home)!r} is not valid: choose a path without"
            f" {unreadable[0]!r}, which DuckDB, dbt or Dagster do not read as part of a path"
        )
    return Settings(
        home,
        _sources(os.environ.get("COMPUTE_DIVIDE_SOURCES") or RECORD_SOURCES),
        _address("COMPUTE_DIVIDE_SITE"),
        _address("COMPUTE_DIVIDE_REPOSITORY"),
        _doi("COMPUTE_DIVIDE_ZENODO"),
        os.environ.get("COMPUTE_DIVIDE_CRON") or Settings.cron,
        _only(os.environ.get(ONLY, "")),
    )


def _sources(value: str) -> str:
    if value in (RECORD_SOURCES, LIVE_SOURCES):
        return value
    if not Path(value).is_dir():
        raise SettingsError(
            f"COMPUTE_DIVIDE_SOURCES={value!r} is not valid: use 'record', 'live', or a directory"
            " that exists and has the layout of the publishers' files (README.md describes it)"
        )
    return str(Path(value).resolve())


def _only(value: str) -> tuple[str, ...]:
    names = tuple(sorted({*filter(None, map(str.strip, value.split(",")))}))
    try:
        selected(names)
    except ValueError as error:
        raise SettingsError(f"--only or {ONLY}: {error}") from None
    return names


def _address(variable: str) -> str:
    """Return an address of the web without a slash at its end; empty if it is not set."""
    address = os.environ.get(variable, "").rstrip("/")
    if address and not address.startswith(("https://", "http://")):
        raise SettingsError(f"{variable}={address!r} is not valid: begin with https:// or http://")
    return address


def _doi(variable: str) -> str:
    """Return the concept DOI of a record at Zenodo; empty if no record is set."""
    record = os.environ.get(variable, "")
    if record and not (record.isascii() and record.isdigit()):
        raise SettingsError(f"{variable}={record!r} is not valid: use 123 of 10.5281/zenodo.123")
    return f"10.5281/zenodo.{record}" if record else ""


def configure(settings: Settings) -> None:
    """Create the folders that dbt needs, and set the variables of dbt and GX."""
    for folder in (settings.raw, settings.warehouse.parent, settings.dbt_target):
        folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(settings.dbt_environment() | NO_TELEMETRY)


def prepare(settings: Settings) -> None:
    """Configure an installation, and write what Dagster reads before it loads the definitions.

    A folder DAGSTER_HOME without a configuration gets the one of this project. One that an earlier
    release wrote is replaced, and names its database still; an own one stays.
    """
    configure(settings)
    dagster_home = Path(os.environ.get("DAGSTER_HOME") or settings.home / "dagster")
    dagster_home.mkdir(parents=True, exist_ok=True)
    _configure(dagster_home / "dagster.yaml")
    with FileLock(settings.home / START_LOCK):
        _move_damaged(dagster_home)
    shutil.copyfile(Path(__file__).with_name("workspace.yaml"), settings.home / "workspace.yaml")
    os.environ["DAGSTER_HOME"] = str(dagster_home)


def _configure(configuration: Path) -> None:
    """Write Dagster's configuration, unless it is the user's own: then it names no file of ours."""
    former = configuration.read_text("utf-8") if configuration.exists() else ""
    if former and "orchestration." not in former:
        return
    is_postgres = POSTGRES_STORAGE in former if former else "DAGSTER_POSTGRES" in os.environ
    text = Path(__file__).with_name("dagster.yaml").read_text("utf-8")
    text += POSTGRES_STORAGE if is_postgres else ""
    if text != former:
        configuration.write_text(text, encoding="utf-8")


def _move_damaged(dagster_home: Path) -> None:
    """Move away what is no database, such as a file of 0 bytes: Dagster makes a new one."""
    for path in (dagster_home / name for name in DATABASES):
        if path.is_file():
            with path.open("rb") as stream:
                is_database = stream.read(len(SQLITE)) == SQLITE
            if not is_database:
                away = path.replace(path.with_suffix(".damaged"))
                print(f"{path} was damaged: it is now {away}, and begins anew", file=sys.stderr)


if __name__ == "__main__":
    import dagster as dg

    prepare(load())
    with FileLock(load().home / START_LOCK), dg.DagsterInstance.get():
        pass
