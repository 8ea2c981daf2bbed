"""A change to one name of the dictionary moves what prints it, and the record says so."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from ingestion.landing.snapshots import connect, initialise_source
from ingestion.registry import SOURCES
from orchestration.settings import DBT_PROJECT, dbt_executable
from tests.builders import gzipped_json, land_file, paper

TOUCHED = "Examplotron Laboratory"
PAPERS = [
    paper(id="touched", title="One", aff=f"{TOUCHED}; {TOUCHED}"),
    paper(id="half", title="Two", aff=f"{TOUCHED}; Example University"),
    paper(id="untouched", title="Three", aff="Example University; Google"),
    # Without a sector before and after.
    paper(id="unknown", title="Four", aff="Nowhere in particular; Nowhere in particular"),
]


class Project:
    """A copy of the dbt project whose dictionary a test may edit, over four synthetic papers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dbt = folder / "dbt_project"
        shutil.copytree(DBT_PROJECT, self.dbt, ignore=shutil.ignore_patterns("target", "logs"))
        for source in SOURCES.values():
            with connect() as connection:
                initialise_source(connection, folder / "raw", source)
        papers = folder / "icml2023.json.gz"
        papers.write_bytes(gzipped_json(PAPERS))
        land_file(
            papers, SOURCES["papercopilot"], folder / "raw", "papercopilot/icml/icml2023.json.gz"
        )

    def name_as(self, sector: str) -> None:
        with (self.dbt / "seeds" / "affiliations" / "organisation_alias.csv").open(
            "a", encoding="utf-8"
        ) as stream:
            stream.write(f"{TOUCHED},Examplotron,{sector},,,word,1,\n")

    def build(self) -> None:
        environment = os.environ | {
            "COMPUTE_DIVIDE_RAW": str(self.folder / "raw"),
            "COMPUTE_DIVIDE_WAREHOUSE": str(self.folder / "warehouse.duckdb"),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }
        command = [dbt_executable(), "build", "--profiles-dir", ".", "--quiet", "--full-refresh"]
        command += ["--select", "+label_revision", "--exclude-resource-type", "test", "unit_test"]
        done = subprocess.run(
            command, cwd=self.dbt, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def revisions(self) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(
                "select subject, title, affiliation, old_label, new_label, old_rule, new_rule"
                " from marts.label_revision left join intermediate.int_papers as papers"
                " using (paper_id) order by all nulls first"
            ).fetchall()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    built = Project(tmp_path_factory.mktemp("revision"))
    built.build()
    return built


def test_one_name_moves_what_prints_it_and_nothing_else(project: Project) -> None:
    assert project.revisions() == []
    project.name_as("industry")
    project.build()
    rules = ("none", "alias:examplotron laboratory")
    assert project.revisions() == [
        ("affiliation", None, TOUCHED, "unknown", "industry", *rules),
        ("work", "One", TOUCHED, "unknown", "industry_only", *rules),
        ("work", "Two", TOUCHED, "academic_only", "academia_industry", *rules),
    ]
