"""The features of names, and learned sectors worked by hand."""

from __future__ import annotations

import pytest

from dbt_project.functions.affiliations.learned import Guess, Threshold, Weight, features, guess

WEIGHTS = {
    "any piece": Weight("any piece", 0, -1, 0),
    "letters soft": Weight("letters soft", 0, 3, 0),
}
THRESHOLDS = [
    Threshold("industry", 0.7, 0.6),
    Threshold("industry", 0.72, 0.9),
    Threshold("academia", 0.5, 0.8),
]


def test_learned_sectors_worked_by_hand() -> None:
    """With odds of e^2 for industry and 1 for the others, industry has the probability 0.711.

    Without the second feature no sector reaches the least probability.
    """
    found = Guess("industry", "letters soft", 0.6)
    assert guess("Examplesoft", WEIGHTS, THRESHOLDS) == found
    assert guess("Example", WEIGHTS, THRESHOLDS) is None
    assert guess("Examplesoft", WEIGHTS, THRESHOLDS[1:]) is None
    assert guess("Examplesoft", {}, THRESHOLDS) is None


def test_the_features_of_a_name() -> None:
    """The seed of weights has them by name."""
    found = features("abC d2, Paris (South Africa)")
    letters = {name for name in found if name.startswith("letters ")}
    assert {"letters _ab", "letters bc_d", "letters c_d2_"} < letters
    assert len(letters) == 6 + 5 + 4
    shapes = {"joined capitals", "small first letter", "digit in a word", "before brackets"}
    words = {"words 2", "first abc", "last d2", "word abc", "word d2", "pair abc d2"}
    assert found - letters == {"any piece", *words, *(f"shape {name}" for name in shapes)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A.",
        "21 Examplesoft, Springfield",
        "one two three four five six seven eight nine",
        "Examplesoft https://example.org",
        "Examplesoft@example.org",
        "Autonomous Systems Lab",
        f"Examplesoft, {'x' * 200}",
    ],
)
def test_a_piece_that_is_no_name_has_no_features(text: str) -> None:
    assert features(text) == frozenset()
