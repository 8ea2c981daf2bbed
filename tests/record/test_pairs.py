"""A pair of a metric and a definition exists only because something on the site names it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

from tests.record.warehouse import Warehouse
from tests.reports.conftest import read_csv

Pair = tuple[str, str]
ROW = re.compile(r'data-row="metrics\?([^"]+)"')


def on_pages(folder: Path) -> Iterator[Pair]:
    """Yield the pair of each row that a page names. The explorer, which has all, is no page."""
    for page in folder.rglob("*.html"):
        for row in ROW.findall(page.read_text(encoding="utf-8")):
            key = dict(parse_qsl(html.unescape(row)))
            yield key["metric"], key["definition"]


def in_figures(folder: Path) -> Iterator[Pair]:
    for file in folder.glob("figures/*.csv"):
        for row in read_csv(file):
            if "metric" in row and "definition" in row:
                yield row["metric"], row["definition"]


def test_something_on_the_site_names_each_pair(marts: Warehouse, record_home: Path) -> None:
    folder = record_home / "published" / "latest"
    in_seeds = marts.rows(
        """
        select metric, definition from reference.answer_choice
        union select metric, definition from reference.published_comparison
        union select metric, unnest([definition, against_definition]) from reference.claim
        """
    )
    pairs = set(marts.rows("select distinct metric, definition from marts.metrics"))
    assert pairs - {*on_pages(folder), *in_figures(folder), *in_seeds} == set()


def test_what_published_figures_are_compared_with_is_a_choice_or_says_why_not(
    marts: Warehouse,
) -> None:
    """Of the metrics of answers: a choice outside the range would turn its answer."""
    rows = marts.rows(
        """
        with compared as (
            select metric, definition, max(coalesce(not_a_choice, '')) as reason
            from reference.published_comparison
            where metric in (select metric from reference.answer_choice)
            group by metric, definition
        )
        select metric, definition from compared
        where ((metric, definition) in (select (metric, definition) from reference.answer_choice))
            = (reason <> '')
        """
    )
    assert rows == []
