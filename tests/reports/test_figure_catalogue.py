"""The declared marts of the figures are the marts that they read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.figure_catalogue import FIGURES
from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts
from reports.publication import render
from tests.reports.conftest import Warehouse

MODULES = Path(render.__file__).parents[1] / "figures"


def marts_read(marts: Marts, figure: str) -> set[str]:
    with marts.recorded() as queries:
        render.build(figure, marts)
    return {name for query in queries for name in re.findall(rf"\b{SCHEMA}\.(\w+)", query.text)}


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_reads_exactly_the_marts_it_declares(full: Warehouse, figure: str) -> None:
    assert marts_read(Marts(full.connection), figure) == set(FIGURES[figure].marts)


def test_every_module_is_declared_under_its_subject() -> None:
    modules = {(path.parent.name, path.stem) for path in MODULES.glob("*/[a-z]*.py")}
    assert modules == {(spec.subject, spec.id) for spec in FIGURES.values()}


def test_every_question_is_a_question() -> None:
    assert all(spec.question.endswith("?") for spec in FIGURES.values())
