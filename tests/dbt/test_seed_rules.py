"""Every seed meets its rules. A run skips this check, because only the code changes a seed."""

from __future__ import annotations

from pathlib import Path

from orchestration.assets.warehouse import failed_queries, failed_rows
from orchestration.dbt.manifest import SEED_TESTS
from orchestration.settings import Settings
from tests.processes import run_dbt


def test_every_seed_keeps_its_rules(tmp_path: Path) -> None:
    settings = Settings(tmp_path, "sample")
    settings.warehouse.parent.mkdir(parents=True)
    seeds = ["--select", "resource_type:seed", f"file:{SEED_TESTS}"]
    done = run_dbt(settings, "build", "--quiet", *seeds, "--indirect-selection", "empty")
    results = settings.dbt_target / "run_results.json"
    queries = failed_queries(settings.dbt_target) if results.exists() else {}
    broken = failed_rows(settings.warehouse, queries)
    assert done.returncode == 0, f"{broken}\n{done.stdout}{done.stderr}"
