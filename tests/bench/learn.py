"""Learn the sectors of names, or measure the accuracy with organisations held out.

``python -m tests.bench.learn weights --ror DUMP... --epoch FILE`` writes the seed
``learned_weight``. ``python -m tests.bench.learn held-out`` with the same and ``--gold FOLDER``
leaves out a fifth of the organisations when it learns, removes their names from the dictionary, and
classifies the strings that name them. It repeats this for each fifth. ROR's dumps are CC0, Epoch's
list of organisations is CC BY, and all other names are our own. Paper lists are not used to learn,
because they have no licence.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

from ingestion.landing.schema import literal
from orchestration.cli import classify
from orchestration.cli.accuracy import gold_files, write_labels
from orchestration.settings import DBT_PROJECT

SECTORS = ["academia", "industry", "other", "none"]
FOLDS = 5
WEIGHTS = 4000
ROUNDS = 60
# Each origin and sector has its own weight, so that the sum of each sector is near its share among
# the strings that rules leave open: a third are companies, four in ten name no organisation.
SAMPLE_WEIGHTS = {
    ("alias", "academia"): 0.4,
    ("alias", "industry"): 1.0,
    ("alias", "other"): 0.8,
    ("epoch", "academia"): 1.0,
    ("epoch", "industry"): 1.0,
    ("epoch", "other"): 1.0,
    ("ror", "academia"): 0.06,
    ("ror", "industry"): 0.25,
    ("ror", "other"): 0.04,
    ("acronym", "academia"): 0.02,
    ("acronym", "industry"): 0.1,
    ("acronym", "other"): 0.02,
    ("place", "none"): 0.15,
    ("subject", "none"): 0.15,
}
# Names of groups and institutes that name no organisation, such as `Centre for Robotics`.
FORMS = [
    "{}", "{} Group", "{} Lab", "{} Laboratory", "{} Research Group", "{} Team", "{} Center",
    "Center for {}", "Centre for {}", "Institute of {}", "Institute for {}", "Laboratory of {}",
    "Laboratory for {}", "Research Center for {}", "{} Research",
]  # fmt: skip


class Name(NamedTuple):
    """A name with its sector, its origin, and an id of its organisation."""

    text: str
    sector: str
    origin: str
    organisation: str


def key(text: str) -> str:
    """Return the letters and digits of a name, because names may differ only in spelling."""
    return re.sub("[^a-z0-9]", "", text.lower()) or text


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def seed(folder: str, name: str) -> Path:
    """Return the file of one of our seeds."""
    return DBT_PROJECT / "seeds" / folder / f"{name}.csv"


def broad(sector: str) -> str:
    """Return the learned class of a sector."""
    lower = sector.lower()
    return lower if lower in SECTORS else "other"


def ror_records(dumps: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Yield the latest record of each organisation."""
    records: dict[str, dict[str, Any]] = {}
    for dump in dumps:
        content = dump.read_bytes()
        plain = gzip.decompress(content) if dump.suffix == ".gz" else content
        records |= {record["id"]: record for record in json.loads(plain)}
    yield from records.values()


def ror_names(dumps: Iterable[Path]) -> Iterator[Name]:
    """Yield names, acronyms and places of ROR."""
    sectors = {row["ror_type"]: row for row in rows(seed("affiliations", "ror_type_sector"))}
    for record in ror_records(dumps):
        types = sorted(
            (sectors[t]["priority"], sectors[t]["sector"])
            for t in map(str.lower, record["types"])
            if t in sectors
        )
        for text, is_acronym in printed_names(record) if types else ():
            origin = "acronym" if is_acronym else "ror"
            yield Name(text, broad(types[0][1]), origin, record["id"])
        yield from (Name(p, "none", "place", f"place {p}") for p in sorted(places(record)))


def printed_names(record: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield each name of a record of either schema, and whether it is an acronym."""
    for name in record.get("names", []):
        yield name["value"], "acronym" in name["types"]
    for text in [record.get("name"), *record.get("aliases", [])]:
        if text:
            yield text, False
    yield from ((label["label"], False) for label in record.get("labels", []))
    yield from ((text, True) for text in record.get("acronyms", []))


def places(record: dict[str, Any]) -> set[str]:
    """Return the city, region and country of a record of either schema."""
    cities = [place.get("geonames_details", {}) for place in record.get("locations", [])]
    names = [p.get(k) for p in cities for k in ("name", "country_name", "country_subdivision_name")]
    names += [p.get(k) for p in record.get("addresses", []) for k in ("city", "state")]
    names.append(record.get("country", {}).get("country_name"))
    return {name for name in names if name}


def own_names() -> Iterator[Name]:
    """Yield our aliases, our country names, and names of groups made of our topic terms."""
    for row in rows(seed("affiliations", "organisation_alias")):
        if row["sector"] != "none":
            yield Name(row["alias"], broad(row["sector"]), "alias", key(row["organisation"]))
    for row in rows(seed("models", "country_name")):
        yield Name(row["country"], "none", "place", f"place {row['country']}")
    terms = rows(seed("topics", "topic_term"))
    for term in sorted({row["term"] for row in terms if row["is_exclusion"] == "false"}):
        mark = f"subject {term}"
        yield from (Name(form.format(term.title()), "none", "subject", mark) for form in FORMS)
    for row in rows(seed("affiliations", "affiliation_label")):
        if (row["split"], row["sectors"]) == ("dev", "unknown"):
            yield Name(row["affiliation"], "none", "subject", row["affiliation"])


def epoch_names(path: Path) -> Iterator[Name]:
    """Yield the organisations of Epoch's list."""
    for row in rows(path):
        text = row["organization"]
        yield Name(text, broad(row["sector"]), "epoch", key(text))


class Groups:
    """Groups of the names of each organisation, over all sources that name it."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.parents: dict[str, str] = {}
        for name in names:
            if name.origin != "acronym":
                # Branches of a company in several countries are one organisation.
                for text in (name.text, re.sub(" [(].*[)]$", "", name.text)):
                    self.join(name.organisation, f"{name.sector} {key(text)}")
            if name.origin in {"alias", "epoch"}:
                self.join(name.organisation, f"{name.sector} {name.organisation}")

    def root(self, mark: str) -> str:
        """Return the id that represents an organisation."""
        while self.parents.setdefault(mark, mark) != mark:
            self.parents[mark] = self.parents[self.parents[mark]]
            mark = self.parents[mark]
        return mark

    def join(self, mark: str, other: str) -> None:
        """Record that two ids mean the same organisation."""
        self.parents[self.root(mark)] = self.root(other)

    def fold(self, mark: str) -> int:
        """Return the fold of an organisation."""
        return zlib.crc32(self.root(mark).encode()) % FOLDS


def project(folder: Path, *, keep: set[str]) -> Path:
    """Copy the dbt project with the aliases of some organisations only."""
    copy = folder / "project"
    shutil.copytree(DBT_PROJECT, copy, ignore=shutil.ignore_patterns("target", "logs"))
    path = copy / "seeds" / "affiliations" / "organisation_alias.csv"
    aliases = list(rows(path))
    # A row with a value in every column keeps the types of the columns.
    typed = {"alias": "qqzzxw", "organisation": "q", "sector": "other", "country_code": "US"}
    aliases.append(dict.fromkeys(aliases[0], "") | typed | {"scope": "word", "priority": "1"})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(aliases[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            row for row in aliases if not row["organisation"] or key(row["organisation"]) in keep
        )
    return copy


def build(folder: Path, select: str, copy: Path, **files: Path) -> Path:
    """Build a copy of the project without ROR, and return its warehouse."""
    original = classify.DBT_PROJECT
    classify.DBT_PROJECT = copy
    try:
        return classify.build(folder, None, select, **files)
    finally:
        classify.DBT_PROJECT = original


class Examples(NamedTuple):
    """Names that keywords do not classify, with their features."""

    names: list[Name]
    features: list[str]
    matrix: sp.csr_matrix

    def sectors(self) -> np.ndarray:
        """Return the class of each name as a number."""
        return np.array([SECTORS.index(name.sector) for name in self.names])

    def weights(self) -> np.ndarray:
        """Return the weight of each name."""
        return np.array([SAMPLE_WEIGHTS[name.origin, name.sector] for name in self.names])


FEATURES = """
select strings.affiliation, features.feature
from intermediate.int_affiliations__open_features as features
join intermediate.int_affiliations__strings as strings using (affiliation_id)
where strings.is_printed order by all
"""


def chosen_names(names: Iterable[Name]) -> dict[str, Name]:
    """Return one name for each text: our own first. A text with two sectors is left out."""
    order = list(dict.fromkeys(origin for origin, _ in SAMPLE_WEIGHTS))
    by_text: dict[str, Name] = {}
    ambiguous = set()
    for name in sorted(names, key=lambda name: (order.index(name.origin), name.text, name.sector)):
        first = by_text.setdefault(key(name.text), name)
        if first.sector != name.sector and first.origin not in {"alias", "epoch"}:
            ambiguous.add(key(name.text))
    return {name.text: name for k, name in by_text.items() if k not in ambiguous}


def examples(names: list[Name]) -> Examples:
    """Return the names that keywords do not classify, with their features from SQL."""
    by_text = chosen_names(names)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        source, strings = folder / "names.csv", folder / "strings.csv"
        with source.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(
                [["affiliation"], *([n] for n in by_text)]
            )
        classify.write_strings(source, strings)
        warehouse = build(
            folder, "+int_affiliations__open_features", project(folder, keep={"q"}), strings=strings
        )
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            pairs = [p for p in connection.execute(FEATURES).fetchall() if p[0] in by_text]
    texts = {text: i for i, text in enumerate(dict.fromkeys(text for text, _ in pairs))}
    features = {feature: j for j, feature in enumerate(sorted({f for _, f in pairs}))}
    cells = ([texts[t] for t, _ in pairs], [features[f] for _, f in pairs])
    matrix = sp.csr_matrix((np.ones(len(pairs)), cells), shape=(len(texts), len(features)))
    frequent = np.flatnonzero(np.asarray(matrix.sum(0)).ravel() >= 8)
    columns = np.array(list(features))[frequent].tolist()
    return Examples([by_text[text] for text in texts], columns, matrix[:, frequent].tocsr())


def regress(matrix: sp.csr_matrix, sectors: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weights of a multinomial logistic regression with a ridge penalty of one."""
    width, classes = matrix.shape[1], len(SECTORS)
    truth, transposed = np.eye(classes)[sectors], matrix.T.tocsr()

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        table = flat.reshape(width, classes)
        scores = matrix @ table
        scores -= scores.max(1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        slope = transposed @ ((np.exp(logs) - truth) * weights[:, None]) + table
        return -float(weights @ (logs * truth).sum(1)) + (table**2).sum() / 2, slope.ravel()

    start = np.zeros(width * classes)
    optimum = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return optimum.x.reshape(width, classes)


def learn(data: Examples, among: np.ndarray) -> dict[str, np.ndarray]:
    """Return the weights of the features that matter most, relative to no organisation."""
    matrix, sectors, weights = data.matrix[among], data.sectors()[among], data.weights()[among]
    table = regress(matrix, sectors, weights)
    spread = np.abs(table - table.mean(1, keepdims=True)).max(1)
    use = spread * np.sqrt(np.asarray(matrix.T @ weights).ravel())
    best = np.sort(np.argsort(-use)[:WEIGHTS])
    table = regress(matrix[:, best], sectors, weights)
    relative = np.round(table[:, :3] - table[:, 3:], 3)
    return {data.features[j]: relative[i] for i, j in enumerate(best) if relative[i].any()}


def write_weights(learned: dict[str, np.ndarray], path: Path) -> None:
    """Write the seed of weights."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", *SECTORS[:3]])
        writer.writerows([feature, *map(float, row)] for feature, row in learned.items())


ANSWERS = """
copy (
    select label_set, affiliation, truth, predicted, predicted_unknown, is_academia, is_industry,
        predicted_academia, predicted_industry
    from intermediate.int_affiliations__evaluated where label_set != 'own labels'
) to {out} (header true)
"""

# This query has the measures of the mart affiliation_accuracy, on the answers of all folds.
MEASURES = """
copy (
    with answers as (from read_csv({files}, header = true)),
    exact as (
        select label_set, 'exact set' as measure, null as class, count_if(truth = predicted) as k,
            count(*) as n
        from answers group by label_set
        union all
        select label_set, 'abstention', null, count_if(predicted_unknown), count(*)
        from answers group by label_set
    ),
    classes as (
        select label_set, class, is_class, is_answer
        from answers, (values ('academia'), ('industry')) as classes (class),
            lateral (select case class when 'academia' then is_academia else is_industry end,
                case class when 'academia' then predicted_academia else predicted_industry end
            ) as flags (is_class, is_answer)
    )
    from exact
    union all
    select label_set, measure, class, count_if(is_class and is_answer), count(*)
    from classes, (values ('precision'), ('recall'), ('F1')) as measures (measure)
    where case measure
        when 'precision' then is_answer when 'recall' then is_class else is_class or is_answer
    end
    group by label_set, measure, class
    order by all
) to {out} (header true)
"""


def held_out(names: list[Name], gold: Path, out: Path) -> None:
    """Write the accuracy on strings of the gold folder whose organisation was held out."""
    groups, data = Groups(names), examples(names)
    folds = np.array([groups.fold(name.organisation) for name in data.names])
    aliases = {name.organisation for name in names if name.origin == "alias"}
    with tempfile.TemporaryDirectory() as answers:
        for fold in range(FOLDS):
            known = {mark for mark in aliases if groups.fold(mark) != fold} | {"q"}
            learned = learn(data, np.flatnonzero(folds != fold))
            answer(groups, fold, known, learned, gold, Path(answers) / f"{fold}.csv")
        with duckdb.connect() as connection:
            files = literal(Path(answers) / "*.csv")
            connection.execute(MEASURES.format(files=files, out=literal(out)))


def answer(
    groups: Groups,
    fold: int,
    known: set[str],
    learned: dict[str, np.ndarray],
    gold: Path,
    out: Path,
) -> None:
    """Write the answers on the strings of one fold, without its organisations."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        copy = project(folder, keep=known)
        write_weights(learned, copy / "seeds" / "affiliations" / "learned_weight.csv")
        labels, sample = folder / "labels.csv", folder / "sample.csv"
        write_labels(gold_files(gold), labels)
        choose(labels, sample, groups, fold, gold)
        warehouse = build(folder, "+int_affiliations__evaluated", copy, labels=sample)
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            connection.execute(ANSWERS.format(out=literal(out)))


def choose(labels: Path, out: Path, groups: Groups, fold: int, gold: Path) -> None:
    """Write the labels of one fold: by the ROR id of the string, or by the name itself."""
    marks = {
        row["affiliation"]: row["ror_ids"].split()[0]
        for file in gold_files(gold)
        for row in rows(file.path)
        if row.get("ror_ids")
    }
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["label_set", "affiliation", "sectors"])
        writer.writerows(
            row.values()
            for row in rows(labels)
            if groups.fold(marks.get(row["affiliation"], key(row["affiliation"]))) == fold
        )


def main() -> None:
    """Learn or measure, as the command line states."""
    parser = argparse.ArgumentParser(description="Learn the sectors of names.")
    parser.add_argument("task", choices=["weights", "held-out"])
    parser.add_argument("--ror", type=Path, nargs="+", required=True, help="dumps of ROR")
    parser.add_argument("--epoch", type=Path, required=True, help="Epoch's organisations")
    parser.add_argument("--gold", type=Path, help="folder of labelled files")
    parser.add_argument("--out", type=Path, default=seed("affiliations", "learned_weight"))
    arguments = parser.parse_args()
    names = [*own_names(), *ror_names(arguments.ror), *epoch_names(arguments.epoch)]
    if arguments.task == "held-out":
        held_out(names, arguments.gold, arguments.out)
        return
    data = examples(names)
    write_weights(learn(data, np.arange(len(data.names))), arguments.out)


if __name__ == "__main__":
    main()
