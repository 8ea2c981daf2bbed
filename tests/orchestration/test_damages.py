"""Gross damages of the record stop a run, even the first: its measures are shipped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from ingestion.registry import SOURCES
from orchestration.judge.checks import expected, stops
from orchestration.judge.moves import RECORD_MEASURES, beyond_limits, limits, write_measures
from orchestration.run.settings import RECORD, RECORD_SOURCES, Settings

EPOCH = "staging.stg_epoch__models"
NEWEST = f"vintage = (select max(vintage) from {EPOCH})"
LABEL = "organization_categorization"
FLOP = "training_compute_flop"
CLUSTERS = "staging.stg_clusters__clusters"
STOCKS = "staging.stg_chip_owners__stocks"
SWAPPED = "replace(replace(replace({0}, '{1}', '#'), '{2}', '{1}'), '#', '{2}')"

# What a critic would see at once, in the tables that hold the publishers' rows.
STAGING = {
    "compute / 1e9": f"update {EPOCH} set {FLOP} = {FLOP} / 1e9",
    "compute x 1,000 in the newest list": f"""
        update {EPOCH} set {FLOP} = {FLOP} * 1e3 where {NEWEST}""",
    "compute x 1e6": f"update {EPOCH} set {FLOP} = {FLOP} * 1e6",
    "half of the newest list gone": f"delete from {EPOCH} where {NEWEST} and source_row % 2 = 0",
    "all academia made industry": f"""
        update {EPOCH} set {LABEL} = replace({LABEL}, 'Academia', 'Industry')""",
    "Academia and Industry swapped": f"""
        update {EPOCH} set {LABEL} = {SWAPPED.format(LABEL, "Academia", "Industry")}""",
    "all labels null": f"update {EPOCH} set {LABEL} = null",
    "ids in place of organizations": f"""
        update {EPOCH} set organization = 'rec' || hash(organization)""",
    "two thirds of compute null": f"update {EPOCH} set {FLOP} = null where source_row % 3 > 0",
    "dates 10 years earlier": f"""
        update {EPOCH} set publication_date = publication_date - interval 10 year""",
    "no system without an accelerator": "update staging.stg_top500__sums set accelerated = true",
    "other words for the units of awards": """
        update staging.stg_awards__awards set units = units || 's' where hash(project) % 2 = 0""",
    "a third of the sectors of clusters blank": f"""
        update {CLUSTERS} set sector = null where hash(cluster_id) % 3 = 0""",
    "a peak twice as high": """
        update staging.stg_hardware__hardware set peak_flop_per_second = 2 * peak_flop_per_second
        where hardware_name = 'NVIDIA A100 SXM4 40 GB'""",
    # These 25 were written down before anybody read or set a limit (2026-12-03).
    "compute of academia x 10": f"""
        update {EPOCH} set {FLOP} = 10 * {FLOP} where {LABEL} = 'Academia'""",
    "compute of industry / 10": f"""
        update {EPOCH} set {FLOP} = {FLOP} / 10 where {LABEL} = 'Industry'""",
    "compute of China x 10": f"update {EPOCH} set {FLOP} = 10 * {FLOP} where country = 'China'",
    "awards x 4": "update staging.stg_awards__awards set amount = 4 * amount",
    "awards twice as long": """
        update staging.stg_awards__awards set ends = ends + cast(ends - begins as integer)""",
    "no country": f"update {EPOCH} set country = null",
    "United States and China swapped": f"""
        update {EPOCH} set country =
            {SWAPPED.format("country", "United States of America", "China")}""",
    "all compute confident": f"update {EPOCH} set confidence = 'Confident'",
    "prices in cents": """
        update staging.stg_hardware__hardware set release_price_usd = 100 * release_price_usd""",
    "no price": "update staging.stg_hardware__hardware set release_price_usd = null",
    "the chips of Google are those of Microsoft": f"""
        update {STOCKS} set owner = 'Microsoft' where owner = 'Google'""",
    "the chips of Meta x 3": f"""
        update {STOCKS} set h100e = 3 * h100e, h100e_low = 3 * h100e_low,
            h100e_high = 3 * h100e_high where owner = 'Meta'""",
    "private clusters made public": f"""
        update {CLUSTERS} set sector = 'public' where sector = 'private'""",
    "public clusters x 20": f"""
        update {CLUSTERS} set operations_16_bit = 20 * operations_16_bit where sector = 'public'""",
    "power of sites in kW": """
        update staging.stg_data_centers__timelines set power_mw = 1000 * power_mw""",
    "sites of one owner": "update staging.stg_data_centers__timelines set owner = 'Google'",
    "academic systems made research": """
        update staging.stg_top500__sums set segment = 'Research' where segment = 'Academic'""",
    "TOP500 in gigaflops": "update staging.stg_top500__sums set rmax_tflops = 1000 * rmax_tflops",
    "everything open": f"""
        update {EPOCH} set model_accessibility = 'Open weights (unrestricted)'""",
    "all domains Language": f"update {EPOCH} set domain = 'Language'",
    "academia since 2023 gone": f"""
        delete from {EPOCH} where {LABEL} = 'Academia' and publication_date >= '2023-01-01'""",
    "utilization in percent": f"""
        update {EPOCH} set hardware_utilization = 100 * hardware_utilization""",
    "companies of papers made universities": """
        update staging.stg_reduced__papers set mentions = list_transform(
            mentions, lambda one: struct_update(one, sectors := ['academia']))""",
    "no paper names a pretrained model": """
        update staging.stg_reduced__papers
        set tags = list_filter(tags, lambda one: one.kind <> 'model')""",
    # These passed when whole files were damaged, landed and built.
    "countries a row off": f"""
        update {EPOCH} set country = other.country from (
            select model_id, lag(country) over (partition by vintage, list order by source_row)
                as country from {EPOCH}
        ) as other where {EPOCH.partition(".")[2]}.model_id = other.model_id and {NEWEST}""",
    "Americans made Chinese in one list": """
        update staging.stg_reduced__papers set mentions = list_transform(
            mentions, lambda one: struct_update(
                one, country := if(one.country = 'US', 'CN', one.country)))
        where venue = 'iclr' and year = 2026""",
    "half of academia of 2010 to 2014 gone": f"""
        delete from {EPOCH} where {LABEL} not like '%Industry%' and source_row % 2 = 0
            and year(publication_date) between 2010 and 2014""",
    "no model named at NeurIPS": """
        update staging.stg_reduced__papers
        set tags = list_filter(tags, lambda one: one.kind <> 'model')
        where venue = 'nips'""",
    "editions x 10": "update staging.stg_venues__editions set accepted = 10 * accepted",
}
MARTS = {
    "n and k doubled": "update marts.metrics set n = 2 * n, k = 2 * k",
    "doubling months x 10": "update marts.answers set value = 10 * value where unit = 'months'",
    "works of lists x 4": "update marts.field_lists set works = 4 * works",
    "open and closed models swapped": "update marts.models set is_open = not is_open",
    "90% of papers gone": "delete from marts.papers where hash(paper_id) % 10 > 0",
    "90% of models gone": "delete from marts.models where hash(model_id) % 10 > 0",
    "half of all estimates gone": "delete from marts.metrics where hash(metrics) % 2 = 0",
    "a metric without rows": "delete from marts.metrics where metric = 'open_weights_share'",
    "all papers unknown": "update marts.papers set team_class = 'unknown'",
    "team classes swapped": f"""
        update marts.papers
        set team_class = {SWAPPED.format("team_class", "academic_only", "industry_only")}""",
    "an answer without a number": "update marts.answers set value = null where unit = 'months'",
    "a stock moved to another owner": """
        update marts.compute_stock set share = share + 0.1 where owner = 'Google'""",
}
# One row or more that breaks each rule over rows of a mart. No override lets it pass.
IDENTITIES = {
    "an estimate lies outside its unit": """
        update marts.metrics set ci_low = -1.1 where unit = 'share_gap'""",
    "a value lies outside its interval": """
        update marts.metrics set value = value + 0.05 where unit = 'share'""",
    "an interval has no width": "update marts.metrics set ci_low = value, ci_high = value",
    "a value lies outside its bounds": "update marts.metrics set bound_high = value - 0.1",
    "a small cell is shown": "update marts.metrics set n = 4 where not suppressed",
    "team classes do not add up to one": """
        update marts.metrics set value = value / 2, k = k / 2, ci_low = 0, ci_high = 1
        where metric = 'model_team_share' and team_class = 'industry_only'""",
    "k is not n times the value": "update marts.metrics set k = k + 5",
    "a gap is not the ratio of both computes": """
        update marts.metrics set value = value / 2, ci_low = ci_low / 2, ci_high = ci_high / 2
        where metric = 'compute_gap'""",
    "a second snapshot of a list and vintage": "update marts.models set snapshot_id = model_id",
    "a team has a class without an affiliation": "update marts.papers set has_affiliation = false",
    "more models in reach than known ones": "update marts.reachable_shares set k = n + 1",
    "a company has more papers than its list": "update marts.company_papers set works = n + 1",
    "more academic systems than systems": """
        update marts.academic_hpc set academic_systems = systems + 1""",
    "a share of a topic lies outside its interval": """
        update marts.topic_join set academic_share = academic_share_high + 0.1""",
    "a question has not one answer": "update marts.specifications set is_answer = false",
    "shares of a stock do not add up to one": "update marts.compute_stock set share = 0.9 * share",
}


@pytest.fixture(scope="module")
def settings(record_home: Path) -> Settings:
    return Settings(record_home, RECORD_SOURCES)


@pytest.fixture(scope="module")
def warehouse(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the record's warehouse, in which the metrics are a table."""
    # dbt names the database so in the tests that it compiles.
    copy = tmp_path_factory.mktemp("damages") / "warehouse.duckdb"
    shutil.copy(settings.warehouse, copy)
    with duckdb.connect(copy, config={"file_search_path": str(settings.raw)}) as connection:
        connection.execute(
            "create table metrics as from marts.metrics; drop view marts.metrics;"
            "create table marts.metrics as from metrics; drop table metrics"
        )
        yield connection


@pytest.fixture
def damaged(warehouse: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The copy, which is as it was after each test."""
    warehouse.execute("begin")
    yield warehouse
    warehouse.execute("rollback")


@pytest.mark.parametrize("damage", {**STAGING, **MARTS}.values(), ids=[*STAGING, *MARTS])
def test_a_damage_stops_the_run(damaged: duckdb.DuckDBPyConnection, damage: str) -> None:
    damaged.execute(damage)
    assert beyond_limits(damaged, RECORD_MEASURES)


@pytest.mark.parametrize("question", [
    "who-trains", "how-fast", "how-far-apart", "who-discloses", "who-publishes", "who-adopts",
    "what-academia-has", "what-is-in-reach", "how-concentrated", "on-what",
])  # fmt: skip
def test_each_answer_has_a_limit_in_its_own_unit(
    damaged: duckdb.DuckDBPyConnection, question: str
) -> None:
    """A factor of 1.5, or five points; what moves by less passes."""
    for factor, points, is_stopped in ((1.4, 0.04, False), (1.6, 0.06, True)):
        damaged.execute(f"""
            update marts.answers set value = case unit when 'months' then {factor} * value
                when 'log10_ratio' then value + log10({factor}) else value + {points} end
            where question = '{question}'""")
        assert bool(beyond_limits(damaged, RECORD_MEASURES)) == is_stopped
        damaged.execute("rollback; begin")


def test_each_identity_is_broken_by_its_rows(
    damaged: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    file = settings.dbt_target / "run_results.json"
    tests = [
        one["compiled_code"]
        for one in json.loads(file.read_text(encoding="utf-8"))["results"]
        if "rows_of_marts_" in one["unique_id"]
    ]
    assert not [row for test in tests for row in damaged.execute(test).fetchall()]
    for rule, damage in IDENTITIES.items():
        damaged.execute(damage)
        (test,) = (one for one in tests if f"'{rule}'" in one)
        assert rule in {row[1] for row in damaged.execute(test).fetchall()}
        damaged.execute("rollback; begin")


@pytest.mark.parametrize("source", sorted(SOURCES.keys() & {one.name for one in RECORD.iterdir()}))
def test_half_of_a_source_cannot_go(damaged: duckdb.DuckDBPyConnection, source: str) -> None:
    """A list that is cut stops the run."""
    tables = f"from duckdb_tables() where table_name like 'stg_{source}__%' and estimated_size > 0"
    names = damaged.execute(f"select table_name {tables}").fetchall()
    assert names
    for (name,) in names:
        damaged.execute(f"delete from staging.{name} where hash({name}) % 2 = 0")
    assert beyond_limits(damaged, RECORD_MEASURES)


def test_what_a_table_may_never_hold_stops_the_run(damaged: duckdb.DuckDBPyConnection) -> None:
    """Great Expectations says so; the record itself passes."""
    assert not [check for check in expected(damaged) if stops(check)]
    damaged.execute("""
        insert into staging.stg_awards__awards
        select * replace (award_id || ' again' as award_id) from staging.stg_awards__awards""")
    damaged.execute('update marts.vintages set "rows" = 0')
    damaged.execute(f"update {EPOCH} set hardware_utilization = 34")
    stopped = {check.check_name for check in expected(damaged) if stops(check)}
    assert stopped == {"awards_are_listed_once", "files_have_rows", "utilization_is_a_share"}


def test_the_shipped_measures_are_those_of_the_record(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """``python -m orchestration.judge.moves`` writes them. Each limit has one."""
    write_measures(warehouse, tmp_path / "measures.csv")
    made, shipped = (pd.read_csv(path) for path in (tmp_path / "measures.csv", RECORD_MEASURES))
    pd.testing.assert_frame_equal(made, shipped, rtol=1e-3)
    assert not beyond_limits(warehouse, RECORD_MEASURES)
    # The record has no list of Paper Copilot and no work of OpenAlex.
    limited = {limit.table for limit in limits()}
    assert limited - {*made["asset"]} == {"stg_papercopilot__papers", "stg_openalex__works"}
