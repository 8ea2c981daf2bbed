"""The generic test ``shape`` names each rule that a row breaks, and passes good rows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from orchestration.settings import RECORD_SOURCES, Settings
from tests.builders import run_dbt

# The first three rows keep all rules, and each other row breaks one.
QUERY = """
{% set rows %}(
    values
    ('notable', '2020', 1, 'a', 'academia'), ('notable', null, 2, null, 'industry'),
    ('all_models', '2020', 3, null, null), ('notable', null, 9, 'b', 'academia'),
    ('all_models', '2021', null, 'c', 'academia'), ('all_models', '2022', 9, 'a', 'academia'),
    ('all_models', '2023', 9, 'd', 'both'), ('large', '2021', 9, 'e', 'academia')
) as rows (definition, period, n, code, team){% endset %}
from ({{ test_shape(
    rows, grain=['definition', 'period'], not_null=['n', 'definition'], unique=['code'],
    accepted_values={'team': ['academia', 'industry']},
    relationships={'definition': ref('definition')},
) }})
union all
select 'one column: ' || rule, broken, example from ({{ test_shape(rows, grain=['period']) }})
"""


def test_a_row_that_breaks_a_rule_is_named(record_home: Path, tmp_path: Path) -> None:
    """In a grain of several columns a null is a value. A grain of one column has no null."""
    settings = Settings(tmp_path, RECORD_SOURCES)
    settings.warehouse.parent.mkdir()
    # A copy, because dbt opens it for writing while another test may read the shared one.
    shutil.copyfile(Settings(record_home, RECORD_SOURCES).warehouse, settings.warehouse)
    done = run_dbt(
        settings, "show", "--quiet", "--output", "json", "--limit", "50", "--inline", QUERY
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {row["rule"]: (row["broken"], row["example"]) for row in json.loads(done.stdout)["show"]}
    assert rows == {
        "n is null": (1, "definition all_models, period 2021, team academia"),
        "code is not unique": (1, "code a"),
        "team is not one of academia, industry": (
            1,
            "definition all_models, period 2023, team both",
        ),
        "definition is not in definition": (1, "definition large, period 2021, team academia"),
        "definition, period: not unique": (1, "definition notable, period null"),
        "one column: period is null": (2, "period null"),
        "one column: period: not unique": (3, "period 2020"),
    }
