"""What academia has, what it is awarded, and what it would need."""

from reports.marts.estimates import Estimate
from reports.marts.reader import Marts
from reports.marts.supply import award_feeds
from reports.questions.question import Answer
from reports.questions.wording import say, state
from reports.text.sentence import Name, Sentence, Time, in_a_list

SHARE, LISTED, ACCELERATED = "academic_hpc_share", "hpc_listed", "hpc_accelerated"
NEED = "need_factor"
TOP500 = Name("TOP500")
NEEDS = (
    "notable_median_gpu",
    "notable_median_award_median",
    "notable_median_award_largest",
    "notable_largest_gpu",
    "notable_largest_award_median",
    "notable_largest_award_largest",
)


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
