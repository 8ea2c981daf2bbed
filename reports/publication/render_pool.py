"""Draw figures in parallel: ``-m reports.publication.render_pool DATABASE FOLDER FIGURE...``.

Plots take most of a publication's time, and threads cannot draw them. Each process starts fresh:
it shares no threads and no locks with its parent. It reads the published marts, so a reader can
draw every figure again.
"""

import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from reports.marts.reader import Marts, NotEnoughDataError
from reports.publication import export, render
from reports.publication import figure_sql as queries
from reports.publication.model import Drawn, NotDrawn

PROCESSES = 2
GO = b"go\n"


@contextmanager
def side_by_side(
    database: Path, folder: Path, figures: Sequence[str]
) -> Iterator[Callable[[], tuple[list[Drawn], list[NotDrawn]]]]:
    """Give a function that draws figures, two at a time, once ``database`` has been written.

    The processes are started before, as to load takes them seconds. The function returns the
    figures drawn and those without enough data, both in the order of ``figures``. It raises
    CalledProcessError where a figure fails, whose trace is on the standard error.
    """
    parts = [figures[place::PROCESSES] for place in range(PROCESSES)]
    with ExitStack() as stack:
        started = [stack.enter_context(_start(database, folder, part)) for part in parts]

        def draw_all() -> tuple[list[Drawn], list[NotDrawn]]:
            for process in started:
                _begin(process)
            made = [one for process in started for one in _results(process)]
            made.sort(key=lambda one: figures.index(one.id))
            drawn = [one for one in made if isinstance(one, Drawn)]
            return drawn, [one for one in made if isinstance(one, NotDrawn)]

        yield draw_all


def _start(database: Path, folder: Path, figures: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "reports.publication.render_pool",
        *map(str, (database, folder)),
        *figures,
    ]
    room = Path(__file__).parents[2]
    return subprocess.Popen(  # noqa: S603 - our own
        command, cwd=room, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _begin(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.write(GO)
        process.stdin.flush()


def _results(process: subprocess.Popen[bytes]) -> list[Drawn | NotDrawn]:
    written, _ = process.communicate()
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    made: list[Drawn | NotDrawn] = pickle.loads(written)  # noqa: S301 - our own process wrote it
    return made


def draw(marts: Marts, figure_id: str, folder: Path) -> Drawn | NotDrawn:
    """Build one figure and write its PNG, SVG, rows and SQL."""
    before = time.process_time()
    try:
        with marts.recorded() as asked:
            figure = render.build(figure_id, marts)
    except NotEnoughDataError as error:
        return NotDrawn(figure_id, str(error))
    except Exception as error:
        error.add_note(f"while the figure {figure_id} was drawn")
        raise
    place = folder / "figures" / figure_id
    render.save(figure, place.with_suffix(".png"), place.with_suffix(".svg"))
    export.write_frame(marts.connection, figure.data, place.with_suffix(".csv"))
    script = queries.script(figure_id, asked)
    place.with_suffix(".sql").write_text(script, encoding="utf-8", newline="\n")
    seconds = time.process_time() - before
    shown = (figure.id, figure.words, figure.alt, figure.data, figure.height)
    return Drawn(*shown, asked, seconds)


def main() -> None:
    """Draw the figures named once told to, and write what was drawn to the standard output."""
    database, folder, *figures = sys.argv[1:]
    if sys.stdin.buffer.readline() != GO:
        return  # whoever started it has ended
    with duckdb.connect(database, read_only=True, config={"threads": 1}) as connection:
        marts = Marts(connection)
        made = [draw(marts, figure, Path(folder)) for figure in figures]
    pickle.dump(made, sys.stdout.buffer)


if __name__ == "__main__":
    main()
