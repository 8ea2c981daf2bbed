"""Answers and titles claim only what the intervals support."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from reports.marts.estimates import Estimate, fell, is_majority
from reports.marts.reader import Marts, NotEnoughDataError
from reports.publication import render
from reports.questions import answers
from tests.reports.conftest import VINTAGE, Warehouse, wilson

PLACE = ("model_team_share", "notable_compute_known")


def estimate(
    k: int, n: int, effective_n: float | None = None, degrees: float | None = None
) -> Estimate:
    low, high = wilson(k, n)
    return Estimate(
        metric="m",
        definition="d",
        source="s",
        vintage=VINTAGE,
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


def title(warehouse: Warehouse, figure: str) -> str:
    return render.build(figure, Marts(warehouse.connection)).text.title


def test_a_fall_needs_a_difference_beyond_chance() -> None:
    assert fell(estimate(29, 42), estimate(22, 155))
    assert not fell(estimate(22, 155), estimate(29, 42))
    assert not fell(estimate(6, 10), estimate(4, 10))
    assert not fell(None, estimate(4, 10))
    without_spread = dataclasses.replace(estimate(29, 42), effective_n=None)
    assert not fell(without_spread, estimate(22, 155))


def test_models_of_one_organisation_weaken_a_fall() -> None:
    """87 of 121 to 104 of 231 falls for independent models. Few organisations made them."""
    assert fell(estimate(87, 121), estimate(104, 231))
    assert not fell(estimate(87, 121, 42.0, 6.0), estimate(104, 231, 58.0, 18.0))


def test_all_comparisons_together_claim_a_change_by_chance_in_5_of_100() -> None:
    """Five pairs of equal shares are compared; each alone may claim a change in 1 of 100."""
    generator = np.random.default_rng(41)
    counts = generator.binomial(60, 0.4, (600, 5, 2))
    claims = [
        any(
            fell(estimate(*first), estimate(*last)) or fell(estimate(*last), estimate(*first))
            for first, last in (((int(a), 60), (int(b), 60)) for a, b in pairs)
        )
        for pairs in counts
    ]
    assert 0.01 <= np.mean(claims) <= 0.065


def test_a_majority_needs_its_whole_interval_above_half() -> None:
    assert is_majority(estimate(39, 48))
    assert not is_majority(estimate(6, 10))
    assert not is_majority(None)


def test_titles_state_supported_findings(full: Warehouse) -> None:
    assert "69%" in title(full, "model_team_share_periods")
    assert title(full, "model_team_share") == (
        "Industry-only teams trained most notable models of 2025 with known compute"
    )
    assert "doubled every 5.7 months" in title(full, "compute_over_time")


def test_shares_of_papers_over_changing_venues_carry_no_finding(full: Warehouse) -> None:
    assert title(full, "paper_any_industry") == (
        "What share of papers has an industry author, by venue and year?"
    )
    assert title(full, "paper_team_share") == "Who publishes machine learning papers in each year?"


def prose(marts: Marts) -> str:
    """Return all answers and all other facts as one text."""
    facts = [fact for page in answers(marts).values() for fact in (page.answer, *page.more)]
    return " ".join(str(fact.text) for fact in facts if fact)


def answer(marts: Marts, question: str) -> str:
    """Return the answer to a question."""
    fact = answers(marts)[question].answer
    return str(fact.text) if fact else ""


def test_overlapping_intervals_leave_a_neutral_title(warehouse: Warehouse) -> None:
    for period, ks in (("2010-2014", (6, 4, 0, 0)), ("2023-latest", (4, 6, 0, 0))):
        warehouse.teams(*PLACE, period, ks)
    warehouse.teams(*PLACE, "all", (10, 10, 0, 0))
    assert title(warehouse, "model_team_share_periods") == (
        "Who trains notable models in each period?"
    )


def test_prose_repeats_the_metrics(full: Warehouse) -> None:
    marts = Marts(full.connection)
    assert answer(marts, "who-trains").startswith(
        "Academic-only teams made 11 of the 147 notable models published since 2023 with known "
        "compute: 7%, 95% interval 4–13% (list of Epoch AI, 26 January 2026)."
    )
    assert "22 of 155 (14%, 10–21%)" in prose(marts)


def fill_newest_years(warehouse: Warehouse) -> None:
    """Add the years since 2023 of the list of 2026-01-26, to which models are still added."""
    for year, k, n in (("2023", 10, 65), ("2024", 1, 48), ("2025", 0, 34)):
        caveats = ["small_n", "still_filling"]
        place = (*PLACE, year, k, n)
        warehouse.connection.execute(
            "delete from marts.metrics where metric = ? and period = ?"
            " and team_class = 'academic_only'",
            [PLACE[0], year],
        )
        warehouse.share(*place, team_class="academic_only", caveats=caveats)


def test_the_newest_years_stand_beside_their_period(full: Warehouse) -> None:
    """A pooled share since 2023 hides that the newest years have almost no academic model."""
    assert "By year" not in answer(Marts(full.connection), "who-trains")
    fill_newest_years(full)
    assert (
        "By year: 10 of 65 (15%, 9–26%) in 2023, 1 of 48 (2%, 0–11%) in 2024 and 0 of 34 (0%, "
        "0–10%) in 2025. Epoch AI still adds models of these years."
    ) in answer(Marts(full.connection), "who-trains")
    assert title(full, "model_team_share_periods").endswith("7% since 2023, 0 of 34 in 2025")


def test_the_newest_vintage_speaks(full: Warehouse) -> None:
    older = dataclasses.replace(full)
    for period in ("2020-2022", "all"):
        older.share(*PLACE, period, 7, 10, team_class="academic_only", vintage="2020-01-01")
    text = prose(Marts(full.connection))
    assert "22 of 155" in text
    assert "7 of 10" not in text


def test_a_figure_without_enough_periods_is_refused(warehouse: Warehouse) -> None:
    warehouse.teams(*PLACE, "2020", (5, 5, 0, 0))
    warehouse.teams(*PLACE, "2021", (1, 1, 0, 0))
    warehouse.teams(*PLACE, "all", (6, 6, 0, 0))
    with pytest.raises(NotEnoughDataError, match="Only one period has 5 cases"):
        render.build("model_team_share", Marts(warehouse.connection))


def fill_fixed_venues(warehouse: Warehouse) -> None:
    """Add a panel of two venues without two large lists; its share differs from the pooled one."""
    for period in ("2020-2022", "2023-latest", "2024"):
        for metric, team, k in (
            ("paper_team_share", "academic_only", 47),
            ("any_industry_share", None, 39),
        ):
            place = (metric, "accepted_fixed_venues", period, k, 100)
            vintages = ["2024-01-05", "2024-06-02"]
            warehouse.share(*place, team_class=team, vintages=vintages, n_lists=7)
    for venue, year, n, accepted in (
        ("cvpr", 2023, 90, 2360), ("colt", 2024, 30, None), ("nips", 2023, 0, 3218),
        ("iclr", 2024, 0, 2250), ("aaai", 2022, 0, 1349), ("acmmm", 2024, 50, None),
    ):  # fmt: skip
        row = {"source": warehouse.source, "vintage": VINTAGE, "venue": venue, "year": year}
        warehouse.insert(
            "venue_panel", **row, n=n, accepted=accepted, is_in_panel=venue in ("cvpr", "colt")
        )


def test_papers_lead_with_fixed_venues_and_name_them(full: Warehouse) -> None:
    fill_fixed_venues(full)
    marts = Marts(full.connection)
    text = prose(marts)
    assert "Teams with at least one industry author wrote 39.0%" in text
    assert "the mix has lists of COLT and CVPR. " in text
    assert "It lacks NeurIPS 2023 (3,218 accepted) and ICLR 2024 (2,250 accepted)." in text
    assert "have 50% of the weight in the mean of these years, and 75% in 2024;" in text
    fixed = answer(marts, "who-publishes")
    assert "Since 2023, academic-only teams wrote 47%" in fixed
    assert "7 lists of 5 January 2024 to 2 June 2024" in fixed


def test_a_jump_of_the_ratio_names_the_models_that_make_it(full: Warehouse) -> None:
    assert "jumps" not in prose(Marts(full.connection))
    full.gap("2012", 4.0, 3.0, 5.0)
    full.connection.execute("delete from marts.models")
    for number, (year, team, log10_flop) in enumerate(
        [
            *((2012, "industry_only", 20.0 + n) for n in (0, 1, 2)),
            *((2012, "academic_only", 16.0 + n) for n in (0, 1, 2)),
            *((2023, "industry_only", 24.0 + n) for n in (0, 1, 2, 3)),
            *((2023, "academic_only", 22.0 + n) for n in (0, 1)),
        ]
    ):
        full.model(100 + number, f"Model {team[:1]}{year}.{number}")
        full.connection.execute(
            "update marts.models set publication_date = ?, team_class = ?, log10_flop = ?"
            " where model_id = ?",
            [f"{year}-05-01", team, log10_flop, str(100 + number)],
        )
    text = prose(Marts(full.connection))
    assert "In 2012 it was 10,000 times:" in text
    assert "of the 3 academic-only models" in text
    assert "\N{LEFT DOUBLE QUOTATION MARK}Model i2012.1\N{RIGHT DOUBLE QUOTATION MARK}" in text
    assert "Model i2023.7 and Model i2023.8" in text
    assert "Model a2023.10 and Model a2023.11" in text


def test_the_papers_figure_leads_with_the_fixed_mix(full: Warehouse) -> None:
    """The answer and the main lines have the same definition; the pooled lines are thin."""
    fill_fixed_venues(full)
    for year in ("2022", "2023", "2024"):
        for team, k in (("academic_only", 47), ("industry_only", 6)):
            place = ("paper_team_share", "accepted_fixed_venues", year, k, 100)
            if (year, team) != ("2024", "academic_only"):
                full.share(*place, team_class=team)
        full.teams("paper_team_share", "accepted", year, (50, 10, 30, 10))
    figure = render.build("paper_team_share", Marts(full.connection))
    assert list(figure.data["definition"].unique()) == ["accepted_fixed_venues", "accepted"]
    assert figure.data["period"].min() == "2022"
    assert "Academic only: 47%" in figure.alt
    assert "Thick lines: the mix of venues is held fixed" in figure.text.caption


def test_who_builds_on_industry_is_said_with_its_base(warehouse: Warehouse) -> None:
    place = ("hub_derivative_share", "hub_accounts", "all")
    warehouse.share(*place, 40, 50, team_class="industry_only", sector="industry")
    assert "Hugging Face" not in prose(Marts(warehouse.connection))
    warehouse.share(*place, 30, 50, team_class="academic_only", sector="industry")
    text = prose(Marts(warehouse.connection))
    assert "30 of 50 (60.0%, 46.2\N{EN DASH}72.4%) of these models name a base model of an" in text


def test_the_central_claim_has_its_answer_whichever_way_it_falls(full: Warehouse) -> None:
    """The numbers of both sides are said; a gap is clear only if its interval excludes zero."""
    text = answer(Marts(full.connection), "on-what")
    assert text.startswith(
        "Since 2023, academic-only teams wrote 46 of 100 papers in compute-intensive topics (46%), "
        "and 51 of 100 in others of known compute (51%). The gap of −5.0 points (−11.0 "
        "to 1.0) may be zero."
    )
    assert (
        "43 of 100 papers on foundation models (43%), and 51 of 100 on all others (51%). The gap "
        "of −8.0 points (−11.0 to −5.0) is clearly negative."
    ) in text
    assert (
        "100 papers are on robustness, fairness, interpretability, or data sets and benchmarks: "
        "academic-only teams wrote 52.0%"
    ) in prose(Marts(full.connection))
    assert "a gap of −2.0 percentage points (−3.0 to −1.0) that is clearly negative" in prose(
        Marts(full.connection)
    )
    fixed = "for foundation models it is −8.0 (−17.0 to 1.0) and may be zero"
    assert fixed in prose(Marts(full.connection))
    assert (
        "for foundation models, the gap since 2023 differs from that of 2015–2019 by +2.0 "
        "percentage points (−3.0 to 7.0), which may be zero"
    ) in prose(Marts(full.connection))
    full.connection.execute(
        "update marts.metrics set value = 0.06, ci_low = 0.02, ci_high = 0.1"
        " where metric = 'intensity_gap' and unit = 'share_gap'"
    )
    assert "The gap of +6.0 points (2.0–10.0) is clearly positive" in answer(
        Marts(full.connection), "on-what"
    )
    full.connection.execute("delete from marts.metrics where metric = 'intensity_gap'")
    assert answer(Marts(full.connection), "on-what") == ""
