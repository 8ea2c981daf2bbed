"""A page for each venue, country, organisation and topic with enough cases, by one template."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from reports.marts import dimensions
from reports.marts.cases import estimates_of, papers_of_companies
from reports.marts.estimates import Estimate
from reports.marts.headlines import FIRST_YEAR
from reports.marts.models import listed_models, sectors_of_owners
from reports.marts.papers import KINDS as LIST_KINDS
from reports.marts.papers import (
    country_lists,
    editions,
    list_kinds,
    lists_with_text,
    titled_papers,
    unlisted,
)
from reports.marts.reader import TRAINED, Marts, Scope
from reports.questions import wording
from reports.questions.question import Page
from reports.questions.wording import LATEST, say
from reports.site import chart
from reports.site.listing import ListedRow, Listing
from reports.site.pages import models, papers
from reports.site.view import View
from reports.text import formatting
from reports.text.formatting import (
    count,
    in_period,
    ordinal,
    percent,
    period_name,
    plain,
    quoted,
    sentence_list,
    slug,
    team_name,
)
from reports.text.sentence import Sentence
from reports.text.units import format_interval, unit

LEAST_MODELS, LEAST_PAPERS = 10, 100  # of an organisation with a page
LEAST_CASES = 30  # papers of a country, venue or topic with a page
FEWEST = 3  # years of a chart
YEARS = 5  # columns of a table
EVERY_YEAR = f"{FIRST_YEAR}-9999"
SINCE = int(LATEST[:4])
NO_COUNT = "\N{EN DASH}"
TRAINS = Markup(
    '<a href="#sector=academia&amp;trains=yes" data-pagefind-weight="10">Universities that still'
    " train</a>: those with a model since {}. A company with a page has its papers by venue there;"
    ' those of every company are in <a href="data.html#tables"><code>company_papers</code></a>. An'
    " en dash under Papers is not zero: we count only the papers of companies with at least {}."
)
NEWEST = 10
LONGEST, WIDTH = 10, 4  # venues and years of the table of a company
LISTED = f"{papers.FOLDER}/{papers.POOLED}.html"
# Columns of the lists that fit beside the menu.
SHORT = {models.PAGE.id: (0, 1, 2, 5, 6, 8), papers.PAGE.id: (0, 2, 3, 4, 5, 8)}
MARKED = "Fewer than four in five of the checked tags of this topic were right."
ALL_OF_THEM = "All of them, to filter and download"
# A share of one kind of list cannot be compared with a share of another.
MARKS, EVERY = {"printed": "", "profile": "*", "assigned": "†"}, "‡"
MARKS_OF_LISTS = (
    f"Marks: affiliations {LIST_KINDS['profile']} ({MARKS['profile']}) or"
    f" {LIST_KINDS['assigned']} ({MARKS['assigned']}), other tracks beside the main one ({EVERY});"
    " unmarked lists have affiliations as printed. Do not compare shares with different marks."
)
NO_LIST = (
    f"{NO_COUNT}: we have no list with affiliations for that year, or the venue had no edition."
)
NOT_JOINT = (
    "For some lists we have only one organisation per affiliation, so we miss joint ones such as"
    " “Google and Columbia University”."
)


Links = Sequence[tuple[str, str]]  # words and addresses
Table = tuple[Sequence[str], Sequence[Sequence[str]]]  # columns and rows


@dataclass(frozen=True)
class Measure:
    """A metric that a kind of page shows: its definition, team class, question and a note.

    A case has a page if one of its measures has ``LEAST_CASES`` in ``cases``, the column of its
    cases. ``short`` names its column in the table of all cases, and ``is_ranked`` ranks them.
    """

    metric: str
    definition: str
    team: str | None
    question: str
    short: str
    note: str = ""
    cases: str = "n"
    is_ranked: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of page: its index, the column of its key, what its pages show, and names of keys."""

    page: Page
    column: str
    measures: Sequence[Measure]
    name: Callable[[Marts, str], str]


@dataclass(frozen=True)
class Cases:
    """The estimates of a measure by the key of their case, and their list; ``name`` names a key.

    ``notes`` are what a reader of the line must know: changes of the rules of their list, and that
    venues enter and leave. ``lists`` has the kind of list of a venue and year, for venues.
    """

    kind: Kind
    measure: Measure
    title: str
    scope: Scope | None
    by_key: Mapping[str, Sequence[Estimate]]
    name: Callable[[str], str]
    notes: Sequence[str]
    lists: Mapping[tuple[str, str], str]

    def list_of(self, estimate: Estimate) -> str:
        """Return the kind of list of an estimate of a venue; empty for other estimates."""
        return self.lists.get((estimate.venue or "", estimate.period), "")

    def has_page(self, key: str) -> bool:
        """Return whether a case has enough cases in a period."""
        sizes = (getattr(one, self.measure.cases) for one in self.by_key.get(key, ()))
        return max((size or 0 for size in sizes), default=0) >= LEAST_CASES

    def newest(self, key: str) -> Estimate | None:
        """Return the estimate of the newest period of a case; None without one."""
        shown = [one for one in self.by_key.get(key, ()) if one.value is not None]
        return next((one for one in shown if one.period == LATEST), shown[-1] if shown else None)


@dataclass(frozen=True)
class Part:
    """A measure of a case: its numbers in words, as a chart and as a table, and links to more.

    ``scope`` is their list. ``table`` is shown at once, and ``editions`` in a fold.
    """

    title: str
    scope: Scope | None
    short: object
    sentences: Sequence[object]
    views: Sequence[Mapping[str, Any]]
    rows: Sequence[Sequence[object]]
    links: Links
    ids: Sequence[str] = ()
    missing: str = ""
    table: Table | None = None
    editions: Table | None = None


@dataclass(frozen=True)
class Entity:
    """A case with its parts, the newest rows of a list with links to all of them, and a file."""

    kind: Kind
    key: str
    name: str
    note: str
    parts: Sequence[Part]
    listing: Listing | None = None
    more: Links = ()
    file: Sequence[Mapping[str, Any]] = ()

    @property
    def path(self) -> str:
        """Return the path of the page: ``venues/neurips.html``."""
        return f"{self.kind.page.id}/{slug(self.name)}.html"


def _page(title: str) -> Page:
    return Page(id=title.lower(), link=title, title=title)


def _topic(marts: Marts, topic: str) -> str:
    return dimensions.topic_names(marts).get(topic, topic)


SHARES = Measure(
    "paper_team_share", "accepted", "academic_only", "who-publishes", "Academic only",
    is_ranked=True,
)  # fmt: skip
NO_COMPANY = replace(SHARES, team=formatting.NO_COMPANY, short="No company")
INDUSTRY = Measure(
    "any_industry_share", "accepted", None, "who-publishes", "Any industry", is_ranked=True
)
ORIGIN = Measure("model_country_share", "notable", None, "who-trains", "Models", cases="k")
SYSTEMS = Measure("academic_hpc_share", "hpc_listed", None, "what-academia-has", "", cases="k")
TILT = Measure("topic_tilt", "accepted", None, "on-what", "Tilt to industry")
INTENSITY = Measure(
    "topic_compute_intensity", "all_models_compute_known", None, "on-what", "Compute", cases="k"
)
INSTITUTES = (
    "A team with a public research institute that is not a university counts as “other”, so the"
    " share is lower where such institutes do much of the research."
)
SEAT = "An organisation counts in the country of its seat, even for a branch abroad."
EVERY_TRACK = "These shares count papers of every track; the field counts only the main track."
OF_COUNTRIES = (
    replace(SHARES, note=f"{SEAT} {INSTITUTES}"),
    replace(NO_COMPANY, note="Public institutes do not affect this share."),
    ORIGIN,
    SYSTEMS,
)
ORGANISATIONS = Kind(_page("Organisations"), "organisation", (), lambda _marts, name: name)
KINDS = (
    Kind(_page("Venues"), "venue", (INDUSTRY, SHARES), dimensions.venue_name),
    Kind(_page("Countries"), "country", OF_COUNTRIES, dimensions.country_name),
    ORGANISATIONS,
    Kind(_page("Topics"), "topic", (SHARES, TILT, INTENSITY), _topic),
)


@lru_cache(maxsize=len(KINDS))  # for the index and the pages
def entities(marts: Marts, kind: Kind) -> list[Entity]:
    """Return the cases of a kind that have a number, by name."""
    found = _organisations(marts) if kind is ORGANISATIONS else _cases(marts, kind)
    return sorted(found, key=lambda entity: entity.name.lower())


def _cases(marts: Marts, kind: Kind) -> Iterator[Entity]:
    every = [_estimates(marts, kind, measure) for measure in kind.measures]
    others = papers.usual_names(kind.column)
    listing = {"venue": papers.editions, "country": models.listing}.get(kind.column)
    rows = listing(marts) if listing else None
    for key in sorted({key for cases in every for key in cases.by_key if cases.has_page(key)}):
        parts = [part for cases in every if (part := _part(marts, cases, key))]
        if parts:
            name = plain(kind.name(marts, key), 60)
            known = "; ".join(filter(None, (others.get(key), f"{plain(key, 60)} in the data")))
            note = f"Also: {known}."
            newest = _newest(rows, kind.column, key, name)
            if kind.column == "venue":
                note += (
                    f" {EVERY_TRACK}{_tracks(marts, key)}{_breaks(marts, key)}{_lists(marts, key)}"
                    f"{_unlisted(marts, key)}"
                )
            if kind.column == "country":
                note += _both_kinds(marts, key)
            if kind.column == "topic":
                topic = dimensions.topic(marts, key)
                note += f" {MARKED}" if topic and topic["is_imprecise"] else ""
                newest = papers.newest(marts, key, NEWEST), [(ALL_OF_THEM, _papers_of(topic=key))]
            yield Entity(kind, key, name, note, list(_said_once(parts)), *newest)


def _said_once(parts: Sequence[Part]) -> Iterator[Part]:
    """Leave out what an earlier part says."""
    said: set[str] = set()
    for part in parts:
        yield replace(part, sentences=[one for one in part.sentences if str(one) not in said])
        said.update(map(str, part.sentences))


def _estimates(marts: Marts, kind: Kind, measure: Measure) -> Cases:
    by_key: dict[str, list[Estimate]] = {}
    chosen = (kind.column, measure.metric, measure.definition, measure.team)
    for estimate in estimates_of(marts, *chosen):
        if estimate.period < FIRST_YEAR:  # a year; the name of all years is greater
            continue
        by_key.setdefault(getattr(estimate, kind.column), []).append(estimate)
    title = dimensions.metric_titles(marts)[measure.metric]
    title += f", {team_name(measure.team).lower()}" if measure.team else ""
    scope = marts.scope(measure.metric, measure.definition)
    notes = [
        f"{event['sentence'][0].upper()}{event['sentence'][1:]}."
        for event in dimensions.events(marts, scope.source if scope else "", int(FIRST_YEAR))
    ]
    if any("venue_mix" in row.caveats for rows in by_key.values() for row in rows):
        caveats = {row["caveat"]: row["sentence"] for row in dimensions.caveats(marts)}
        notes.append(caveats["venue_mix"])
    lists = list_kinds(marts) if kind.column == "venue" else {}
    kinds = {edition: row["kind"] for edition, row in lists.items()}
    return Cases(kind, measure, title, scope, by_key, partial(kind.name, marts), notes, kinds)


def _newest(
    listing: Listing | None, fact: str, key: str, name: str
) -> tuple[Listing | None, Links]:
    """Return the newest rows of a list with a fact, and links to all of them."""
    rows = [row for row in listing.rows if key in row.facts[fact]] if listing else []
    if listing is None or not rows:
        return None, ()
    value, most = (slug(name), len(rows)) if fact == "venue" else (key, NEWEST)
    title = "Papers by year" if fact == "venue" else "Newest notable models"
    shown = replace(listing.narrow(SHORT[listing.id], rows), title=title, most=most)
    more = [(ALL_OF_THEM, f"{listing.id}.html#{urlencode({fact: value})}")]
    if any(row.facts.get("text") for row in rows):
        more.append(("Its papers, one by one", _papers_of(venue=value)))
    return shown, more


def _tracks(marts: Marts, venue: str) -> str:
    """Name the years of a venue in which many papers are of other tracks than the main one."""
    years = [
        str(row["year"])
        for (of_venue, _), row in list_kinds(marts).items()
        if of_venue == venue and row["has_other_tracks"]
    ]
    if not years:
        return ""
    return (
        f" Many papers of {sentence_list(years)} come from other tracks, such as Findings or"
        " demonstrations, so the line breaks there."
    )


def _breaks(marts: Marts, venue: str) -> str:
    """Say where the affiliations of a venue are of another kind, and by how much that moves it."""
    rows = [row for (of_venue, _), row in list_kinds(marts).items() if of_venue == venue]
    return "".join(f" {_break(row)}" for row in rows if row["is_break"])


def _break(row: Mapping[str, Any]) -> str:
    kind, before = LIST_KINDS[row["affiliations"]], LIST_KINDS[row["affiliations_before"]]
    text = f"The line breaks in {row['year']}: affiliations are {kind} from then, {before} before."
    if row["same_works"]:
        ours, theirs = (
            percent(row[name] / row["same_works"], 1)
            for name in ("same_any_industry", "same_any_industry_before")
        )
        return (
            f"{text} Of the same {count(row['same_works'])} papers of {row['same_year']}, {ours} "
            f"have an industry author with affiliations {kind}, and {theirs} with affiliations "
            f"{before}."
        )
    if row["works_in_both"]:
        changed = percent(row["changed_class"] / row["works_in_both"])
        return (
            f"{text} Of {count(row['works_in_both'])} papers of other conferences that lists of "
            f"both kinds have, {changed} change their class."
        )
    return text


def _both_kinds(marts: Marts, country: str) -> str:
    """Say by how much the kind of list moves the papers of a country."""
    row = country_lists(marts, country)
    if row is None:
        return ""
    printed, profile, both, works = (
        count(row[name]) for name in ("printed", "profile", "in_both", "works")
    )
    return (
        f" Its papers depend on the kind of list: of the same {works} papers since 2015, {printed} "
        f"have an affiliation there as printed, {profile} by profiles and {both} by both."
    )


def _lists(marts: Marts, venue: str) -> str:
    """Name the publishers of the lists of a venue, where those of two neighbours differ."""
    rows = [row for row in reversed(editions(marts)) if row["venue"] == venue and row["n"]]
    runs = {
        "-".join(dict.fromkeys(str(run[end]["year"]) for end in (0, -1))): _named(names)
        for names, of_names in groupby(rows, itemgetter("listed_by"))
        if (run := list(of_names))
    }
    if len(runs) < 2:
        return ""
    told = "; ".join(f"{period_name(years)} {names}" for years, names in runs.items())
    return f" Its lists come from different publishers, which may explain a jump: {told}."


def _unlisted(marts: Marts, venue: str) -> str:
    """Name the years after the first list of a venue whose affiliations we lack."""
    listed = {row["year"]: row["n"] for row in editions(marts) if row["venue"] == venue}
    bare = [str(year) for year in sorted(listed) if not listed[year]]
    text = f" Our lists for {sentence_list(bare)} have no affiliations." if bare else ""
    years = {
        row["year"]: count(row["accepted"])
        for row in unlisted(marts, EVERY_YEAR)
        if row["venue"] == venue and min(listed) < row["year"] not in listed
    }
    told = [f"{year} ({years[year]})" for year in sorted(years)]
    told[:1] = [one.replace(")", " accepted papers)") for one in told[:1]]
    return f"{text} We store no list for {sentence_list(told)}." if told else text


def _named(lists: Sequence[str]) -> str:
    names = [plain(name) for name in lists]
    return sentence_list([quoted(name) if "," in name else name for name in names])


def _papers_of(**asked: str) -> str:
    return f"{LISTED}#{urlencode(asked)}"


def _part(marts: Marts, cases: Cases, key: str) -> Part | None:
    rows = cases.by_key.get(key, ())
    shown = [estimate for estimate in rows if estimate.value is not None]
    if not shown:
        return None
    hidden = [period_name(estimate.period) for estimate in rows if estimate.value is None]
    newest = cases.newest(key) or shown[-1]
    words = _words(newest)
    return Part(
        cases.title,
        cases.scope,
        f"{words}, {period_name(newest.period)}",
        [
            say("{e:When}: {words}.", e=newest, words=words),
            *filter(None, [_rank(newest, cases), cases.measure.note]),
            *cases.notes,
        ],
        _chart(marts, cases, shown),
        [_row(estimate) for estimate in reversed(shown)],
        [("About this number", f"methods.html#metric-{cases.measure.metric}")],
        [estimate.id for estimate in reversed(shown)],
        f"Not shown, because too few cases are known: {', '.join(hidden)}." if hidden else "",
    )


def _words(estimate: Estimate) -> Sentence:
    """Write the value with its interval and cases."""
    form = "{e:value}" if estimate.ci_low is None else "{e:with interval}"
    name = unit(estimate.unit).name
    return say(f"{form}{f' {name}' if name else ''}, {{e:k of n}}", e=estimate)


def _rank(newest: Estimate, cases: Cases) -> str:
    """Return the place in a period, as ``57th of 61``, with the places that intervals allow.

    A venue is ranked among those with the same kind of list.
    """
    least = LEAST_CASES if cases.measure.cases == "n" else 0
    every = (one for rows in cases.by_key.values() for one in rows if one.value is not None)
    kind = cases.list_of(newest)
    same = [
        one
        for one in every
        if one.period == newest.period and one.n >= least and cases.list_of(one) == kind
    ]
    if newest not in same:
        return ""
    if kind and len(same) == 1:
        return f"No other venue has affiliations {kind} {in_period(newest.period)}."
    rank = 1 + sum(one.value > newest.value for one in same)
    text = f"{ordinal(rank)} of {len(same)} {in_period(newest.period)}"
    text += f" with affiliations {kind}" if kind else ""
    if newest.ci_low is not None and newest.ci_high is not None:
        first = 1 + sum(one.ci_low is not None and one.ci_low > newest.ci_high for one in same)
        below = sum(one.ci_high is not None and one.ci_high < newest.ci_low for one in same)
        last = len(same) - below
        text += f"; its interval allows {ordinal(first)} to {ordinal(last)}"
    return f"{text}."


def _row(estimate: Estimate) -> list[object]:
    bare, digits = replace(estimate, id=""), unit(estimate.unit).digits
    value = wording.value(bare, digits)
    return [period_name(bare.period), value, _interval(bare, digits), wording.k_of_n(bare)]


def _interval(estimate: Estimate, digits: int | None = None) -> Sentence | str:
    return "" if estimate.ci_low is None else wording.interval(estimate, digits)


def _chart(marts: Marts, cases: Cases, shown: Sequence[Estimate]) -> list[chart.View]:
    """Return the chart of the years of a case, if there are some."""
    years = [one for one in shown if one.period.isdigit()]
    if cases.scope is None or len(years) < FEWEST:
        return []
    kinds = {one.period: cases.list_of(one) for one in years}
    look = years[0].team_class or chart.ALL
    return chart.of_lines(marts, cases.scope, [("", look, years)], kinds=kinds)


def _organisations(marts: Marts) -> Iterator[Entity]:
    listing, others = models.listing(marts), papers.usual_names("organisation")
    # Two sources may write a name in other capitals.
    companies = {row["company"].lower(): row for row in papers_of_companies(marts, LEAST_PAPERS)}
    names = {key: row["company"] for key, row in companies.items()}
    made: dict[str, list[ListedRow]] = {}
    for row in listing.rows:
        for owner in row.facts["organisation"]:
            made.setdefault(owner.lower(), []).append(row)
            names[owner.lower()] = owner
    filling = [
        int(share.period) for share in marts.filling_years(*TRAINED, team_class="academic_only")
    ]
    large = {key for key, rows in made.items() if len(rows) >= LEAST_MODELS}
    for key in sorted(large | companies.keys()):
        name = names[key]
        parts = [_models(marts, made[key], len(listing.rows), filling)] if key in large else []
        company = companies.get(key, {})
        parts += [_papers(marts, company, list(companies))] if company else []
        note = f"Also: {others[name]}." if name in others else ""
        newest = _newest(listing, "organisation", name, name)
        yield Entity(
            ORGANISATIONS, key, plain(name, 60), note, parts, *newest, company.get("lists", ())
        )


def _models(marts: Marts, rows: Sequence[ListedRow], total: int, filling: Sequence[int]) -> Part:
    made = Counter(row.facts["year"] for row in rows if row.facts["year"])
    years = [(year, made[year]) for year in range(min(made), max(made) + 1)]
    names = {year: f"{year}{', still filling' * (year in filling)}" for year, _ in years}
    return Part(
        "Notable models",
        marts.scope(*TRAINED),
        count(len(rows)),
        [f"{count(len(rows))} of the {count(total)} notable models, alone or with others."],
        (),
        [[names[year], count(number), "", ""] for year, number in reversed(years)],
        [("Who trains", "who-trains.html")],
    )


def _papers(marts: Marts, row: Mapping[str, Any], companies: Sequence[str]) -> Part:
    name = row["company"]
    rank, shown = companies.index(name.lower()) + 1, titled_papers(marts).get(name, 0)
    place = f"By papers, it ranks {ordinal(rank)} of {len(companies)} companies"
    return Part(
        "Papers",
        marts.scope(INDUSTRY.metric, INDUSTRY.definition),
        count(row["papers"]),
        [
            f"The newest lists have {count(row['papers'])} papers that name it.",
            f"We can list {count(shown)} of them by title{_titles(marts)}.",
            NOT_JOINT,
            f"{place} with {LEAST_PAPERS} papers or more.",
            "The table shows its share of a venue's papers of known class, with 95% intervals.",
            f"{MARKS_OF_LISTS} {NO_LIST}",
        ],
        (),
        (),
        [
            *([("Its papers, one by one", _papers_of(organisation=name))] if shown else []),
            ("All venues and years (CSV)", f"{ORGANISATIONS.page.id}/{slug(plain(name, 60))}.csv"),
            ("Who publishes", "who-publishes.html"),
        ],
        table=_by_venue(marts, row["lists"]),
        editions=_by_edition(marts, row["lists"]),
    )


def _titles(marts: Marts) -> str:
    """Say which lists give titles and which only counts."""
    every, texts = lists_with_text(marts), []
    for has_text, words in ((True, "from {}"), (False, "the licences of {} allow counts only")):
        names = [name for name in every if every[name] is has_text]
        texts += [words.format(_named(names))] if names else []
    return f": {'; '.join(texts)}"


def _by_venue(marts: Marts, lists: Sequence[Mapping[str, Any]]) -> Table:
    """Return the shares of the newest years at the venues with most of the papers."""
    years = sorted({one["year"] for one in lists}, reverse=True)[:WIDTH]
    sizes, kinds = Counter[str](), list_kinds(marts)
    shares = {(one["venue"], one["year"]): one for one in lists}
    for one in (one for one in lists if one["year"] in years):
        sizes[one["venue"]] += one["papers"]

    def cell(venue: str, year: int) -> str:
        kind, one = kinds.get((venue, str(year))), shares.get((venue, year))
        if kind is None:
            return NO_COUNT
        if one is None:
            return f"{percent(0, 1)}{_mark(kind)}"
        ends = format_interval(one["ci_low"], one["ci_high"], "share")
        return f"{percent(one['share'], 1)}{_mark(kind)} ({ends})"

    rows = [
        [dimensions.venue_name(marts, venue), *(cell(venue, year) for year in years)]
        for venue, _ in sizes.most_common(LONGEST)
    ]
    return ["Venue", *map(str, years)], rows


def _mark(row: Mapping[str, Any]) -> str:
    """Mark a list that is not one of the main track with affiliations as printed."""
    return MARKS[row["affiliations"]] + (EVERY if row["has_other_tracks"] else "")


def _by_edition(marts: Marts, lists: Sequence[Mapping[str, Any]]) -> Table:
    """Return the papers at each venue and year, with their share and its interval."""
    rows = [
        [
            f"{dimensions.venue_name(marts, one['venue'])} {one['year']}",
            *(count(one[part]) for part in ("papers", "n")),
            percent(one["share"], 1),
            format_interval(one["ci_low"], one["ci_high"], "share"),
        ]
        for one in lists
    ]
    return ("Venue and year", "Papers", "n", "Share", "95% interval"), rows


def _index(kind: Kind, marts: Marts, _content: object) -> dict[str, Any]:
    name = kind.page.id
    if kind is ORGANISATIONS:
        return {"listing": _table_of_organisations(marts)}
    every, pages = [_estimates(marts, kind, measure) for measure in kind.measures], {}
    for entity in entities(marts, kind):
        pages[entity.key] = entity
    table = [_numbers(every, key, entity.name, pages) for key, entity in pages.items()]
    periods = {str(row["Period"]) for row in table} - {""}
    columns = [name for name in (table[0] if table else ()) if name != "Period" or len(periods) > 1]
    when = periods.pop() if len(periods) == 1 else "of the newest list"
    # Lists of venues differ in kind, so only the page of a venue ranks it, within its kind.
    is_ranked = not every[0].lists
    ranks = (
        f" We rank those with at least {LEAST_CASES} there." if is_ranked else f" {MARKS_OF_LISTS}"
    )
    if not is_ranked:
        _mark_lists(marts, every[0].measure.short, dict(zip(pages, table, strict=True)))
    lead = (
        f"{len(pages)} {name} with at least {LEAST_CASES} papers or models in a year, a period or "
        f"all years. {'Shares, intervals and ranks' if is_ranked else 'Shares and intervals'} are "
        f"those {when}; the columns by year show “{every[0].measure.short}”.{ranks}"
    )
    rows = [
        ListedRow([str(row[column]) for column in columns], pages[key].path, {})
        for key, row in zip(pages, table, strict=True)
    ]
    numbers = range(1, len(columns))
    listing = Listing(name, kind.page.title, lead, name, columns, rows, numbers, most=len(rows))
    return {"listing": replace(listing, table=f"{name}/all.csv")}


def _mark_lists(marts: Marts, short: str, rows: Mapping[str, dict[str, object]]) -> None:
    """Mark the shares of venues, in the column of the newest one too, by the kind of their list."""
    for (venue, year), kind in list_kinds(marts).items():
        row = rows.get(venue, {})
        for column in (year, *([short] if row.get("Period") == year else [])):
            if row.get(column):
                row[column] = f"{row[column]}{_mark(kind)}"


def _numbers(
    every: Sequence[Cases], key: str, name: str, keys: Collection[str]
) -> dict[str, object]:
    """Return the row of a case: one number a cell."""
    row: dict[str, object] = {"Name": name}
    for cases in every:
        newest, short = cases.newest(key), cases.measure.short
        if not short:
            continue
        row[short] = wording.value(newest) if newest else ""
        if cases.measure.is_ranked:
            of = "" if cases is every[0] else f"{short}: "
            row[f"{of}interval"] = _interval(newest) if newest else ""
            if not cases.lists:
                row[f"{of}rank"] = _place(cases, newest, keys) if newest else ""
        if cases is every[0]:
            row["n"] = count(newest.n) if newest else ""
            row["Period"] = period_name(newest.period) if newest else ""
            shown = {one.period: one for one in cases.by_key.get(key, ()) if one.value is not None}
            for year in _newest_years(cases):
                row[year] = wording.value(shown[year]) if year in shown else ""
    return row


def _place(cases: Cases, newest: Estimate, keys: Collection[str]) -> int | str:
    """Return the place among the cases with enough papers; those with fewer have none."""
    if newest.n < LEAST_CASES:
        return ""
    others = (cases.newest(key) for key in keys)
    return 1 + sum(
        other.n >= LEAST_CASES and other.value > newest.value for other in others if other
    )


def _newest_years(cases: Cases) -> list[str]:
    periods = {one.period for rows in cases.by_key.values() for one in rows}
    return sorted((period for period in periods if period.isdigit()), reverse=True)[:YEARS]


def _table_of_organisations(marts: Marts) -> Listing:
    """Return every organisation with a notable model or a page: its sector, models and papers."""
    pages = {entity.name.lower(): entity.path for entity in entities(marts, ORGANISATIONS)}
    companies = {row["company"].lower(): row for row in papers_of_companies(marts, LEAST_PAPERS)}
    names = {key: plain(row["company"], 60) for key, row in companies.items()}
    scope = marts.scope(*TRAINED)
    sectors = sectors_of_owners(listed_models(marts, scope)) if scope else {}
    made: dict[str, Counter[int]] = {}
    for row in models.listing(marts).rows:
        for owner in row.facts["organisation"]:
            made.setdefault(owner.lower(), Counter())[row.facts["year"] or 0] += 1
            names.setdefault(owner.lower(), plain(owner, 60))
    sector = {key: sectors.get(key, "industry" if key in companies else "") for key in names}
    last = max((year for years in made.values() for year in years), default=SINCE)
    newest = range(last, last - YEARS, -1)
    columns = ("Name", "Sector", f"Models since {SINCE}", *map(str, newest), "All models", "Papers")
    rows = []
    for key in sorted(names, key=lambda key: (-_since(made.get(key)), key)):
        years = made.get(key, Counter())
        papers_ = companies.get(key, {}).get("papers")
        numbers = [_since(years), *(years[year] for year in newest), years.total()]
        facts = {"sector": sector[key].split("+"), "trains": "yes" if _since(years) else ""}
        cells = [names[key], sector[key].replace("+", " and "), *map(str, numbers)]
        rows.append(
            ListedRow(
                [*cells, NO_COUNT if papers_ is None else str(papers_)], pages.get(key, ""), facts
            )
        )
    named = sorted({one for row in rows for one in row.facts["sector"] if one})
    return Listing(
        ORGANISATIONS.page.id,
        ORGANISATIONS.page.title,
        f"{len(rows)} organisations: makers of a notable model, and companies with at least "
        f"{LEAST_PAPERS} papers.",
        "organisations",
        columns,
        rows,
        range(2, len(columns)),
        filters=[
            ("sector", "Sector", [(one, one.capitalize()) for one in named]),
            ("trains", "Notable models", [("yes", f"since {SINCE}")]),
        ],
        table=f"{ORGANISATIONS.page.id}/all.csv",
        note=TRAINS.format(SINCE, LEAST_PAPERS),
        most=len(rows),
    )


def _since(years: Counter[int] | None) -> int:
    return sum(number for year, number in (years or {}).items() if year >= SINCE)


def table(marts: Marts, kind: Kind) -> pd.DataFrame:
    """Return the table of all cases of a kind for a file, with numbers as numbers.

    A share of 57% is 0.57, and an interval has two columns.
    """
    if kind is ORGANISATIONS:
        listing = _table_of_organisations(marts)
        cells = pd.DataFrame([row.cells for row in listing.rows], columns=[*listing.columns])
        texts, numbers = listing.columns[:2], listing.columns[2:]
        counts = cells[[*numbers]].replace(NO_COUNT, None).astype("Int64")
        return cells[[*texts]].join(counts)
    every = [_estimates(marts, kind, measure) for measure in kind.measures]
    pages = {entity.key: entity for entity in entities(marts, kind)}
    rows = []
    for key, entity in pages.items():
        row: dict[str, Any] = {"id": key, "name": entity.name}
        for cases in every:
            measure, newest = cases.measure, cases.newest(key)
            of = "_".join(filter(None, (measure.metric, measure.team)))
            for column in ("period", "value", "ci_low", "ci_high", "n"):
                row[f"{of}_{column}"] = getattr(newest, column, None)
            if measure.is_ranked and not cases.lists:
                row[f"{of}_rank"] = (newest and _place(cases, newest, pages)) or None
        years = {one.period: one.value for one in every[0].by_key.get(key, ())}
        rows.append({**row, **{year: years.get(year) for year in _newest_years(every[0])}})
    # DuckDB reads no table without columns, as that of marts without rows would be.
    return pd.DataFrame(rows, columns=None if rows else ["id", "name"]).convert_dtypes()


VIEWS = tuple(View(kind.page, partial(_index, kind), "rows.html") for kind in KINDS)
