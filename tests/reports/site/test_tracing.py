"""Every number on every page comes from a row of a published table."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.reports.conftest import Published
from tests.reports.site.tracing import Reader, forms, tokens, untraced


def test_every_number_on_every_page_has_a_row(published: Published) -> None:
    assert untraced(published.folder) == []


def test_every_number_of_the_sample_has_a_row(sample_home: Path) -> None:
    assert untraced(sample_home / "published" / "latest") == []


def _replaced(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text, before
    path.write_text(text.replace(before, after), encoding="utf-8")


def _other_interval(folder: Path) -> None:
    """Change the interval of a sentence, on the page and in the trace."""
    for file in ("index.html", "who-trains.html", "statements.json"):
        dash = "\\u2013" if file.endswith(".json") else "\N{EN DASH}"
        _replaced(folder, file, f"0{dash}10%", f"0{dash}12%")


def _other_row(folder: Path) -> None:
    """Let a sentence state a row that the table does not have."""
    path = folder / "statements.json"
    statements = json.loads(path.read_text(encoding="utf-8"))
    statements[0]["rows"][0]["row"]["value"] = 0.5
    path.write_text(json.dumps(statements), encoding="utf-8")


def _other_cell(folder: Path) -> None:
    """Put a number of one line of a table into another line."""
    _replaced(
        folder, "how-fast.html", '<td class="number">5.80 months', '<td class="number">5.90 months'
    )


def _other_words(folder: Path) -> None:
    """Put a number into the words of a figure that its rows do not have."""
    _replaced(folder, "who-trains.html", "n 155)", "n 156)")


def _new_number(folder: Path) -> None:
    """Add a number that no code computed."""
    _replaced(folder, "caveats.html", "<ul>", "<p>About 37% of models.</p><ul>")


CHANGES: dict[Callable[[Path], None], tuple[str, str]] = {
    _other_interval: ("index.html", "12%"),
    _other_row: ("statements.json", "0.5"),
    _other_cell: ("how-fast.html", "5.90"),
    _other_words: ("who-trains.html", "156"),
    _new_number: ("caveats.html", "37%"),
}


def test_a_wrong_number_has_no_row(published: Published, folder: Path) -> None:
    shutil.copytree(published.folder, folder, dirs_exist_ok=True)
    for change in CHANGES:
        change(folder)
    left = untraced(folder)
    for page, number in CHANGES.values():
        assert [n for name, _, ns in left for n in ns if name == page and number in n], number


def test_numbers_are_read_as_readers_see_them() -> None:
    page = Reader('<p>By <a href="x">26 January 2026</a>, 1,200 of <b>3</b>.</p><p>4 × 1e23</p>')
    assert [tokens(block.text) for block in page.blocks] == [
        ["2026-01-26", "1,200", "3"],
        ["4", "1e23"],
    ]
    row = {"unit": "share", "value": 0.142, "n": 155, "k": 22, "source": "epoch"}
    assert {"14%", "14.2%", "155", "22", "133"} <= forms(row)
    assert not {"15%", "14.3%", "154"} & forms(row)
