"""Classes and bases of the models of the published record, against a count of its file."""

from __future__ import annotations

import pandas as pd

from tests.record.warehouse import Warehouse

NEWEST = "vintage = '2026-08-19'"


def test_models_with_a_named_base_are_adapted(marts: Warehouse, models: pd.DataFrame) -> None:
    newest = models[models["year"] >= 2023]
    counts = marts.rows(
        "select count(*) filter (list_contains(definitions, 'adapted'))"
        f" from marts.models where {NEWEST} and year(publication_date) >= 2023"
    )
    has_base = newest["Base model"].notna()
    assert counts == [(int(has_base.sum()),)] == [(96,)]


def test_models_whose_classes_differ_state_why(marts: Warehouse) -> None:
    """A label calls institutes of the state and a nonprofit academia."""
    rows = marts.rows(
        "select model, class_evidence from marts.models where labelled_class = 'academic_only'"
        " and team_class <> labelled_class and list_contains(definitions, 'notable_classed')"
        f" and {NEWEST} and year(publication_date) >= 2023"
        " and training_compute_flop is not null order by model"
    )
    assert [model for model, _ in rows] == [
        "Eurus-2-7B-PRIME", "HyenaDNA", "SPHINX (Llama 2 13B)", "VideoMAE V2",
    ]  # fmt: skip
    assert all("Shanghai AI Lab: government" in why or "Mila" in why for _, why in rows)
    assert marts.rows(
        "select count(*) from marts.models where list_contains(definitions, 'notable')"
        f" and {NEWEST} and team_class <> labelled_class"
    ) == [(44,)]


def test_most_bases_are_on_a_list(marts: Warehouse) -> None:
    """Of 140 adapted models, 5 have a base on no list of their day or before it."""
    rows = marts.rows(
        "select sum(k), max(n), max(n_unknown) from marts.metrics where metric ="
        f" 'adapted_base_share' and period = 'all' and team_class is null and {NEWEST}"
    )
    assert rows == [(135, 135, 5)]


def test_a_base_is_of_its_own_maker_of_another_or_of_an_unknown_one(
    marts: Warehouse, models: pd.DataFrame
) -> None:
    """By the names of organisations alone, fewer bases are of their own makers."""
    makers = models.drop_duplicates("Model").set_index("Model")["Organization"].str.split(",")
    based = models[(models["year"] >= 2023) & models["Base model"].isin(makers.index)]
    named = [
        bool({*own} & {*makers[base]})
        for own, base in zip(based["Organization"].str.split(","), based["Base model"], strict=True)
    ]
    ((own, another, unknown),) = marts.rows(
        "select count(*) filter (base_maker = 'own'), count(*) filter (base_maker = 'another'),"
        " count(*) filter (base_maker = 'unknown') from marts.models"
        " where list_contains(definitions, 'adapted')"
        f" and {NEWEST} and year(publication_date) >= 2023"
    )
    assert own >= sum(named) > 0
    assert own + another + unknown == 96
