"""``python -m tests.bench.field PATH...``: does the interval of the field's share cover it?

A PATH that is a folder has lists in the plain format (ingestion/sources/lists), or the publishers'
files. The record and the folder are run, each alone, and two tables are printed:

- the forward test: each edition of the record since ``FORWARD`` is predicted from lists of earlier
  years, and from these and the other venues of its own year, and compared with its list;
- each edition of the folder's lists, as the record predicts it, beside what its list has.

A prediction is of the list: it has the errors of source, labels and chance. z is the difference of
logits over its standard deviation. A PATH that is a file is a warehouse of a run: the first one
takes the place of the record. Without a folder, each of them is tested.

The field is every edition that a warehouse has a list of, so its share is known. Lists are left
out, and the interval from the others is compared with the share of all. ``as listed`` takes labels,
sources and selections of lists as exact, because both sides share their errors: then only venues
and years are predicted. ``as used`` is what a publication states, for what is printed on papers.

``profile_pairs.csv`` has works of NeurIPS, ICML and ICLR with the affiliations of their programmes
on 2019-08 (github martenlienen/icml-nips-iclr-dataset) and of Paper Copilot's lists: works of known
class in both, how many are in the class by the first and by the second, and by both.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
from scipy.special import expit, logit
from threadpoolctl import threadpool_limits

from dbt_project.functions.estimates import field_model as model
from dbt_project.functions.estimates.field import (
    FieldShare,
    SharedWorks,
    Span,
    field_shares,
    lists_and_pairs,
    share_of_editions,
)
from dbt_project.functions.estimates.field_model import Edition, Key, Pairs, VenueList
from dbt_project.functions.estimates.intervals import NORMAL_975
from tests.builders import run_refresh

DRAWS, SEED, FIRST_YEAR, FORWARD, FOLDS = 100, 20261129, 2006, 2012, 12
SIZES = (5, 8, 12)
SPANS = [Span("2010-2019", 2010, 2019), Span("2020-2022", 2020, 2022), Span("2023 on", 2023, 2030)]
SCRAPED = 2019
PROFILES = Path(__file__).with_name("profile_pairs.csv")
SHARES = {
    "academic_only": "paper_team_share",
    "any_industry": "any_industry_share",
    "industry_only": "paper_team_share",
    "public_research": "paper_team_share",
}
EXACT, SHARED = 1e-6, ("LABELS", "LIST", "PROFILE", "PROFILE_OF_LIST", "SELECTION")


PERIODS = ((2012, 2014), (2015, 2019), (2020, 2022), (2023, 2030))


class Case(NamedTuple):
    """A share of the works of a warehouse."""

    name: str
    lists: list[VenueList]
    pairs: Pairs
    field: list[Edition]


def case_of(path: Path, share: str) -> Case:
    query = (
        f"select {', '.join(SharedWorks._fields)} from intermediate.int_field_lists"
        " where metric = ? and coalesce(team_class, ?) = ? and year >= ?"
        " order by venue, year, source, other_source"
    )
    values = [SHARES[share], share, share, FIRST_YEAR]
    with duckdb.connect(str(path), read_only=True) as connection:
        works = [SharedWorks(*row) for row in connection.execute(query, values).fetchall()]
        counts = _counts(connection)
    lists, pairs = lists_and_pairs(works)
    field = [Edition(*key, count) for key, count in counts.items()]
    return Case(f"{path.stem} {share}", lists, pairs, field)


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[Key, float]:
    """Return the papers of each edition with a list; those of the longest list if not known."""
    rows = connection.execute(
        """
        select venue, year, coalesce(any_value(accepted), max(works))
        from intermediate.int_field_lists left join intermediate.int_field_editions
        using (venue, year) where year >= ? group by all
        """,
        [FIRST_YEAR],
    )
    return {(venue, year): float(papers) for venue, year, papers in rows.fetchall()}


class Forecast(NamedTuple):
    """A list of an edition, and the share that other lists predict for it."""

    one: VenueList
    found: float
    value: float
    low: float
    high: float
    z: float

    @property
    def is_covered(self) -> bool:
        """Whether the interval has the share, give or take half a work."""
        half = 0.5 / self.one.n
        return self.low - half <= self.found <= self.high + half


def forecast(case: Case, lists: list[VenueList], one: VenueList) -> Forecast:
    """Predict the share of a list from lists of other editions.

    The list is a row of the model like theirs. Given their rows, its logit is normal at each point
    of the scales.
    """
    edition = one.venue, one.year
    accepted = {edition: one.works} | {(e.venue, e.year): e.accepted for e in case.field}
    others = [other for other in lists if (other.venue, other.year) != edition]
    levels = model.levels_of(others, accepted)
    editions, pairs = sorted([*levels, edition]), pairs_of(case, others)
    known = model.model_of(editions, accepted, levels, pairs)
    rows, mode = model.fitted(known)
    points, chances = model.points_of(known, rows, mode)
    shares = expit(model.logits_of(known, rows, mode, np.zeros(len(editions)))[0])
    every = model.model_of(editions, accepted, levels | {edition: one}, pairs)
    rows = model.linearised(every, shares)
    own = np.arange(len(rows.logits)) == len(levels)
    covariances = [model.covariance_of(point, every, rows) for point in points]
    gains = [np.linalg.solve(c[~own][:, ~own], c[~own][:, own])[:, 0] for c in covariances]
    means = np.array([gain @ rows.logits[~own] for gain in gains])
    variances = [
        float(c[own][0, own][0] - gain @ c[~own][:, own][:, 0])
        for c, gain in zip(covariances, gains, strict=True)
    ]
    mean = float(chances @ means)
    error = float(np.sqrt(chances @ (variances + (means - mean) ** 2)))
    value, low, high = expit([mean, mean - NORMAL_975 * error, mean + NORMAL_975 * error])
    z = (logit((one.k + 0.5) / (one.n + 1)) - mean) / error
    return Forecast(one, one.k / one.n, value, low, high, z)


def tell(label: str, forecasts: list[Forecast]) -> None:
    """Print how well the lists of some editions were predicted."""
    z = np.array([each.z for each in forecasts])
    errors = np.array([each.value - each.found for each in forecasts])
    half = np.mean([(each.high - each.low) / 2 for each in forecasts])
    print(
        f"  {label:<34}{len(z):4d} editions  mean z{z.mean():+6.2f}  sd{z.std():5.2f}"
        f"  covered{100 * np.mean([each.is_covered for each in forecasts]):6.1f}"
        f"  rmse{100 * np.sqrt(np.mean(errors**2)):5.1f}  half width{100 * half:5.1f}",
        flush=True,
    )


def forward(case: Case) -> None:
    """Predict the list of each edition from earlier years, and from other venues of its year."""
    accepted = {(e.venue, e.year): e.accepted for e in case.field}
    levels = [one for one in model.levels_of(case.lists, accepted).values() if one.year >= FORWARD]
    for label, year_of_others in (("earlier years", 1), ("earlier years and other venues", 0)):
        told = [
            forecast(case, [x for x in case.lists if x.year <= one.year - year_of_others], one)
            for one in levels
        ]
        tell(label, told)
        for first, last in PERIODS:
            part = [each for each in told if first <= each.one.year <= last]
            if part:
                tell(f"    {first}-{last}", part)


def beside_record(record: Case, folder: Case) -> None:
    """Predict each list of a folder from the record's lists of other editions."""
    accepted = {(e.venue, e.year): e.accepted for e in folder.field}
    levels = model.levels_of(folder.lists, accepted)
    told = [forecast(record, record.lists, one) for _, one in sorted(levels.items())]
    for each in told:
        one, mark = each.one, "" if each.is_covered else "  outside"
        print(
            f"  {one.venue} {one.year} {one.affiliations:<9} n {one.n:5.0f}  found"
            f" {100 * each.found:5.1f}  predicted {100 * each.value:5.1f}"
            f" ({100 * each.low:.1f}-{100 * each.high:.1f})  z {each.z:+.2f}{mark}"
        )
    if told:
        tell("the folder", told)


def run(sources: Path | None, folder: Path) -> Path:
    """Run the product over the record, or over a folder of lists alone. Return its warehouse."""
    if sources and not (sources / "lists").is_dir():
        shutil.copytree(sources, folder / "sources" / "lists")
        sources = folder / "sources"
    result = run_refresh(folder / "home", str(sources or ""))
    warehouses = sorted((folder / "home" / "warehouse").glob("*.duckdb"))
    if not warehouses:
        raise SystemExit(result.stdout + result.stderr)
    return warehouses[0]


@contextmanager
def as_listed(case: Case) -> Iterator[Case]:
    """Take the longest list of each edition as the edition, and its labels as exact."""
    accepted = {(one.venue, one.year): one.accepted for one in case.field}
    lists = list(model.levels_of(case.lists, accepted).values())
    field = [Edition(one.venue, one.year, one.n) for one in lists]
    sources, kept = dict(model.SOURCES), {name: getattr(model, name) for name in SHARED}
    model.SOURCES.update(dict.fromkeys(sources, EXACT))
    for name in SHARED:
        setattr(model, name, EXACT)
    yield Case(case.name, lists, [], field)
    model.SOURCES.update(sources)
    for name, value in kept.items():
        setattr(model, name, value)


def profile_pairs(share: str) -> Pairs:
    """Return the pairs of programmes and printed lists, the first with its age."""
    with PROFILES.open(encoding="utf-8") as stream:
        rows = [
            (row["venue"], int(row["year"]), *(float(row[name]) for name in ("n", "k", "other_k")))
            for row in csv.DictReader(stream)
            if row["share"] == share
        ]
    return [
        (
            VenueList(venue, year, "programme", "profile", SCRAPED - year, k, n, n),
            VenueList(venue, year, "papercopilot", "printed", 0, other_k, n, n),
        )
        for venue, year, n, k, other_k in rows
    ]


def editions_of(case: Case, lists: list[VenueList]) -> tuple[list[tuple[str, int]], np.ndarray]:
    """Return the editions of the field, and value and ends of each (C x 3)."""
    fit = model.fit_field(lists, pairs_of(case, lists), case.field)
    one_edition = np.eye(len(fit.editions))
    return fit.editions, np.array([share_of_editions(fit, papers) for papers in one_edition])


def pairs_of(case: Case, lists: list[VenueList]) -> Pairs:
    """Return the pairs whose lists are both there."""
    there = {one[:3] for one in lists}
    return [pair for pair in case.pairs if all(one[:3] in there for one in pair)]


def shares_from(case: Case, lists: list[VenueList]) -> list[FieldShare]:
    return field_shares(model.fit_field(lists, pairs_of(case, lists), case.field), SPANS, 0)


def shares_listed(case: Case) -> dict[tuple[str, int], float]:
    """Return the share of each edition as its list has it."""
    accepted = {(one.venue, one.year): one.accepted for one in case.field}
    return {key: one.k / one.n for key, one in model.levels_of(case.lists, accepted).items()}


def truth(case: Case, span: Span) -> float:
    values = shares_listed(case)
    rows = [
        e
        for e in case.field
        if span.first_year <= e.year <= span.last_year and (e.venue, e.year) in values
    ]
    works = sum(e.accepted for e in rows)
    return sum(e.accepted * values[e.venue, e.year] for e in rows) / works if works else np.nan


def report(label: str, errors: list[float], halves: list[float], hits: list[bool]) -> None:
    if hits:
        rmse = np.sqrt(np.mean(np.square(errors)))
        print(
            f"  {label:<44}{sum(hits):5d} of {len(hits):4d} ={100 * np.mean(hits):6.1f}"
            f"  rmse{100 * rmse:5.1f}  half width{100 * np.mean(halves):5.1f}",
            flush=True,
        )


def random_venues(case: Case, is_used: bool = False) -> None:
    """Cover what is listed, or if used, what all lists together say."""
    generator = np.random.default_rng(SEED)
    whole = shares_from(case, case.lists)
    for place, span in enumerate(SPANS):
        there = {e.venue for e in case.field if span.first_year <= e.year <= span.last_year}
        value = whole[place].value if is_used else truth(case, span)
        for size in SIZES:
            if size < len(there):
                rows = []
                for _ in range(DRAWS):
                    drawn = set(generator.choice(sorted(there), size, replace=False))
                    lists = [one for one in case.lists if one.venue in drawn]
                    rows.append(shares_from(case, lists)[place])
                shown = [row for row in rows if row.value is not None]
                report(
                    f"{size} of {len(there)} venues, {span.period}",
                    [row.value - value for row in shown],
                    [(row.ci_high - row.ci_low) / 2 for row in shown],
                    [row.ci_low <= value <= row.ci_high for row in shown],
                )


def simulated(case: Case) -> None:
    """Draw fields from the model with the scales of this one, and list random venues of each."""
    generator = np.random.default_rng(SEED)
    levels = {(one.venue, one.year): one for one in case.lists}
    editions = sorted(levels)
    built = model.model_of(editions, {e: levels[e].n for e in editions}, levels, [])
    n = np.array([levels[edition].n for edition in editions])
    shares = np.array([levels[edition].k for edition in editions]) / n
    covariance = np.tensordot(np.exp(2 * model.fitted(built)[1]), built.kernels, 1)
    rows: dict[tuple[str, int], list[tuple[float, FieldShare]]] = defaultdict(list)
    for _ in range(DRAWS):
        logits = generator.multivariate_normal(np.full(len(n), logit(shares.mean())), covariance)
        k = generator.binomial(n.astype(int), expit(logits))
        lists = [levels[e]._replace(k=float(cases)) for e, cases in zip(editions, k, strict=True)]
        drawn = case._replace(lists=lists)
        for size in SIZES:
            venues = set(generator.choice(sorted({v for v, _ in editions}), size, replace=False))
            told = shares_from(drawn, [one for one in lists if one.venue in venues])
            for span, row in zip(SPANS, told, strict=True):
                if row.value is not None:
                    rows[span.period, size].append((truth(drawn, span), row))
    for (period, size), pairs in rows.items():
        report(
            f"{size} venues, {period}, drawn fields",
            [row.value - value for value, row in pairs],
            [(row.ci_high - row.ci_low) / 2 for _, row in pairs],
            [row.ci_low <= value <= row.ci_high for value, row in pairs],
        )


def left_out(case: Case, label: str, groups: list[set[tuple[str, int]]]) -> None:
    """Predict each edition of a group from the lists of all others, give or take half a work."""
    values, errors, halves, hits = shares_listed(case), [], [], []
    known = {(one.venue, one.year): one.n for one in case.lists}
    for group in groups:
        rest = [one for one in case.lists if (one.venue, one.year) not in group]
        for edition, (value, low, high) in zip(*editions_of(case, rest), strict=True):
            if edition in group:
                errors.append(value - values[edition])
                halves.append((high - low) / 2)
                half = 0.5 / known[edition]
                hits.append(low - half <= values[edition] <= high + half)
    report(label, errors, halves, hits)


def venues_and_editions(case: Case) -> None:
    keys = sorted((e.venue, e.year) for e in case.field)
    venues = sorted({venue for venue, _ in keys})
    left_out(case, "whole venues, each edition", [{k for k in keys if k[0] == v} for v in venues])
    order = np.random.default_rng(SEED).permutation(len(keys))
    folds = [{keys[i] for i in fold} for fold in np.array_split(order, min(FOLDS, len(keys)))]
    left_out(case, "editions, a twelfth at a time", folds)


def sources(case: Case) -> None:
    """Leave out each source, and ask each one alone."""
    names = sorted({one.source for one in case.lists})
    if len(names) == 1:
        return
    whole = shares_from(case, case.lists)
    for name in names:
        rest = shares_from(case, [one for one in case.lists if one.source != name])
        alone = shares_from(case, [one for one in case.lists if one.source == name])
        for span, one, other, every in zip(SPANS, rest, alone, whole, strict=True):
            value = truth(case, span)
            is_in = one.value is not None and one.ci_low <= every.value <= one.ci_high
            word = "none" if one.value is None else "in" if is_in else "OUT"
            print(
                f"  {name:<14}{span.period:<10} listed {value:.3f} all {text(every)} | without it"
                f" {text(one)} {word} | alone {text(other)}"
            )


def text(row: FieldShare) -> str:
    if row.value is None:
        return "none"
    return f"{row.value:.3f} ({row.ci_low:.3f}-{row.ci_high:.3f}; {100 * row.covered:.0f}%)"


def offsets(pairs: Pairs) -> None:
    """Print the difference of logits of each pair, and the mean of each two sources."""
    groups = defaultdict(list)
    for one, other in pairs:
        mine, its = (np.log((x.k + 0.5) / (x.n - x.k + 0.5)) for x in (one, other))
        groups[one.source, other.source].append((one.venue, one.year, one.age, mine - its))
    for (one, other), rows in groups.items():
        values = np.array([row[3] for row in rows])
        spread = values.std(ddof=1) if len(values) > 1 else np.nan
        reach = NORMAL_975 * spread / np.sqrt(len(values))
        listing = ", ".join(f"{v} {y} {d:+.2f}" for v, y, _, d in rows)
        print(f"  {one} - {other}: {values.mean():+.3f} +- {reach:.3f}, sd {spread:.3f}: {listing}")
        if any(row[2] for row in rows):
            age = np.array([row[2] for row in rows])
            for most in (4, 20):
                near = (age > 0) & (age <= most)
                ratio = values[near] / age[near]
                reach = NORMAL_975 * ratio.std(ddof=1) / np.sqrt(near.sum())
                print(f"    a year of age, to {most}: {ratio.mean():+.3f} +- {reach:.3f}")


def coverage(case: Case) -> None:
    start = time.process_time()
    shares_from(case, case.lists)
    print(f"{case.name}: {len(case.lists)} lists, a fit {time.process_time() - start:.2f} CPU s")
    print(" as listed")
    with as_listed(case) as exact:
        random_venues(exact)
        venues_and_editions(exact)
        simulated(exact)
    print(" as used")
    random_venues(case, is_used=True)
    sources(case)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--share", choices=SHARES, nargs="+", default=list(SHARES))
    arguments = parser.parse_args()
    warehouses = [path for path in arguments.paths if path.is_file()]
    folders = [path for path in arguments.paths if path.is_dir()]
    # Threads of linear algebra stall on shared processors.
    with tempfile.TemporaryDirectory() as name, threadpool_limits(1):
        home = Path(name)
        if folders and not warehouses:
            warehouses = [run(None, home / "record")]
        ran = [run(folder, home / str(number)) for number, folder in enumerate(folders)]
        for share in arguments.share:
            for path in warehouses:
                case = case_of(path, share)
                print(f"{case.name}: forward")
                forward(case)
                if not folders:
                    coverage(case)
                    offsets(case.pairs + profile_pairs(share))
            for folder, path in zip(folders, ran, strict=True):
                print(f"{folder.name} {share}, as the record predicts it")
                beside_record(case_of(warehouses[0], share), case_of(path, share))


if __name__ == "__main__":
    main()
