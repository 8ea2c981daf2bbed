"""The papers of each edition are those that the metrics count."""

from __future__ import annotations

from reports.marts import papers
from reports.site.pages.papers import newest
from reports.text.formatting import plain
from tests.reports.edited import Edited


def test_editions_count_the_papers_of_the_metrics(record: Edited) -> None:
    expected = record.connection.execute(
        """
        select venue, cast(period as integer), k, n, n_unknown from marts.metrics_latest
        where metric = 'any_industry_share' and definition = 'accepted' and venue is not null
            and not suppressed
        """
    ).fetchall()
    editions = {
        (row["venue"], row["year"]): (row["any_industry"], row["n"], row["n_unknown"])
        for row in papers.editions(record.marts)
    }
    assert len(expected) > 100
    assert {row[:2]: row[2:] for row in expected}.items() <= editions.items()
    # A list whose text may not be passed on shows none.
    shown = {row["listed_by"][0] for row in papers.editions(record.marts) if row["has_text"]}
    assert shown == {"ACL Anthology", "Crossref", "ICADL2024"}


def test_a_topic_and_its_area_have_their_newest_papers(record: Edited) -> None:
    for topic in ("large_language_models", "language"):
        listing = newest(record.marts, topic, 10)
        assert listing
        shown = [(int(row.cells[1][-4:]), row.cells[0]) for row in listing.rows]
        of_topic = "select topic from marts.dim_topic where ? in (topic, parent)"
        expected = record.connection.execute(
            "select distinct year, venue, title from marts.papers where is_latest and is_counted"
            " and source = 'lists' and 'accepted' in definitions and affiliations is not null"
            f" and list_has_any(topics, (select list(topic) from ({of_topic})))"
            " and title is not null order by year desc, venue, title limit 10",
            [topic],
        ).fetchall()
        assert shown == [(year, plain(title, 200)) for year, _, title in expected]
