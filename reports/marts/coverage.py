"""How well affiliations are known: a share of papers rests on it, so every figure shows it."""

import dataclasses

from reports.marts.reader import Marts, Scope

METRIC = "paper_affiliation_coverage"
COVERED = 0.6  # under this share of papers with an affiliation, a year is drawn open


def badly_covered(marts: Marts, scope: Scope) -> frozenset[int]:
    """List the pooled years of a scope whose coverage is under ``COVERED``."""
    rows = marts.years(dataclasses.replace(scope, metric=METRIC))
    return frozenset(int(year) for year in rows.loc[rows["value"] < COVERED, "year"])
