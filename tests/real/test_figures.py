"""The publishers' data have every figure and answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.figures import FIGURES
from reports.marts.reader import NotEnoughDataError
from reports.questions import answers
from tests.reports.edited import edited_marts

# The real files have no owners of chips, and no awards.
WITHOUT, UNANSWERED = "compute_owners", "what-academia-has"


def test_publishers_data_have_every_figure_and_answer(real_home: Path) -> None:
    with edited_marts(real_home / "warehouse" / "publishers.duckdb") as marts:
        assert all(marts.figure(name).text.title for name in FIGURES.keys() - {WITHOUT})
        with pytest.raises(NotEnoughDataError):
            marts.figure(WITHOUT)
        given = answers(marts.marts)
    assert [name for name, one in given.items() if not one.answer] == [UNANSWERED]
