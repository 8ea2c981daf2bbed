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


KEY = "metric, team_class"
SIDE = "venue, year, {0}_source, {0}_affiliations, {0}_age, {0}_k, n, n"


def model(dbt: Any, session: Any) -> Any:
    lists = dbt.ref("int_field_lists").order("all")
    pairs = dbt.ref("int_field_pairs").order("all")
    field = rows_of(Edition, dbt.ref("int_field_editions").order("venue, year"))
    spans = rows_of(Span, dbt.ref("int_field_spans").order("period"))
    estimates = []
    for key in lists.project(KEY).distinct().order("all").fetchall():
        of_key = f"({KEY}) is not distinct from {key!r}".replace("None", "null")
        listed = rows_of(VenueList, lists.filter(of_key))
        one, other = (
            [VenueList(*row) for row in pairs.filter(of_key).project(SIDE.format(side)).fetchall()]
            for side in ("one", "other")
        )
        shares = field_shares(listed, list(zip(one, other, strict=True)), field, spans)
        estimates += [Estimate._make((*key, *share)) for share in shares]
    return table_of(Estimate, [estimates], session)
