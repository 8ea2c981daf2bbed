"""What academia has, what it is awarded, and what it would need."""

from reports.marts.estimates import Estimate, last, row_id
from reports.marts.metric_query import IS_YEAR
from reports.marts.reader import Marts
from reports.marts.supply import award_feeds, countries, largest_award
from reports.questions import how_far_apart
from reports.questions.question import Answer
from reports.questions.wording import listing, say, state
from reports.text.formatting import percent, plain, with_article
from reports.text.sentence import Name, Number, Sentence, Time, in_a_list

SHARE, LISTED = "academic_hpc_share", "hpc_listed"
NEED = "need_factor"
TOP500 = Name("TOP500")
NEEDS = ("notable_median_gpu", "notable_median_award_median")


def _exact(marts: Marts, metric: str, name: str, **fields: object) -> Estimate | None:
    """Return the last estimate of a metric without intervals, of a period that is over."""
    is_over = "coalesce(period_end <= vintage, true)"
    return last(marts.estimates(metric, name, is_over, is_exact=True, **fields))


def award_list(marts: Marts) -> Sentence | None:
    """Name the programmes whose awards are stored, with the month of the list; None without one."""
    feeds = award_feeds(marts)
    if not feeds:
        return None
    names = in_a_list([Name(row["feed"]) for row in feeds])
    month = Time(f"{max(row['vintage'] for row in feeds):%B %Y}")
    return say("{names} in {month}", names=names, month=month)


def needs(marts: Marts, population: str = " with known compute") -> Answer | None:
    """Compare the median model of the newest finished year with the median award.

    A title needs no ``population`` where it stands beside it.
    """
    return state(
        "The median of the {need:n} notable models of {need:period} with known compute took "
        "{need:value} the compute of the median of {awards:n} awards from {feeds} "
        "({need:interval}, counting errors in models, awards and utilisation).",
        f"The median notable model of {{need:period}}{population} took {{need:value}} the median "
        "award from {feeds}",
        need=need(marts),
        awards=marts.estimate("award_size", "award_median", "all"),
        feeds=award_list(marts),
    )


def need(marts: Marts) -> Estimate | None:
    """Return how many median awards the median model of the newest finished year took."""
    return marts.newest(NEED, "notable_median_award_median")


def shares(marts: Marts) -> Answer | None:
    """State the academic share of the newest list and of the first one."""
    listed = marts.estimates(SHARE, LISTED, IS_YEAR, is_exact=True)
    return state(
        "On the newest {top500} list of {all:period}, academic systems had {all:value.1} of the "
        "computing power of all {all:n} systems. In {first:period}, they had {first:value.1}.",
        all=last(listed),
        first=last(listed[:1]),
        top500=TOP500,
    )


def growth(marts: Marts) -> Answer | None:
    """Compare the doubling time of academic systems with that of the compute of models."""
    systems = ("academic_hpc_doubling_months", LISTED, "all")
    return state(
        "{Since}, the computing power of academic systems on the {top500} lists has doubled every "
        "{academic:value.1} months ({academic:interval.1}), that of all systems every "
        "{every:value.1} ({every:interval.1}), and the compute of notable models every "
        "{models:value.1} ({models:interval.1}).",
        Since=Time("Since 2010"),
        academic=marts.estimate(*systems, sector="academia"),
        every=marts.estimate(*systems),
        models=marts.estimate(*how_far_apart.DOUBLING, "all"),
        top500=TOP500,
    )


def in_countries(marts: Marts) -> Answer | None:
    """Name the three countries with most academic computing power on the newest list."""
    column, parts = "share_of_academic", []
    for row in countries(marts, 3):
        key = {name: row[name] for name in ("definition", "list", "country")} | {"region": ""}
        share = Number(percent(row[column]), row[column], row_id("academic_hpc", key), column)
        parts.append(say("{name} has {share}", name=with_article(row["name"]), share=share))
    text = "Of the computing power of academic systems on the newest list, {parts}."
    return listing(text, parts, last=" and ")


def awards(marts: Marts) -> Answer | None:
    """State the median and the largest award, and the share of the ten largest institutions."""
    return state(
        "The median of {median:n} awards from {feeds} with known accelerators gives {median:value} "
        "FLOP ({median:interval}), and the largest ({institution}) {largest:value}. "
        "Ten of {ten:n} institutions hold {ten:value} of the compute awarded. The "
        "hardware of {median:unknown} more projects is unknown.",
        median=marts.estimate("award_size", "award_median", "all"),
        feeds=award_list(marts),
        largest=_exact(marts, "award_size", "award_largest"),
        institution=(name := largest_award(marts)) and Name(plain(name, 60)),
        ten=_exact(marts, "award_concentration", "award_ten_institutions"),
    )
