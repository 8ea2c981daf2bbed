"""One claim for each question, in plain words, for the front page and the page of the question.

A claim states a number with its base, its population and its interval. Every number comes from
``marts.metrics``. If the data is the embedded sample, a claim says so next to its number.
"""

from collections.abc import Callable, Mapping
from datetime import date

from reports.charts.figure import with_interval
from reports.headlines import reach
from reports.headlines.adoption import ALL_VENUES
from reports.headlines.models import DOUBLING
from reports.headlines.papers import FIXED_SHARE, TEAM_SHARE
from reports.headlines.sentences import (
    EARLY,
    LATEST,
    interval,
    latest_estimate,
    period_estimates,
    period_rows,
    whose,
)
from reports.headlines.topics import QUOTES
from reports.marts import dimensions
from reports.marts import topics as queries
from reports.marts.metric_query import IS_YEAR
from reports.marts.reader import MODELS, PAPERS, Marts
from reports.text.formatting import (
    count,
    day_name,
    factor,
    factor_range,
    in_period,
    number_range,
    plain,
)


def _when(period: str) -> str:
    return in_period(period).capitalize()


def answer(marts: Marts) -> str:
    """Answer the question of the site with the newest year, k of n, the interval and the date."""
    scope = marts.scope(*MODELS)
    newest = latest_estimate(marts, scope, "academic_only")
    if scope is None or newest is None or newest.k is None:
        return ""
    value, _, limits = with_interval(newest).partition(" ")
    publisher = "" if scope.is_sample else f"{plain(scope.publisher, 60)}, "
    return (
        f"Academic-only teams trained {count(newest.k)} of {whose(scope)}{count(newest.n)} "
        f"notable models of {newest.period} with known compute: {value}, 95% interval "
        f"{limits.strip('()')} (list of {publisher}{day_name(scope.vintage)})."
    )


def earlier(marts: Marts) -> str:
    """State the same share for the early 2010s."""
    scope = marts.scope(*MODELS)
    before = marts.estimate(scope, EARLY, "academic_only")
    if scope is None or before is None or before.k is None:
        return ""
    return (
        f"{_when(EARLY)}, they trained {count(before.k)} of {whose(scope)}{count(before.n)} "
        f"({interval(before)})."
    )


def lacks(marts: Marts) -> str:
    """State how many models of the newest year lack compute, and that more models will be added."""
    scope = marts.scope("disclosure_share", "notable")
    newest = latest_estimate(marts, scope)
    if scope is None or newest is None or newest.k is None:
        return ""
    return (
        f"Compute is unknown for {count(newest.n - newest.k)} of {whose(scope)}"
        f"{count(newest.n)} notable models of {newest.period}. Newer models are still being added."
    )


def who_trains(marts: Marts) -> str:
    """State the newest share of academic-only teams, and the share in the early 2010s."""
    return " ".join(filter(None, (answer(marts), earlier(marts))))


def how_fast(marts: Marts) -> str:
    """State how fast training compute doubles over all teams."""
    scope = marts.scope(*DOUBLING)
    months = marts.estimate(scope, "all")
    if scope is None or months is None:
        return ""
    return (
        f"Since 2010, the compute of {whose(scope)}notable models has doubled every "
        f"{months.value:.1f} months ({number_range(months.ci_low, months.ci_high)}; "
        f"{count(months.n)} models)."
    )


def how_far_apart(marts: Marts) -> str:
    """Compare the median compute of both classes in the latest year that has both."""
    scope = marts.scope("compute_gap", "notable_compute_known_median", IS_YEAR)
    gap = latest_estimate(marts, scope)
    if scope is None or gap is None or gap.ci_high is None:
        return ""
    doubt = " The gap could be zero." if gap.ci_low <= 0 <= gap.ci_high else ""
    return (
        f"In {gap.period}, industry-only models took {factor(gap.value)} the compute of "
        f"academic-only ones ({factor_range(gap.ci_low, gap.ci_high)}). This compares medians of "
        f"{whose(scope)}{count(gap.n)} notable models.{doubt}"
    )


def how_concentrated(marts: Marts) -> str:
    """State the share of the four organisations with the most compute."""
    scope = marts.scope("compute_concentration", "notable_compute_known", IS_YEAR)
    four = latest_estimate(marts, scope, unit="cr4")
    if scope is None or four is None:
        return ""
    return (
        f"Four organisations used {with_interval(four)} of the known compute of "
        f"{whose(scope)}{count(four.n)} notable models of {four.period}."
    )


def who_discloses(marts: Marts) -> str:
    """State how often the training compute of the latest year is known."""
    scope = marts.scope("disclosure_share", "notable")
    known = latest_estimate(marts, scope)
    if scope is None or known is None or known.k is None:
        return ""
    return (
        f"Compute is known for {count(known.k)} of {whose(scope)}{count(known.n)} "
        f"notable models of {known.period} ({interval(known)})."
    )


def who_publishes(marts: Marts) -> str:
    """State the latest share of papers by academic-only teams, with the mix of venues held fixed.

    If there is no panel of venues, state the pooled share.
    """
    scope = marts.scope(*FIXED_SHARE, IS_YEAR)
    share = marts.estimate(scope, LATEST, "academic_only")
    if scope is None or share is None:
        return _who_publishes_pooled(marts)
    dates = " to ".join(day_name(date.fromisoformat(share.vintages[at])) for at in (0, -1))
    return (
        f"{_when(share.period)}, academic-only teams wrote {with_interval(share)} of "
        f"{whose(scope)}accepted papers of known sector, with the mix of venues held fixed "
        f"({count(share.n)} papers; {count(share.n_lists or 0)} lists, {dates})."
    )


def _who_publishes_pooled(marts: Marts) -> str:
    scope = marts.scope(*TEAM_SHARE)
    shares = period_estimates(marts, scope, "academic_only", (LATEST, "all"))
    if scope is None or not shares or shares[0].k is None:
        return ""
    share = shares[0]
    unknown = f" The sector of {count(share.n_unknown or 0)} more is unknown."
    return (
        f"{_when(share.period)}, academic-only teams wrote {count(share.k or 0)} of {whose(scope)}"
        f"{count(share.n)} accepted papers of known sector ({interval(share)})."
        f"{unknown if share.n_unknown else ''}"
    )


def on_what(marts: Marts) -> str:
    """Name the topic with the highest ratio, if its interval is above one.

    The sentence states how many ratios there are, because the highest of many is also high by
    chance.
    """
    scope = marts.scope(*PAPERS)
    rows = queries.tilts(marts, scope, queries.tilt_period(marts, scope))
    row = next((row for row in rows if row["ci_low"] > 0), None)
    if scope is None or row is None:
        return ""
    marts.state(row)
    topic = dimensions.topic(marts, row["topic"])
    title = plain(topic["title"] if topic else row["topic"], 60)
    limits = number_range(2 ** row["ci_low"], 2 ** row["ci_high"])
    topics = queries.tilted_topics(marts, scope, row["period"])
    return (
        f"{_when(row['period'])}, papers on {QUOTES[0]}{title}{QUOTES[1]} had an industry author "
        f"{2 ** row['value']:.1f} times as often as all papers "
        f"({limits}; {whose(scope)}{count(row['n'])} papers). "
        f"This is the highest ratio of {count(topics)} topics."
    )


def who_adopts(marts: Marts) -> str:
    """State how often academic-only papers name a pre-trained model of industry."""
    scope, rows = period_rows(marts, ALL_VENUES, LATEST)
    industry = [row for row in rows if row["sector"] == "industry" and row["k"] is not None]
    if scope is None or not industry:
        return ""
    named = marts.stated_estimate(industry[0])
    return (
        f"{_when(named.period)}, {count(named.k or 0)} of {whose(scope)}{count(named.n)} "
        f"abstracts by academic-only teams named a pre-trained model from industry "
        f"({interval(named)})."
    )


CLAIMS: Mapping[str, Callable[[Marts], str]] = {
    "who-trains": who_trains,
    "how-fast": how_fast,
    "how-far-apart": how_far_apart,
    "what-is-in-reach": reach.claim,
    "how-concentrated": how_concentrated,
    "who-discloses": who_discloses,
    "who-publishes": who_publishes,
    "on-what": on_what,
    "who-adopts": who_adopts,
}
