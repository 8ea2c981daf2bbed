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


@pytest.mark.parametrize(
    ("period", "name", "adverb"),
    [
        ("2022", "2022", "in 2022"),
        ("2010-2014", "2010\N{EN DASH}2014", "in 2010\N{EN DASH}2014"),
        ("2023-latest", "since 2023", "since 2023"),
        ("all", "all years", "over all years"),
    ],
)
def test_periods_read_as_people_write_them(period: str, name: str, adverb: str) -> None:
    assert wording.period_name(period) == name
    assert wording.in_period(period) == adverb


@pytest.mark.parametrize(
    ("number", "text"), [(7, "7"), (999, "999"), (1_640, "1.6k"), (9_949, "9.9k"), (11_017, "11k")]
)
def test_counts_along_an_axis_are_short(number: int, text: str) -> None:
    assert wording.short_count(number) == text


def test_foreign_text_is_one_short_line_without_overrides() -> None:
    assert wording.plain("a\u202eb\nc\x00  d") == "a b c d"
    assert len(wording.plain("x" * 10_000)) == 80


def test_licences_read_as_words() -> None:
    lists = "CC-BY-4.0 (Epoch AI); NONE DECLARED (see README); CC0-1.0"
    assert wording.licence_words(lists) == (
        "Creative Commons Attribution 4.0 (CC-BY-4.0); the publisher declares none; "
        "Creative Commons Zero 1.0 (CC0-1.0)"
    )
    assert wording.licence_words("terms of the site") == "terms of the site"
    assert wording.licence_words("") == "not known"


def test_what_decided_a_sector_reads_as_words() -> None:
    assert wording.decided("alias:mcgill + keyword:universit") == (
        "listed as “mcgill” + contains “universit”"
    )
    models = "Mila (MILA): nonprofit (alias:mila); New Lab: unknown (none)"
    assert wording.decided(models) == (
        "Mila (MILA): nonprofit (listed as “mila”); New Lab: unknown (no known name)"
    )


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
