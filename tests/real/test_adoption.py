"""Pre-trained models that papers name, on publishers' files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.record.warehouse import Warehouse


def test_enough_mentions_were_checked_and_most_are_right(marts: Warehouse) -> None:
    rows = marts.rows("select measure, scope, n, value from marts.pretrained_accuracy")
    of = {(measure, scope): (n, value) for measure, scope, n, value in rows}
    checked = [
        n
        for (measure, scope), (n, _) in of.items()
        if (measure, scope[:5]) == ("precision", "names")
    ]
    assert sum(checked) >= 200
    assert of["precision", "random draw"][1] >= 0.9
    assert of["recall", "names of the list, in works read in full"][1] >= 0.8


def test_coverage_of_abstracts_agrees_with_the_file(marts: Warehouse, real_data: Path) -> None:
    (path,) = (real_data / "papercopilot").rglob("*ijcai2021*")
    records = json.loads(gzip.decompress(path.read_bytes()))
    rows = marts.rows(
        "select k, n from marts.metrics where metric = 'abstract_coverage'"
        " and venue = 'ijcai' and period = '2021'"
    )
    # The list has one paper twice.
    texts = {record["title"]: record["abstract"].strip() for record in records}
    assert rows == [(sum(map(bool, texts.values())), len(texts))] == [(722, len(records) - 1)]


def test_works_without_an_abstract_stand_beside_the_others(marts: Warehouse) -> None:
    wrong = marts.rows(
        """
        select adoption.period
        from marts.metrics as adoption
        inner join marts.metrics as coverage using (definition, source, vintage, period)
        where adoption.metric = 'pretrained_adoption' and coverage.metric = 'abstract_coverage'
            and adoption.venue is null and coverage.venue is null and adoption.team_class is null
            and adoption.sector is null and adoption.country is null
            and (adoption.n <> coverage.k or adoption.n + adoption.n_unknown <> coverage.n)
        """
    )
    assert wrong == []


@pytest.mark.parametrize(("country", "counting"), [("US", "full"), ("DE", "fractional")])
def test_shares_by_country_are_those_of_the_papers(
    marts: Warehouse, country: str, counting: str
) -> None:
    """Counted again in Python from the countries that ``marts.papers`` shows."""
    papers = marts.rows(
        "select paper_key, papers.country_codes, members.has_abstract"
        " from intermediate.int_adoption_members as members"
        " inner join intermediate.int_papers using (paper_key)"
        " inner join marts.papers as papers using (paper_id)"
        " where members.definition = 'accepted' and members.venue is null"
        " and members.source = 'lists' and members.period = '2023-latest'"
    )
    query = "select paper_key from intermediate.int_papers__pretrained where searched = 'abstract'"
    naming = {paper for (paper,) in marts.rows(query)}
    row = marts.row(
        "select n, value, n_unknown from marts.metrics where metric = 'pretrained_adoption'"
        " and source = 'lists' and period = '2023-latest' and sector is null"
        " and country = ? and counting = ?",
        [country, counting],
    )
    weights = {
        paper: 1 / len(codes.split("+")) if counting == "fractional" else 1
        for paper, codes, has_abstract in papers
        if has_abstract and codes is not None and country in codes.split("+")
    }
    unknown = sum(
        codes is None or (country in codes.split("+") and not has_abstract)
        for _, codes, has_abstract in papers
    )
    value = sum(weights[paper] for paper in weights.keys() & naming) / sum(weights.values())
    assert row == (len(weights), pytest.approx(value, abs=1e-12), unknown)
