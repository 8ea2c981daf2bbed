"""Figures of other metrics than team shares: rows, claims and refusals."""

from __future__ import annotations

import pytest

from reports.marts.reader import NotEnoughDataError
from tests.reports.drawn import built, words
from tests.reports.marts import Warehouse


def test_the_gap_shows_both_numbers_and_claims_the_newest_year(full: Warehouse) -> None:
    figure = built(full, "compute_gap")
    assert "took 100 times (10–1,000) the compute" in figure.text.title
    assert len(figure.data) == 4
    assert "n 9 and 5" in figure.alt
    full.connection.execute("update marts.metrics set ci_low = -1 where metric = 'compute_gap'")
    assert "times" not in built(full, "compute_gap").text.title


def test_the_gap_of_hardware_claims_what_is_above_equality(full: Warehouse) -> None:
    figure = built(full, "training_hardware_gap")
    assert figure.text.title.startswith("Since 2023, ")
    assert "100 times (32–1,000) the peak" in figure.text.title
    assert "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}28; unknown: 408." in figure.text.subtitle
    assert "2020–2022 1.0 times (0.32–10), n 9 and 5, 204 unknown" in figure.alt
    assert "Hardware: table of" in figure.text.caption
    assert ", 2023-03-03; " in figure.text.caption
    full.connection.execute("update marts.metrics set ci_low = -1 where unit = 'log10_ratio'")
    assert "times" not in built(full, "training_hardware_gap").text.title


def test_the_fan_draws_every_vintage_up_to_the_newest(full: Warehouse) -> None:
    place = ("model_team_share", "notable_compute_known")
    for period, k in (("2014", 9), ("2024", 2)):
        full.share(*place, period, k, 10, team_class="academic_only", vintage="2024-07-06")
    figure = built(full, "revision_fan")
    assert figure.data["vintage"].nunique() == 3
    assert "3 vintages" in figure.text.subtitle


def test_countries_are_ranked_by_their_newest_share(full: Warehouse) -> None:
    figure = built(full, "model_countries")
    rows = figure.data[figure.data["period"] == "2023-latest"]
    assert list(zip(rows["country"], rows["k"], strict=True)) == [
        ("US", 80),
        ("CN", 50),
        ("GB", 3),
    ]
    assert "In 2010\N{EN DASH}2014: United States 48% (33\N{EN DASH}62%, n 42); China" in figure.alt
    assert figure.text.title == "Which countries do notable models come from in each period?"
    assert "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}189." in figure.text.subtitle


def test_open_weights_counts_models_of_known_accessibility(full: Warehouse) -> None:
    figure = built(full, "open_weights")
    assert list(figure.data["k"]) == [38, 36]
    assert "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}185" in figure.text.subtitle


def test_the_largest_models_are_drawn_with_either_definition(full: Warehouse) -> None:
    assert len(built(full, "top10_industry").data) == 2
    for period in ("2012", "2024"):
        definition = "notable_compute_known_any_industry"
        full.share("top10_industry_share", definition, period, 9, 10)
    assert "Any industry: 90% (60% to 98%, n 10)" in built(full, "top10_industry").alt


def test_mixing_is_called_rare_where_its_interval_says_so(full: Warehouse) -> None:
    figure = built(full, "normalised_collaboration")
    assert figure.text.title == (
        "In 2021, academia and industry wrote 0.30 times (0.20–0.40) as many papers together as "
        "random mixing would give"
    )
    assert len(figure.data) == 4
    full.connection.execute("update marts.metrics set ci_high = 1 where unit = 'index'")
    assert built(full, "normalised_collaboration").text.title.startswith("How often")


def test_a_company_that_a_list_lacks_has_no_papers_there(full: Warehouse) -> None:
    figure = built(full, "company_papers")
    assert figure.data.query("company == 'NEC'")["works"].tolist() == [4, 0, 5]
    assert "KDD, Google: 30 in 2020, 10 in 2023." in figure.alt
    full.connection.execute("delete from marts.company_papers where year = 2020")
    with pytest.raises(NotEnoughDataError):
        built(full, "company_papers")


def test_authors_stand_beside_the_papers_that_they_wrote(full: Warehouse) -> None:
    figure = built(full, "author_share")
    assert list(figure.data["metric"]) == ["paper_team_share"] * 2 + ["author_sector_share"] * 2
    texts = words(figure)
    assert "48.0% (38.5–57.7%, n 100)" in texts
    assert texts.count("70.0% (60.4–78.1%, n 100)") == 2
