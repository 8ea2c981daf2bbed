"""Every combination of choices on the published record, and the answers among them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.record.warehouse import Warehouse
from tests.reports.conftest import read_csv

# Former definitions without a name now, each with the choices that have its published number.
FORMER = read_csv(Path(__file__).with_name("former_definitions.csv"))
OWN = "select axis, choice from marts.choices where question = ? and is_answer"
Choices = frozenset[tuple[str, str]]
Combinations = dict[tuple[str, Choices], tuple[Any, ...]]


@pytest.fixture(scope="module")
def combinations(marts: Warehouse) -> Combinations:
    """Return the value, n and steps of each combination, by its question and choices."""
    rows = marts.rows("select question, choices, value, n, steps from marts.specifications")
    return {
        (question, frozenset((axis, one) for axis, one in choices.items() if one)): numbers
        for question, choices, *numbers in rows
    }


def test_an_answer_is_one_row_of_metrics_and_one_combination(marts: Warehouse) -> None:
    """Both come from their own code, so sums may differ in the last digits."""
    rows = marts.rows(
        """
        select metrics.value, metrics.ci_low, metrics.ci_high, metrics.n, combinations.value,
            combinations.ci_low, combinations.ci_high, combinations.n
        from marts.specifications as combinations
        inner join marts.answers as answers using (question)
        inner join marts.metrics as metrics
            on metrics.is_latest and metrics.counting = 'full'
            and coalesce(metrics.topic, metrics.country, metrics.region, metrics.venue) is null
            and (metrics.metric, metrics.definition, metrics.source, metrics.vintage,
                metrics.period, metrics.unit) = (answers.metric, answers.definition,
                answers.source, answers.vintage, answers.period, answers.unit)
            and metrics.team_class is not distinct from answers.team_class
            and metrics.sector is not distinct from answers.sector
        where combinations.is_answer
        """
    )
    assert marts.rows("select count(distinct question), count(*) from marts.answers") == [(10, 10)]
    assert len(rows) == 10
    for row in rows:
        assert row[:4] == pytest.approx(row[4:], rel=1e-9), row


def test_choices_of_combinations_are_those_of_their_question(
    marts: Warehouse, combinations: Combinations
) -> None:
    """Each differs from its answer on as many axes as it says, and none is there twice."""
    of_answer = {
        question: dict(marts.rows(OWN, [question]))
        for (question,) in marts.rows("select question from marts.answers")
    }
    known = set(marts.rows("select question, axis, choice from marts.choices"))
    for (question, choices), (*_, steps) in combinations.items():
        assert {(question, *one) for one in choices} <= known
        assert dict(choices).keys() == of_answer[question].keys()
        assert len(choices - of_answer[question].items()) == steps
    assert marts.rows("select count(*) from marts.specifications") == [(len(combinations),)]


def test_the_range_of_an_answer_is_ordered_and_counts_equal_cases_once(marts: Warehouse) -> None:
    unordered = marts.rows(
        "select question from marts.answers"
        " where not (least <= p05 and p05 <= p25 and p25 <= middle and middle <= p75"
        " and p75 <= p95 and p95 <= most and value between least and most)"
    )
    counts = "select question, {} from marts.{} group by all"
    once = counts.format("count(*) filter (not is_repeat)", "specifications")
    assert unordered == []
    assert dict(marts.rows(once)) == dict(marts.rows(counts.format("combinations", "answers")))


@pytest.mark.parametrize("former", FORMER, ids=lambda row: f"{row['definition']}, {row['choices']}")
def test_a_former_definition_is_one_combination(
    marts: Warehouse, combinations: Combinations, former: dict[str, str]
) -> None:
    question = former["question"]
    own = dict(marts.rows(OWN, [question]))
    chosen = own | dict(choice.split("=") for choice in former["choices"].split())
    value, n, _ = combinations[question, frozenset(chosen.items())]
    assert (value, n) == (pytest.approx(float(former["value"]), rel=1e-8), int(former["n"]))
