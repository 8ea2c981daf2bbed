"""Changes inside groups and between them: answers and figures."""

from __future__ import annotations

from reports.marts.reader import Marts
from reports.questions import who_publishes, who_trains
from tests.reports.drawn import built
from tests.reports.marts import Warehouse


def test_the_sentences_split_the_change(full: Warehouse) -> None:
    marts = Marts(full.connection)
    models, papers = who_trains.change(marts), who_publishes.change(marts)
    assert models
    assert papers
    assert (
        "changed by −30.0 percentage points: −10.0 inside organisations of both periods, and "
        "−20.0 by organisations that entered"
    ) in str(models.text)
    assert "−10.0 inside venues of both periods (−12.0 to −8.0)" in str(papers.text)
    sizes = who_publishes.team_size(marts), who_trains.team_size(marts)
    for sentences, members in zip(sizes, ("authors", "organisations"), strict=True):
        assert sentences
        assert (
            "−10.0 at equal team size, and −20.0 by other sizes of teams. The size of a team is "
            f"its number of {members}."
        ) in str(sentences.text)
        assert "this is a split and no correction." in str(sentences.text)
    full.connection.execute("delete from marts.change_parts")
    marts = Marts(full.connection)
    assert who_trains.change(marts) is who_publishes.change(marts) is None
    assert who_trains.team_size(marts) is None
    authors = who_publishes.team_size(marts)
    assert authors
    assert str(authors.text).startswith("Academia's share of the authors was 70.0%")


def test_the_bars_of_a_row_add_up(full: Warehouse) -> None:
    figure = built(full, "change_of_papers")
    assert len(figure.data) == 32
    assert (
        "Any industry author, by venue: within −10.0, shifted −5.0, entered −25.0 and left +10.0."
    ) in figure.alt
    assert "42 in 2015–2019 and 147 since 2023" in figure.text.subtitle
    assert len(built(full, "change_of_models").data) == 16
