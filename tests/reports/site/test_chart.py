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
from tests.reports.conftest import Published
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
        for view in views_of(record, question)[:2]
        if (view["metric"], view["definition"]) == (number["metric"], number["definition"])
        for line in view["lines"]
        for point in line["points"]
    ]
    told = (number["period"], format_value(number["value"], number["unit"]))
    assert told in [(point[0], point[6]) for point in of_answer]


def test_charts_are_those_of_the_headlines(record: Edited) -> None:
    for question in QUESTIONS:
        metrics = {one.metric for one in question.headlines}
        assert {view["metric"] for view in views_of(record, question)} <= metrics
        assert all(len(view["lines"]) <= 5 for view in views_of(record, question))


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
    years, periods = (points(view, "Academic only") for view in views_of(record)[:2])
    assert years["2024"][6:8] == ["<0.1%", "0.0\N{EN DASH}0.2%"]
    assert not {"2009", "2025"} & years.keys()
    assert periods.keys() == {"2010-2014", "2015-2019", "2020-2022", "2023-latest"}


def test_a_page_without_rows_has_no_chart(record: Edited) -> None:
    record.edit(f"delete from marts.metrics where metric = '{MODELS}'")
    assert MODELS not in {view["metric"] for view in views_of(record)}


def test_the_chart_of_adoption_has_the_origin_of_the_answer(record: Edited) -> None:
    view, *_ = views_of(record, ASKED["who-adopts"])
    assert view["title"].endswith(" (Industry)")
    assert [line["name"] for line in view["lines"]][:2] == ["Academic only", "Industry only"]


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


def test_the_library_needs_no_right_that_the_policy_withholds() -> None:
    """It compiles no text to code, loads nothing, and cannot end its own script element."""
    text = LIBRARY.read_text(encoding="utf-8")
    assert not re.findall(r"\beval\(|new Function|</script|\bfetch\(|XMLHttpRequest", text)
    assert set(re.findall(r"https?://([\w.]+)", text)) == {"www.w3.org"}


def test_every_question_has_a_chart(published: Published) -> None:
    charts = {
        path.stem
        for path in published.folder.glob("*.html")
        if "data-views" in path.read_text("utf-8")
    }
    assert charts == {question.id for question in QUESTIONS}
