"""Mistakes of an author are said: a misspelt name, and labels that cover each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from reports.charts.figure import Parts, assemble
from reports.charts.plot import p9
from reports.marts.headlines import Headline
from reports.publication import render
from reports.publication.model import Drawn
from reports.site.names import UnknownNameError, check_names
from reports.site.pages import PAGES
from tests.reports.edited import Edited


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"figures": ("topic_titl",)}, "the figure topic_titl, which does not exist (topic_tilt?)"),
        ({"headlines": (Headline("compute_gapp"),)}, "the metric compute_gapp, which does not"),
        ({"headlines": (Headline("compute_gap", "notble"),)}, "definition notble, which does not"),
        ({"near": ("who-train",)}, "the page who-train, which does not exist (who-trains?)"),
    ],
)
def test_a_misspelt_name_is_said_with_its_page(
    record: Edited, changes: dict[str, tuple[object, ...]], message: str
) -> None:
    page = replace(PAGES[1], **changes)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError) as error:
        check_names(record.marts, [PAGES[0], page])
    assert f"the page {page.id} names " in str(error.value)
    assert message in str(error.value)


def test_labels_that_cover_each_other_are_named(tmp_path: Path) -> None:
    rows = pd.DataFrame({"x": [0, 0], "y": [0, 0], "label": ["one", "two"]})
    plot = p9.ggplot(rows, p9.aes("x", "y", label="label")) + p9.geom_text()
    parts = Parts([], "Two", "", rows, "", plot, 3.0)
    figure = assemble("covered", "A question?", parts, [])
    overlaps = render.save(figure, tmp_path / "a.png", tmp_path / "a.svg")
    drawn = Drawn("covered", figure.text, "", rows, 3.0, overlaps)
    assert "figure covered: 'one' and 'two' cover each other" in drawn.warnings
