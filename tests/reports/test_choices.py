"""The range of an answer, its neighbours and its combinations, on planted marts."""

from __future__ import annotations

import json

import pytest

from reports.marts.choices import axes, neighbours, range_sentence
from reports.marts.reader import Marts
from reports.site.combinations import of_question
from tests.reports.edited import ASKED
from tests.reports.planted import GAP, SHARE, planted


@pytest.fixture
def marts() -> Marts:
    return planted()


def test_the_sentence_says_the_range_and_what_decides(marts: Marts) -> None:
    assert str(range_sentence(marts, GAP)) == (
        "In nine of ten of the 3 combinations of choices, the answer is between 7.1 and 2,500"
        " times; what matters most is the list of models. Its direction is the same in 100% of"
        " them, and clear in 70%."
    )


def test_a_share_has_a_number_for_each_rule_of_who_is_academic(marts: Marts) -> None:
    assert str(range_sentence(marts, SHARE)).startswith(
        "By who is academic, the answer is 4% (universities alone) or 7% (no company on the team)."
        " In nine of ten of the 3 combinations of choices, the answer is between 2% and 8%;"
    )


def test_an_answer_without_other_choices_has_no_range(marts: Marts) -> None:
    assert range_sentence(marts, "how-fast") is None
    marts.connection.execute("update marts.answers set combinations = 1")
    assert range_sentence(Marts(marts.connection), GAP) is None


def test_each_number_of_the_sentence_is_that_of_its_row(marts: Marts) -> None:
    for question in (GAP, SHARE):
        sentence = range_sentence(marts, question)
        assert sentence
        for number in sentence.numbers():
            row = f"select {number.column} from marts.answers where question = '{question}'"
            found = marts.connection.execute(number.query or row).fetchall()
            assert [value for value, *_ in found] == [number.value]


def test_neighbours_differ_in_one_choice_and_have_an_address(marts: Marts) -> None:
    own, *others = neighbours(marts, SHARE)
    assert (own.name, own.value, own.interval, own.n) == ("This answer", "4.2%", "1.8–9.7%", "380")
    assert [(one.name, one.address) for one in others] == [
        ("Who is academic: no company on the team", "#choose?team=no_company"),
        ("List of models: all models of the publisher", "#choose?list=all"),
    ]
    assert [axis.axis for axis in axes(marts, SHARE)] == ["team", "list"]


def test_the_combinations_are_short_rows_with_the_answer_first(marts: Marts) -> None:
    content = of_question(marts, ASKED[GAP])
    assert content
    assert json.loads(json.dumps(content["rows"])) == [
        [[0, 0], 1.7, 1.0, 2.4, 347, None, "all", False, "50 times", "10–250"],
        [[0, 1], 1.0, 0.6, None, 120, None, "all", False, "10 times", "4.0 times or more"],
        [[1, 0], 2.0, None, None, 900, None, "all", False, "100 times", ""],
    ]
    shares = of_question(marts, ASKED[SHARE])
    assert shares
    repeated = [row[0] for row in shares["rows"] if row[7]]
    assert repeated == [[1, 1]]
    assert of_question(marts, ASKED["how-fast"]) is None
