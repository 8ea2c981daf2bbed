"""The range of an answer, its neighbours and its combinations, on planted marts."""

from __future__ import annotations

import json

import pytest

from reports.marts.choices import axes, neighbours, range_sentence
from reports.marts.reader import Marts
from reports.site.combinations import of_number
from tests.reports.planted import GAP, SHARE, planted


@pytest.fixture
def marts() -> Marts:
    return planted()


def test_the_sentence_says_the_range_and_what_decides(marts: Marts) -> None:
    assert str(range_sentence(marts, GAP)) == (
        "Other choices give 7.1 to 2,500 times (nine in ten of 3 combinations; 100% have its"
        " direction, 70% clearly); what matters most is the list of models."
    )
    assert str(range_sentence(marts, SHARE, "Others")).startswith("Others give 2% to 8% (nine in")


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
    content = of_number(marts, GAP, "Title")
    assert content
    assert json.loads(json.dumps(content["rows"])) == [
        [[0, 0], 1.7, 1.0, 2.4, 347, None, "all", False, "50 times", "10–250"],
        [[0, 1], 1.0, 0.6, None, 120, None, "all", False, "10 times", "4.0 times or more"],
        [[1, 0], 2.0, None, None, 900, None, "all", False, "100 times", ""],
    ]
    shares = of_number(marts, SHARE, "Title")
    assert shares
    repeated = [row[0] for row in shares["rows"] if row[7]]
    assert repeated == [[1, 1]]
    assert of_number(marts, "how-fast", "Title") is None
