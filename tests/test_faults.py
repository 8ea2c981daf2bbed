"""Each fault in ``faults.csv`` names the test that covers it."""

from __future__ import annotations

import csv
from pathlib import Path

FAULTS = Path(__file__).with_name("faults.csv")


def test_every_fault_names_an_existing_test() -> None:
    with FAULTS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    missing = []
    for row in rows:
        path, _, name = row["test"].partition("::")
        if f"def {name}(" not in (FAULTS.parent.parent / path).read_text(encoding="utf-8"):
            missing.append(row["test"])
    assert missing == []
    assert len({row["fault"] for row in rows}) == len(rows) >= 40
