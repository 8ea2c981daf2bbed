"""Queries of what papers name in their abstracts: pre-trained models and accelerators."""

from collections.abc import Sequence

import pandas as pd

from reports.marts.reader import COLUMNS, IS_YEAR, SCHEMA, Estimate, Marts, Scope

NAMED = ("pretrained_adoption", "accepted")
ACCELERATORS = ("accelerator_mention_share", "accepted")


def origin_years(marts: Marts, scope: Scope, teams: Sequence[str], since: int) -> pd.DataFrame:
    """Calendar years of team classes by origin of the models named, with ``year`` as a number."""
    rows = marts.frame(
        f"""
        select {COLUMNS}
        from {SCHEMA}.metrics
        where metric = ? and definition = ? and source = ? and vintage = ?
            and venue is null and sector is not null and list_contains(?, team_class)
            and not suppressed and value is not null and {IS_YEAR} and period >= ?
        order by team_class, sector, period
        """,
        [scope.metric, scope.definition, scope.source, scope.vintage, list(teams), str(since)],
    )
    return rows.assign(year=rows["period"].astype(int))


def origin_estimate(
    marts: Marts, scope: Scope, period: str, team_class: str, sector: str
) -> Estimate | None:
    """One share by origin of the models named; None where it is absent or suppressed."""
    names = list(Estimate.__dataclass_fields__)
    found = marts.records(
        f"""
        select {", ".join(names)}
        from {SCHEMA}.metrics
        where metric = ? and definition = ? and source = ? and vintage = ?
            and venue is null and period = ? and team_class = ? and sector = ?
            and not suppressed and value is not null
        """,
        [scope.metric, scope.definition, scope.source, scope.vintage, period, team_class, sector],
    )
    return Estimate(**found[0]) if found else None
