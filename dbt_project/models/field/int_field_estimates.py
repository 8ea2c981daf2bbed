from typing import Any

from dbt_project.batches import table_of
from dbt_project.functions.estimates.field import (
    FieldEstimate,
    SharedWorks,
    Span,
    field_estimates,
)
from dbt_project.functions.estimates.field_model import Edition
from dbt_project.rows import rows_of


def model(dbt: Any, session: Any) -> Any:
    field = dbt.ref("int_field_editions").filter("accepted is not null")
    estimates = field_estimates(
        rows_of(SharedWorks, dbt.ref("int_field_lists").order("all")),
        rows_of(Edition, field.order("venue, year")),
        rows_of(Span, dbt.ref("int_periods").order("all")),
    )
    rows = [
        (
            estimate.metric,
            estimate.team_class,
            [one._asdict() for one in estimate.levels],
            [one._asdict() for one in estimate.editions],
            [share._asdict() for share in estimate.shares],
            [difference._asdict() for difference in estimate.differences],
        )
        for estimate in estimates
    ]
    return table_of(FieldEstimate, [rows], session)
