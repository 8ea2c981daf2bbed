"""The papers of each edition are those that the metrics count."""

from __future__ import annotations

from reports.marts import papers
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
