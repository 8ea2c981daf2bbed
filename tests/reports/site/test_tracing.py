"""Every number of an answer or a headline table is that of the row that it names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.reports.conftest import Published
from tests.reports.site.tracing import bare_digits, untraced


def test_every_number_is_that_of_its_row(published: Published) -> None:
    assert untraced(published.folder) == []
    assert bare_digits(published.folder) == []


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        ("who-trains", 'data-column="k">8<', 'data-column="k">9<'),
        ("index", "period=2023-latest", "period=2020-2022"),
        ("how-fast", ">5.9</data> months", ">5.8</data> months"),
    ],
)
def test_a_wrong_number_or_a_wrong_row_is_found(
    published: Published, folder: Path, page: str, before: str, after: str
) -> None:
    shutil.copytree(published.folder, folder, dirs_exist_ok=True)
    path = folder / f"{page}.html"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    assert untraced(folder)


def test_a_digit_without_a_row_is_found(published: Published, folder: Path) -> None:
    shutil.copytree(published.folder, folder, dirs_exist_ok=True)
    path = folder / "index.html"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('<p class="lead">', '<p class="lead">About 37%: '), "utf-8")
    assert bare_digits(folder)
