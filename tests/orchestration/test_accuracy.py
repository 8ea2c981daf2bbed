"""The same mart measures accuracy on labels of others and on our labels."""

from __future__ import annotations

import csv
from pathlib import Path

from orchestration.cli.accuracy import LabelFile, measure, write_labels

# The last label is wrong on purpose.
LABELS = {"MIT": "academia", "Google": "industry", "Courant Institute and Google": "industry"}


def test_labels_of_others_are_measured_beside_ours(tmp_path: Path) -> None:
    given, labels, out = (tmp_path / name for name in ("given.csv", "labels.csv", "out.csv"))
    with given.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "kind"), *LABELS.items(), ("Nobody", "")])
    write_labels([LabelFile(given, "others", text="name", label="kind")], labels)
    measure(labels, None, out, calibrate=False)
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["dictionary"] for row in rows} == {"without ROR"}
    others = {
        (row["measure"], row["class"]): (int(row["k"]), int(row["n"]))
        for row in rows
        if row["label_set"] == "others"
    }
    assert others[("exact set", "")] == (2, 3)
    assert others[("recall", "industry")] == (2, 2)
    assert others[("precision", "academia")] == (1, 2)
    ours = {
        row["split"]: int(row["n"])
        for row in rows
        if row["label_set"] == "own labels"
        and (row["measure"], row["stratum"]) == ("exact set", "")
    }
    assert ours == {
        "dev": 378,
        "test": 379,
        "calibration": 209,
        "unseen": 420,
        "unseen_2": 317,
        "unseen_3": 323,
        "unseen_4": 150,
    }
