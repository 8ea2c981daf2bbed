"""A short list of one's own gets the figures and sentences that its cases support."""

from __future__ import annotations

import html
import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from reports.figures import FIGURES
from reports.marts.reader import NotEnoughDataError
from reports.publish import Publication, publish
from reports.questions import answers
from tests.reports.edited import Edited
from tests.reports.site.test_citing import assert_drawn

MARTS = ("compute_fits", "metrics", "models", "vintages")
# A list alone has no budgets and no papers.
OTHERS = "reachable_share|need_factor|topic_compute_intensity"
SHOWN = ("value", "k", "ci_low", "ci_high", "bound_low", "bound_high", "effective_n", "degrees")
WRONG = re.compile(r"\.\.|\bNone\b|\bnan\b|[{}]| [,.;:)]|still (adding|filling|gaining)")


def own_list(record: Edited, rows: int) -> None:
    """Leave so many notable models since 2019, and that part of the cases of each metric."""
    record.clear()
    read = record.connection.execute
    newest = "source = 'epoch' and vintage = (select max(vintage) from record.marts.models)"
    for mart in MARTS:
        read(f"insert into marts.{mart} from record.marts.{mart} where {newest}")
    read("insert into marts.dim_country from record.marts.dim_country")
    listed = "list_contains(definitions, 'notable_classed') and publication_date >= '2019-01-01'"
    read(f"delete from marts.models where not coalesce({listed}, false)")
    ((models,),) = read("select count(*) from marts.models").fetchall()
    kept = f"select hash(model_id) as h from marts.models order by h limit {rows}"
    read(f"delete from marts.models where hash(model_id) not in ({kept})")
    read(
        f"delete from marts.metrics where period < '2019' or regexp_full_match(metric, '{OTHERS}')"
    )
    part = rows / models
    few = ", ".join(f"{column} = if(n < 5, null, {column})" for column in SHOWN)
    for change in (
        (
            f"metrics set n = round(n * {part}), k = round(k * {part}),"
            " caveats = list_filter(caveats, lambda caveat: caveat <> 'still_filling')"
        ),
        f"metrics set suppressed = n < 5, {few}",
        f"compute_fits set n = n * {part}",
        "vintages set publisher = 'Your own list'",
        *(f"{mart} set source = 'own_models'" for mart in MARTS),
    ):
        read(f"update marts.{change}")


@pytest.mark.parametrize(("rows", "drawn"), [(5, 0), (30, 2), (40, 3), (200, 4)])
def test_a_short_list_has_the_figures_and_answers_that_its_cases_support(
    record: Edited, rows: int, drawn: int
) -> None:
    """Of 30 models, some years have five models, and no class of teams has five in a year."""
    own_list(record, rows)
    figures = []
    for name in FIGURES:
        try:
            figures.append(record.figure(name))
        except NotEnoughDataError:
            continue
        plt.close(figures[-1].plot.draw())
    assert len(figures) == drawn
    said = [
        str(text)
        for one in answers(record.marts).values()
        if one.answer
        for text in (one.answer.text, one.answer.title or "")
    ]
    said += [text for one in figures for text in (one.text.subtitle, one.text.caption, one.alt)]
    assert {text: WRONG.findall(text) for text in said if WRONG.search(text)} == {}


@pytest.mark.usefixtures("without_pictures")
def test_a_short_list_can_be_published(
    record: Edited, folder: Path, publication: Publication
) -> None:
    """The front page leads with its first sentence, and pages name each figure without cases."""
    own_list(record, 40)
    figures = {figure.id for figure in publish(record.connection, folder, publication)}
    assert_drawn(folder, figures)
    page = (folder / "index.html").read_text(encoding="utf-8")
    main = page.partition("<main")[2].partition("</main>")[0]
    words = " ".join(html.unescape(re.sub("<[^>]+>", "", main)).split())
    assert "academic? Universities alone made" in words
    assert not WRONG.search(words)
