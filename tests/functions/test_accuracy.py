"""The command measures accuracy on labels of others and on our labels."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from dbt_project.functions.affiliations.accuracy import Labelled
from dbt_project.functions.affiliations.classify import Confidence
from orchestration.cli.accuracy import OWN, OWN_LABELS, calibrated, compare
from orchestration.cli.classify import tables
from orchestration.cli.command import main

# Others write sectors in their own way. The labels of the third and the fifth are wrong on purpose.
LABELS = {
    "MIT": "academia",
    "Google": "Industry",
    "Courant Institute and Google": "industry",
    "Mila, Université de Montréal": "facility + academia",
    "Amazon region, Brazil": "industry",
    "Anonymous": "unknown",
}
# The measures of these labels, counted by hand. F1 counts a hit in both labels and answers.
MEASURES = {
    "": {"exact set": "4/6", "several sectors exact": "1/1", "abstention": "2/6"},
    "academia": {"precision": "2/3", "recall": "2/2", "F1": "4/5"},
    "industry": {"precision": "2/2", "recall": "2/3", "F1": "4/5"},
    "other research": {"precision": "1/1", "recall": "1/1", "F1": "2/2"},
    "unknown": {"precision": "1/2", "recall": "1/1", "F1": "2/3"},
}


def test_labels_of_others_are_measured_beside_ours(tmp_path: Path) -> None:
    others, out = tmp_path / "others.csv", tmp_path / "out.csv"
    with others.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("affiliation", "sectors"), *LABELS.items(), ("Nobody", "")])
    main(["accuracy", "--labels", str(others), "--out", str(out)], standalone_mode=False)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["dictionary"] for row in rows} == {"without ROR"}
    assert all(float(r["value"]) == pytest.approx(int(r["k"]) / int(r["n"])) for r in rows)
    of_others = [row for row in rows if row["label_set"] == "others"]
    assert {
        name: {r["measure"]: f"{r['k']}/{r['n']}" for r in of_others if r["class"] == name}
        for name in {row["class"] for row in of_others}
    } == MEASURES
    # Of our labels, only the strings drawn by mention have rows of their own.
    ours = list(OWN_LABELS.labels())
    sizes = Counter((label.split, "") for label in ours)
    sizes.update((label.split, "mention") for label in ours if label.stratum == "mention")
    assert sizes == {
        (row["split"], row["stratum"]): int(row["n"])
        for row in rows
        if row["label_set"] == OWN and row["measure"] == "exact set"
    }


def test_a_confidence_is_the_share_of_right_answers_shrunk_by_one_of_each() -> None:
    labels = [
        Labelled(OWN, "calibration", None, "MIT", "academia"),
        Labelled(OWN, "calibration", None, "Google", "academia"),
        Labelled(OWN, "calibration", None, "ExampleSoft", "industry"),  # learned
        Labelled(OWN, "test", None, "Apple", "industry"),
    ]
    assert calibrated(compare(labels, tables())) == [(Confidence("alias", 0.5), 2)]
