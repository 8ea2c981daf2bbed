"""What academia has, what it is awarded, and what it would need."""

from reports.marts.estimates import Estimate
from reports.marts.reader import Marts
from reports.marts.supply import award_feeds
from reports.questions.wording import say
from reports.text.sentence import Name, Sentence, Time, in_a_list

SHARE, LISTED = "academic_hpc_share", "hpc_listed"
NEED = "need_factor"
NEEDS = ("notable_median_gpu", "notable_median_award_median")


def award_list(marts: Marts) -> Sentence | None:
    """Name the programmes whose awards are stored, with the month of the list; None without one."""
    feeds = award_feeds(marts)
    if not feeds:
        return None
    names = in_a_list([Name(row["feed"]) for row in feeds])
    month = Time(f"{max(row['vintage'] for row in feeds):%B %Y}")
    return say("{names} in {month}", names=names, month=month)


def need(marts: Marts) -> Estimate | None:
    """Return how many median awards the median model of the newest finished year took."""
    return marts.newest(NEED, "notable_median_award_median")
