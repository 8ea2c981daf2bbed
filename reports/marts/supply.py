"""Queries on what academia has and gets, beside the needs of models."""

from typing import Any

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts


def median_models(marts: Marts) -> list[dict[str, Any]]:
    """Return log10 FLOP of the median notable model of each year, as the points of a drawing."""
    return marts.records(
        f"""
        select cast(year as varchar) as period, 'log10_flop' as unit, log10_flop as value, ci_low,
            ci_high, year as x, false as is_headline, n, vintage
        from {SCHEMA}.supply_and_demand where series = 'median_model' order by year
        """
    )


def award_feeds(marts: Marts) -> list[dict[str, Any]]:
    """Return the programmes whose awards the newest list has, with its date."""
    return marts.records(
        f"""
        select distinct unnest(feeds) as feed, vintage from {SCHEMA}.award_fields
        where vintage = (select max(vintage) from {SCHEMA}.award_fields) order by feed
        """
    )
