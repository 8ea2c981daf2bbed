"""The sectors of planted names are learned, and measured without their organisations."""

from __future__ import annotations

import csv
from pathlib import Path

from dbt_project.functions.affiliations.classify import Tables
from dbt_project.functions.affiliations.learned import Threshold
from dbt_project.functions.affiliations.names import Alias
from orchestration.cli.accuracy import gold_files
from tests.bench.learn import Name, held_out, held_out_rows

# A made-up word tells the sector of an organisation.
WORDS = {"zolgar": "academia", "quabix": "industry", "wrelt": "other"}
NAMES = [
    Name(f"{first}{last} {word}", sector, "ror", f"{first}{last} {word}")
    for word, sector in WORDS.items()
    for first in "bdfgk"
    for last in ("ap", "eg", "ix", "om")
]
ALIAS = Alias("Newx Quabix", "Newx Quabix", "academia", None, None, "word", 1)
THRESHOLDS = [Threshold(sector, 0.3, 0.9) for sector in WORDS.values()]
TABLES = Tables([ALIAS], [], [], [], [], [], [], THRESHOLDS)


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
