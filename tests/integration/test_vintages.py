"""Vintages that arrive in any order, and what a new one makes a run compute."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from ingestion.discovery import discover
from ingestion.landing import connect, land, prepare
from ingestion.registry import SOURCES
from orchestration import increment
from orchestration.settings import DBT_PROJECT, Settings, dbt_executable
from tests.builders import NOW, csv_text, gzipped_json, model, paper

SECTORS = ("Academia", "Industry", "Academia, Industry", "Government", "")


def synthetic_vintage(number: int) -> str:
    """A list that grows, relabels, re-dates and recomputes some models with every vintage."""
    rows = []
    for i in range(40 + 10 * number):
        sector = SECTORS[(i + (number if i % 7 == 0 else 0)) % len(SECTORS)]
        year = 2019 + (i + (number if i % 11 == 0 else 0)) % 5
        flop = 10 ** (19 + i % 6) * (number + 1 if i % 13 == 0 else 1)
        rows.append(
            model(
                Model=f"Synthetic-{i}",
                Organization=f"Example {i % 9}",
                **{
                    "Organization categorization": sector,
                    "Publication date": f"{year}-03-0{1 + i % 9}",
                    "Training compute (FLOP)": f"{flop:.3e}" if i % 5 else "",
                },
            )
        )
    return csv_text(rows)


VINTAGES = {
    f"epoch/202{number + 3}-01-01_notable_ai_models.csv": synthetic_vintage(number)
    for number in range(3)
}
PAPERS = [paper(id=str(i), title=f"Synthetic {i}") for i in range(20)]


class Installation:
    """A home in which files are landed and dbt builds what a run would build."""

    def __init__(self, folder: Path) -> None:
        self.inbox = folder / "inbox"
        self.settings = Settings(folder / "home", str(self.inbox))
        self.settings.dbt_target.mkdir(parents=True)
        self.settings.warehouse.parent.mkdir()
        for source in SOURCES.values():
            with connect() as connection:
                prepare(connection, self.settings.raw, source)

    def add(self, name: str, content: str | bytes) -> None:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        for source in SOURCES.values():
            with connect() as connection:
                for file in discover(self.inbox, source, NOW):
                    land(connection, file, source, self.settings.raw)

    def build(self) -> None:
        state = increment.current(self.settings, "test")
        arguments = increment.arguments(self.settings, state)
        assert arguments is not None
        increment.forget(self.settings)
        command = [dbt_executable(), "build", "--profiles-dir", ".", "--quiet", *arguments]
        command += ["--exclude-resource-type", "test", "unit_test"]
        environment = {**os.environ, **self.settings.dbt_environment()}
        done = subprocess.run(
            command, cwd=DBT_PROJECT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        increment.remember(self.settings, state)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            return connection.execute(sql).fetchall()

    def hashes(self) -> dict[str, tuple[object, ...]]:
        """Hash of each mart's rows, whatever their order."""
        tables = self.query("select table_name from duckdb_tables() where schema_name = 'marts'")
        return {
            str(table): self.query(
                f"select count(*), sum(hash(t::varchar)::hugeint) from marts.{table} t"
            )[0]
            for (table,) in tables
        }


def one_at_a_time(folder: Path, names: Sequence[str]) -> Installation:
    installation = Installation(folder)
    for name in names:
        installation.add(name, VINTAGES[name])
        installation.build()
    return installation


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(tmp_path_factory.mktemp("at_once"))
    for name, content in VINTAGES.items():
        installation.add(name, content)
    installation.build()
    return installation


@pytest.mark.parametrize("step", [1, -1], ids=["in order", "in reverse"])
def test_vintages_one_at_a_time_give_the_same_marts(
    at_once: Installation, tmp_path: Path, step: int
) -> None:
    expected = at_once.hashes()
    assert expected["revision_decomposition"][0]
    assert expected["metrics"][0]
    assert one_at_a_time(tmp_path, list(VINTAGES)[::step]).hashes() == expected


def test_a_new_vintage_computes_itself_and_nothing_else(tmp_path: Path) -> None:
    first, second, third = VINTAGES
    installation = Installation(tmp_path)
    installation.add("papercopilot/icml/icml2023.json.gz", gzipped_json(PAPERS))
    installation.add(first, VINTAGES[first])
    installation.add(second, VINTAGES[second])
    installation.build()
    # What is not computed again keeps a mark that no computation would give it.
    for table in ("int_model_shares", "int_compute_fits", "int_estimates__papers"):
        installation.query(f"update intermediate.{table} set n = n + 1000000")
    installation.query("update intermediate.int_revision__shapley set old_n = old_n + 1000000")
    installation.add(third, VINTAGES[third])
    installation.build()
    marked = installation.query(
        "select vintage, metric like 'paper%' or metric like 'any%', bool_and(n >= 1000000),"
        " bool_or(n >= 1000000) from marts.metrics"
        " where metric in ('model_team_share', 'compute_doubling_months', 'any_industry_share')"
        " group by all order by 1, 2"
    )
    epoch = [row[2:] for row in marked if not row[1]]
    assert epoch == [(True, True), (True, True), (False, False)]
    assert [row[2:] for row in marked if row[1]] == [(True, True)]
    pairs = installation.query(
        "select year(old_vintage), year(new_vintage), bool_and(old_n >= 1000000),"
        " bool_or(old_n >= 1000000) from marts.revision_decomposition"
        " where definition = 'notable_compute_known' group by all order by 1, 2"
    )
    assert pairs == [
        (2023, 2024, True, True),
        (2023, 2025, False, False),
        (2024, 2025, False, False),
    ]


def test_nothing_new_builds_nothing(at_once: Installation) -> None:
    state = increment.current(at_once.settings, "test")
    assert increment.arguments(at_once.settings, state) is None
    assert increment.arguments(at_once.settings, increment.current(at_once.settings, "other")) == [
        "--full-refresh"
    ]
