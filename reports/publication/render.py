"""Draw figures that changed, and write each as PNG and SVG with its rows and its SQL."""

import functools
import os
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image

from reports.charts.figure import Figure, assemble
from reports.figures import FIGURES
from reports.marts.reader import Marts, NotEnoughDataError
from reports.publication import export, figure_sql, layout
from reports.publication.faults import fault
from reports.publication.kept import drawn_from, keep_pictures
from reports.publication.model import Drawn, NotDrawn
from reports.text.typesetting import FONT

mpl.use("Agg")
import matplotlib.pyplot as plt

Result = TypeVar("Result")
MOST_PROCESSES = 8
DPI = 160
COLOURS = 128  # of the PNG, which makes it a quarter as large
# Parsed mathematics would let a "$" in a foreign name change a label or stop the drawing.
SETTINGS: dict[Any, Any] = {
    "font.family": FONT,
    "svg.hashsalt": "compute-divide",
    "svg.fonttype": "path",
    "text.parse_math": False,
    "figure.max_open_warning": 0,
}


@contextmanager
def drawing(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    names: Sequence[str],
    code: str = "",
    earlier: Path | None = None,
) -> Iterator[Iterable[Drawn | NotDrawn]]:
    """Yield the results of drawing figures into ``folder``, in the order of their names.

    A figure that did not change since the publication ``earlier`` keeps its pictures; ``code`` is
    the hash of the code. A process a core draws the others while the body runs, if the marts are in
    a read-only file, which other processes can open too. Figures of other marts are drawn here,
    when the body takes them.
    """
    file, marts = _read_only_file(connection), Marts(connection)
    if file is None:
        yield (draw(marts, name, folder, code) for name in names)
        return
    memory = connection.execute("select current_setting('memory_limit')").fetchall()[0][0]
    draw_one = functools.partial(_draw_from, file, str(memory), folder, code)
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    # A fork would copy the threads' locks of this process. The new ones load their own modules.
    with ProcessPoolExecutor(processes, get_context("spawn"), _end_with_parent) as pool:
        figures = [
            (earlier and _kept(marts, name, folder, code, earlier)) or pool.submit(draw_one, name)
            for name in names
        ]
        yield (one.result() if isinstance(one, Future) else one for one in figures)


def _read_only_file(connection: duckdb.DuckDBPyConnection) -> str | None:
    rows = connection.execute(
        "select path from duckdb_databases() where database_name = current_database() and readonly"
    ).fetchall()
    return str(rows[0][0]) if rows else None


def _end_with_parent() -> None:
    """End this process with the one that started it, even if that one is killed."""

    def end() -> None:
        if (parent := parent_process()) is not None:
            wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=end, daemon=True).start()


def _draw_from(file: str, memory: str, folder: Path, code: str, name: str) -> Drawn | NotDrawn:
    return draw(_marts(file, memory), name, folder, code)


@functools.cache
def _marts(file: str, memory: str) -> Marts:
    config: dict[str, Any] = {"threads": 1, "memory_limit": memory}
    return Marts(duckdb.connect(file, read_only=True, config=config))


def draw(marts: Marts, figure_id: str, folder: Path, code: str = "") -> Drawn | NotDrawn:
    """Build one figure and write its PNG, SVG, rows and SQL."""

    def work() -> Drawn:
        figure = build(figure_id, marts)
        path = folder / "figures" / figure_id
        overlaps = save(figure, path.with_suffix(".png"), path.with_suffix(".svg"))
        return _drawn(marts, figure, folder, drawn_from(figure, code), overlaps)

    return _tried(figure_id, folder, work)


def _kept(
    marts: Marts, figure_id: str, folder: Path, code: str, earlier: Path
) -> Drawn | NotDrawn | None:
    """Write a figure with the pictures of an earlier publication; None if they differ."""

    def work() -> Drawn | None:
        figure = build(figure_id, marts)
        key = drawn_from(figure, code)
        overlaps = keep_pictures(figure_id, key, earlier, folder)
        return None if overlaps is None else _drawn(marts, figure, folder, key, overlaps)

    return _tried(figure_id, folder, work)


def _tried(figure_id: str, folder: Path, work: Callable[[], Result]) -> Result | NotDrawn:
    """Return the figure, or why there is none; then no file of it is left."""
    try:
        return work()
    except NotEnoughDataError as error:
        return NotDrawn(figure_id, str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends no other figure
        undrawn = fault(figure_id, error)
        for file in (folder / "figures").glob(f"{figure_id}.*"):
            file.unlink()
        return undrawn


def _drawn(
    marts: Marts, figure: Figure, folder: Path, key: str, overlaps: Sequence[Sequence[str]]
) -> Drawn:
    """Write the rows and the SQL of a figure whose pictures are there."""
    path = folder / "figures" / figure.id
    export.write_frame(marts.connection, figure.data, path.with_suffix(".csv"))
    script = figure_sql.script(figure.id, figure.queries)
    path.with_suffix(".sql").write_text(script, encoding="utf-8", newline="\n")
    return Drawn(figure.id, figure.text, figure.alt, figure.data, figure.height, overlaps, key)


def build(figure_id: str, marts: Marts) -> Figure:
    """Build a figure by its id; raise NotEnoughDataError if the data cannot support it."""
    spec = FIGURES[figure_id]
    with marts.recorded() as queries:
        parts = spec.draw(marts)
    return assemble(spec.id, spec.question, parts, list(queries))


def save(figure: Figure, png: Path, svg: Path) -> list[tuple[str, str]]:
    """Write a figure as PNG and SVG, and return the words that overlap or are cut off.

    The same figure gives the same bytes.
    """
    with _reproducible():
        canvas = figure.plot.draw()
        try:
            canvas.set_dpi(DPI)
            raster: Any = FigureCanvasAgg(canvas)
            raster.draw()
            pixels = Image.fromarray(np.asarray(raster.buffer_rgba())).convert("RGB")
            # The default method would give small marks the colour of larger ones.
            few = pixels.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            few.save(png)
            overlaps = layout.overlaps(canvas)
            # savefig would lay the figure out a second time, which takes as long as the first.
            canvas.set_layout_engine("none")
            vector: Any = FigureCanvasSVG(canvas)
            vector.print_svg(svg, metadata={"Date": None, "Title": figure.text.title})
            return overlaps
        finally:
            plt.close(canvas)


@contextmanager
def _reproducible() -> Iterator[None]:
    """Apply settings under which the bytes depend on the figure only."""
    with mpl.rc_context(SETTINGS), plt.ioff(), warnings.catch_warnings():
        # The bundled font lacks some scripts. Their letters become boxes, and the figure is still
        # drawn.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield
