"""dbt's manifest of the project, from which the assets are defined."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from filelock import FileLock

from orchestration.run.news import code_digest
from orchestration.run.settings import DBT, DBT_PROJECT, Settings


@contextmanager
def current_manifest(settings: Settings) -> Iterator[None]:
    """Make the manifest in the folder of the installation, if the code has changed since it was.

    dbt reads the project in its own process while the body runs. Raises CalledProcessError.
    """
    code = f"{code_digest(DBT_PROJECT.name)} {version('dbt-core')} {version('dbt-duckdb')}"
    stamp = settings.dbt_target / "parsed.sha256"
    command = [DBT, "parse", "--quiet", "--target-path", str(settings.dbt_target)]
    with FileLock(stamp.with_suffix(".lock")):  # programs that start together parse once
        if stamp.exists() and stamp.read_text(encoding="utf-8") == code:
            yield
            return
        with subprocess.Popen(command, cwd=DBT_PROJECT) as dbt:  # noqa: S603 - fixed arguments
            yield
        if dbt.returncode:
            raise subprocess.CalledProcessError(dbt.returncode, command)
        stamp.write_text(code, encoding="utf-8")
