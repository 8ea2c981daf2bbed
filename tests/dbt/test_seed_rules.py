"""Every seed meets its rules. A run skips this check, because only the code changes a seed."""

from __future__ import annotations

from pathlib import Path

from orchestration.assets.warehouse import SEED_TESTS, failed_queries, failed_rows
from orchestration.settings import Settings
from tests.processes import run_dbt


def test_every_seed_keeps_its_rules(tmp_path: Path) -> None:
    settings = Settings(tmp_path, "sample")
    settings.warehouse.parent.mkdir(parents=True)
    chosen = ["--select", "resource_type:seed", SEED_TESTS, "--indirect-selection", "empty"]
    done = run_dbt(settings, "build", "--quiet", *chosen)
    results = settings.dbt_target / "run_results.json"
    queries = failed_queries(settings.dbt_target) if results.exists() else {}
    broken = failed_rows(settings.warehouse, queries)
    assert done.returncode == 0, f"{broken}\n{done.stdout}{done.stderr}"
