"""A page for each venue, country, organisation and topic with enough cases, by one template."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from reports.marts import dimensions
from reports.marts.cases import estimates_of, papers_of_companies
from reports.marts.estimates import Estimate
from reports.marts.reader import Marts
from reports.questions import wording
from reports.questions.question import Page
from reports.questions.wording import say
from reports.site.listing import ListedRow, Listing
from reports.site.pages import models, papers
from reports.site.sketch import Sketch, sketch
from reports.site.view import View
from reports.text.formatting import count, percent, period_name, plain, sentence_list, slug
from reports.text.sentence import Sentence
from reports.text.units import format_value, unit

LEAST_MODELS, LEAST_PAPERS = 5, 100
NEWEST, NEIGHBOURS = 10, 3
USUAL = Path(__file__).parents[1] / "usual_names.csv"


@dataclass(frozen=True)
class Measure:
    """A metric that a kind of page shows: its definition, team class and question."""

    metric: str
    definition: str
    team: str | None
    question: str


@dataclass(frozen=True)
class Kind:
    """A kind of page: the column of its key, and what its pages show."""

    column: str
    page: Page
    measures: Sequence[Measure]
    name: Callable[[Marts, str], str]


@dataclass(frozen=True)
class Part:
    """A measure of a case: its numbers in words and as a drawing, and links to more."""

    title: str
    sentences: Sequence[object]
    drawing: Sketch | None
    short: str
    rows: Sequence[Sequence[object]]
    ids: Sequence[str]
    missing: str
    links: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Entity:
    """A case with its parts, and the newest rows of a list that has more."""

    kind: Kind
    name: str
    others: str
    parts: Sequence[Part]
    listing: Listing | None = None
    more: str = ""

    @property
    def path(self) -> str:
        """Return the path of the page: ``venues/neurips.html``."""
        return f"{self.kind.page.id}/{slug(self.name)}.html"


SHARES = Measure("paper_team_share", "accepted", "academic_only", "who-publishes")
INDUSTRY = Measure("any_industry_share", "accepted", None, "who-publishes")
ORIGIN = Measure("model_country_share", "notable", None, "who-trains")
SYSTEMS = Measure("academic_hpc_share", "hpc_listed", None, "what-academia-has")
TILT = Measure("topic_tilt", "accepted", None, "on-what")
INTENSITY = Measure("topic_compute_intensity", "all_models_compute_known", None, "on-what")
KINDS = (
    Kind(
        "venue", Page(id="venues", link="Venues", title="Venues"), (INDUSTRY, SHARES),
        dimensions.venue_name,
    ),
    Kind(
        "country", Page(id="countries", link="Countries", title="Countries"),
        (ORIGIN, SHARES, INDUSTRY, SYSTEMS), dimensions.country_name,
    ),
    Kind(
        "topic", Page(id="topics", link="Topics", title="Topics"), (SHARES, TILT, INTENSITY),
        lambda marts, topic: dimensions.topic_names(marts).get(topic, topic),
    ),
)  # fmt: skip
ORGANISATIONS = Kind(
    "organisation", Page(id="organisations", link="Organisations", title="Organisations"), (),
    lambda _marts, name: name,
)  # fmt: skip


@lru_cache(maxsize=4)  # the index and the pages of each kind
def entities(marts: Marts, kind: Kind) -> list[Entity]:
    """Return the cases of a kind that have a number, by name."""
    found = _organisations(marts) if kind is ORGANISATIONS else _cases(marts, kind)
    return sorted(found, key=lambda entity: entity.name.lower())


@dataclass(frozen=True)
class Cases:
    """The estimates of a measure by the key of their case, and the names of keys."""

    kind: Kind
    measure: Measure
    title: str
    by_key: Mapping[str, Sequence[Estimate]]
    name: Callable[[str], str]


def _cases(marts: Marts, kind: Kind) -> Iterator[Entity]:
    every = [_estimates(marts, kind, measure) for measure in kind.measures]
    others = usual_names(kind.column)
    listing = {"venue": papers.editions, "country": models.listing}.get(kind.column)
    rows = listing(marts) if listing else None
    for key in sorted({key for cases in every for key in cases.by_key}):
        parts = [
            _part(cases, key) for cases in every if any(map(_is_shown, cases.by_key.get(key, ())))
        ]
        if parts:
            name = plain(kind.name(marts, key), 60)
            known = "; ".join(filter(None, (others.get(key), f"{key} in the data")))
            yield Entity(kind, name, known, parts, *_newest(rows, kind.column, key, name))


def _estimates(marts: Marts, kind: Kind, measure: Measure) -> Cases:
    by_key: dict[str, list[Estimate]] = {}
    for estimate in estimates_of(
        marts, kind.column, measure.metric, measure.definition, measure.team
    ):
        by_key.setdefault(getattr(estimate, kind.column), []).append(estimate)
    title = dimensions.metric_titles(marts)[measure.metric]
    title += ", academic only" if measure.team else ""
    return Cases(kind, measure, title, by_key, partial(kind.name, marts))


def _newest(listing: Listing | None, fact: str, key: str, name: str) -> tuple[Listing | None, str]:
    """Return the newest rows of a list with a fact, and the address of all of them."""
    if listing is None:
        return None, ""
    rows = [row for row in listing.all_rows if key in row.facts[fact]]
    value = slug(name) if fact == "venue" else key
    most = len(rows) if fact == "venue" else NEWEST
    shown = Listing(**{**vars(listing), "all_rows": rows, "most": most})
    return (shown if rows else None), f"{listing.id}.html#{urlencode({fact: value})}"


def _is_shown(estimate: Estimate) -> bool:
    return estimate.value is not None


def _part(cases: Cases, key: str) -> Part:
    rows = cases.by_key[key]
    shown = [estimate for estimate in rows if _is_shown(estimate)]
    hidden = [period_name(estimate.period) for estimate in rows if not _is_shown(estimate)]
    newest = next((one for one in shown if one.period == "2023-latest"), shown[-1])
    return Part(
        cases.title,
        [say("{e:When}: {words}.", e=newest, words=_words(newest)), _rank(newest, cases)],
        _drawing([one for one in shown if one.period.isdigit()]),
        f"{_words(newest)}, {period_name(newest.period)}",
        [_row(estimate) for estimate in reversed(shown)],
        [estimate.id for estimate in reversed(shown)],
        f"Not shown, because too few cases are known: {', '.join(hidden)}." if hidden else "",
        _links(cases, key),
    )


def _drawing(years: Sequence[Estimate]) -> Sketch | None:
    points = [(int(one.period), one.value, one.ci_low, one.ci_high) for one in years]
    return sketch(points, lambda value: format_value(value, years[0].unit)) if years else None


def _words(estimate: Estimate) -> Sentence:
    """Write the value with its interval and cases."""
    form = "{e:value}" if estimate.ci_low is None else "{e:with interval}"
    cases = "n = {e:n}" if estimate.k is None else "{e:k of n}"
    name = unit(estimate.unit).name
    return say(f"{form}{f' {name}' if name else ''}, {cases}", e=estimate)


def _rank(newest: Estimate, cases: Cases) -> str:
    """Return the rank in a period, with the ranks that the intervals allow."""
    same = [
        one for rows in cases.by_key.values() for one in rows
        if one.period == newest.period and _is_shown(one)
    ]  # fmt: skip
    rank = 1 + sum(one.value > newest.value for one in same)
    text = f"Rank {rank} of {len(same)}"
    if newest.ci_low is not None and newest.ci_high is not None:
        first = 1 + sum(one.ci_low is not None and one.ci_low > newest.ci_high for one in same)
        below = sum(one.ci_high is not None and one.ci_high < newest.ci_low for one in same)
        text += f"; the intervals allow {first} to {len(same) - below}"
    return f"{text}, {period_name(newest.period)}."


def _row(estimate: Estimate) -> list[object]:
    bare, digits = replace(estimate, id=""), unit(estimate.unit).digits
    interval = "" if bare.ci_low is None else wording.interval(bare, digits)
    return [period_name(bare.period), wording.value(bare, digits), interval, wording.k_of_n(bare)]


def _links(cases: Cases, key: str) -> list[tuple[str, str]]:
    """Return the chart of the case, and beside the others with most cases."""
    sizes = {other: max(one.k or one.n for one in rows) for other, rows in cases.by_key.items()}
    others = sorted(sizes.keys() - {key}, key=lambda other: (-sizes[other], other))[:NEIGHBOURS]
    measure = cases.measure
    view = {"metric": measure.metric, "definition": measure.definition}
    view |= {"teams": measure.team} if measure.team else {}

    def chart(*keys: str) -> str:
        query = urlencode({**view, "chart": "time", cases.kind.column: ",".join(keys)}, safe=",")
        return f"{measure.question}.html#explore?{query}"

    links = [("Chart", chart(key))]
    if others:
        names = sentence_list([cases.name(other) for other in others])
        links.append((f"Compare with {names}", chart(key, *others)))
    return links


def _organisations(marts: Marts) -> Iterator[Entity]:
    listing, others = models.listing(marts), usual_names("organisation")
    companies = {row["company"]: row for row in papers_of_companies(marts, LEAST_PAPERS)}
    made: dict[str, list[ListedRow]] = {}
    for row in listing.all_rows:
        for owner in row.facts["organisation"]:
            made.setdefault(owner, []).append(row)
    large = {owner for owner, rows in made.items() if len(rows) >= LEAST_MODELS}
    for name in sorted(large | companies.keys()):
        parts = [_models(made[name], len(listing.all_rows))] if name in large else []
        parts += [_papers(companies[name], list(companies))] if name in companies else []
        newest = _newest(listing, "organisation", name, name) if name in made else (None, "")
        yield Entity(ORGANISATIONS, plain(name, 60), others.get(name, ""), parts, *newest)


def _models(rows: Sequence[ListedRow], total: int) -> Part:
    years: dict[int, int] = {}
    for row in rows:
        if row.facts["year"] is not None:
            years[row.facts["year"]] = years.get(row.facts["year"], 0) + 1
    sentence = f"{count(len(rows))} of the {count(total)} notable models, alone or with others."
    drawing = sketch(
        [(year, n, None, None) for year, n in sorted(years.items())], lambda n: count(int(n))
    )
    table = [[str(year), count(made), "", ""] for year, made in sorted(years.items())[::-1]]
    links = [("Question", "who-trains.html")]
    return Part("Notable models", [sentence], drawing, count(len(rows)), table, (), "", links)


def _papers(row: Mapping[str, Any], companies: Sequence[str]) -> Part:
    rank = companies.index(row["company"]) + 1
    sentences = (
        f"{count(row['papers'])} papers on the newest lists name it.",
        f"Rank {rank} of the {len(companies)} companies with {LEAST_PAPERS} papers or more.",
        "Of n papers of known class on the lists that name it, k do.",
    )
    table = [
        [str(year["year"]), percent(year["k"] / year["n"], 1), "", f"{year['k']} of {year['n']}"]
        for year in row["years"]
    ]
    points = [(year["year"], year["k"] / year["n"], None, None) for year in row["years"][::-1]]
    links = [("Question", "who-publishes.html")]
    short = count(row["papers"])
    return Part("Papers", sentences, sketch(points, percent), short, table, (), "", links)


def usual_names(kind: str) -> dict[str, str]:
    """Return other names that readers know, by key."""
    with USUAL.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["others"] for row in csv.DictReader(file) if row["kind"] == kind}


def _index(kind: Kind, marts: Marts, _content: object) -> dict[str, Any]:
    found = entities(marts, kind)
    titles = list(dict.fromkeys(part.title for entity in found for part in entity.parts))
    rows = [ListedRow([entity.name, *_cells(entity, titles)], entity.path, {}) for entity in found]
    listing = Listing(
        id=kind.page.id, title=kind.page.title, words=kind.page.id, columns=["Name", *titles],
        lead=f"{len(found)} {kind.page.id} have enough cases for a page.", numbers=(), filters=(),
        all_rows=rows, files=(("CSV", "metrics.csv"),), most=len(rows), names=(),
    )  # fmt: skip
    return {"listing": listing}


def _cells(entity: Entity, titles: Sequence[str]) -> list[str]:
    texts = {part.title: part.short for part in entity.parts}
    return [texts.get(title, "") for title in titles]


ALL_KINDS = (*KINDS[:2], ORGANISATIONS, *KINDS[2:])
VIEWS = tuple(View(kind.page, partial(_index, kind), "rows.html") for kind in ALL_KINDS)
