"""Mistakes of an author are said: misspelt names, and labels that cover each other."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from reports.charts.figure import Parts, assemble
from reports.charts.plot import p9
from reports.figures import FIGURES
from reports.marts import dimensions
from reports.publication import render
from reports.publication.model import Drawn
from reports.site.pages import PAGES
from tests.reports.edited import Edited


def test_every_name_of_a_page_exists(record: Edited) -> None:
    known = {row["definition"] for row in dimensions.definitions(record.marts)}
    titles = dimensions.metric_titles(record.marts)
    for page in PAGES:
        assert set(page.figures) <= set(FIGURES)
        assert set(page.near) <= {other.id for other in PAGES}
        assert {headline.metric for headline in page.headlines} <= set(titles)
        assert {headline.definition for headline in page.headlines} <= {*known, ""}


def test_labels_that_cover_each_other_are_named(tmp_path: Path) -> None:
    rows = pd.DataFrame({"x": [0, 0], "y": [0, 0], "label": ["one", "two"]})
    plot = p9.ggplot(rows, p9.aes("x", "y", label="label")) + p9.geom_text()
    parts = Parts([], "Two", "", rows, "", plot, 3.0)
    figure = assemble("covered", "A question?", parts, [])
    overlaps = render.save(figure, tmp_path / "a.png", tmp_path / "a.svg")
    drawn = Drawn("covered", figure.text, "", rows, 3.0, overlaps)
    assert "figure covered: 'one' and 'two' overlap" in drawn.warnings
