"""Marts of revisions, specifications, concentration, clusters and published figures, with rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.reports.conftest import Warehouse

NEWEST, OLDER, OLDEST = dt.date(2026, 1, 26), dt.date(2024, 7, 6), dt.date(2023, 3, 3)
SCHEMA = """
create table marts.published_against_recomputed (
    figure varchar, paper_id varchar, statement varchar, published_value double, unit varchar,
    published varchar, published_by varchar, confidence varchar, metric varchar,
    definition varchar, source varchar, period varchar, team_class varchar, measure varchar,
    nearest_vintage date, nearest_value double, nearest_n bigint, nearest_ci_low double,
    nearest_ci_high double, latest_vintage date, latest_value double, latest_n bigint,
    latest_ci_low double, latest_ci_high double, largest_cause varchar,
    largest_contribution double, reason varchar);
create table marts.sensitivity (
    metric varchar, definition varchar, source varchar, vintage date, period varchar,
    team_class varchar, unit varchar, n bigint, n_unknown bigint, unknowns varchar, value double,
    ci_low double, ci_high double);
create table marts.sensitivity_headlines (
    headline varchar, definition varchar, source varchar, vintage date, unknowns varchar,
    other_unknowns varchar, period varchar, margin double, n bigint, n_specifications bigint,
    n_negative bigint, flips boolean);
create table marts.revision_decomposition (
    definition varchar, source varchar, old_vintage date, new_vintage date, period varchar,
    team_class varchar, old_n bigint, new_n bigint, old_value double, new_value double,
    cause varchar, contribution double);
create table marts.revision_pairs (
    family varchar, source varchar, old_vintage date, new_vintage date, is_consecutive boolean,
    n_old bigint, n_new bigint, n_matched_by_name bigint, n_matched_by_reference bigint,
    old_match_rate double, new_match_rate double);
create table marts.cluster_capacity (
    definition varchar, source varchar, vintage date, year integer, sector varchar, n bigint,
    operations_per_second double);
create table marts.training_hardware_gaps (
    definition varchar, source varchar, vintage date, hardware_vintage date, period varchar,
    n_industry_only bigint, n_academic_only bigint, flop_per_second_industry_only double,
    flop_per_second_academic_only double, suppressed boolean);
"""
ENDS = ("low", "high")


def fill(warehouse: Warehouse) -> None:
    """Add rows for every figure on revisions, specifications and published figures."""
    fill_published(warehouse)
    fill_specifications(warehouse)
    fill_revisions(warehouse)
    fill_concentration(warehouse)
    fill_clusters(warehouse)
    fill_hardware(warehouse)


def published(warehouse: Warehouse, figure: str, **more: Any) -> None:
    """Add a published share of 81%, and our values on an older and on the newest list."""
    row: dict[str, Any] = {
        "figure": figure,
        "paper_id": "P1",
        "statement": "Industry-only teams made 81% of the models of 2022",
        "published_value": 0.81,
        "unit": "share",
        "published": "2024-01-04",
        "published_by": "Someone 2024",
        "metric": "model_team_share",
        "definition": "notable_compute_known",
        "source": warehouse.source,
        "period": "2022",
        "team_class": "industry_only",
        "measure": "value",
        "nearest_vintage": OLDEST,
        "nearest_value": 0.85,
        "nearest_n": 13,
        "nearest_ci_low": 0.58,
        "nearest_ci_high": 0.96,
        "latest_vintage": NEWEST,
        "latest_value": 0.55,
        "latest_n": 60,
        "latest_ci_low": 0.42,
        "latest_ci_high": 0.67,
        "reason": "Rows added since are less often industrial.",
    }
    warehouse.insert("published_against_recomputed", **{**row, **more})


def fill_published(warehouse: Warehouse) -> None:
    """Add shares by two definitions, of the largest models, a count, months, and an unmet one."""
    published(warehouse, "industry_2022")
    published(warehouse, "industry_2022", definition="notable", nearest_vintage=NEWEST)
    published(
        warehouse,
        "top_2021",
        metric="top10_industry_share",
        team_class=None,
        period="2021",
        statement="Industry's share of the ten largest models of 2021",
    )
    count = {"unit": "count", "measure": "k", "published_value": 32.0, "nearest_value": 20.0}
    no_interval = {f"{which}_ci_{end}": None for which in ("nearest", "latest") for end in ENDS}
    published(warehouse, "count_2022", latest_value=51.0, **count, **no_interval)
    published(
        warehouse,
        "doubling",
        metric="compute_doubling_months",
        unit="months",
        period="all",
        team_class=None,
        published_value=6.0,
        nearest_value=5.7,
        nearest_ci_low=5.0,
        nearest_ci_high=6.6,
        latest_value=5.6,
        latest_ci_low=5.3,
        latest_ci_high=None,
    )
    published(warehouse, "unmet", metric=None, latest_value=None, latest_vintage=None)


def specification(warehouse: Warehouse, headline: str, margin: float, **more: Any) -> None:
    """Add a margin under one specification, by default that of the headline."""
    row: dict[str, Any] = {
        "headline": headline,
        "definition": "notable_compute_known",
        "source": warehouse.source,
        "vintage": NEWEST,
        "unknowns": "excluded",
        "other_unknowns": "excluded",
        "period": "2020-2022",
        "margin": margin,
        "n": 40,
    }
    warehouse.insert("sensitivity_headlines", **{**row, **more})


def fill_specifications(warehouse: Warehouse) -> None:
    """Add specifications: fall and lead always hold, and doubling and gap fail once."""
    for headline in ("academic_share_fell", "industry_leads"):
        specification(warehouse, headline, 0.55)
        specification(warehouse, headline, 0.2, definition="all_models", n=120)
        inside = {"unknowns": "all_inside", "other_unknowns": "all_outside"}
        specification(warehouse, headline, 0.4, vintage=OLDER, **inside)
    for headline, definition, period in (
        ("industry_compute_doubles_faster", "notable_compute_known", "all"),
        ("industry_uses_more_compute", "notable_compute_known_median", "2023"),
    ):
        place = {"definition": definition, "period": period}
        specification(warehouse, headline, 2.0, **place)
        specification(warehouse, headline, 1.2, **{**place, "vintage": OLDER})
        specification(warehouse, headline, -0.3, **{**place, "definition": "near_record_3oom"})


def step(
    warehouse: Warehouse,
    vintages: tuple[dt.date, dt.date],
    ends: tuple[float, float],
    parts: dict[str, float],
    **more: Any,
) -> None:
    """Add a revision of a share and its parts."""
    for cause, contribution in parts.items():
        row: dict[str, Any] = {
            "definition": "notable_compute_known",
            "source": warehouse.source,
            "old_vintage": vintages[0],
            "new_vintage": vintages[1],
            "period": "2020-2022",
            "team_class": "academic_only",
            "old_n": 26,
            "new_n": 86,
            "old_value": ends[0],
            "new_value": ends[1],
            "cause": cause,
            "contribution": contribution,
        }
        warehouse.insert("revision_decomposition", **{**row, **more})


def pair(warehouse: Warehouse, older: dt.date, newer: dt.date, **more: Any) -> None:
    """Add two files, of which 95% and 45% of the rows were matched."""
    row: dict[str, Any] = {
        "family": "notable",
        "source": warehouse.source,
        "old_vintage": older,
        "new_vintage": newer,
        "is_consecutive": True,
        "old_match_rate": 0.95,
        "new_match_rate": 0.45,
    }
    warehouse.insert("revision_pairs", **{**row, **more})


def fill_revisions(warehouse: Warehouse) -> None:
    """Add two consecutive revisions of two shares, and one pair that is not consecutive."""
    for older, newer in ((OLDEST, OLDER), (OLDER, NEWEST)):
        pair(warehouse, older, newer)
        pair(warehouse, older, newer, family="all_models")
    pair(warehouse, OLDEST, NEWEST, is_consecutive=False)
    first = {"added": 0.05, "rule": 0.02, "compute": -0.004, "removed": 0.001, "redated": 0.0}
    for team in ({}, {"team_class": "industry_only", "period": "2022"}):
        step(warehouse, (OLDEST, OLDER), (0.04, 0.107), first, **team)
        step(warehouse, (OLDER, NEWEST), (0.107, 0.142), {"added": 0.035, "rule": 0.0}, **team)
        step(warehouse, (OLDEST, NEWEST), (0.04, 0.142), {"added": 0.102}, **team)


def index(warehouse: Warehouse, unit: str, period: str, value: float, **more: Any) -> None:
    """Add an index of concentration inside its interval."""
    row: dict[str, Any] = {
        "metric": "compute_concentration",
        "definition": "notable_compute_known",
        "source": warehouse.source,
        "vintage": NEWEST,
        "period": period,
        "period_start": dt.date(int(period[:4]), 1, 1),
        "counting": "full",
        "unit": unit,
        "value": value,
        "n": 24,
        "n_unknown": 0,
        "ci_low": value - 0.1,
        "ci_high": value + 0.1,
        "ci_level": 0.95,
        "ci_method": "bootstrap_percentile(seed=1)",
        "suppressed": False,
        "caveats": [],
    }
    warehouse.insert("metrics", **{**row, **more})


def fill_concentration(warehouse: Warehouse) -> None:
    """Add three indices in two years by both definitions; one lies outside its interval."""
    for definition in ("notable_compute_known", "notable_compute_known_unmerged"):
        for unit in ("hhi", "cr4", "gini"):
            index(warehouse, unit, "2023", 0.5, definition=definition)
            index(warehouse, unit, "2024", 0.4, definition=definition)
    warehouse.connection.execute(
        """
        update marts.metrics set ci_low = 0.45
        where unit = 'cr4' and period = '2024' and definition = 'notable_compute_known'
        """
    )


def fill_clusters(warehouse: Warehouse) -> None:
    """Add shares of two years by both definitions, and the clusters in place."""
    for definition in ("clusters_in_place", "clusters_operated"):
        for period, value in (("2024", 0.7), ("2025", 0.8)):
            index(
                warehouse,
                "share",
                period,
                value,
                metric="cluster_private_share",
                definition=definition,
                n_unknown=12,
                bound_low=value - 0.02,
                bound_high=value + 0.05,
            )
    for sector, n in (("private", 20), ("public", 4), ("public_private", 0), ("unknown", 2)):
        for year in (2024, 2025):
            warehouse.insert(
                "cluster_capacity",
                definition="clusters_in_place",
                source=warehouse.source,
                vintage=NEWEST,
                year=year,
                sector=sector,
                n=n,
                operations_per_second=n * 1e18,
            )


def fill_hardware(warehouse: Warehouse) -> None:
    """Add gaps of two periods: equality is possible for devices, but not for setups."""
    for measure, value in (("device", 0.0), ("setup", 2.0)):
        for period in ("2020-2022", "2023-latest"):
            definition = f"notable_{measure}_peak_median"
            ends = {"ci_low": value - 0.5, "ci_high": value + 1.0}
            gap = {"metric": "training_hardware_gap", "definition": definition, "n": 14}
            index(warehouse, "log10_ratio", period, value, n_unknown=204, **gap, **ends)
            warehouse.insert(
                "training_hardware_gaps",
                definition=definition,
                source=warehouse.source,
                vintage=NEWEST,
                hardware_vintage=OLDEST,
                period=period,
                n_industry_only=9,
                n_academic_only=5,
                suppressed=False,
            )
