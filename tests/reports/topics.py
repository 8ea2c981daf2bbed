"""Marts of topics, with rows: compute separates two topics, and not the other two."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reports.conftest import Warehouse

SCHEMA = """
create table marts.dim_topic (
    topic varchar, parent varchar, title varchar, scope varchar, focus varchar, n_terms bigint,
    n_exclusions bigint, n_checked bigint, precision double, is_imprecise boolean);
create table marts.topic_join (
    variant varchar, source varchar, vintage date, compute_source varchar, compute_vintage date,
    measure varchar, period varchar, period_start date, period_end date, topic varchar,
    title varchar, parent varchar, n bigint, k bigint, n_unknown bigint, academic_share double,
    academic_share_low double, academic_share_high double, academic_fraction_share double,
    intensity double, intensity_low double, intensity_high double, n_measured bigint,
    is_imprecise boolean);
create table marts.topic_fits (
    variant varchar, source varchar, vintage date, compute_source varchar, period varchar,
    counting varchar, n_topics bigint, n_works bigint, mean_x double, mean_y double, slope double,
    ci_low double, ci_high double);
"""
VINTAGE = dt.date(2026, 1, 26)
# topic, title, focus, whether its tags are imprecise, compute, academic-only papers of 100
TOPICS = (
    ("large_language_models", "Large language models", "foundation", False, 24.0, 40),
    ("vision_language", "Vision and language", "foundation", False, 23.0, 45),
    ("fairness", "Fairness", "contrast", True, 19.0, 60),
    ("learning_theory", "Learning theory", "contrast", False, 17.0, 65),
    ("bandits", "Bandits", None, False, 16.0, 70),
)


def fill(warehouse: Warehouse) -> None:
    """Add topics on a falling line, with shares by year, tilts, compute and slopes."""
    for topic, title, focus, is_imprecise, compute, k in TOPICS:
        warehouse.insert(
            "dim_topic",
            topic=topic,
            parent="area",
            title=title,
            focus=focus,
            is_imprecise=is_imprecise,
        )
        warehouse.insert(
            "topic_join",
            variant="all_models",
            source=warehouse.source,
            vintage=VINTAGE,
            period="all",
            topic=topic,
            title=title,
            n=100,
            k=k,
            academic_share=k / 100,
            intensity=compute,
            is_imprecise=is_imprecise,
        )
        place = ("paper_team_share", "accepted")
        for year, n in (("2019", 100), ("2020", 100), ("2021", 8)):
            for team in ("academic_only", "academia_industry", "industry_only"):
                warehouse.share(*place, year, min(k, n), n, team_class=team, topic=topic)
        tilt(warehouse, topic, (50 - k) / 25)
    slope(warehouse, -0.04, -0.06, -0.02)
    for region, value in (("United States", -0.03), ("China", 0.0)):
        region_slope(warehouse, region, value)
    warehouse.share("paper_country_coverage", "accepted", "all", 300, 400)
    warehouse.connection.execute("create table marts.metrics_latest as from marts.metrics")


def tilt(warehouse: Warehouse, topic: str, value: float) -> None:
    """Add the tilt of a topic in one period."""
    warehouse.insert(
        "metrics",
        metric="topic_tilt",
        definition="accepted",
        source=warehouse.source,
        vintage=VINTAGE,
        period="2020-2022",
        topic=topic,
        sector="industry",
        counting="full",
        value=value,
        unit="log2_ratio",
        n=100,
        k=50,
        ci_low=value - 0.2,
        ci_high=value + 0.2,
        suppressed=False,
    )


def region_slope(
    warehouse: Warehouse, region: str | None, value: float, half: float = 0.02
) -> None:
    """Add a slope of M14a for the papers of a region, or for all papers."""
    warehouse.insert(
        "metrics",
        metric="academic_share_on_intensity",
        definition="wls_all_models",
        source=warehouse.source,
        vintage=VINTAGE,
        period="all",
        region=region,
        counting="full",
        team_class="academic_only",
        unit="share_per_log10_flop",
        value=value,
        ci_low=value - half,
        ci_high=value + half,
        n=5,
        suppressed=False,
    )


def slope(warehouse: Warehouse, value: float, low: float, high: float) -> None:
    """Add a slope of M14a, as an estimate and as a line."""
    place = {"source": warehouse.source, "vintage": VINTAGE, "period": "all", "counting": "full"}
    ends = {"ci_low": low, "ci_high": high}
    region_slope(warehouse, None, value, high - value)
    warehouse.insert(
        "topic_fits",
        variant="all_models",
        n_topics=5,
        mean_x=20.0,
        mean_y=0.55,
        slope=value,
        **place,
        **ends,
    )
