from typing import Any

from dbt_project.batches import table_of
from dbt_project.functions.estimates.field import SharedWorks
from dbt_project.functions.estimates.field_model import Edition
from dbt_project.functions.estimates.forecast import Forecast, edition_forecasts
from dbt_project.rows import rows_of


def model(dbt: Any, session: Any) -> Any:
    told = "team_class is null or team_class in ('academic_only', 'industry_only')"
    works = dbt.ref("int_field_lists").filter(told)
    field = dbt.ref("int_field_editions").filter("accepted is not null")
    rows = edition_forecasts(
        rows_of(SharedWorks, works.order("all")), rows_of(Edition, field.order("venue, year"))
    )
    return table_of(Forecast, [rows], session)
