"""Draw figures in parallel: ``-m reports.publication.render_pool DATABASE FOLDER FIGURE...``.

Plots take most of a publication's time, and threads cannot draw them. Each process starts fresh:
it shares no threads and no locks with its parent. It reads the published marts, so a reader can
draw every figure again.
"""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from reports.catalogue import QUESTION_FIGURES
from reports.marts.reader import Marts, NotEnoughDataError
from reports.publication import export, figure_sql, render
from reports.publication.model import Drawn, NotDrawn

PROCESSES = 2
GO = b"go\n"
CONFIG: dict[str, Any] = {
    "threads": 1,
    "memory_limit": os.environ.get("COMPUTE_DIVIDE_MEMORY") or "50%",
}


@contextmanager
def side_by_side(
    database: Path, folder: Path, figures: Sequence[str]
) -> Iterator[Callable[[], tuple[list[Drawn], list[NotDrawn]]]]:
    """Start processes, and give a function that draws figures once ``database`` is written.

    The processes start early because loading the plotting libraries takes seconds. The function
    returns the figures drawn and those without enough data, both in the order of ``figures``. A
    figure that fails raises CalledProcessError, with its trace on the standard error.
    """
    parts = [figures[start::PROCESSES] for start in range(PROCESSES)]
    with ExitStack() as stack:
        started = [stack.enter_context(_start(database, folder, part)) for part in parts]

        def draw_all() -> tuple[list[Drawn], list[NotDrawn]]:
            for process in started:
                _begin(process)
            results = [result for process in started for result in _results(process)]
            results.sort(key=lambda result: figures.index(result.id))
            drawn = [result for result in results if isinstance(result, Drawn)]
            return drawn, [result for result in results if isinstance(result, NotDrawn)]

        yield draw_all


def _start(database: Path, folder: Path, figures: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "reports.publication.render_pool",
        *map(str, (database, folder)),
        *figures,
    ]
    root = Path(__file__).parents[2]
    return subprocess.Popen(  # noqa: S603 - our own
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _begin(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.write(GO)
        process.stdin.flush()


def _results(process: subprocess.Popen[bytes]) -> list[Drawn | NotDrawn]:
    written, _ = process.communicate()
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    results: list[Drawn | NotDrawn] = pickle.loads(written)  # noqa: S301 - from our own process
    return results


def draw(marts: Marts, figure_id: str, folder: Path) -> Drawn | NotDrawn:
    """Build one figure and write its PNG, SVG, rows and SQL."""
    before = time.process_time()
    try:
        with marts.recorded() as queries:
            figure = render.build(figure_id, marts)
    except NotEnoughDataError as error:
        return NotDrawn(figure_id, str(error))
    except Exception as error:
        error.add_note(f"while the figure {figure_id} was drawn")
        raise
    path = folder / "figures" / figure_id
    on_question = figure_id in QUESTION_FIGURES
    saved = render.save(figure, path.with_suffix(".png"), path.with_suffix(".svg"), on_question)
    export.write_frame(marts.connection, figure.data, path.with_suffix(".csv"))
    script = figure_sql.script(figure_id, queries)
    path.with_suffix(".sql").write_text(script, encoding="utf-8", newline="\n")
    seconds = time.process_time() - before
    shown = (figure.id, figure.text, figure.alt, figure.data, figure.height)
    return Drawn(*shown, queries, seconds, saved)


def main() -> None:
    """Wait for the parent's signal, draw the named figures, and write the results to stdout."""
    database, folder, *figures = sys.argv[1:]
    if sys.stdin.buffer.readline() != GO:
        return  # the parent has ended
    with duckdb.connect(database, read_only=True, config=CONFIG) as connection:
        marts = Marts(connection)
        results = [draw(marts, figure, Path(folder)) for figure in figures]
    pickle.dump(results, sys.stdout.buffer)


if __name__ == "__main__":
    main()
