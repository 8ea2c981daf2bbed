"""Marts of budgets of training compute, with rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reports.conftest import Warehouse

NEWEST = dt.date(2026, 1, 26)
H100, PEAK, PRICE = "NVIDIA H100 SXM5 80GB", 989.4e12, 33600.0
SCHEMA = """
create table marts.compute_budgets (
    definition varchar, budget varchar, title varchar, hardware_rule varchar, year integer,
    utilization_level varchar, hardware_name varchar, device_flop_per_second double,
    devices integer, days integer, utilization double, devices_price_usd double,
    budget_flop double);
create table marts.hardware_peaks (
    hardware_name varchar, release_date date, device_flop_per_second double,
    release_price_usd double, models bigint);
create table marts.reachable_shares (
    definition varchar, utilization_level varchar, source varchar, vintage date, period varchar,
    team_class varchar, n bigint, n_unknown bigint, k bigint, value double, ci_low double,
    ci_high double);
create table marts.reachable_halves (
    definition varchar, utilization_level varchar, source varchar, vintage date,
    team_class varchar, state varchar, year integer, year_low integer, year_high integer,
    first_year integer, last_year integer, years bigint);
"""


def fill(warehouse: Warehouse) -> None:
    """Add budgets of which a node falls below half in 2025, and the others have not fallen yet."""
    for budget, devices in (("node", 8), ("cluster", 384), ("national", 5000)):
        for rule in ("of_year", "fixed"):
            fill_budget(warehouse, budget, rule, devices)
    for team, k in (("academia_industry", 29), ("academic_only", 2)):
        for period in ("2010-2014", "2020-2022", "all"):
            coverage = ("compute_sponsor_coverage", "notable", period, 30, 50)
            warehouse.share(*coverage, team_class=team)
            for sector, sponsored in (("academia", 30 - k), ("industry", k)):
                place = ("compute_sponsor_share", "notable", period, sponsored, 30)
                warehouse.share(*place, team_class=team, sector=sector, n_unknown=20)
    for name, day, peak, models in (
        (H100, dt.date(2022, 9, 20), PEAK, 40),
        ("Other <GPU>", dt.date(2020, 1, 1), 1e14, 3),
        ("Unused GPU", dt.date(2024, 1, 1), 1e15, 0),
    ):
        warehouse.insert(
            "hardware_peaks",
            hardware_name=name,
            release_date=day,
            device_flop_per_second=peak,
            release_price_usd=PRICE if name == H100 else None,
            models=models,
        )


def fill_budget(warehouse: Warehouse, budget: str, rule: str, devices: int) -> None:
    definition = f"notable_{budget}_{rule}"
    place = {"definition": definition, "source": warehouse.source, "vintage": NEWEST}
    for period, k, n in (("2024", 30, 48), ("2025", 1 if budget == "node" else 26, 34)):
        warehouse.share("reachable_share", definition, period, k, n, n_unknown=50)
        warehouse.share(
            "reachable_share", definition, period, 1, 5, team_class="academic_only", n_unknown=60
        )
        for level, value in (("low", k / n - 0.02), ("central", k / n), ("high", k / n + 0.04)):
            row = {**place, "utilization_level": level, "period": period, "value": value}
            warehouse.insert("reachable_shares", **row)
    falls = budget == "node"
    warehouse.insert(
        "reachable_halves",
        **place,
        utilization_level="central",
        state="in_data" if falls else "not_yet",
        year=2025 if falls else None,
        year_low=None if falls else 2026,
        year_high=2025 if falls else None,
        first_year=2024,
        last_year=2025,
        years=2,
    )
    for level, share in (("low", 0.28), ("central", 0.34), ("high", 0.44)):
        warehouse.insert(
            "compute_budgets",
            definition=definition,
            budget=budget,
            title=f"{devices} GPUs",
            hardware_rule=rule,
            year=2025,
            utilization_level=level,
            hardware_name=H100,
            device_flop_per_second=PEAK,
            devices=devices,
            days=30,
            utilization=share,
            devices_price_usd=devices * PRICE,
            budget_flop=devices * PEAK * 30 * 86400 * share,
        )
