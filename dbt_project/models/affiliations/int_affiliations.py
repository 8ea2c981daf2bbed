from __future__ import annotations

from typing import Any

from dbt_project.batches import applied
from dbt_project.functions.affiliations.classify import Classifier, Confidence, Override, Tables
from dbt_project.functions.affiliations.learned import Threshold, Weight
from dbt_project.functions.affiliations.names import Alias, Keyword
from dbt_project.functions.affiliations.register import Organisation, TypeSector
from dbt_project.rows import rows_of


def model(dbt: Any, session: Any) -> Any:
    # dbt finds references in a model's own text, so both models that classify have all of them.
    tables = Tables(
        rows_of(Alias, dbt.ref("organisation_alias")),
        rows_of(Keyword, dbt.ref("sector_keyword")),
        rows_of(Organisation, dbt.ref("stg_ror__organizations")),
        rows_of(TypeSector, dbt.ref("ror_type_sector")),
        rows_of(Override, dbt.ref("affiliation_override")),
        rows_of(Confidence, dbt.ref("evidence_confidence")),
        rows_of(Weight, dbt.ref("learned_weight")),
        rows_of(Threshold, dbt.ref("learned_confidence")),
    )
    # Labelled strings are classified too.
    listings = dbt.ref("int_listings")
    every = "unnest(flatten(list_concat(by_author, own_by_author))) as affiliation"
    printed = listings.project(every)
    labelled = dbt.ref("affiliation_label").project("affiliation")
    strings = printed.union(labelled).distinct()
    return applied(Classifier(tables), strings, session)
