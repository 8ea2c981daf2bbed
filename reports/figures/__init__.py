"""The figures, one module each, in a folder for its subject.

A module has the question of its figure, which is its title if the data supports no finding, the
marts that it reads (``metrics`` by the subject of its metric), and ``draw``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from reports.charts.figure import Parts
from reports.marts.reader import Marts


@dataclass(frozen=True)
class FigureSpec:
    """A figure and what its module has; ``file`` is the path of the module in the project."""

    id: str
    file: str
    question: str
    marts: tuple[str, ...]
    draw: Callable[[Marts], Parts]

    @property
    def tables(self) -> list[str]:
        """The published tables of its marts: ``metrics`` has the estimates of every subject."""
        names = ("metrics" if mart.startswith("metrics_of_") else mart for mart in self.marts)
        return sorted(set(names))


def _spec(path: Path) -> FigureSpec:
    subject, name = path.parent.name, path.stem
    module = import_module(f"{__name__}.{subject}.{name}")
    file = f"reports/figures/{subject}/{name}.py"
    return FigureSpec(name, file, module.QUESTION, module.MARTS, module.draw)


FIGURES = {path.stem: _spec(path) for path in sorted(Path(__file__).parent.glob("*/[a-z]*.py"))}
