"""The figures, one module each, in a folder for its subject.

A module declares the question of its figure, which is its title if the data supports no finding,
and the marts that it reads.
"""

import ast
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
DECLARED = ("QUESTION", "MARTS")


@dataclass(frozen=True)
class FigureSpec:
    """A figure and what its module declares."""

    id: str
    subject: str
    question: str
    marts: tuple[str, ...]

    @property
    def module(self) -> Path:
        """Return the path of the module that draws the figure."""
        return FOLDER / self.subject / f"{self.id}.py"


def _spec(module: Path) -> FigureSpec:
    """Read a module without importing it, because plotting libraries take seconds to import."""
    values = {
        target.id: ast.literal_eval(statement.value)
        for statement in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id in DECLARED
    }
    return FigureSpec(module.stem, module.parent.name, values["QUESTION"], values["MARTS"])


FIGURES = {module.stem: _spec(module) for module in sorted(FOLDER.glob("*/[a-z]*.py"))}
