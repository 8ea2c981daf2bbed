"""Draw figures in parallel processes: ``-m reports.publication.render_pool``.

Plots take most of a publication's time, and threads cannot draw them. Each process starts fresh:
it shares no threads and no locks with its parent. A process reads the published marts, so a reader
can draw every figure again. Its input has the paths of database and folder, the limit of memory,
and then the names of figures, one per line. It writes each result to its output.
"""

import gc
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

import duckdb

from reports.catalogue import QUESTION_FIGURES
from reports.marts.reader import Marts, NotEnoughDataError
from reports.publication import export, figure_sql, render
from reports.publication.model import Drawn, NotDrawn

PROCESSES = 2
COLLECT_AFTER = 100_000  # objects
MEMORY = "50%"  # of the machine

# These processes wait for a publication.
EARLY: list[subprocess.Popen[bytes]] = []


def start_early() -> None:
    """Start the processes early, because loading the plotting libraries takes seconds."""
    EARLY.extend(_start() for _ in range(PROCESSES - len(EARLY)))


@contextmanager
def side_by_side(
    database: Path, folder: Path, figures: Sequence[str], memory: str = MEMORY
) -> Iterator[Callable[[], tuple[list[Drawn], list[NotDrawn]]]]:
    """Start processes, and return a function that draws figures after ``database`` is written.

    The function returns the drawn figures and those without enough data, both in the order of
    ``figures``. It raises CalledProcessError if a figure fails, and the trace is on standard error.
    ``memory`` limits DuckDB in each process.
    """
    with ExitStack() as stack:
        start_early()
        started = [stack.enter_context(EARLY.pop()) for _ in range(PROCESSES)]
        for process in started:
            lines = f"{database.absolute()}\n{folder.absolute()}\n{memory}\n"
            with suppress(BrokenPipeError):
                _pipe(process.stdin).write(lines.encode())

        def draw_all() -> tuple[list[Drawn], list[NotDrawn]]:
            waiting: SimpleQueue[str] = SimpleQueue()
            # Figures of questions take longest, because they have a copy for phones.
            for name in sorted(figures, key=QUESTION_FIGURES.__contains__, reverse=True):
                waiting.put(name)
            with ThreadPoolExecutor(PROCESSES) as threads:
                parts = threads.map(lambda process: list(_results(process, waiting)), started)
                results = [result for part in parts for result in part]
            results.sort(key=lambda result: figures.index(result.id))
            drawn = [result for result in results if isinstance(result, Drawn)]
            return drawn, [result for result in results if isinstance(result, NotDrawn)]

        yield draw_all


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "reports.publication.render_pool"]
    root = Path(__file__).parents[2]
    return subprocess.Popen(  # noqa: S603 - our own
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _results(
    process: subprocess.Popen[bytes], waiting: SimpleQueue[str]
) -> Iterator[Drawn | NotDrawn]:
    """Give the process a new figure when it has drawn one, until no figure is left."""
    names, results = _pipe(process.stdin), _pipe(process.stdout)
    # A process that fails closes its pipes.
    with suppress(BrokenPipeError, EOFError), names, suppress(Empty):
        while True:
            names.write(f"{waiting.get_nowait()}\n".encode())
            names.flush()
            yield pickle.load(results)  # noqa: S301 - from our own process
    if process.wait() != 0:
        raise subprocess.CalledProcessError(process.returncode, process.args)


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    """Return a pipe of a process, whose type the standard library declares as optional."""
    if stream is None:
        raise TypeError
    return stream


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
    """Draw each figure that the parent process names, until it names no more."""
    database, folder, memory, first = (sys.stdin.readline().strip() for _ in range(4))
    if not first:
        return  # the parent has ended
    # Figures make many objects, and few rings of them.
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    config: dict[str, Any] = {"threads": 1, "memory_limit": memory}
    with duckdb.connect(database, read_only=True, config=config) as connection:
        marts = Marts(connection)
        for name in chain([first], sys.stdin):
            pickle.dump(draw(marts, name.strip(), Path(folder)), sys.stdout.buffer)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
