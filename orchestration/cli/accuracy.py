"""Measure the classification of affiliations, over our labels and any other files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dbt_project.functions.affiliations.accuracy import (
    Evaluated,
    Labelled,
    Measure,
    evaluated,
    measures,
)
from dbt_project.functions.affiliations.classify import Classifier, Confidence, Tables
from dbt_project.functions.affiliations.register import Organisation
from orchestration.cli.classify import SEEDS, check_new, tables, write

OWN = "own labels"


@dataclass(frozen=True)
class LabelFile:
    """A file of labelled strings: the name of its set, and the columns of text and label."""

    path: Path
    label_set: str
    text: str = "affiliation"
    label: str = "sectors"

    def labels(self) -> Iterator[Labelled]:
        """Yield the strings with a label; only our own file says how they were drawn."""
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                if row[self.text] and row[self.label]:
                    split = row.get("split") or None
                    stratum = row.get("stratum") or None
                    yield Labelled(self.label_set, split, stratum, row[self.text], row[self.label])


OWN_LABELS = LabelFile(SEEDS / "affiliation_label.csv", OWN)


def gold_files(gold: Path) -> list[LabelFile]:
    """Return the labelled files of a gold folder that are open for development."""
    return [
        LabelFile(
            gold / "affiliation_sector_gold_dev.csv", "gold (S2AFF, ROR types)", label="sector"
        ),
        LabelFile(
            gold / "papercopilot_affiliation_email_domain_silver_dev.csv",
            "silver (e-mail domains)",
            label="sector_silver",
        ),
        LabelFile(
            gold / "epoch_organization_sector_dev.csv",
            "Epoch organisations",
            text="organization",
            label="sector",
        ),
    ]


def evaluate(files: Iterable[LabelFile], organisations: Sequence[Organisation]) -> list[Evaluated]:
    """Classify the labelled strings of all files, and compare the answers with the labels."""
    return compare([label for file in files for label in file.labels()], tables(organisations))


def compare(labels: Sequence[Labelled], by: Tables) -> list[Evaluated]:
    """Compare labels with the answers of a classifier by the tables."""
    strings = dict.fromkeys(label.affiliation for label in labels)
    answers = Classifier(by)([(text,) for text in strings])
    by_string = {answer.affiliation: (answer.sectors, answer.evidence_kind) for answer in answers}
    return evaluated(labels, by_string, "with ROR" if by.organisations else "without ROR")


def calibrated(rows: Iterable[Evaluated]) -> list[tuple[Confidence, int]]:
    """Return the confidence of each kind of evidence, and the number of strings it rests on.

    One correct and one wrong string are added to each kind, so that few strings never look certain.
    Learned sectors have a confidence of their own, by probability.
    """
    kinds: dict[str, list[bool]] = {}
    for row in rows:
        if (row.label_set, row.split) == (OWN, "calibration") and row.evidence_kind != "learned":
            kinds.setdefault(row.evidence_kind, []).append(row.predicted == row.truth)
    return [
        (Confidence(kind, round((sum(hits) + 1) / (len(hits) + 2), 3)), len(hits))
        for kind, hits in sorted(kinds.items())
    ]


def show(found: Iterable[Measure]) -> None:
    """Print a line for each measure."""
    for row in found:
        names = (name or "" for name in row[:6])
        dictionary, label_set, split, stratum, measure, of_class = names
        print(
            f"{dictionary:<12} {label_set:<24} {split:<5} {stratum:<8} {measure:<22} {of_class:<15}"
            f" {row.k:>6} / {row.n:<6} {row.value:.4f} ({row.ci_low:.4f} to {row.ci_high:.4f})"
        )


def _existing(gold: Path) -> Iterator[LabelFile]:
    for file in gold_files(gold):
        if file.path.is_file():
            yield file
        else:
            print(f"skipped: {file.path.name} is not in {gold}")


def measure(
    gold: Path | None,
    labels: Sequence[Path],
    organisations: Sequence[Organisation],
    out: Path | None,
    *,
    calibrate: bool,
) -> None:
    """Print the accuracy on our labels, on those of a gold folder and on further files.

    ``out`` is a CSV of the measures to write, and ``calibrate`` writes the seed of confidences.
    """
    if out:
        check_new(out)
    files = [OWN_LABELS, *(_existing(gold) if gold else ())]
    files += [LabelFile(path, path.stem) for path in labels]
    rows = evaluate(files, organisations)
    found = sorted(measures(rows), key=lambda row: [str(part or "~") for part in row[:6]])
    show(found)
    if out:
        header = [*Measure._fields[:5], "class", *Measure._fields[6:]]
        write(out, header, found)
    if calibrate:
        kinds = [(*kind, strings) for kind, strings in calibrated(rows)]
        write(SEEDS / "evidence_confidence.csv", [*Confidence._fields, "strings"], kinds)
