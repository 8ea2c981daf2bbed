"""The charts of a question, their numbers, and the library that draws them."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest

from reports.marts.choices import headline
from reports.questions import QUESTIONS
from reports.questions.question import Question
from reports.site.chart import of_page
from reports.site.scripts import FOLDER, script
from reports.site.write import LIBRARY
from reports.text.units import format_value
from tests.reports.edited import ASKED, Edited

MODELS = "model_team_share"
TRAINS = ASKED["who-trains"]


def views_of(record: Edited, question: Question = TRAINS) -> list[dict[str, Any]]:
    return of_page(record.marts, question, lambda _: "")


def points(view: dict[str, Any], name: str) -> dict[str, list[Any]]:
    (line,) = (line for line in view["lines"] if line["name"] == name)
    return {point[0]: point for point in line["points"]}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_the_first_charts_of_a_question_have_the_number_of_the_answer(
    record: Edited, question: Question
) -> None:
    number = headline(record.marts, question.id)
    assert number is not None
    of_answer = [
        point
        for view in views_of(record, question)[:4]  # that of topics has two sentences
        if (view["metric"], view["definition"]) == (number["metric"], number["definition"])
        for line in view["lines"]
        for point in line["points"]
    ]
    told = (number["period"], format_value(number["value"], number["unit"]))
    assert told in [(point[0], point[6]) for point in of_answer]


def test_points_read_as_on_the_other_pages_and_suppressed_ones_are_left_out(
    record: Edited,
) -> None:
    shares = f"metric = '{MODELS}' and team_class = 'academic_only'"
    record.edit(
        f"update marts.metrics set value = 0.0003, ci_low = 0, ci_high = 0.0019"
        f" where {shares} and period = '2024'"
    )
    record.edit(
        "update marts.metrics set suppressed = true, value = null, ci_low = null, ci_high = null,"
        f" k = null where {shares} and period = '2025'"
    )
    years, periods = (points(view, "Universities alone") for view in views_of(record)[:2])
    assert years["2024"][6:8] == ["<0.1%", "0.0\N{EN DASH}0.2%"]
    assert not {"2009", "2025"} & years.keys()
    assert periods.keys() == {"2010-2014", "2015-2019", "2020-2022", "2023-latest"}


def test_the_modules_of_a_script_are_joined_in_one_scope() -> None:
    text = script("charts/main.js")
    assert not re.findall("^(?:import|export) ", text, re.MULTILINE)
    modules = (FOLDER / "charts").glob("*.js")
    for path in modules:  # without their comments
        exported = re.findall("^export (.+)$", path.read_text("utf-8"), re.MULTILINE)
        assert all(line in text for line in exported), path.name


def test_the_library_is_the_one_whose_version_and_licences_are_stated() -> None:
    digest, name = (LIBRARY.parent / "plot.min.js.sha256").read_text().split()
    assert (name, hashlib.sha256(LIBRARY.read_bytes()).hexdigest()) == (LIBRARY.name, digest)
    dependencies = json.loads((LIBRARY.parent / "package.json").read_text())["dependencies"]
    packages = json.loads((LIBRARY.parent / "package-lock.json").read_text())["packages"]
    licences = (LIBRARY.parent / "LICENCES.txt").read_text(encoding="utf-8")
    for package, version in dependencies.items():
        assert packages[f"node_modules/{package}"]["version"] == version
        assert f"{package} {version} (ISC)" in licences
