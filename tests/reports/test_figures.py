"""Figures claim what the intervals support, draw the rows that they state, or are refused."""

from __future__ import annotations

import html
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from reports import questions
from reports.figures import FIGURES
from reports.marts.reader import NotEnoughDataError
from reports.publication.model import NotDrawn
from reports.publication.render import draw
from reports.publish import Publication, publish
from reports.questions import QUESTIONS
from reports.site import write
from reports.site.pages import VIEWS
from reports.text.units import format_number, unit
from tests.reports.edited import Edited, words
from tests.reports.test_own_lists import own_list

MODELS = "metric = 'model_team_share' and definition = 'notable_classed'"
HOSTILE = '<script>alert("x")</script>\u202e$\\frac{1}$' + " long" * 60
# A figure whose title is a finding, and a change of the data under which it claims nothing.
DOUBTS = (
    ("compute_gap", "update marts.metrics set ci_low = -1 where metric = 'compute_gap'"),
    ("compute_owners", "update marts.metrics set ci_low = 0.4 where metric like '%stock%'"),
    ("model_team_share", f"update marts.metrics set ci_low = 0.4 where {MODELS}"),
    ("paper_team_share", "delete from marts.metrics where definition = 'accepted_field'"),
)
# Pictures with more decimals than their answer, for the small shares beside its number.
DRAWN_FINER = {"who-adopts": 1, "on-what": 1}
LOSSES = (
    ("adoption_by_origin", "delete from marts.metrics where metric like '%adoption'", "no titles"),
    ("reachable_share", "delete from marts.metrics where metric like 'reach%'", "no budgets"),
    (
        "model_team_share",
        f"delete from marts.metrics where {MODELS} and period not in ('2020', 'all')",
        "Only one period has 5 cases",
    ),
)


def test_no_text_of_the_record_is_clipped_or_lies_on_another(record_home: Path) -> None:
    """The manifest has what was found."""
    manifest = json.loads((record_home / "published" / "latest" / "manifest.json").read_text())
    overlaps = {figure["id"]: figure["overlaps"] for figure in manifest["figures"]}
    assert "compute_gap" in overlaps
    assert {name: pairs for name, pairs in overlaps.items() if pairs} == {}


@pytest.mark.parametrize(("figure", "doubt"), DOUBTS)
def test_a_title_is_a_finding_only_if_its_interval_allows_it(
    record: Edited, figure: str, doubt: str
) -> None:
    question = FIGURES[figure].question
    assert record.title(figure) != question
    record.edit(doubt)
    assert record.title(figure) == question


@pytest.mark.parametrize(("figure", "loss", "reason"), LOSSES)
def test_a_figure_without_its_data_is_refused(
    record: Edited, figure: str, loss: str, reason: str
) -> None:
    record.edit(loss)
    with pytest.raises(NotEnoughDataError, match=reason):
        record.figure(figure)


GROUP = ("source", "metric", "definition", "team_class", "sector", "venue", "topic", "country")
COLUMNS = (
    "select table_name, list(column_name) from information_schema.columns"
    " where table_catalog = 'record' and table_schema = 'marts' group by all"
)


def keep(record: Edited, rows: int) -> None:
    """Leave so many rows of each group of each mart, the newest first, and else any."""
    for mart, columns in record.connection.execute(COLUMNS).fetchall():
        if (keys := [key for key in GROUP if key in columns]) and not mart.startswith("dim_"):
            newest = "vintage desc nulls last, " if "vintage" in columns else ""
            order = f"partition by {', '.join(keys)} order by {newest}hash(t, {random.random()})"
            record.connection.execute(
                f"create or replace view marts.{mart} as from record.marts.{mart} as t"
                f" qualify row_number() over ({order}) <= {rows}"
            )


@pytest.mark.parametrize("rows", range(3))
def test_few_rows_break_no_figure(record: Edited, tmp_path: Path, rows: int) -> None:
    """A figure is drawn, or says which data it lacks."""
    random.seed(1)
    keep(record, rows)
    (tmp_path / "figures").mkdir()
    drawn = [draw(record.marts, name, tmp_path) for name in FIGURES]
    assert [one for one in drawn if isinstance(one, NotDrawn) and one.is_fault] == []


@pytest.mark.usefixtures("without_pictures")
def test_a_figure_page_or_answer_whose_code_fails_ends_no_publication(
    record: Edited, folder: Path, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each says so where it would be, and in the manifest."""

    def fail(*_: object) -> NoReturn:
        raise KeyError("year")

    monkeypatch.setitem(FIGURES, "disclosure", replace(FIGURES["disclosure"], draw=fail))
    views = [replace(one, context=fail) if one.page.id == "caveats" else one for one in VIEWS]
    monkeypatch.setattr(write, "VIEWS", views)
    asked = [replace(one, answer=fail) if one.id == "who-adopts" else one for one in QUESTIONS]
    monkeypatch.setattr(questions, "QUESTIONS", asked)
    own_list(record, 200)
    assert "disclosure" not in {one.id for one in publish(record.connection, folder, publication)}
    reason = "Its code failed, which is a fault of ours: KeyError: 'year'"
    for name in ("who-discloses.html", "caveats.html", "who-adopts.html"):
        assert reason in html.unescape((folder / name).read_text(encoding="utf-8"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    missing = [*manifest["figures_not_drawn"], *manifest["pages_not_written"]]
    faults = [(one["id"], one["reason"]) for one in missing if one["is_fault"]]
    unwritten = {"disclosure", "caveats.html", "who-adopts.html"}
    assert sorted(faults) == [(name, reason) for name in sorted(unwritten)]
    front = (folder / "index.html").read_text(encoding="utf-8")
    assert "No answer in this publication. Its code failed" in front


def test_the_first_figure_of_an_answer_shows_its_number(record: Edited) -> None:
    """The title is that of the answer, and the number of the headline is drawn."""
    query = "select value, unit from marts.answers where question = ?"
    for question in QUESTIONS:
        ((value, name),) = record.connection.execute(query, [question.id]).fetchall()
        figure = record.figure(question.figures[0])
        texts = figure.text.labels().values()
        drawn = " ".join(text for text in words(figure) if text not in texts)
        digits = DRAWN_FINER.get(question.id, unit(name).prose)
        answer = question.answer(record.marts)
        assert answer
        assert figure.text.title == str(answer.title), question.id
        assert format_number(value, name, digits) in drawn + figure.text.title, question.id


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_a_finding_of_two_lines_and_a_short_caption(record: Edited, name: str) -> None:
    figure = record.figure(name)
    assert figure.text.title != FIGURES[name].question
    assert figure.text.labels()["title"].count("\n") < 2
    notes = figure.text.caption.partition("\nSource:")[0]
    assert len(notes.split()) <= 40


@pytest.mark.parametrize("name", FIGURES)
def test_the_numbers_of_a_title_are_of_the_metrics_that_the_figure_draws(
    record: Edited, name: str
) -> None:
    parts = FIGURES[name].draw(record.marts)
    assert parts.finding is not None
    rows = [number.row or number.query for number in parts.finding.numbers()]
    assert rows
    metrics = [f"metric={scope.metric}&" for scope in parts.scopes]
    assert [row for row in rows if not any(metric in row for metric in metrics)] == []
