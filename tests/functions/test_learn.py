"""The sectors of names are learned from planted names, and measured without their organisations."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from dbt_project.functions.affiliations.classify import Tables
from dbt_project.functions.affiliations.learned import Threshold, guess
from dbt_project.functions.affiliations.names import Alias, Keyword
from tests.bench.accuracy import gold_files
from tests.bench.learn import Name, examples, held_out, held_out_rows, learn

# A made-up word tells the sector of an organisation.
WORDS = {"zolgar": "academia", "quabix": "industry", "wrelt": "other"}
NAMES = [
    Name(f"{first}{last} {word}", sector, "ror", f"{first}{last} {word}")
    for word, sector in WORDS.items()
    for first in "bdfgk"
    for last in ("ap", "eg", "ix", "om")
]
ALIAS = Alias("Newx Quabix", "Newx Quabix", "academia", None, None, "word", 1)
KEYWORD = Keyword("bank", "word", "industry", 1)
THRESHOLDS = [Threshold(sector, 0.3, 0.9) for sector in WORDS.values()]
TABLES = Tables([ALIAS], [KEYWORD], [], [], [], [], [], THRESHOLDS)


def test_a_word_of_one_sector_is_learned() -> None:
    data = examples([*NAMES, Name("National Bank", "industry", "ror", "bank")], TABLES)
    assert {name.text for name in data.names} == {name.text for name in NAMES}
    weights = {row.feature: row for row in learn(data, np.arange(len(data.names)))}
    for word, sector in WORDS.items():
        found = guess(f"Newx {word}", weights, THRESHOLDS)
        assert found is not None
        assert found.sector == sector


def test_the_alias_of_a_held_out_organisation_is_unknown(tmp_path: Path) -> None:
    """The alias would answer academia; without it, the word of companies decides."""
    for file in gold_files(tmp_path):
        with file.path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([(file.text, file.label), (ALIAS.alias, "industry")])
    found = held_out(
        [*NAMES, Name(ALIAS.alias, "academia", "alias", "newxquabix")], TABLES, tmp_path
    )
    assert [row.predicted for row in found] == ["industry"] * len(gold_files(tmp_path))
    assert ("Epoch organisations", "F1", "industry", 1, 1) in held_out_rows(found)
