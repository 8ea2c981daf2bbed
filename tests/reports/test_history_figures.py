"""Figures of revisions and sensitivity: their rows, their sentences, and their refusals."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from reports.marts.reader import Marts
from reports.publication import render
from reports.questions import answers
from tests.reports.drawn import built, words
from tests.reports.marts import Warehouse

AGAINST = "published_against_recomputed"
SENSITIVITY = {
    "sensitivity_academic_share": "academic_share_fell",
    "sensitivity_industry_lead": "industry_leads",
    "sensitivity_compute_gap": "industry_uses_more_compute",
}
HOSTILE = '<script>alert("x")</script>\u202e$\\frac{1}$' + " long" * 60


def test_no_text_of_the_record_is_clipped_or_lies_on_another(record_home: Path) -> None:
    """The manifest has what was found."""
    manifest = json.loads((record_home / "published" / "latest" / "manifest.json").read_text())
    overlaps = {figure["id"]: figure["overlaps"] for figure in manifest["figures"]}
    assert "topic_tilt" in overlaps
    assert {name: pairs for name, pairs in overlaps.items() if pairs} == {}


def test_published_shares_stand_beside_both_lists(full: Warehouse) -> None:
    figure = built(full, AGAINST)
    assert "85% (58–96%, n 13) on the list of 2023-03-03" in figure.alt
    # The second definition has one list, which the figure states once.
    assert figure.alt.count("Notable 55% (42–67%, n 60) on the list of 2026-01-26") == 1
    texts = words(figure)
    assert texts.count("85% (58–96%, n 13)") == 2
    assert texts.count("55% (42–67%, n 60)") == 3


def test_foreign_words_are_drawn_plain_and_in_lines(full: Warehouse) -> None:
    full.published_figure("x", statement=HOSTILE, published_by=HOSTILE)
    texts = words(built(full, AGAINST))
    assert "<script>" in "".join(texts)
    assert max(len(line) for text in texts for line in text.split("\n")) < 120
    assert not any("\u202e" in text for text in texts)


@pytest.mark.parametrize(("figure", "headline"), SENSITIVITY.items())
def test_every_specification_is_drawn_by_size(full: Warehouse, figure: str, headline: str) -> None:
    built_figure = built(full, figure)
    margins = built_figure.data["margin"]
    assert len(margins) == 3
    assert margins.is_monotonic_increasing
    assert set(built_figure.data["headline"]) == {headline}


def test_a_statement_says_under_how_many_choices_it_fails(full: Warehouse) -> None:
    caption = built(full, "sensitivity_compute_gap").text.caption
    assert "The statement fails under 1 of 3 specifications. Diamond: the default" in caption
    assert "Under 1 of 3 specifications" in built(full, "compute_gap").text.caption
    full.connection.execute("update marts.sensitivity_headlines set margin = -abs(margin)")
    caption = built(full, "sensitivity_academic_share").text.caption
    assert "fails under all 3 specifications" in caption


def test_concentration_states_the_coverage_of_its_interval(full: Warehouse) -> None:
    full.insert("dim_caveat", caveat="concentration_coverage", sentence="It covers less.")
    figure = built(full, "compute_concentration")
    caption = figure.text.caption
    assert "It covers less." in caption
    assert "“Notable, compute known” and “Notable, owners not merged”" in caption
    assert len(figure.data) == 12


def test_a_majority_of_clusters_needs_its_interval(full: Warehouse) -> None:
    figure = built(full, "cluster_private_share")
    assert figure.text.title.startswith("Private owners held 80% (70–90%)")
    assert "public, the share is 78%; if all are private, 85%" in figure.text.caption
    full.connection.execute("update marts.metrics set ci_low = 0.4 where unit = 'share'")
    assert built(full, "cluster_private_share").text.title.startswith("Who owns")


def test_owners_of_chips_are_drawn_for_the_first_and_the_newest_quarter(full: Warehouse) -> None:
    figure = built(full, "compute_owners")
    assert figure.text.title == (
        "Hyperscalers owned 70% (65–75%) of the computing power of AI chips at the end of 2025 Q4"
    )
    assert "End of 2025 Q4: Acme 70% (65–75%); Other 20%" in figure.alt
    assert len(figure.data) == 6
    full.connection.execute("update marts.metrics set ci_low = 0.4 where metric like '%stock%'")
    assert built(full, "compute_owners").text.title == "Who owns the AI chips?"


def test_the_answer_names_the_newest_cluster_and_who_is_not_on_the_list(full: Warehouse) -> None:
    def answered() -> str:
        page = answers(Marts(full.connection))["how-concentrated"]
        return " ".join(str(fact.text) for fact in (page.answer, *page.more) if fact)

    full.insert("source_state", shape="clusters", newest_content=dt.date(2025, 10, 15))
    text = answered()
    assert "names no university and no government." in text
    assert "on a list whose newest cluster is of 15 October 2025." in text
    assert "the United States had 93% (86–98%) of the computing power of 56 listed" in text
    full.connection.execute("update marts.compute_stock set owner_class = 'academia'")
    assert "no university" not in answered()


def test_the_parts_of_a_revision_add_up(full: Warehouse) -> None:
    rows = built(full, "revision_decomposition").data
    assert len(rows) == 7
    for _, step in rows.groupby("old_vintage"):
        end = step["old_value"].iloc[0] + step["contribution"].sum()
        assert end == pytest.approx(step["new_value"].iloc[0])


def test_revisions_state_shares_and_n(full: Warehouse) -> None:
    assert "4.0%, n 26" in words(built(full, "revision_decomposition"))


def test_a_revision_that_moved_nothing_is_drawn(full: Warehouse, tmp_path: Path) -> None:
    full.connection.execute("update marts.revision_decomposition set contribution = 0")
    figure = built(full, "revision_decomposition")
    assert "Rows added" not in figure.alt
    render.save(figure, tmp_path / "a.png", tmp_path / "a.svg")


def test_captions_name_every_definition_drawn(full: Warehouse) -> None:
    caption = built(full, "compute_gap").text.caption
    assert "“Notable, largest” and “Notable, median”" in caption
    for period in ("2012", "2024"):
        definition = "notable_compute_known_any_industry"
        full.share("top10_industry_share", definition, period, 9, 10)
    assert "“Notable, any industry”" in built(full, "top10_industry").text.caption


def test_a_line_that_ends_early_says_when(full: Warehouse) -> None:
    for period in ("2024", "2025"):
        full.share("open_weights_share", "notable", period, 3, 8, team_class="industry_only")
    full.share("open_weights_share", "notable", "2024", 5, 8, team_class="academic_only")
    texts = words(built(full, "open_weights"))
    assert "Academic only\n63% in 2024" in texts
    assert "Industry only\n38%" in texts
