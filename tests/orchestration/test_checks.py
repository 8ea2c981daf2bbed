"""Checks of Great Expectations pass, warn or fail with the rows that break them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import great_expectations as gx
import pandas as pd
import pytest

from orchestration.judge import checks, profile
from orchestration.judge.checkpoints import DATA_DOCS, ExpectationError
from orchestration.judge.gates import override_config
from orchestration.judge.rules import between, suite
from orchestration.judge.suites import RAW
from orchestration.run.settings import LIVE_SOURCES, RECORD_SOURCES, Settings
from orchestration.run.warehouse import LOCK, warehouse_resource

Outcomes = Callable[[list[gx.ExpectationSuite], str, str], dict[str, dg.AssetCheckResult]]
NUMBERS = "select unnest([1, 5, 9]) as n"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def outcomes(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Outcomes:
    """Validate rows, which are a query, by the suites of a table."""

    def validated(
        suites: list[gx.ExpectationSuite], table: str, rows: str
    ) -> dict[str, dg.AssetCheckResult]:
        chosen = [suite for suite in suites if checks.key_of(suite).path[-1] == table]
        results = checks.raw_results(connection, tmp_path, chosen, f"({rows})")
        return {str(result.check_name): result for result in results}

    return validated


def test_a_failure_shows_its_rows_and_numbers(outcomes: Outcomes, tmp_path: Path) -> None:
    """And Data Docs have a page of the newest result only."""
    rules = suite("marts.t", "select n from {table}", [between("Small ones", "n", most=4)])
    for _ in range(2):
        failed = outcomes([rules], "t", NUMBERS)["small_ones"]
    assert (failed.passed, failed.severity) == (False, dg.AssetCheckSeverity.ERROR)
    shown = {name: value.value for name, value in failed.metadata.items()}
    assert shown["observed"] == "2 of 3 rows; n = 5; n = 9"
    assert (shown["unexpected_count"], round(float(str(shown["unexpected_percent"])))) == (2, 67)
    assert len(list((tmp_path / DATA_DOCS / "validations").rglob("*.html"))) == 1


def test_an_expectation_that_raises_an_error_is_no_failure(outcomes: Outcomes) -> None:
    rules = suite("marts.t", "select n from {table}", [between("Small ones", "m", most=4)])
    with pytest.raises(ExpectationError, match="small_ones raised an error"):
        outcomes([rules], "t", NUMBERS)


@pytest.mark.parametrize(
    ("vintage", "tensor", "passed"),
    [("2022-07-19", "null", True), ("2025-11-01", "null", False), ("2025-11-01", "1e14", True)],
)
def test_hardware_of_today_states_what_tensor_cores_achieve(
    outcomes: Outcomes, vintage: str, tensor: str, passed: bool
) -> None:
    rows = (
        f"select date '{vintage}' as vintage, 1.0 as fp32_flop_per_second,"
        f" {tensor}::double as tensor_16_bit_flop_per_second"
    )
    results = outcomes(RAW, "hardware_hardware", rows)
    assert results["tensor_performances_are_stated"].passed == passed


@pytest.mark.parametrize(("later", "passed"), [(2, True), (0.5, False)])
def test_stocks_of_chips_never_fall(outcomes: Outcomes, later: float, passed: bool) -> None:
    rows = (
        "select 'a' as snapshot_id, 'o' as owner, 'd' as designer, end_date, h100e"
        f" from (values (1, 1.0), (2, {later}), (3, 2.0)) as stocks (end_date, h100e)"
    )
    (stocks,) = outcomes(RAW, "chip_owners_stocks", rows).values()
    assert stocks.passed == passed


@pytest.mark.parametrize(("year", "passed"), [(2022, True), (2023, False)])
def test_the_anthology_has_affiliations_since_2023(
    outcomes: Outcomes, year: int, passed: bool
) -> None:
    rows = f"select 'acl' as venue, {year} as year, null::varchar as affiliations"
    (lists,) = outcomes(RAW, "acl_anthology_papers", rows).values()
    assert lists.passed == passed


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path, RECORD_SOURCES)
    settings.warehouse.parent.mkdir()
    duckdb.connect(str(settings.warehouse)).close()
    return settings


@dg.asset(key=["marts", "metrics"])
def metrics() -> None: ...


@dg.asset(deps=[metrics])
def report() -> None: ...


def test_a_measure_beyond_its_limit_stops_the_report_unless_a_reason_is_given(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = pd.DataFrame({"measure": ["rows"], "ratio": [0.5], "difference": [-9.0], "value": [9.0]})
    monkeypatch.setattr(profile, "compared", lambda *_: lost)
    name = "marts_keep_their_rows"

    def run(ops: dict[str, Any]) -> tuple[bool, dg.AssetCheckEvaluation]:
        result = dg.materialize(
            [metrics, checks.layer_checks("marts", settings), report],
            resources={LOCK: warehouse_resource(settings.warehouse)},
            run_config={"ops": ops},
            raise_on_error=False,
        )
        failed = [check for check in result.get_asset_check_evaluations() if not check.passed]
        assert [check.check_name for check in failed] == [name]
        return bool(result.asset_materializations_for_node("report")), failed[0]

    is_published, check = run({})
    assert not is_published
    assert f"ACCEPT={name}" in str(check.metadata["observed"].value)
    is_published, check = run(override_config([name], "The publisher split its list."))
    assert is_published
    assert check.metadata["override reason"].value == "The publisher split its list."


def test_the_accepted_profile_is_that_of_the_last_publication(settings: Settings) -> None:
    """Before the first one it is the record's, which its release has; a directory has none."""
    live = replace(settings, sources=LIVE_SOURCES)
    assert checks.accepted_profile(live) == profile.RECORD_PROFILE
    folder = settings.published / "20260201T000000Z"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text('{"sources": "live"}')
    for name in ("changes.json", "metrics.parquet", "profile.csv"):
        (folder / name).touch()
    assert checks.accepted_profile(live) == folder / "profile.csv"
    assert checks.accepted_profile(settings) == profile.RECORD_PROFILE
    assert checks.accepted_profile(replace(settings, sources="/files")) is None
