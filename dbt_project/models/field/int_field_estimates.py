from typing import Any, NamedTuple

from dbt_project.batches import table_of
from dbt_project.functions.estimates.changes import ChangePart
from dbt_project.functions.estimates.field import (
    FieldShare,
    Span,
    field_changes,
    field_shares,
    of_one,
)
from dbt_project.functions.estimates.field_model import Edition, VenueList, fit_field
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
    spans = rows_of(Span, dbt.ref("int_field_spans").order("last_year, first_year desc"))
    fits, of_key = {}, "({0}) is not distinct from {1!r}"
    for key in lists.project(KEY).distinct().order("all").fetchall():
        where = of_key.format(KEY, key).replace("None", "null")
        listed = rows_of(VenueList, lists.filter(where))
        one, other = (
            [VenueList(*row) for row in pairs.filter(where).project(SIDE.format(side)).fetchall()]
            for side in ("one", "other")
        )
        fits[key] = fit_field(listed, list(zip(one, other, strict=True)), field)
    shares = {key: field_shares(fit, spans) for key, fit in fits.items()}
    classes = [key for key in shares if key[1]]
    shares |= zip(classes, of_one([shares[key] for key in classes]), strict=True)
    estimates = []
    for key, fit in fits.items():
        levels = {row.period: row.value for row in shares[key] if row.value is not None}
        told = [span for span in spans if span.period in levels]
        compared = [span for span in told if not span.period.isdigit() or span == told[-1]]
        tables = (shares[key], field_changes(fit, compared, levels))
        estimates.append((*key, *([row._asdict() for row in rows] for rows in tables)))
    return table_of(Estimate, [estimates], session)
