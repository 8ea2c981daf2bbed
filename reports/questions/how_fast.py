"""How fast training compute grows."""

from reports.marts.headlines import Headline
from reports.marts.reader import Marts
from reports.questions.question import Answer, Question
from reports.questions.wording import listing, say, state, together
from reports.text.formatting import PURE_TEAMS, team_adjective
from reports.text.sentence import Number, Time
from reports.text.units import format_number

DOUBLING = ("compute_doubling_months", "notable_compute_known_classed")


def answer(marts: Marts) -> Answer | None:
    """State how fast training compute doubles over all teams."""
    fact = state(
        "{Since}, the compute of notable models has doubled every {time:value.1} "
        "months ({time:interval.1}; {time:n} models).",
        "Notable models' compute has doubled every {time:value.1} months {since}",
        Since=Time("Since 2010"),
        since=Time("since 2010"),
        time=marts.estimate(*DOUBLING, "all"),
    )
    if fact is None:
        return _unclear(marts)
    return fact


def _unclear(marts: Marts) -> Answer | None:
    """State that compute did not clearly grow, if the line falls and a rise is possible."""
    time = marts.estimate(*DOUBLING, "all", only_shown=False)
    return state(
        "The {n} notable models with known compute since 2010 show no clear growth: if their "
        "compute doubled, that took {least} months or more (95% interval).",
        n=say("{time:n}", time=time) if time else None,
        least=Number(format_number(time.ci_low, time.unit, 1), time.ci_low, time.id, "ci_low")
        if time
        else None,
    )


def by_team(marts: Marts) -> Answer | None:
    """State the doubling times of both pure classes, and why all teams together are faster."""
    every, *teams = (marts.estimate(*DOUBLING, "all", team) for team in (None, *PURE_TEAMS))
    times = [
        say(
            "every {time:value.1} months for {team} teams ({time:interval.1}; {time:n} models)",
            team=team_adjective(team),
            time=months,
        )
        for team, months in zip(PURE_TEAMS, teams, strict=True)
        if months
    ]
    mix = state(
        "The overall trend is steeper than either group's, because more of the later models come "
        "from industry, whose models are larger."
    )
    is_mixed = every and all(months and months.value > every.value for months in teams)
    fact = listing("Training compute has doubled {parts}.", times, last=" and ")
    return together(fact, mix if is_mixed else None)


QUESTION = Question(
    id="how-fast",
    link="How fast",
    title="How fast does training compute grow?",
    means=(
        "Compute is the number of calculations that the final training run took. We fit a "
        "straight line to the logarithm of compute by date; its slope gives the doubling time. A "
        "shorter time means faster growth."
    ),
    means_not=(
        "The line is not a forecast. It covers neither the cost of a model nor the test runs "
        "before the final one. Most compute values are estimates, which can be wrong by a factor "
        "of two or more."
    ),
    answer=answer,
    more=(by_team,),
    figures=("compute_over_time",),
    headlines=(Headline(*DOUBLING, ("", *PURE_TEAMS)),),
    terms=("known compute", "notable model", "interval by organisation", "vintage"),
    near=("how-far-apart", "how-concentrated", "who-trains"),
)
