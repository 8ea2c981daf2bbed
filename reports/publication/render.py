"""From a plot to bytes: each figure is laid out once and saved as PNG and SVG."""

import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG

from reports.charts.figure import Figure
from reports.marts.reader import Marts
from reports.text.typesetting import FONT

mpl.use("Agg")
import matplotlib.pyplot as plt

DPI = 160
FIGURES = Path(__file__).parents[1] / "figures"
# Parsing mathematics would let a "$" in a foreign name change a label, or stop the drawing.
SETTINGS: dict[Any, Any] = {
    "font.family": FONT,
    "svg.hashsalt": "compute-divide",
    "svg.fonttype": "path",
    "text.parse_math": False,
    "figure.max_open_warning": 0,
}


def build(figure_id: str, marts: Marts) -> Figure:
    """Build a figure by its id; NotEnoughDataError says why it can't be drawn."""
    (path,) = FIGURES.glob(f"*/{figure_id}.py")
    module = importlib.import_module(f"reports.figures.{path.parent.name}.{figure_id}")
    return cast("Figure", module.build(marts))


def save(figure: Figure, png: Path, svg: Path) -> None:
    """Write a figure as PNG (160 dpi) and SVG; the same figure gives the same bytes."""
    with _reproducible():
        drawn = figure.plot.draw()
        try:
            # The canvases are called themselves: savefig would lay each of them out twice.
            drawn.set_dpi(DPI)
            raster: Any = FigureCanvasAgg(drawn)
            raster.print_png(png, metadata={"Software": None})
            drawn.set_layout_engine("none")
            vector: Any = FigureCanvasSVG(drawn)
            vector.print_svg(svg, metadata={"Date": None, "Title": figure.words.title})
        finally:
            plt.close(drawn)


@contextmanager
def _reproducible() -> Iterator[None]:
    """Apply settings under which bytes depend on the figure only."""
    with mpl.rc_context(SETTINGS), plt.ioff(), warnings.catch_warnings():
        # A script that the bundled font lacks is drawn as boxes, which is no reason to stop.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield
