from __future__ import annotations

from typing import Any

from dbt_project.batches import table_of
from dbt_project.functions.affiliations.accuracy import Evaluated, Measure, measures
from dbt_project.rows import rows_of


def model(dbt: Any, session: Any) -> Any:
    rows = rows_of(Evaluated, dbt.ref("int_affiliations__evaluated"))
    return table_of(Measure, [measures(rows)], session)
