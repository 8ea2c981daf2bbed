"""Figures of models and accelerators that papers name: rows, claims and refusals."""

from __future__ import annotations

from reports.marts.reader import Marts
from reports.questions import who_adopts
from tests.reports.drawn import built
from tests.reports.marts import Warehouse

ORIGIN = "adoption_by_origin"


def test_origins_are_drawn_by_year_with_their_intervals(full: Warehouse) -> None:
    figure = built(full, ORIGIN)
    assert sorted(set(figure.data["sector"])) == ["academia", "industry"]
    assert set(figure.data["period"]) == {"2019", "2024"}
    assert figure.data["ci_low"].notna().all()
    assert (
        "Academic only, made by industry: 0.4% (0.1\N{EN DASH}1.4%, n 500) in 2019, 8.9%"
        in figure.alt
    )
    assert "highest 8.9% in 2024, lowest 0.4% in 2019" in figure.alt


def test_origins_are_compared_only_where_a_test_tells_them_apart(full: Warehouse) -> None:
    assert built(full, ORIGIN).text.title == (
        "Since 2023, 8.0% of abstracts by academic-only teams named a model made by industry, "
        "0.3% a model made by academia"
    )
    full.connection.execute("update marts.metrics set effective_n = 5 where period = '2023-latest'")
    assert built(full, ORIGIN).text.title.startswith("Whose pre-trained models")


def test_titles_answer_where_no_list_has_abstracts(full: Warehouse) -> None:
    full.connection.execute(
        "update marts.metrics set definition = 'accepted_titles', n_unknown = 0"
        " where metric = 'pretrained_adoption'"
    )
    answer = who_adopts.answer(Marts(full.connection))
    assert answer is not None
    assert str(answer.text).startswith(
        "Since 2023, 80 of 1,000 titles by academic-only teams named a pre-trained model from "
        "industry (8.0%, "
    )
    figure = built(full, ORIGIN)
    assert "of titles by academic-only teams" in figure.text.title
    assert "only the title is searched" in figure.text.caption


def test_venues_held_fixed_lead_with_the_papers_whose_abstract_is_known(full: Warehouse) -> None:
    """A new venue that names many models moves the pooled share alone."""
    for period, k in (("2020-2022", 8), ("2023-latest", 22)):
        for sector, count in (("industry", k), ("academia", 0)):
            place = ("pretrained_adoption", "accepted_same_weights", period, count, 1000)
            full.share(*place, team_class="academic_only", sector=sector)
    full.share("abstract_coverage", "accepted", "2023-latest", 900, 3000)
    answer = who_adopts.answer(Marts(full.connection))
    assert answer is not None
    assert str(answer.text).startswith("With venues held fixed, 2.2% of 1,000 abstracts")
    sentence = "Abstracts are known for 900 of 3,000 accepted papers since 2023 (newest list: "
    assert sentence in str(answer.text)
    assert built(full, ORIGIN).text.title.startswith("Since 2023, 2.2% of abstracts")


def test_accelerators_are_called_a_proxy(full: Warehouse) -> None:
    figure = built(full, "accelerator_mentions")
    assert "a weak proxy of compute" in figure.text.title
    assert list(figure.data["k"]) == [1, 3]
    assert "0.1% (0.0\N{EN DASH}0.6%, n 1,000) in 2015\N{EN DASH}2019" in figure.alt
