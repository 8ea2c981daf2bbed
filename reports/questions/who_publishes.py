"""Who publishes machine learning papers."""

from datetime import date
from typing import Any

from reports.marts.dimensions import venue_name
from reports.marts.estimates import Estimate, row_id
from reports.marts.headlines import Headline
from reports.marts.papers import fixed_panel, imputed_weight, smaller_lists
from reports.marts.reader import FIXED_VENUES, PAPERS, Marts, require
from reports.marts.tables import MartTable
from reports.questions.changes import by_team_size, split
from reports.questions.question import Answer, Question
from reports.questions.wording import EARLY, LATEST, MIDDLE, say, state, together
from reports.text.formatting import PURE_TEAMS, count, percent
from reports.text.sentence import Number, Sentence, Time, day, in_a_list

SHARE = ("paper_team_share", "accepted")
FIXED_SHARE = ("paper_team_share", FIXED_VENUES)
FIXED_INDUSTRY = (PAPERS[0], FIXED_VENUES)
AUTHORS = ("author_sector_share", "complete_teams")
ADJUSTED = ("paper_team_share", "accepted_adjusted")
COLLABORATION = ("normalised_collaboration", "accepted")
MOST_LACKING = 5


def answer(marts: Marts) -> Answer | None:
    """State the latest share of papers by academic-only teams, with the mix of venues held fixed.

    If there is no panel of venues, state the pooled share.
    """
    share = marts.estimate(*FIXED_SHARE, LATEST, "academic_only")
    if share is not None:
        first, last = (day(date.fromisoformat(share.vintages[end])) for end in (0, -1))
        return state(
            "{share:When}, academic-only teams wrote {share:with interval} of "
            "accepted papers of known sector, with the mix of venues held fixed ({share:n} papers "
            "of {since} to {newest}; {share:lists} lists of {first} to {last}).",
            share=share,
            since=Time(LATEST[:4]),
            newest=Time(_newest(marts)),
            first=first,
            last=last,
        )
    return state(
        "{share:When}, academic-only teams wrote {share:k of n} accepted "
        "papers of known sector ({share:value}, {share:interval}).",
        share=_pooled_share(marts),
    )


def _newest(marts: Marts) -> str:
    """Return the newest year of the fixed mix."""
    scope = require(marts.scope(*FIXED_SHARE), "lists of papers")
    return str(imputed_weight(marts, scope, int(LATEST[:4])).row["newest_year"])


def _pooled_share(marts: Marts) -> Estimate | None:
    """Return the latest period, or all years where there is none."""
    latest = marts.estimate(*SHARE, LATEST, "academic_only")
    return latest or marts.estimate(*SHARE, "all", "academic_only")


def before(marts: Marts) -> Answer | None:
    """State both shares of the fixed mix in the period before, and that of industry now."""
    academic = marts.estimate(*FIXED_SHARE, MIDDLE, "academic_only")
    now, then = (marts.estimate(*FIXED_INDUSTRY, period) for period in (LATEST, MIDDLE))
    return state(
        "{then:When}, with the same mix, the share was {academic:with interval.1}. Teams with at "
        "least one industry author wrote {now:with interval.1} {now:when} and "
        "{then:with interval.1} {then:when}.",
        academic=academic,
        now=now,
        then=then,
    )


def panel(marts: Marts) -> Answer | None:
    """Name the venues of the newest period, the largest lists that lack, and their weight."""
    scope = marts.scope(*FIXED_SHARE)
    if scope is None:
        return None
    since = int(LATEST[:4])
    venues, lacking = fixed_panel(marts, scope, since)
    if not venues:
        return None
    lists = [_lacking(marts, row) for row in lacking[:MOST_LACKING]]
    others = smaller_lists(marts, scope, since, MOST_LACKING).count("others")
    if others.value:
        lists.append(say("{others} smaller lists of known size", others=others))
    weight = imputed_weight(marts, scope, since)
    return together(
        state(
            "{since}, the mix has lists of {names}.",
            since=Time(f"Since {since}"),
            names=in_a_list([venue_name(marts, venue) for venue in venues]),
        ),
        state("It lacks {lists}.", lists=in_a_list(lists) if lists else None),
        state(
            "Venues without a list have {mean} of the weight in the mean of these years, and "
            "{newest} in {year}; the share assumes that they changed like the others.",
            year=Time(str(weight.row["newest_year"])),
            mean=weight.number("imputed", percent(weight.row["imputed"])),
            newest=weight.number("newest", percent(weight.row["newest"])),
        ),
    )


def _lacking(marts: Marts, row: dict[str, Any]) -> Sentence:
    key = row_id("venue_panel", {name: row[name] for name in ("source", "venue", "year")})
    return say(
        "{venue} {year} ({accepted} accepted)",
        venue=venue_name(marts, row["venue"]),
        year=Time(str(row["year"])),
        accepted=Number(count(row["accepted"]), row["accepted"], key, "accepted"),
    )


def pooled(marts: Marts) -> Answer | None:
    """State the shares over all listed venues, with their bounds and a correction for errors."""
    academic = _pooled_share(marts)
    if academic is None:
        return None
    return together(
        state(
            "Pooled over all listed venues, academic-only teams wrote {share:share.1} of accepted "
            "papers of known sector {share:when}.",
            share=academic,
        ),
        state(
            "Teams with at least one industry author wrote {share:share.1}.",
            share=marts.estimate(*PAPERS, academic.period),
        ),
        state(
            "The academic-only share is {share:bounds} if the {share:unknown} papers of unknown "
            "sector are all outside or all inside the class.",
            share=academic if academic.n_unknown else None,
        ),
        state(
            "Corrected for errors in our affiliation labels, it is {share:with interval.1}.",
            share=marts.estimate(*ADJUSTED, academic.period, "academic_only"),
        ),
    )


def change(marts: Marts) -> Answer | None:
    """Split the change of the share with an industry author by venue."""
    share = "share of papers with an industry author"
    return split(marts, PAPERS, share, "venue", ("2015-2019", LATEST))


def team_size(marts: Marts) -> Answer | None:
    """Split the change of the academic-only share by number of authors; state M10a beside it."""
    share = "academic-only share of papers"
    earlier, later = (EARLY, "2015-2019"), ("2015-2019", LATEST)
    shares = [
        say("{share:with interval.1} {share:when}", share=row)
        for period in (EARLY, "2015-2019", MIDDLE, LATEST)
        if (row := marts.estimate(*AUTHORS, period, sector="academia"))
    ]
    return together(
        by_team_size(marts, SHARE, share, "authors", earlier, later),
        state(
            "Academia's share of the authors was {shares}, of papers with a known affiliation of "
            "every author.",
            shares=in_a_list(shares) if shares else None,
        ),
    )


def collaboration(marts: Marts) -> Answer | None:
    """Compare papers of academia with industry with random mixing, if there are fewer."""
    index = marts.newest(*COLLABORATION)
    if index is None or index.ci_high is None or index.ci_high >= 1:
        return None
    text = (
        "In {index:period}, academia and industry wrote {index:value} times ({index:interval}) as "
        "many papers together as random mixing would give"
    )
    return state(f"{text}.", text, index=index)


QUESTION = Question(
    id="who-publishes",
    link="Who publishes",
    title="Who publishes machine learning papers?",
    means=(
        "Each accepted paper counts once. A paper counts as academic-only if every known "
        "affiliation is a university or the like. A share with fixed venues "
        "gives each venue the same weight in every period; figures draw it as a thick line. Thin "
        "lines pool all lists of a year, so thick and thin lines differ. "
        "Papers without a known affiliation are unknown and not part of the share."
    ),
    means_not=(
        "The share counts the accepted papers of the venues that have a list, not all papers. A "
        "list is left out if fewer than half of its papers have a known team, or if it has fewer "
        "than half of the papers that the venue accepted. The "
        "published record has no list of NeurIPS, ICML or ICLR, because these may not be passed "
        "on; the page Sources says how to add them. In pooled shares, the venues differ from year "
        "to year, so a change of the share is also a change of venues. Rules assign affiliations "
        "to sectors, and they make errors. The record's lists of AAAI and IJCAI (ICADL2024) lack "
        "companies that papers print, so shares of industry there are too low."
    ),
    answer=answer,
    more=(before, panel, pooled, change, team_size, collaboration),
    figures=(
        "paper_team_share",
        "author_share",
        "paper_any_industry",
        "company_papers",
        "normalised_collaboration",
        "change_of_papers",
    ),
    headlines=(
        Headline("paper_team_share", "accepted_fixed_venues", PURE_TEAMS),
        Headline("any_industry_share", "accepted_fixed_venues", ("",)),
        Headline("paper_team_share", "accepted", PURE_TEAMS),
        Headline("any_industry_share", "accepted", ("",)),
        Headline("normalised_collaboration"),
        Headline("citation_weighted_share", "", PURE_TEAMS),
        Headline("paper_affiliation_coverage", "accepted", ("",)),
    ),
    tables=(
        MartTable(
            "venue_panel",
            "Lists since 2013, with those that the fixed panel lacks or shares leave out",
            "year >= 2013",
            "is_covered nulls last, source, venue, year desc",
        ),
    ),
    terms=("academic-only, industry-only", "venue-year", "n_unknown", "bounds", "vintage"),
    near=("on-what", "who-adopts", "who-trains"),
)
