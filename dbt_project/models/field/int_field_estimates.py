from __future__ import annotations

from typing import Any, NamedTuple

from dbt_project.batches import table_of
from dbt_project.functions.estimates.field import Edition, Span, VenueList, field_shares
from dbt_project.rows import rows_of


class Estimate(NamedTuple):
    metric: str
    team_class: str | None
    period: str
    value: float | None
    ci_low: float | None
    ci_high: float | None
    covered: float
    n: float
    venues: int


LIST = ", ".join(VenueList._fields)
SIDE = "venue, year, {0}_source, {0}_affiliations, {0}_age, {0}_k, n, n"


def model(dbt: Any, session: Any) -> Any:
    lists, pairs = dbt.ref("int_field_lists"), dbt.ref("int_field_pairs")
    editions = rows_of(Edition, dbt.ref("int_field_editions").order("venue, year"))
    spans = rows_of(Span, dbt.ref("int_field_spans").order("period"))
    estimates = []
    for metric, team_class in lists.project("metric, team_class").distinct().order("all").fetchall():
        of = f"metric = '{metric}' and team_class is not distinct from {_literal(team_class)}"
        listed = [VenueList(*row) for row in lists.filter(of).project(LIST).order("all").fetchall()]
        sides = [
            [VenueList(*row) for row in pairs.filter(of).order("all").project(SIDE.format(side)).fetchall()]
            for side in ("one", "other")
        ]
        shares = field_shares(listed, list(zip(*sides, strict=True)), editions, spans)
        estimates += [Estimate(metric, team_class, *share) for share in shares]
    return table_of(Estimate, [estimates], session)


def _literal(text: str | None) -> str:
    return "null" if text is None else f"'{text}'"
