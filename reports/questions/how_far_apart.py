"""How far apart industry and academia are, and how fast compute grows."""

from reports.marts.estimates import last
from reports.marts.headlines import Headline
from reports.marts.metric_query import IS_YEAR
from reports.marts.reader import Marts
from reports.questions.question import Answer, Question
from reports.questions.wording import say, state, together
from reports.text.formatting import PURE_TEAMS
from reports.text.sentence import Number, Sentence, Time
from reports.text.units import format_number

DOUBLING = ("compute_doubling_months", "notable_compute_known_classed")
TRENDS = ("compute_gap", "notable_compute_known_classed_at_date")
GAP = ("compute_gap", "notable_compute_known_classed_median")


def answer(marts: Marts) -> Answer | None:
    """Compare both classes at the newest date that both have, and state how fast compute grows."""
    return together(apart(marts), growth(marts))


def apart(marts: Marts) -> Answer | None:
    """Compare both classes at the newest date that both have, in the same domain."""
    gap = last(marts.estimates(*TRENDS, where=IS_YEAR))
    is_clear = gap is not None and gap.excludes_zero
    return state(
        "In the middle of {gap:period}, companies' notable models took {gap:value} the compute "
        "of universities' in the same domain ({gap:interval}){doubt}.",
        "In {gap:period}, companies' notable models took {gap:value} the compute of universities'"
        if gap and is_clear and gap.value > 0
        else "",
        gap=gap,
        doubt="" if is_clear else ": no clear difference",
    )


def growth(marts: Marts) -> Answer | None:
    """State how fast training compute doubles over all teams."""
    time = marts.estimate(*DOUBLING, "all", only_shown=False)
    if time is None or (time.value is None and time.ci_low is None):
        return None
    if time.value is None:
        least = Number(format_number(time.ci_low, time.unit, 1), time.ci_low, time.id, "ci_low")
        return state(
            "The {n} notable models with known compute since 2010 show no clear growth: if their "
            "compute doubled, that took {least} months or more.",
            n=say("{time:n}", time=time),
            least=least,
        )
    return state(
        "{Since}, the compute of all notable models has doubled every {time:value.1} months.",
        "Notable models' compute has doubled every {time:value.1} months {since}",
        Since=Time("Since 2010"),
        since=Time("since 2010"),
        time=marts.estimate(*DOUBLING, "all"),
    )


def cases(marts: Marts) -> Sentence | None:
    """Say which models stand behind the gap, which has a date."""
    gap = marts.newest(*TRENDS)
    return say("{gap:n} models since 2010", gap=gap) if gap else None


QUESTION = Question(
    id="how-far-apart",
    link="How far apart",
    title="How far apart are industry and academia?",
    means=(
        "The ratio compares models of companies alone with those of universities alone, of the "
        "same date and main domain. Each side has its own trend in time, so the gap has a date: "
        "the newest year with five models on each side. A ratio of ten means that, in the "
        "geometric mean, an industry model took ten times the compute of an academic one. The "
        "chart also has the ratio of medians in single years, which rests on few models. If the "
        "interval includes one, we claim no difference. The "
        "doubling time is the slope of a straight line through the logarithm of compute by date."
    ),
    means_not=(
        "The ratio does not compare everything that companies and universities own. It needs "
        "models with known compute on both sides, and most years have few of universities alone. "
        "It does not show that compute keeps academics out. Neither the ratio nor the doubling "
        "time is a forecast, and most compute values are estimates, which can be wrong by a "
        "factor of two or more."
    ),
    answer=answer,
    figures=("compute_gap",),
    also={"how-fast": "How fast does training compute grow?"},
    cases=cases,
    headlines=(
        Headline(*TRENDS, beside={TRENDS[1]: "Trends", GAP[1]: "Medians"}),
        Headline("compute_gap", "notable_compute_known_classed_owner_effects"),
        Headline(*GAP),
        Headline(*DOUBLING, ("", *PURE_TEAMS)),
    ),
    terms=(
        "academic-only, industry-only",
        "known compute",
        "notable model",
        "interval by organisation",
        "vintage",
    ),
    near=("what-is-in-reach", "how-concentrated", "who-trains"),
)
