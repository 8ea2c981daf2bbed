"""Words of figures do not overlap on any screen, and are large enough on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from reports.catalogue import QUESTION_FIGURES
from reports.charts.theme import SMALL_TEXT, WIDTH
from reports.marts.reader import Marts
from reports.publication import narrow, render
from tests.reports.conftest import Published, Warehouse

PIXELS = 11
PHONE = 360  # pixels
STYLE = Path(render.__file__).parents[1] / "site" / "templates" / "style.css"


@pytest.fixture
def drawn(full: Warehouse) -> Iterator[Any]:
    """The figure of shares by year, with its layout."""
    with mpl.rc_context(render.SETTINGS):
        figure = render.build("model_team_share", Marts(full.connection)).plot.draw()
        figure.set_dpi(render.DPI)
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        yield figure
    plt.close(figure)


def test_no_words_of_any_figure_overlap(published: Published) -> None:
    overlaps = {figure["id"]: figure["overlaps"] for figure in published.manifest["figures"]}
    assert len(overlaps) > 25
    assert {name: pairs for name, pairs in overlaps.items() if pairs} == {}


def test_overlapping_words_are_found(drawn: Any) -> None:
    assert narrow.overlapping(drawn) == []
    axes = drawn.axes[0]
    for text, place in (("first", (0.5, 0.5)), ("second", (0.5, 0.51)), ("third", (0.99, 0.2))):
        axes.text(*place, text, transform=drawn.transFigure)
    assert narrow.overlapping(drawn) == [("first", "second")]
    assert narrow.outside(drawn) == ["third"]


def test_words_that_a_panel_cuts_off_are_found(drawn: Any) -> None:
    axes = drawn.axes[0]
    right = axes.get_xlim()[1]
    cut = axes.text(right, 0.5, "cut off", clip_on=True, clip_box=axes.bbox)
    assert narrow.cut_off(drawn) == ["cut off"]
    cut.set_horizontalalignment("right")
    assert narrow.cut_off(drawn) == []


def test_labels_move_into_the_panel_that_would_cut_them_off(drawn: Any) -> None:
    """The label ends outside of its panel, but inside the figure."""
    axes = drawn.axes[0]
    label = axes.text(axes.get_xlim()[1], 0.5, "label", clip_on=True, clip_box=axes.bbox)
    start = axes.bbox.x1 + 4 - label.get_window_extent().width
    label.set_x(axes.transData.inverted().transform((start, 0))[0])
    assert narrow.cut_off(drawn) == ["label"]
    assert narrow.outside(drawn) == []
    assert narrow._make_room(drawn)
    assert narrow.cut_off(drawn) == []


def test_text_has_11_pixels_on_a_phone(published: Published) -> None:
    """A figure has a narrow copy, or scrolls at a width at which its text is large enough."""
    assert SMALL_TEXT - 0.4 >= PIXELS * narrow.WIDTH * 72 / PHONE - 0.4
    scrolled = re.search(r"\.scrolled img \{ width: (\d+)rem", STYLE.read_text(encoding="utf-8"))
    assert scrolled
    assert SMALL_TEXT * int(scrolled[1]) * 16 / (WIDTH * 72) >= PIXELS
    pages = "".join(path.read_text("utf-8") for path in published.folder.glob("*.html"))
    narrowed = {path.name.split(".")[0] for path in published.folder.glob("figures/*.narrow.svg")}
    assert len(narrowed) > 10
    assert narrowed <= QUESTION_FIGURES
    for figure in published.figures:
        link = f'<a class="larger{{}}" href="figures/{figure.id}.svg">'
        assert link.format("" if figure.id in narrowed else " scrolled") in pages


def test_a_narrow_figure_keeps_its_words_inside(drawn: Any) -> None:
    words = {text.get_text() for axes in drawn.axes for text in axes.texts}
    assert narrow.narrow(drawn, 4.0)
    assert drawn.get_figwidth() == narrow.WIDTH
    assert narrow.outside(drawn) == narrow.overlapping(drawn) == []
    labels = {word for word in words if "\n" in word}
    assert labels
    assert labels <= {t.get_text() for a in drawn.axes for t in a.texts if t.get_visible()}


def test_panels_of_a_narrow_figure_keep_one_scale(drawn: Any) -> None:
    """The labels of one panel are longer than those of another."""
    assert len({axes.get_xlim() for axes in drawn.axes}) == 1
    label = next(text for text in drawn.axes[0].texts if "\n" in text.get_text())
    label.set_text(f"More {label.get_text()}")
    assert narrow.narrow(drawn, 4.0)
    assert len({axes.get_xlim() for axes in drawn.axes}) == 1


def test_words_that_do_not_fit_give_no_narrow_copy(drawn: Any) -> None:
    drawn.axes[0].text(2024, 0.5, "A label as long as the whole screen of a phone, and longer")
    assert not narrow.narrow(drawn, 4.0)
