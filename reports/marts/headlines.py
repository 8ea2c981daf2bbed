"""Queries behind the headline tables and the files of metrics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.marts.metric_query import ANY, COLUMNS, IS_YEAR, METRICS
from reports.marts.reader import FILLING, Marts, Scope

FIRST_YEAR = "2010"
SPLITS = ("sector", "topic", "country", "region")


@dataclass(frozen=True)
class Headline:
    """A table of headline numbers: one metric, one definition, and the team classes to show.

    An empty ``definition`` selects the one with most cases. ``teams`` lists team classes, where ""
    means all teams together. If ``teams`` is empty, every row is shown. If ``regions`` is true, the
    rows by country or region over all years replace the rows of the world. ``beside`` has the
    definitions of which its chart shows a line each, with their names.
    """

    metric: str
    definition: str = ""
    teams: Sequence[str] = ()
    regions: bool = False
    beside: Mapping[str, str] = field(default_factory=dict, hash=False)


def headline_rows(marts: Marts, scope: Scope, headline: Headline) -> list[dict[str, Any]]:
    """Return the fixed periods and all years; without these, the calendar years since 2010.

    Years that are still filling stand next to the fixed periods. Suppressed rows are included.
    Topics appear only if the metric has no row of all topics together. They then appear for all
    years together, because a table of topics by period would be too long. Venues are left out:
    their tables would be far longer than a page.
    """
    teams = list(headline.teams)
    is_split = "coalesce(country, region) is not null"
    regions = f"{is_split} and period = 'all'" if headline.regions else f"not {is_split}"
    query = scope.select(
        **dict.fromkeys(SPLITS, ANY),
        only_shown=False,
        where=(
            f"{regions} and (len(?) = 0 or list_contains(?, coalesce(team_class, '')))"
            f" and (not {IS_YEAR} or period >= '{FIRST_YEAR}')"
        ),
        values=(teams, teams),
    )
    return marts.records(
        *query.select(
            COLUMNS,
            f"""
            qualify (
                    not {IS_YEAR} or list_contains(caveats, '{FILLING}')
                    or count(*) filter (not {IS_YEAR}) over () = 0
                )
                and (topic is null or count(*) filter (topic is null) over () = 0)
                and (
                    topic is null or period = 'all'
                    or count(*) filter (period = 'all') over () = 0
                )
            order by unit, topic, sector, team_class nulls first, period = 'all', period_start,
                {IS_YEAR}, period, country, region
            """,
        )
    )


def newest_rows(marts: Marts, metric: str) -> list[dict[str, Any]]:
    """Return the newest estimates of a metric since 2010, also suppressed ones.

    Those of one topic, country, region or venue appear only if the metric has no others.
    """
    whole = "coalesce(topic, country, region, venue) is null"
    return marts.records(
        f"""
        select definition, source, vintage, period, unit, team_class, sector, topic, country,
            region, venue, value, ci_low, ci_high, n, k, n_unknown, caveats
        from {METRICS}
        where metric = ? and is_latest and counting = 'full'
            and (not {IS_YEAR} or period >= '{FIRST_YEAR}')
        qualify {whole} or count(*) filter ({whole}) over () = 0
        order by all
        """,
        [metric],
    )
