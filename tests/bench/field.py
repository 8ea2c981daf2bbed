"""``python -m tests.bench.field WAREHOUSE...``: does the interval of the field's share cover it?

The field is every edition that a warehouse has a list of, so its share is known; several warehouses
are also tried together. Lists are left out, and the interval from the others is compared with the
share of all. ``as one`` takes the offsets of sources as known to be zero: then only venues and
years are predicted. ``as used`` is what a publication states, for what is printed on papers.

``profile_pairs.csv`` has works of NeurIPS, ICML and ICLR with the affiliations of their programmes
on 2019-08 (github martenlienen/icml-nips-iclr-dataset) and of Paper Copilot's lists: works of known
class in both, how many are in the class by the first and by the second, and by both.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np

from dbt_project.functions.estimates import field as model
from dbt_project.functions.estimates.field import Edition, FieldShare, Pairs, Span, VenueList

DRAWS, SEED, FIRST_YEAR, FOLDS = 100, 20261129, 2010, 12
SIZES = (5, 8, 12)
SPANS = [Span("2010-2019", 2010, 2019), Span("2020-2022", 2020, 2022), Span("2023 on", 2023, 2030)]
ASSIGNED = {"ICADL2024"}
SCRAPED = 2019
PROFILES = Path(__file__).with_name("profile_pairs.csv")
LEAST_KNOWN, LEAST_N = 0.5, 10
SHARES = {
    "academic_only": ("papers.team_class <> 'unknown'", "papers.team_class = 'academic_only'"),
    "any_industry": ("papers.team_class <> 'unknown'", "papers.has_industry"),
    "names_a_model": ("listed.abstract is not null", "named.paper_key is not null"),
}
WORKS = """
select papers.venue, papers.year, regexp_replace(lower(rows.title), '[^a-z0-9]', '', 'g'),
    if(papers.listed_by = 'lists', vintages.publisher, papers.listed_by), {known}, {case}
from marts.papers as papers
inner join intermediate.int_papers as rows using (paper_id)
inner join intermediate.int_papers__listed as listed using (paper_id)
left join (select distinct snapshot_id, publisher from marts.vintages) as vintages
    on papers.snapshot_id = vintages.snapshot_id
left join (
    select distinct paper_key from intermediate.int_papers__pretrained where searched = 'abstract'
) as named on rows.paper_key = named.paper_key
where papers.source = 'lists' and papers.is_latest and papers.is_counted
    and papers.outcome = 'accepted' and papers.year >= {first}
"""
Listed = dict[tuple[str, int, str], dict[str, tuple[bool, bool]]]


class Case(NamedTuple):
    """A share of the works of some warehouses."""

    name: str
    lists: list[VenueList]
    pairs: Pairs
    field: list[Edition]


def listed(path: Path, share: str) -> Listed:
    """Return by list the works: whether their class is known, and whether it is the class."""
    known, case = SHARES[share]
    works: Listed = defaultdict(dict)
    with duckdb.connect(str(path), read_only=True) as connection:
        query = WORKS.format(known=known, case=case, first=FIRST_YEAR)
        for venue, year, title, source, is_known, is_case in connection.execute(query).fetchall():
            works[venue, year, source][title] = is_known, is_known and bool(is_case)
    return works


def venue_list(key: tuple[str, int, str], works: list[tuple[bool, bool]]) -> VenueList:
    known = [is_case for is_known, is_case in works if is_known]
    kind = "assigned" if key[2] in ASSIGNED else "printed"
    return VenueList(*key, kind, 0, sum(known), len(known), len(works))


def case_of(paths: list[Path], share: str) -> Case:
    works: Listed = {}
    for path in paths:
        works |= listed(path, share)
    lists = [venue_list(key, list(titles.values())) for key, titles in works.items()]
    lists = [one for one in lists if one.n >= max(LEAST_N, LEAST_KNOWN * one.works)]
    pairs = []
    for one, other in combinations(sorted(works), 2):
        if one[:2] == other[:2]:
            both = [
                t for t in works[one] if works[one][t][0] and works[other].get(t, "0")[0] is True
            ]
            if len(both) >= LEAST_N:
                sides = ([works[key][title] for title in both] for key in (one, other))
                pairs.append(tuple(map(venue_list, (one, other), sides)))
    counts: dict[tuple[str, int], float] = defaultdict(float)
    for one in lists:
        counts[one.venue, one.year] = max(counts[one.venue, one.year], one.works)
    field = [Edition(*key, count) for key, count in counts.items()]
    return Case(f"{'+'.join(path.stem for path in paths)} {share}", lists, pairs, field)


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


@contextmanager
def sources_as_one() -> Iterator[None]:
    """Take the offsets of sources as zero."""
    kept = dict(model.SOURCES)
    model.SOURCES.update(dict.fromkeys(kept, 1e-6))
    yield
    model.SOURCES.update(kept)


def editions_of(case: Case, lists: list[VenueList]) -> tuple[list[tuple[str, int]], np.ndarray]:
    """Return the editions of the field, and value and ends of each (C x 3)."""
    fit = model.fit_field(lists, pairs_of(case, lists), case.field)
    return fit.editions, model._intervals(fit, np.eye(len(fit.editions)))


def pairs_of(case: Case, lists: list[VenueList]) -> Pairs:
    """Return the pairs whose lists are both there."""
    there = {one[:3] for one in lists}
    return [pair for pair in case.pairs if all(one[:3] in there for one in pair)]


def shares_from(case: Case, lists: list[VenueList]) -> list[FieldShare]:
    return model.field_shares(model.fit_field(lists, pairs_of(case, lists), case.field), SPANS, 0)


def shares_listed(case: Case) -> dict[tuple[str, int], float]:
    """Return the share of each edition as its list has it."""
    accepted = {(one.venue, one.year): one.accepted for one in case.field}
    return {key: one.k / one.n for key, one in model._levels(case.lists, accepted).items()}


def truth(case: Case, span: Span) -> float:
    values = shares_listed(case)
    rows = [e for e in case.field if span.first_year <= e.year <= span.last_year]
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
        reach = model.NORMAL_975 * spread / np.sqrt(len(values))
        listing = ", ".join(f"{v} {y} {d:+.2f}" for v, y, _, d in rows)
        print(f"  {one} - {other}: {values.mean():+.3f} +- {reach:.3f}, sd {spread:.3f}: {listing}")
        if any(row[2] for row in rows):
            age = np.array([row[2] for row in rows])
            for most in (4, 20):
                near = (age > 0) & (age <= most)
                ratio = values[near] / age[near]
                reach = model.NORMAL_975 * ratio.std(ddof=1) / np.sqrt(near.sum())
                print(f"    a year of age, to {most}: {ratio.mean():+.3f} +- {reach:.3f}")


def coverage(case: Case) -> None:
    start = time.process_time()
    shares_from(case, case.lists)
    print(f"{case.name}: {len(case.lists)} lists, a fit {time.process_time() - start:.2f} CPU s")
    print(" as one")
    with sources_as_one():
        random_venues(case)
        venues_and_editions(case)
    print(" as used")
    random_venues(case, is_used=True)
    sources(case)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouses", type=Path, nargs="+")
    parser.add_argument("--share", choices=SHARES, nargs="+", default=list(SHARES))
    arguments = parser.parse_args()
    sets = [[path] for path in arguments.warehouses]
    if len(sets) > 1:
        sets.append(arguments.warehouses)
    for share in arguments.share:
        for paths in sets:
            case = case_of(paths, share)
            if case.lists:
                coverage(case)
        offsets(case.pairs + profile_pairs(share))


if __name__ == "__main__":
    main()
