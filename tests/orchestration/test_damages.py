"""Gross damages of the record stop a run, even the first: its profile is shipped."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pandas as pd
import pytest

from ingestion.registry import SOURCES
from orchestration.judge.checks import profile_results
from orchestration.judge.profile import RECORD_PROFILE, compared, write_profile
from orchestration.judge.suites.layers import limits
from orchestration.run.settings import RECORD, RECORD_SOURCES, Settings

EPOCH = "staging.stg_epoch__models"
NEWEST = f"vintage = (select max(vintage) from {EPOCH})"
LABEL = "organization_categorization"
SWAPPED = "replace(replace(replace({0}, '{1}', '#'), '{2}', '{1}'), '#', '{2}')"

# What a critic would see at once, by the layer in which it happens.
STAGING = {
    "compute / 1e9": f"update {EPOCH} set training_compute_flop = training_compute_flop / 1e9",
    "compute x 1,000 in the newest list": f"""
        update {EPOCH} set training_compute_flop = training_compute_flop * 1e3 where {NEWEST}""",
    "compute x 1e6": f"update {EPOCH} set training_compute_flop = training_compute_flop * 1e6",
    "half of the newest list gone": f"delete from {EPOCH} where {NEWEST} and source_row % 2 = 0",
    "all academia made industry": f"""
        update {EPOCH} set {LABEL} = replace({LABEL}, 'Academia', 'Industry')""",
    "Academia and Industry swapped": f"""
        update {EPOCH} set {LABEL} = {SWAPPED.format(LABEL, "Academia", "Industry")}""",
    "all labels null": f"update {EPOCH} set {LABEL} = null",
    "ids in place of organizations": f"""
        update {EPOCH} set organization = 'rec' || hash(organization)""",
    "two thirds of compute null": f"""
        update {EPOCH} set training_compute_flop = null where source_row % 3 > 0""",
    "dates 10 years earlier": f"""
        update {EPOCH} set publication_date = publication_date - interval 10 year""",
    "no system without an accelerator": "update staging.stg_top500__sums set accelerated = true",
    "each award twice": """
        insert into staging.stg_awards__awards
        select * replace (award_id || ' again' as award_id) from staging.stg_awards__awards""",
    "other words for the units of awards": """
        update staging.stg_awards__awards set units = units || 's' where hash(project) % 2 = 0""",
    "a third of the sectors of clusters blank": """
        update staging.stg_clusters__clusters set sector = null where hash(cluster_id) % 3 = 0""",
    "a peak twice as high": """
        update staging.stg_hardware__hardware set peak_flop_per_second = 2 * peak_flop_per_second
        where hardware_name = 'NVIDIA A100 SXM4 40 GB'""",
}
MARTS = {
    "shares + 0.05": "update marts.metrics set value = value + 0.05 where unit = 'share'",
    "n and k doubled": "update marts.metrics set n = 2 * n, k = 2 * k",
    "k + 5": "update marts.metrics set k = k + 5",
    "more academic systems than systems": """
        update marts.academic_hpc set academic_systems = systems + 1""",
    "no headline": "update marts.specifications set is_answer = false",
    "doubling months x 10": """
        update marts.metrics set
            value = 10 * value, ci_low = 10 * ci_low, ci_high = 10 * ci_high
        where metric = 'compute_doubling_months'""",
    "works of lists x 4": "update marts.field_lists set works = 4 * works",
    "shares of a stock x 0.9": "update marts.compute_stock set share = 0.9 * share",
    "90% of papers gone": "delete from marts.papers where hash(paper_id) % 10 > 0",
    "90% of models gone": "delete from marts.models where hash(model_id) % 10 > 0",
    "half of all estimates gone": "delete from marts.metrics where hash(metrics) % 2 = 0",
    "a metric without rows": "delete from marts.metrics where metric = 'open_weights_share'",
    "all papers unknown": "update marts.papers set team_class = 'unknown'",
    "team classes swapped": f"""
        update marts.papers
        set team_class = {SWAPPED.format("team_class", "academic_only", "industry_only")}""",
    "gap halved with its interval": """
        update marts.metrics set value = value / 2, ci_low = ci_low / 2, ci_high = ci_high / 2
        where metric = 'compute_gap'""",
    "intervals without width": "update marts.metrics set ci_low = value, ci_high = value",
}


# One row or more that breaks each rule of the contract that no damage above breaks.
BROKEN_RULES = {
    "estimates_and_intervals_lie_within_their_unit": """
        update marts.metrics set ci_low = -1.1 where unit = 'share_gap'""",
    "bounds_hold_their_value": "update marts.metrics set bound_high = value - 0.1",
    "small_cells_are_suppressed": "update marts.metrics set n = 4 where not suppressed",
    "one_snapshot_a_list_and_vintage": "update marts.models set snapshot_id = model_id",
    "teams_have_a_class_only_with_an_affiliation": """
        update marts.papers set has_affiliation = false""",
    "files_have_rows": 'update marts.vintages set "rows" = 0',
    "models_in_reach_are_known_ones": "update marts.reachable_shares set k = n + 1",
    "companies_write_papers_of_a_list": "update marts.company_papers set works = n + 1",
    "intervals_hold_the_share_of_a_topic": """
        update marts.topic_join set academic_share = academic_share_high + 0.1""",
}


@pytest.fixture(scope="module")
def warehouse(
    record_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the record's warehouse, in which the metrics are a table."""
    copy = tmp_path_factory.mktemp("damages") / "record.duckdb"
    shutil.copy(Settings(record_home, RECORD_SOURCES).warehouse, copy)
    with duckdb.connect(copy) as connection:
        connection.execute(
            "create table metrics as from marts.metrics; drop view marts.metrics;"
            "create table marts.metrics as from metrics; drop table metrics"
        )
        yield connection


def broken(connection: duckdb.DuckDBPyConnection, layer: str) -> list[str]:
    """Return the checks of a layer whose critical limit a measure lies beyond.

    Each of them stops a run, but Great Expectations takes long to say so.
    """
    frame = compared(connection, layer, RECORD_PROFILE)
    return [
        re.sub(r"\W+", "_", limit.sentence.lower())
        for limit in limits()
        if (limit.layer, limit.severity) == (layer, "critical")
        and not frame.loc[frame["measure"] == limit.measure, limit.compared]
        .dropna()
        .between(float(limit.least or "-inf"), float(limit.most or "inf"))
        .all()
    ]


def stops(connection: duckdb.DuckDBPyConnection, layer: str, folder: Path) -> list[str]:
    """Return the checks of Great Expectations that stop a run."""
    results = profile_results(connection, folder, layer, RECORD_PROFILE)
    error = dg.AssetCheckSeverity.ERROR
    return [str(one.check_name) for one in results if not one.passed and one.severity == error]


@pytest.mark.parametrize(
    ("layer", "damage"),
    [
        pytest.param(layer, damage, id=name)
        for layer, damages in {"staging": STAGING, "marts": MARTS}.items()
        for name, damage in damages.items()
    ],
)
def test_a_damage_stops_the_run(
    warehouse: duckdb.DuckDBPyConnection, layer: str, damage: str
) -> None:
    warehouse.execute("begin")
    try:
        warehouse.execute(damage)
        assert broken(warehouse, layer)
    finally:
        warehouse.execute("rollback")


def test_each_rule_is_broken_by_its_rows(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    warehouse.execute("begin")
    try:
        for statement in BROKEN_RULES.values():
            warehouse.execute(statement)
        stopped = set(stops(warehouse, "marts", tmp_path))
        assert set(BROKEN_RULES) <= stopped
        assert set(broken(warehouse, "marts")) == stopped
    finally:
        warehouse.execute("rollback")


@pytest.mark.parametrize("source", sorted(SOURCES.keys() & {one.name for one in RECORD.iterdir()}))
def test_half_of_a_source_cannot_go(warehouse: duckdb.DuckDBPyConnection, source: str) -> None:
    """Each source of a headline has a gate, by which a list that is cut stops the run."""
    tables = f"from duckdb_tables() where table_name like 'stg_{source}__%' and estimated_size > 0"
    names = warehouse.execute(f"select table_name {tables}").fetchall()
    assert names
    warehouse.execute("begin")
    try:
        for (name,) in names:
            warehouse.execute(f"delete from staging.{name} where hash({name}) % 2 = 0")
        assert broken(warehouse, "staging")
    finally:
        warehouse.execute("rollback")


@pytest.mark.parametrize("layer", ["staging", "marts"])
def test_the_record_itself_passes(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, layer: str
) -> None:
    assert stops(warehouse, layer, tmp_path) == broken(warehouse, layer) == []


def test_the_shipped_profile_is_that_of_the_record(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """``python -m orchestration.judge.profile`` writes it."""
    write_profile(warehouse, tmp_path / "profile.csv")
    made, shipped = (pd.read_csv(path) for path in (tmp_path / "profile.csv", RECORD_PROFILE))
    pd.testing.assert_frame_equal(made, shipped, rtol=1e-3)
