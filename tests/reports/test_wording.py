from __future__ import annotations

import pytest

from reports.charts.layers import spread, within
from reports.text import formatting as wording
from reports.text.typesetting import balance, text_width, wrap


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.14193, 0, "14%"),
        (0.14193, 1, "14.2%"),
        (0.0, 0, "0%"),
        (1.0, 1, "100.0%"),
        (0.001, 0, "<1%"),
        (0.025, 0, "3%"),
        (23 / 40, 0, "58%"),
        (0.9996, 0, ">99%"),
        (0.9996, 1, ">99.9%"),
    ],
)
def test_a_share_that_is_not_none_or_all_never_reads_so(
    share: float, digits: int, text: str
) -> None:
    assert wording.percent(share, digits) == text


def test_foreign_text_is_one_short_line_without_overrides() -> None:
    assert wording.plain("a\u202eb\nc\x00  d") == "a b c d"
    assert len(wording.plain("x" * 10_000)) == 80


def test_labels_keep_their_distance_and_their_order() -> None:
    assert spread([0.9, 0.0], 0.2) == pytest.approx([0.9, 0.0])
    assert spread([0.5, 0.5, 0.1], 0.2) == pytest.approx([0.4, 0.6, 0.1])
    inside = within([1.0, 0.99, 0.0], 0.2, 0.0, 1.0)
    assert inside == pytest.approx([0.9, 0.7, 0.1])


def test_lines_fit_the_width_they_are_given() -> None:
    text = "Training compute doubles every six months in industry-only teams"
    lines = wrap(text, 2.5, 10).split("\n")
    assert " ".join(lines) == text
    assert len(lines) > 1
    assert max(text_width(line, 10) for line in lines) <= 2.5
    balanced = balance(text, 2.5, 10).split("\n")
    assert len(balanced) == len(lines)
    assert max(map(len, balanced)) <= max(map(len, lines))
