"""Learn the sectors of names: ``python -m tests.bench.learn --gold FOLDER DUMP...``.

ROR's dumps are CC0, Epoch's list of organisations is CC BY, and all other names are our own. Paper
lists are not used to learn, because they have no licence.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize

from dbt_project.functions.affiliations.accuracy import Evaluated, measures
from dbt_project.functions.affiliations.classify import Classifier, Tables
from dbt_project.functions.affiliations.learned import Weight, features
from orchestration.cli.accuracy import OWN_LABELS, compare, gold_files
from orchestration.cli.classify import SEEDS, tables, write

SECTORS = ("academia", "industry", "other", "none")
FOLDS = 5
# Features to keep, names that a feature needs, and rounds of the optimiser.
WEIGHTS, LEAST_NAMES, ROUNDS = 4000, 8, 60
# Each origin and sector has its own weight, so that the sum of each sector is near its share among
# the strings that rules leave open: a third are companies, four in ten name no organisation. A text
# of several origins has the first.
SAMPLE_WEIGHTS = {
    "alias": {"academia": 0.4, "industry": 1.0, "other": 0.8},
    "epoch": {"academia": 1.0, "industry": 1.0, "other": 1.0},
    "ror": {"academia": 0.06, "industry": 0.25, "other": 0.04},
    "acronym": {"academia": 0.02, "industry": 0.1, "other": 0.02},
    "place": {"none": 0.15},
    "subject": {"none": 0.15},
}
# Names of groups and institutes that name no organisation, such as `Centre for Robotics`.
FORMS = [
    "{}", "{} Group", "{} Lab", "{} Laboratory", "{} Research Group", "{} Team", "{} Center",
    "Center for {}", "Centre for {}", "Institute of {}", "Institute for {}", "Laboratory of {}",
    "Laboratory for {}", "Research Center for {}", "{} Research",
]  # fmt: skip
Table = NDArray[np.float64]
PATH = click.Path(exists=True, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
COLUMNS = ("label_set", "measure", "class", "k", "n")


class Name(NamedTuple):
    """A name with its sector, its origin, and an id of its organisation."""

    text: str
    sector: str
    origin: str
    organisation: str


def key(text: str) -> str:
    """Return the letters and digits of a name, because names may differ only in spelling."""
    return re.sub("[^a-z0-9]", "", text.lower()) or text


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _broad(sector: str) -> str:
    """Return the learned class of a sector."""
    lower = sector.lower()
    return lower if lower in SECTORS else "other"


def ror_names(dumps: Iterable[Path], by: Tables) -> Iterator[Name]:
    """Yield names, acronyms and places of the latest record of each organisation of ROR."""
    records: dict[str, dict[str, Any]] = {}
    for dump in dumps:
        content = dump.read_bytes()
        plain = gzip.decompress(content) if dump.suffix == ".gz" else content
        records |= {record["id"]: record for record in json.loads(plain)}
    types = {row.ror_type: (row.priority, row.sector) for row in by.types}
    for record in records.values():
        found = sorted(types[name] for name in map(str.lower, record["types"]) if name in types)
        for text, is_acronym in _printed(record) if found else ():
            origin = "acronym" if is_acronym else "ror"
            yield Name(text, _broad(found[0][1]), origin, record["id"])
        yield from (Name(place, "none", "place", f"place {place}") for place in _places(record))


def _printed(record: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield each name of a record of either schema, and whether it is an acronym."""
    for name in record.get("names", []):
        yield name["value"], "acronym" in name["types"]
    labels = [label["label"] for label in record.get("labels", [])]
    plain = [record.get("name"), *record.get("aliases", []), *labels]
    yield from ((text, False) for text in plain if text)
    yield from ((text, True) for text in record.get("acronyms", []))


def _places(record: dict[str, Any]) -> list[str]:
    """Return the city, region and country of a record of either schema."""
    cities = [place.get("geonames_details", {}) for place in record.get("locations", [])]
    names = [c.get(k) for c in cities for k in ("name", "country_name", "country_subdivision_name")]
    names += [a.get(k) for a in record.get("addresses", []) for k in ("city", "state")]
    names.append(record.get("country", {}).get("country_name"))
    return sorted({name for name in names if name})


def own_names(by: Tables) -> Iterator[Name]:
    """Yield our aliases, our country names, and names of groups made of our topic terms."""
    for alias in by.aliases:
        if alias.sector != "none":
            yield Name(alias.alias, _broad(alias.sector), "alias", key(alias.organisation or ""))
    for row in _rows(SEEDS.parent / "models" / "country_name.csv"):
        yield Name(row["country"], "none", "place", f"place {row['country']}")
    terms = _rows(SEEDS.parent / "topics" / "topic_term.csv")
    for term in sorted({row["term"] for row in terms if row["is_exclusion"] == "false"}):
        mark = f"subject {term}"
        yield from (Name(form.format(term.title()), "none", "subject", mark) for form in FORMS)
    for label in OWN_LABELS.labels():
        if (label.split, label.sectors) == ("dev", "unknown"):
            yield Name(label.affiliation, "none", "subject", label.affiliation)


def epoch_names(gold: Path) -> Iterator[Name]:
    """Yield the organisations of Epoch's list."""
    *_, epoch = gold_files(gold)
    for label in epoch.labels():
        yield Name(label.affiliation, _broad(label.sectors), "epoch", key(label.affiliation))


class Groups:
    """Groups of the names of each organisation, over all sources that name it."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Join the names of equal letters and sectors."""
        self.parents: dict[str, str] = {}
        for name in names:
            if name.origin != "acronym":
                # Branches of a company in several countries are one organisation.
                for text in (name.text, re.sub(" [(].*[)]$", "", name.text)):
                    self._join(name.organisation, f"{name.sector} {key(text)}")
            if name.origin in {"alias", "epoch"}:
                self._join(name.organisation, f"{name.sector} {name.organisation}")

    def _root(self, mark: str) -> str:
        while self.parents.setdefault(mark, mark) != mark:
            self.parents[mark] = self.parents[self.parents[mark]]
            mark = self.parents[mark]
        return mark

    def _join(self, mark: str, other: str) -> None:
        self.parents[self._root(mark)] = self._root(other)

    def fold(self, mark: str) -> int:
        """Return the fold of an organisation."""
        return zlib.crc32(self._root(mark).encode()) % FOLDS


class Examples(NamedTuple):
    """Names that rules leave open, as rows of a matrix with a column for each feature."""

    names: list[Name]
    features: list[str]
    matrix: sp.csr_matrix


def chosen(names: Iterable[Name]) -> dict[str, Name]:
    """Return one name for each text: our own first. A text with two sectors is left out."""
    by_text: dict[str, Name] = {}
    origins = list(SAMPLE_WEIGHTS)
    ambiguous = set()
    for name in sorted(names, key=lambda name: (origins.index(name.origin), *name[:2])):
        first = by_text.setdefault(key(name.text), name)
        if first.sector != name.sector and first.origin not in {"alias", "epoch"}:
            ambiguous.add(key(name.text))
    return {name.text: name for text, name in by_text.items() if text not in ambiguous}


def examples(names: Iterable[Name], by: Tables) -> Examples:
    """Return the names that keywords alone leave open."""
    by_text = chosen(names)
    unnamed = [alias for alias in by.aliases if not alias.organisation]
    classify = Classifier(by._replace(aliases=unnamed, weights=()))
    answers = classify([(text,) for text in sorted(by_text)])
    found = {row.affiliation: features(row.affiliation) for row in answers if row.step != "rules"}
    found = {text: named for text, named in found.items() if named}
    counts = Counter(feature for named in found.values() for feature in named)
    listed = sorted(feature for feature, count in counts.items() if count >= LEAST_NAMES)
    column = {feature: place for place, feature in enumerate(listed)}
    rows = [sorted(column[name] for name in named if name in column) for named in found.values()]
    ends = np.cumsum([0, *map(len, rows)])
    cells = np.concatenate(rows)
    matrix = sp.csr_matrix((np.ones(len(cells)), cells, ends), shape=(len(rows), len(listed)))
    return Examples([by_text[text] for text in found], listed, matrix)


def regress(matrix: sp.csr_matrix, sectors: NDArray[np.intp], weights: Table) -> Table:
    """Return the weights of a multinomial logistic regression with a ridge penalty of one.

    The rows of the result are features, and its columns are sectors (Hastie, Tibshirani and
    Friedman 2009, sections 4.4 and 18.3).
    """
    width, classes = matrix.shape[1], len(SECTORS)
    truth, transposed = np.eye(classes)[sectors], matrix.T.tocsr()

    def loss(flat: Table) -> tuple[float, Table]:
        table = flat.reshape(width, classes)
        scores = matrix @ table
        scores -= scores.max(1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        slope = transposed @ ((np.exp(logs) - truth) * weights[:, None]) + table
        return -float(weights @ (logs * truth).sum(1)) + (table**2).sum() / 2, slope.ravel()

    start = np.zeros(width * classes)
    optimum = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return optimum.x.reshape(width, classes)


def learn(data: Examples, among: NDArray[np.intp]) -> list[Weight]:
    """Return the weights of the features that matter most, relative to no organisation."""
    matrix, names = data.matrix[among], [data.names[place] for place in among]
    sectors = np.array([SECTORS.index(name.sector) for name in names])
    weights = np.array([SAMPLE_WEIGHTS[name.origin][name.sector] for name in names])
    table = regress(matrix, sectors, weights)
    spread = np.abs(table - table.mean(1, keepdims=True)).max(1)
    use = spread * np.sqrt(matrix.T @ weights)
    best = np.sort(np.argsort(-use)[:WEIGHTS])
    table = regress(matrix[:, best], sectors, weights)
    relative = np.round(table[:, :3] - table[:, 3:], 3)
    rows = zip(best, relative.tolist(), strict=True)
    return [Weight(data.features[place], *row) for place, row in rows if any(row)]


def held_out(names: Sequence[Name], by: Tables, gold: Path) -> list[Evaluated]:
    """Evaluate the strings of the gold folder without the names of their organisations.

    A fifth of the organisations at a time is left out when weights are learned, and removed from
    the aliases; the strings that name them are classified, by ROR id or by their own words.
    """
    groups, data = Groups(names), examples(names, by)
    folds = np.array([groups.fold(name.organisation) for name in data.names])
    files = gold_files(gold)
    printed = [row for file in files for row in _rows(file.path) if row.get("ror_ids")]
    marks = {row["affiliation"]: row["ror_ids"].split()[0] for row in printed}
    strings = [
        (groups.fold(marks.get(label.affiliation, key(label.affiliation))), label)
        for file in files
        for label in file.labels()
    ]
    found: list[Evaluated] = []
    for fold in range(FOLDS):
        of_fold = [label for place, label in strings if place == fold]
        known = [
            alias
            for alias in by.aliases
            if not alias.organisation or groups.fold(key(alias.organisation)) != fold
        ]
        weights = learn(data, np.flatnonzero(folds != fold))
        found += compare(of_fold, by._replace(aliases=known, weights=weights))
    return found


def held_out_rows(found: Iterable[Evaluated]) -> list[tuple[object, ...]]:
    """Return the rows of the columns; of F1, the hits among labels or answers."""
    return [
        (row.label_set, row.measure, row.class_name, row.k - half, row.n - half)
        for row in sorted(measures(found), key=lambda row: (row.label_set, row.measure))
        for half in [row.k // 2 if row.measure == "F1" else 0]
        if row.class_name in (None, *SECTORS[:2]) and row.measure != "several sectors exact"
    ]


@click.command()
@click.argument("dumps", nargs=-1, required=True, type=PATH)
@click.option("--gold", required=True, type=PATH, help="Labelled files, with Epoch's list.")
@click.option("--out", type=OUT, default=SEEDS / "learned_weight.csv", help="CSV to write.")
@click.option("--held-out", "measure", is_flag=True, help="Write the accuracy, not the weights.")
def main(dumps: Sequence[Path], gold: Path, out: Path, *, measure: bool) -> None:
    """Learn the weights of names from DUMPS of ROR, Epoch's organisations and our aliases.

    With --held-out, measure the classification of names that it does not know.
    """
    by = tables()
    names = [*own_names(by), *ror_names(dumps, by), *epoch_names(gold)]
    if measure:
        write(out, COLUMNS, held_out_rows(held_out(names, by, gold)))
    else:
        data = examples(names, by)
        write(out, Weight._fields, learn(data, np.arange(len(data.names))))


if __name__ == "__main__":
    main()
