"""The rules of every seed. A production run skips them, because only the code changes a seed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from orchestration.assets.warehouse import SEED_TESTS, failed_queries, failed_rows
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import DBT_PROJECT, Settings, dbt_executable


def test_every_seed_keeps_its_rules(tmp_path: Path) -> None:
    settings = Settings(tmp_path, "sample")
    settings.warehouse.parent.mkdir(parents=True)
    ensure_manifest(settings)
    command = [dbt_executable(), "build", "--profiles-dir", ".", "--quiet"]
    command += ["--select", "resource_type:seed", SEED_TESTS, "--indirect-selection", "empty"]
    done = subprocess.run(
        command,
        cwd=DBT_PROJECT,
        env={**os.environ, **settings.dbt_environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    results = settings.dbt_target / "run_results.json"
    queries = failed_queries(settings.dbt_target) if results.exists() else {}
    broken = failed_rows(settings.warehouse, queries)
    assert done.returncode == 0, f"{broken}\n{done.stdout}{done.stderr}"
