from typing import Any, NamedTuple

from dbt_project.batches import table_of
from dbt_project.functions.estimates.changes import ChangePart
from dbt_project.functions.estimates.field import (
    Edition,
    FieldShare,
    Span,
    VenueList,
    field_changes,
    field_shares,
    fit_field,
)
from dbt_project.rows import rows_of


class Estimate(NamedTuple):
    metric: str
    team_class: str | None
    shares: list[FieldShare]
    changes: list[ChangePart]


KEY = "metric, team_class"
SIDE = "venue, year, {0}_source, {0}_affiliations, {0}_age, {0}_k, n, n"


def model(dbt: Any, session: Any) -> Any:
    lists = dbt.ref("int_field_lists").order("all")
    pairs = dbt.ref("int_field_pairs").order("all")
    field = rows_of(Edition, dbt.ref("int_field_editions").order("venue, year"))
    years_and_periods = dbt.ref("int_field_spans").order("period")
    spans = rows_of(Span, years_and_periods)
    periods = rows_of(Span, years_and_periods.filter("is_newest or not is_year"))
    estimates = []
    for key in lists.project(KEY).distinct().order("all").fetchall():
        of_key = f"({KEY}) is not distinct from {key!r}".replace("None", "null")
        listed = rows_of(VenueList, lists.filter(of_key))
        one, other = (
            [VenueList(*row) for row in pairs.filter(of_key).project(SIDE.format(side)).fetchall()]
            for side in ("one", "other")
        )
        fit = fit_field(listed, list(zip(one, other, strict=True)), field)
        shares = field_shares(fit, spans)
        told = {share.period for share in shares if share.value is not None}
        tables = (shares, field_changes(fit, [span for span in periods if span.period in told]))
        estimates.append((*key, *([row._asdict() for row in rows] for rows in tables)))
    return table_of(Estimate, [estimates], session)
