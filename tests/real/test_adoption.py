"""Pre-trained models that papers name, on publishers' files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

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
