"""Answers claim only what the intervals support, and say what the data lacks."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import parse_qs

import pytest

from dbt_project.functions.estimates.intervals import wilson
from reports.marts.choices import caveats_of_answer
from reports.marts.estimates import Estimate, is_majority
from reports.questions import QUESTIONS, answers, what_is_in_reach
from reports.site.pages import what_is_in_reach as page_of_reach
from tests.reports.edited import Edited

MODELS = "metric = 'model_team_share' and definition = 'notable_classed'"
OURS = "^adapted|_classed"
RANGE = "\N{EN DASH}"


def estimate(
    k: int, n: int, effective_n: float | None = None, degrees: float | None = None
) -> Estimate:
    low, high = wilson(k / n, n)
    return Estimate(
        metric="m",
        definition="d",
        source="s",
        vintage=dt.date(2026, 1, 26),
        period="2020",
        team_class=None,
        unit="share",
        value=k / n,
        ci_low=low,
        ci_high=high,
        n=n,
        k=k,
        n_unknown=0,
        bound_low=None,
        bound_high=None,
        ci_method="wilson",
        effective_n=effective_n or float(n),
        degrees=degrees,
    )


def test_a_majority_needs_its_whole_interval_above_half() -> None:
    assert is_majority(estimate(39, 48))
    assert not is_majority(estimate(6, 10))
    assert not is_majority(None)


def test_an_answer_is_two_sentences_and_its_title_a_line_of_a_terminal(record: Edited) -> None:
    for name, page in answers(record.marts).items():
        assert page.answer, name
        assert len(page.answer.sentences) <= 2, name
        assert len(str(page.answer.text).split()) <= 60, name
        assert page.answer.title, name
        assert len(str(page.answer.title)) <= 80, name
        assert str(page.range).count(". ") == 0, name


def test_the_newest_years_stand_beside_their_period(record: Edited) -> None:
    """A pooled share since 2023 hides that the newest years have no academic model."""
    assert "and none of the 106 of 2025 or the 57 of 2026. In 2010" in record.answer("who-trains")
    assert "4% of notable models since 2023, after 63%" in record.title("model_team_share_periods")
    record.edit("update marts.share_differences set ci_high = 0.1")
    assert "after" not in record.title("model_team_share_periods")
    record.edit(f"update marts.metrics set caveats = [] where {MODELS}")
    assert "none of" not in record.answer("who-trains")


def test_the_newest_vintage_speaks(record: Edited) -> None:
    answer = record.answer("who-trains")
    assert "16 of the 380 notable models published since 2023 (4%, 95% interval " in answer
    record.edit("delete from marts.metrics where vintage = '2026-08-19'")
    assert "16 of the 380" not in record.answer("who-trains")


def test_papers_lead_with_the_field_and_name_its_lists(record: Edited) -> None:
    answer = record.answer("who-publishes")
    assert answer.startswith("Since 2023, universities alone wrote 50% (48")
    assert "at 24 machine-learning conferences, and teams with a company 36%, after 44%" in answer
    record.edit("delete from marts.metrics where definition = 'accepted_field'")
    assert "wrote 25,104 of 48,687 accepted papers" in record.answer("who-publishes")


def test_a_list_without_growth_says_so(record: Edited) -> None:
    record.edit(
        "update marts.metrics set value = null, ci_low = 5, ci_high = null"
        " where metric = 'compute_doubling_months'"
    )
    assert record.answer("how-far-apart").endswith(
        "The 473 notable models with known compute since 2010 show no clear growth: if their "
        "compute doubled, that took 5.0 months or more."
    )


def test_a_change_of_papers_is_told_by_comparison(record: Edited) -> None:
    """A change that only the field shows is told as such."""
    all_fell = "The share of companies fell in all four comparisons, and that of universities alone"
    assert f"{all_fell} rose in two of four." in record.answer("who-publishes")
    record.edit(
        "update marts.share_differences set ci_high = 0.1"
        " where metric = 'any_industry_share' and definition = 'accepted_same_weights'"
    )
    assert "The share of companies fell in three of four, and" in record.answer("who-publishes")


def test_a_ratio_that_may_be_one_is_doubted(record: Edited) -> None:
    assert "no clear difference" not in record.answer("how-far-apart")
    record.edit("update marts.metrics set ci_low = -1 where metric = 'compute_gap'")
    assert ": no clear difference." in record.answer("how-far-apart")


def test_adoption_is_of_the_field_only_where_half_of_its_abstracts_are_known(
    record: Edited,
) -> None:
    """Below, the sentence counts the conferences; no sentence goes the other way."""
    answer = record.answer("who-adopts")
    assert "in 11% (7–17%) of their abstracts at the 13 conferences that we read" in answer
    assert "companies alone in 14%." in answer
    assert "rose by 2.7 points (0.3 to 5.0), from 6.0% in 2020" in answer
    assert "; for models with open weights, it did not clearly change." in answer
    assert "fell" not in answer
    assert "11% of abstracts; companies in 14%" in record.title("adoption_by_origin")
    record.edit("update marts.metrics set value = 0.5 where definition = 'accepted_field'")
    assert "of their abstracts at the conferences of the field, " in record.answer("who-adopts")


@pytest.mark.parametrize(
    ("value", "low", "high", "models", "topics"),
    [
        (
            *(-0.05, -0.11, 0.01),
            "does not clearly differ from that in others since 2023 (−5.0 points, −11.0 to 1.0).",
            "does not clearly differ from",
        ),
        (
            *(-0.08, -0.11, -0.05),
            "the share of universities alone was 8.0 points (5.0 to 11.0) lower among papers on",
            "is clearly lower than",
        ),
        (
            *(0.06, 0.02, 0.1),
            "the share of universities alone was 6.0 points (2.0 to 10.0) higher among papers on",
            "is clearly higher than",
        ),
    ],
)
def test_the_central_claim_has_its_answer_whichever_way_it_falls(
    record: Edited, value: float, low: float, high: float, models: str, topics: str
) -> None:
    """A gap is clear only if its interval excludes zero."""
    gap = "metric = 'intensity_gap' and unit = 'share_gap'"
    ends = [value, low, high]
    record.edit(f"update marts.metrics set value = ?, ci_low = ?, ci_high = ? where {gap}", ends)
    answer = record.answer("on-what")
    assert models in answer
    assert f"Their share in compute-intensive topics {topics} that in other topics." in answer
    record.edit("delete from marts.metrics where metric in ('intensity_gap', 'compute_slope')")
    assert record.answer("on-what") == ""


def test_the_answer_names_the_newest_cluster_and_who_is_not_on_the_list(record: Edited) -> None:
    assert "names no university or government: what" in record.answer("how-concentrated")
    record.edit("update marts.compute_stock set owner_class = 'academia'")
    assert "no university" not in record.answer("how-concentrated")


def test_a_warehouse_without_hardware_has_no_answer_and_no_calculator(record: Edited) -> None:
    assert "none of the 40 notable models of 2025" in record.answer("what-is-in-reach")
    record.edit("delete from marts.metrics where metric = 'reachable_share'")
    marts = record.marts
    assert what_is_in_reach.answer(marts) is None
    assert page_of_reach.budget_table(marts)["table"].rows == []
    assert page_of_reach.calculator(marts) is None


def test_a_class_word_has_one_rule(record: Edited) -> None:
    """Numbers beside the name of a class of models are of our classes, as those of papers are."""
    facts = [page.answer for page in answers(record.marts).values()]
    sentences = [sentence for fact in facts if fact for sentence in fact.sentences]
    rows = [
        parse_qs(number.row.partition("?")[2])
        for sentence in sentences
        if re.search(
            "(academic|industry)-only|(universities|companies) alone", str(sentence), re.IGNORECASE
        )
        for number in sentence.numbers()
    ]
    definitions = {row["definition"][0] for row in rows if row.get("source") == ["epoch"]}
    headlines = [headline for question in QUESTIONS for headline in question.headlines]
    query = (
        "select definition from marts.metrics where source = 'epoch' and team_class is not null"
        " and metric = ? and definition = ?"
    )
    for headline in headlines:
        values = [headline.metric, headline.definition]
        definitions |= {name for (name,) in record.connection.execute(query, values).fetchall()}
    assert len(definitions) > 8
    assert [name for name in definitions if not re.search(OURS, name)] == []


def test_caveats_are_about_the_number_of_an_answer(record: Edited) -> None:
    of_field, of_awards, of_gap = (
        {row["caveat"]: row["size"] for row in caveats_of_answer(record.marts, question)}
        for question in ("who-publishes", "what-academia-has", "how-far-apart")
    )
    assert (of_field["public_research"], of_field["affiliation_missing"]) == (
        "up to 13.8 points",
        "up to 1.4 points",
    )
    assert "seat_country" not in of_field
    assert "award_requests" in of_awards
    assert "hpc_linpack" not in of_awards
    assert of_gap["backfill"] == ""
