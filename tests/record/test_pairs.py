"""A pair of a metric and a definition exists because something names it, or has its number."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

from reports.questions import QUESTIONS
from reports.questions.who_publishes import COMPARISONS
from tests.record.warehouse import Warehouse
from tests.reports.conftest import read_csv

Pair = tuple[str, str]
TEAM_SHARES = ("paper_team_share", "any_industry_share")
ROW = re.compile(r'data-row="metrics\?([^"]+)"')

OF_CHOICES = """
    select distinct metrics.metric, metrics.definition
    from marts.metrics as metrics
    inner join marts.answers as answers using (metric)
    inner join marts.specifications as combinations
        on combinations.question = answers.question and combinations.period = metrics.period
        and combinations.n = metrics.n and abs(combinations.value - metrics.value) < 1e-9
    where metrics.is_latest
"""


def on_pages(folder: Path) -> Iterator[Pair]:
    """Yield the pair of each row that a sentence or a table of a page names."""
    for page in folder.rglob("*.html"):
        for row in ROW.findall(page.read_text(encoding="utf-8")):
            key = dict(parse_qsl(html.unescape(row)))
            yield key["metric"], key["definition"]


def in_figures(folder: Path) -> Iterator[Pair]:
    for file in folder.glob("figures/*.csv"):
        for row in read_csv(file):
            if "metric" in row and "definition" in row:
                yield row["metric"], row["definition"]


def test_something_on_the_site_names_each_pair_or_a_combination_has_its_number(
    marts: Warehouse, record_home: Path
) -> None:
    folder = record_home / "published" / "latest"
    in_seeds = marts.rows(
        """
        select metric, definition from reference.published_comparison
        union select metric, unnest([definition, against_definition]) from reference.claim
        """
    )
    pairs = set(marts.rows("select distinct metric, definition from marts.metrics"))
    charts = {(one.metric, one.definition) for asked in QUESTIONS for one in asked.headlines}
    charts |= {(metric, one) for metric in TEAM_SHARES for one in COMPARISONS}
    measures = marts.rows("select distinct metric, definition from marts.entity_measures")
    stated = {*on_pages(folder), *in_figures(folder), *in_seeds, *charts, *measures}
    named = {*stated, *marts.rows(OF_CHOICES)}
    assert pairs - named == set()


def test_what_published_figures_are_compared_with_is_a_combination_or_says_why_not(
    marts: Warehouse,
) -> None:
    """Of the metrics of answers: a number that no choice has would turn an answer."""
    compared = marts.rows(
        """
        select metric, definition, max(coalesce(not_a_choice, ''))
        from reference.published_comparison
        where metric in (select metric from marts.answers)
        group by metric, definition
        """
    )
    of_choices = set(marts.rows(OF_CHOICES))
    assert [pair for *pair, reason in compared if (tuple(pair) in of_choices) == bool(reason)] == []
