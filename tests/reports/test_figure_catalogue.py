"""The declared marts of the figures are the marts that they read."""

from __future__ import annotations

import re
from pathlib import Path

from reports.figure_catalogue import FIGURES
from reports.publication import render
from tests.reports.conftest import Published

MODULES = Path(render.__file__).parents[1] / "figures"


def test_each_figure_reads_exactly_the_marts_it_declares(published: Published) -> None:
    read = {
        path.stem: set(re.findall(r"\bmarts\.(\w+)", path.read_text(encoding="utf-8")))
        for path in published.folder.glob("figures/*.sql")
    }
    assert read == {figure: set(spec.marts) for figure, spec in FIGURES.items()}


def test_every_module_is_declared_under_its_subject() -> None:
    modules = {(path.parent.name, path.stem) for path in MODULES.glob("*/[a-z]*.py")}
    assert modules == {(spec.subject, spec.id) for spec in FIGURES.values()}


def test_every_question_is_a_question() -> None:
    assert all(spec.question.endswith("?") for spec in FIGURES.values())
