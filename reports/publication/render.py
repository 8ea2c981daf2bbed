"""Plots as files: each figure is laid out once and saved as PNG and SVG."""

import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as MatplotlibFigure
from PIL import Image

from reports.charts.figure import Figure, FigureText, assemble
from reports.figure_catalogue import FIGURES
from reports.marts.reader import Marts
from reports.publication.model import NARROW, Saved
from reports.publication.narrow import cut_off, narrow, outside, overlapping
from reports.publication.thumbnail import thumbnail, write_card, write_chart
from reports.text.typesetting import FONT

mpl.use("Agg")
import matplotlib.pyplot as plt

DPI = 160
EDGE = "the edge of the figure"
# Parsed mathematics would let a "$" in a foreign name change a label or stop the drawing.
SETTINGS: dict[Any, Any] = {
    "font.family": FONT,
    "svg.hashsalt": "compute-divide",
    "svg.fonttype": "path",
    "text.parse_math": False,
    "figure.max_open_warning": 0,
}


def build(figure_id: str, marts: Marts) -> Figure:
    """Build a figure by its id; raise NotEnoughDataError if the data cannot support it."""
    spec = FIGURES[figure_id]
    module = importlib.import_module(f"reports.figures.{spec.subject}.{spec.id}")
    return assemble(marts, spec, module.draw(marts))


def save(figure: Figure, png: Path, svg: Path, for_phones: bool) -> Saved:
    """Write a figure as PNG (160 dpi) and SVG, its chart, and a card for previews of links.

    The same figure gives the same bytes. With ``for_phones``, write a narrow SVG too, if its words
    fit.
    """
    with _reproducible():
        drawn = figure.plot.draw()
        try:
            # savefig would lay each canvas out twice.
            drawn.set_dpi(DPI)
            raster: Any = FigureCanvasAgg(drawn)
            raster.print_png(png, metadata={"Software": None})
            hidden = [*outside(drawn), *cut_off(drawn)]
            overlaps = [*overlapping(drawn), *((text, EDGE) for text in hidden)]
            top, bottom = _chart_rows(drawn, figure.text)
            pixels = Image.fromarray(np.asarray(raster.buffer_rgba())).convert("RGB")
            write_chart(pixels, top, bottom, png.with_suffix(".chart.png"))
            write_card(pixels, png.with_suffix(".card.png"))
            _write_svg(drawn, svg, figure.text.title)
            height = (bottom - top) / DPI
            fits = for_phones and narrow(drawn, height)
            if fits:
                _write_svg(drawn, svg.with_suffix(f".{NARROW}"), figure.text.title)
            return Saved(height, fits, overlaps, thumbnail(pixels))
        finally:
            plt.close(drawn)


def _write_svg(drawn: MatplotlibFigure, svg: Path, title: str) -> None:
    """Write a figure that has its layout; a second layout would take as long as the first."""
    engine = drawn.get_layout_engine()
    drawn.set_layout_engine("none")
    vector: Any = FigureCanvasSVG(drawn)
    vector.print_svg(svg, metadata={"Date": None, "Title": title})
    drawn.set_dpi(DPI)
    drawn.set_layout_engine(engine)


def _chart_rows(drawn: MatplotlibFigure, text: FigureText) -> tuple[int, int]:
    """Return the first and last row of pixels between subtitle and caption, from the top."""
    labels = text.labels()
    boxes = {part.get_text(): part.get_window_extent() for part in drawn.texts}
    height = round(drawn.get_figheight() * DPI)
    top = boxes[labels["subtitle"]].y0 if labels["subtitle"] in boxes else height
    bottom = boxes[labels["caption"]].y1 if labels["caption"] in boxes else 0
    return height - round(top), height - round(bottom)


@contextmanager
def _reproducible() -> Iterator[None]:
    """Apply settings under which the bytes depend on the figure only."""
    with mpl.rc_context(SETTINGS), plt.ioff(), warnings.catch_warnings():
        # The bundled font lacks some scripts. Their letters become boxes, and the figure is still
        # drawn.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield
