"""Random vintages through ingestion and dbt: shares are recovered, and changes explained."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator
from math import factorial
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.builders import csv_text, model, run_dbt
from tests.integration.installation import Installation

VINTAGES = ("2023-02-01", "2024-03-01", "2025-04-01")
CAUSES = ("added", "removed", "relabelled", "labelled", "redated", "compute", "rule")
LABELS = ["Academia", "Industry", "Industry,Academia", "Government", ""]
KEPT = 240


def random_list(generator: np.random.Generator, rows: dict[str, dict[str, Any]]) -> None:
    """Return the next vintage of a list of models, with every kind of revision in some rows."""
    for name in [name for name in rows if generator.random() < 0.1]:
        del rows[name]
    for row in rows.values():
        if generator.random() < 0.1:
            row["Organization categorization"] = str(generator.choice(LABELS))
        if generator.random() < 0.1:
            row["Publication date"] = f"{generator.integers(2020, 2023)}-05-06"
        if generator.random() < 0.2:
            row["Training compute (FLOP)"] = "" if generator.random() < 0.5 else "1e23"
        if generator.random() < 0.1:
            row["Notability criteria"] = str(generator.choice(["SOTA improvement", ""]))
    while len(rows) < KEPT:
        name = f"Synthetic {generator.integers(10**9)}"
        rows[name] = model(
            **{
                "Model": name,
                "Publication date": f"{generator.integers(2020, 2023)}-05-06",
                "Organization categorization": str(generator.choice(LABELS)),
                "Training compute (FLOP)": "" if generator.random() < 0.3 else "1e21",
            }
        )


def land_vintages(installation: Installation) -> None:
    """Land three random lists of all models."""
    generator = np.random.default_rng(11)
    rows: dict[str, dict[str, Any]] = {}
    for vintage in VINTAGES:
        random_list(generator, rows)
        installation.add(f"epoch/{vintage}_all_ai_models.csv", csv_text(list(rows.values())))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Build and test every table."""
    installation = Installation(tmp_path_factory.mktemp("random"))
    land_vintages(installation)
    done = run_dbt(installation.settings, "build", "--exclude-resource-type", "unit_test")
    assert done.returncode == 0, done.stdout
    path = str(installation.settings.warehouse)
    with duckdb.connect(path, read_only=True) as connection:
        yield connection


def test_parts_add_up_to_the_change_of_the_published_share(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    changes = warehouse.execute(
        "select new.value - old.value, sum(part.contribution)"
        " from marts.revision_decomposition as part"
        " inner join marts.metrics as old on old.metric = 'model_team_share'"
        " and (old.definition, old.vintage, old.period, old.team_class)"
        " = (part.definition, part.old_vintage, part.period, part.team_class)"
        " inner join marts.metrics as new on new.metric = 'model_team_share'"
        " and (new.definition, new.vintage, new.period, new.team_class)"
        " = (part.definition, part.new_vintage, part.period, part.team_class)"
        " group by part.definition, part.old_vintage, part.new_vintage, part.period,"
        " part.team_class, old.value, new.value"
    ).fetchall()
    assert len(changes) > 100
    assert max(abs(change - parts) for change, parts in changes) < 1e-12
    assert max(abs(change) for change, _ in changes) > 0.01


def test_every_cause_moves_some_share(warehouse: duckdb.DuckDBPyConnection) -> None:
    moved = warehouse.execute(
        "select distinct cause from marts.revision_decomposition where abs(contribution) > 1e-6"
    ).fetchall()
    assert {cause for (cause,) in moved} == set(CAUSES)


Row = dict[str, Any]


def contribution_of(row: Row, coalition: frozenset[str]) -> str | None:
    """Return the team class of a row in 2021 under a coalition of causes, if it counts."""
    if not row["is_in_old_file"] or not row["is_in_new_file"]:
        side = "old" if row["is_in_old_file"] else "new"
        is_there = "removed" not in coalition if side == "old" else "added" in coalition
        sides = dict.fromkeys(("year", "class", "compute", "rule"), side)
    else:
        is_there = True
        known = "unknown" not in (row["old_team_class"], row["new_team_class"])
        causes = {
            "year": "redated",
            "class": "relabelled" if known else "labelled",
            "compute": "compute",
            "rule": "rule",
        }
        sides = {part: "new" if cause in coalition else "old" for part, cause in causes.items()}
    counts = (
        is_there
        and row[f"{sides['year']}_year"] == 2021
        and row[f"{sides['compute']}_has_compute"]
        and row[f"{sides['rule']}_meets_rule"]
    )
    return str(row[f"{sides['class']}_team_class"]) if counts else None


def share_of(rows: list[Row]) -> Callable[[frozenset[str]], float]:
    """Return the academic-only share of 2021 as a function of the coalition."""

    def share(coalition: frozenset[str]) -> float:
        classes = [contribution_of(row, coalition) for row in rows]
        known = [name for name in classes if name not in (None, "unknown")]
        return known.count("academic_only") / len(known)

    return share


def test_parts_are_means_over_every_order(warehouse: duckdb.DuckDBPyConnection) -> None:
    pair = f"old_vintage = '{VINTAGES[0]}' and new_vintage = '{VINTAGES[2]}'"
    population = f"definition = 'notable_compute_known' and {pair}"
    cursor = warehouse.execute(
        f"select * from intermediate.int_revision__states where {population}"
    )
    names = [name for name, *_ in cursor.description or []]
    share = share_of([dict(zip(names, values, strict=True)) for values in cursor.fetchall()])
    shares = {
        frozenset(coalition): share(frozenset(coalition))
        for size in range(len(CAUSES) + 1)
        for coalition in itertools.combinations(CAUSES, size)
    }
    expected: dict[str, float] = defaultdict(float)
    for order in itertools.permutations(CAUSES):
        for place, cause in enumerate(order):
            before = frozenset(order[:place])
            step = shares[before | {cause}] - shares[before]
            expected[cause] += step / factorial(len(CAUSES))
    rows = warehouse.execute(
        "select cause, contribution from marts.revision_decomposition"
        f" where {population} and period = '2021' and team_class = 'academic_only'"
    ).fetchall()
    assert dict(rows) == pytest.approx(dict(expected), abs=1e-12)


def test_a_planted_share_comes_back(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Labels are drawn with equal chance, so a quarter of the labelled rows is academic."""
    row = warehouse.execute(
        "select value, ci_low, ci_high, n from marts.metrics where metric = 'model_team_share'"
        " and definition = 'all_models' and period = 'all' and team_class = 'academic_only'"
        f" and vintage = '{VINTAGES[0]}'"
    ).fetchone()
    assert row is not None
    assert row[1] < 0.25 < row[2]
    assert row[3] > KEPT / 2


@pytest.mark.parametrize(
    ("day", "vintage"),
    [("2023-02-01", VINTAGES[0]), ("2024-02-29", VINTAGES[0]), ("2024-03-01", VINTAGES[1]),
     ("2030-01-01", VINTAGES[2])],
)  # fmt: skip
def test_a_day_sees_the_newest_vintage_before_it(
    warehouse: duckdb.DuckDBPyConnection, day: str, vintage: str
) -> None:
    seen = warehouse.execute(
        "select distinct cast(vintage as varchar) from marts.metrics_as_of"
        f" where source = 'epoch' and date '{day}' >= valid_from and date '{day}' < valid_to"
    ).fetchall()
    assert seen == [(vintage,)]


def test_a_day_before_every_vintage_sees_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    seen = warehouse.execute(
        "select count(*) from marts.metrics_as_of where date '2023-01-31' >= valid_from"
    ).fetchone()
    assert seen == (0,)


def test_a_metric_that_no_list_supports_is_absent(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The random lists state neither accessibility nor country, and there are no clusters."""
    metrics = {
        m for (m,) in warehouse.execute("select distinct metric from marts.metrics").fetchall()
    }
    assert "model_team_share" in metrics
    assert not metrics & {"open_weights_share", "model_country_share", "cluster_private_share"}
