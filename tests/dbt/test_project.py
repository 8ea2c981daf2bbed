"""dbt on a copy of the record: unit tests, planted rows and a former table."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.run.settings import DBT_PROJECT
from tests.builders import copied, run_dbt

MARTS = "select table_name from duckdb_tables() where schema_name = 'marts'"
BUILD = "select id from main.build"
# The first three rows keep all rules, and each other row breaks one.
PLANTED = """
from (
    values
    ('notable', '2020', 1, 'a', 'academia'), ('notable', null, 2, null, 'industry'),
    ('all_models', '2020', 3, null, null), ('notable', null, 9, 'b', 'academia'),
    ('all_models', '2021', null, 'c', 'academia'), ('all_models', '2022', 9, 'a', 'academia'),
    ('all_models', '2023', 9, 'd', 'both'), ('large', '2021', 9, 'e', 'academia')
) as rows (definition, period, n, code, team)
"""
RULES = """
models:
  - name: planted
    data_tests:
      - shapes:
          name: of_a_layer
          arguments:
            tables:
              planted:
                grain: [definition, period]
                not_null: [n, definition]
                unique: [code]
                accepted_values: {team: [academia, industry]}
                relationships: {definition: ref('definition')}
      - shapes:
          name: of_a_key
          arguments:
            tables:
              planted: {grain: [period]}
"""
BUILT = ("planted",)
SHOWN = re.compile(r"of_a_(.*), broken = (\d+), example = (.*)")


@dataclass(frozen=True)
class Built:
    """A warehouse after the build, what it had before, and what dbt said of each node."""

    warehouse: Path
    marts: set[str]
    build: str
    said: str
    states: dict[str, str]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def built(record_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Rows that break a rule, and a table of an older release."""
    settings = copied(record_home, tmp_path_factory.mktemp("copy"))
    project = settings.home / "project"
    shutil.copytree(DBT_PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    (project / "models/planted.sql").write_text(PLANTED, encoding="utf-8")
    (project / "models/planted.yml").write_text(RULES, encoding="utf-8")
    with duckdb.connect(str(settings.warehouse)) as connection:
        marts = {row[0] for row in connection.execute(MARTS).fetchall()}
        ((build,),) = connection.execute(BUILD).fetchall()
        connection.execute("create table marts.former as select 1 as row")
    said, states = "", dict[str, str]()
    # A build runs the unit tests of the models that it builds only.
    for command, *nodes in (("test", "test_type:unit"), ("build", *BUILT)):
        said += run_dbt(settings, command, "--select", *nodes, project=project).stdout
        results = json.loads((settings.dbt_target / "run_results.json").read_text())["results"]
        states |= {result["unique_id"]: result["status"] for result in results}
    return Built(settings.warehouse, marts, build, said, states)


def test_unit_tests_of_the_sql_pass(built: Built) -> None:
    states = {name: state for name, state in built.states.items() if name.startswith("unit_test.")}
    assert Counter(states.values()).keys() == {"pass"}, built.said
    assert len(states) > 40


def test_a_table_of_a_former_release_is_dropped(built: Built) -> None:
    """Each table of the marts is published."""
    assert {row[0] for row in built.rows(MARTS)} == built.marts


def test_each_build_has_a_name_of_its_own(built: Built) -> None:
    """Only the build that its checks let pass may be published."""
    assert built.rows(BUILD) != [(built.build,)]


def test_a_row_that_breaks_a_rule_is_named(built: Built) -> None:
    """In a grain of several columns a null is a value. A grain of one column has no null."""
    shown = {rule: (int(broken), example) for rule, broken, example in SHOWN.findall(built.said)}
    assert shown == {
        "layer: table_name = planted, rule = n is null": (
            1,
            "definition all_models, period 2021, team academia",
        ),
        "layer: table_name = planted, rule = code is not unique": (1, "code a"),
        "layer: table_name = planted, rule = team is not one of academia, industry": (
            1,
            "definition all_models, period 2023, team both",
        ),
        "layer: table_name = planted, rule = definition is not in definition": (
            1,
            "definition large, period 2021, team academia",
        ),
        "layer: table_name = planted, rule = definition, period: not unique": (
            1,
            "definition notable, period null",
        ),
        "key: table_name = planted, rule = period is null": (2, "period null"),
        "key: table_name = planted, rule = period: not unique": (3, "period 2020"),
    }
