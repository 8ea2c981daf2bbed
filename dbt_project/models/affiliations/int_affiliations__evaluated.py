from __future__ import annotations

from typing import Any

from dbt_project.batches import table_of
from dbt_project.functions.affiliations.accuracy import Evaluated, Labelled, evaluated
from dbt_project.rows import rows_of


def model(dbt: Any, session: Any) -> Any:
    own = "'own labels' as label_set, split, stratum, affiliation, sectors"
    labels = rows_of(Labelled, dbt.ref("affiliation_label").project(own))
    answers = dbt.ref("int_affiliations").project("affiliation, sectors, evidence_kind").fetchall()
    has_register = dbt.ref("stg_ror__organizations").limit(1).fetchall()
    dictionary = "with ROR" if has_register else "without ROR"
    by_string = {affiliation: (sectors, kind) for affiliation, sectors, kind in answers}
    return table_of(Evaluated, [evaluated(labels, by_string, dictionary)], session)
