"""The same mart measures accuracy on labels of others and on our labels."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from orchestration.cli.accuracy import LabelFile, measure, write_labels
from orchestration.settings import DBT_PROJECT

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


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_labels_of_others_are_measured_beside_ours(tmp_path: Path) -> None:
    others, labels, out = (tmp_path / name for name in ("given.csv", "labels.csv", "out.csv"))
    with others.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "kind"), *LABELS.items(), ("Nobody", "")])
    write_labels([LabelFile(others, "others", text="name", label="kind")], labels)
    measure(labels, None, out, calibrate=False)
    rows = read(out)
    assert {row["dictionary"] for row in rows} == {"without ROR"}
    assert all(float(r["value"]) == pytest.approx(int(r["k"]) / int(r["n"])) for r in rows)
    others = [row for row in rows if row["label_set"] == "others"]
    assert {
        name: {row["measure"]: f"{row['k']}/{row['n']}" for row in others if row["class"] == name}
        for name in {row["class"] for row in others}
    } == MEASURES
    # Of our labels, only the strings drawn by mention have rows of their own.
    strings = read(DBT_PROJECT / "seeds" / "affiliations" / "affiliation_label.csv")
    sizes = Counter((row["split"], "") for row in strings)
    sizes.update((row["split"], "mention") for row in strings if row["stratum"] == "mention")
    assert sizes == {
        (row["split"], row["stratum"]): int(row["n"])
        for row in rows
        if row["label_set"] == "own labels" and row["measure"] == "exact set"
    }
