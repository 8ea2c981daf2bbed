"""Every number of an answer or a headline table is that of the row that it names."""

from __future__ import annotations

import pytest

from tests.reports.conftest import Published
from tests.reports.site.tracing import answering, bare_digits, untraced


def test_every_number_is_that_of_its_row(published: Published) -> None:
    pages = answering(published.folder)
    assert untraced(published.folder, *pages) == []
    assert bare_digits(*pages) == []


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        ("who-trains", 'data-column="k">15<', 'data-column="k">14<'),
        ("index", "period=2023-latest", "period=2020-2022"),
        ("how-far-apart", ">5.7</data> months", ">5.8</data> months"),
    ],
)
def test_a_wrong_number_or_a_wrong_row_is_found(
    published: Published, page: str, before: str, after: str
) -> None:
    text = (published.folder / f"{page}.html").read_text(encoding="utf-8")
    assert before in text
    assert untraced(published.folder, text.replace(before, after))


def test_a_digit_without_a_row_is_found(published: Published) -> None:
    assert bare_digits(published.page.replace('<p class="lead">', '<p class="lead">About 37%: '))
