"""How far apart industry and academia are, and how fast compute grows."""

from reports.marts.estimates import Estimate, last
from reports.marts.headlines import Headline
from reports.marts.metric_query import IS_YEAR
from reports.marts.models import median_models, newest_model
from reports.marts.reader import Marts
from reports.questions.question import Answer, Question
from reports.questions.wording import listing, say, state, together
from reports.text.formatting import PURE_TEAMS, day_name, plain, quoted, team_phrase
from reports.text.sentence import Name, Number, Sentence, Time, in_a_list
from reports.text.units import format_number

DOUBLING = ("compute_doubling_months", "notable_compute_known_classed")
TRENDS = ("compute_gap", "notable_compute_known_classed_at_date")
OWNERS = ("compute_gap", "notable_compute_known_classed_owner_effects")
GAP = ("compute_gap", "notable_compute_known_classed_median")
JUMP = 1.0  # orders of magnitude
LONGEST = 80


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


def gap_in_other_ways(marts: Marts) -> Answer | None:
    """State the gap before, and that of owners."""
    dates = marts.estimates(*TRENDS, where=IS_YEAR)
    if not dates:
        return None
    gap = dates[-1]
    return together(
        state(
            "Allowing for differences between owners, the gap of {gap:period} is {gap:value} "
            "({gap:interval}).",
            gap=marts.estimate(*OWNERS, gap.period),
        ),
        state(
            "In {gap:period}, it was {gap:value} ({gap:interval}).",
            gap=dates[-2] if len(dates) > 1 else None,
        ),
        _newest(marts, gap),
    )


def _newest(marts: Marts, gap: Estimate) -> Answer | None:
    """Name the newest model of universities alone, because few are left to compare."""
    row = newest_model(marts, gap, PURE_TEAMS[0]).row
    return state(
        "The newest model of universities alone with known compute is {model}, of {day}.",
        model=Name(quoted(plain(row["model"] or "", 60))),
        day=Time(day_name(row["day"]), row["day"]) if row["day"] else None,
    )


def cases(marts: Marts) -> Sentence | None:
    """Say which models stand behind the gap, which has a date."""
    gap = marts.newest(*TRENDS)
    return say("{gap:n} models since 2010", gap=gap) if gap else None


def by_team(marts: Marts) -> Answer | None:
    """State the doubling times of both pure classes, and why all teams together are faster."""
    every, *teams = (marts.estimate(*DOUBLING, "all", team) for team in (None, *PURE_TEAMS))
    times = [
        say(
            "every {time:value.1} months for {team} ({time:interval.1}; {time:n} models)",
            team=team_phrase(team),
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


def medians(marts: Marts) -> Answer | None:
    """Compare the median compute of both classes in the latest year that has both."""
    gap = marts.newest(*GAP)
    if gap is None or gap.ci_high is None:
        return None
    is_last = marts.estimates(*GAP, where=IS_YEAR)[-1].period == gap.period
    later = state("In every later year, one of the two classes has fewer than three models.")
    fact = state(
        "Another statistic is the ratio of a year's medians: {gap:when}, the median model of "
        "companies alone took {gap:value} the compute of the median one of universities alone "
        "({gap:interval}).",
        gap=gap,
    )
    return together(fact, later if is_last and gap.vintage.year > int(gap.period) + 1 else None)


def jump(marts: Marts) -> Answer | None:
    """Name the models that make the highest and the latest ratio, if these are far apart."""
    gaps = marts.estimates(*GAP, where=IS_YEAR)
    if not gaps:
        return None
    highest, newest = max(gaps, key=lambda gap: gap.value), gaps[-1]
    makers = [_made_by(marts, gap) for gap in (highest, newest)]
    if highest.value - newest.value < JUMP or None in makers:
        return None
    start = say("The ratio varies from year to year, because it rests on few models.")
    return Answer([start, *filter(None, makers)])


def _made_by(marts: Marts, gap: Estimate) -> Sentence | None:
    """Name the median model of each class in the year of a gap, with the numbers of models."""
    medians = median_models(marts, gap)
    if len(medians) < 2:
        return None
    models = [
        say(
            "{models} is the median of the {n} models of {team}",
            models=Name(quoted(plain(fact.row["models"], LONGEST))),
            n=fact.count("n"),
            team=team,
        )
        for team, fact in medians.items()
    ]
    return say("{gap:When} it was {gap:value}: {models}.", gap=gap, models=in_a_list(models))


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
    more=(gap_in_other_ways, by_team, medians, jump),
    figures=("compute_gap", "compute_over_time"),
    also={"how-fast": "How fast does training compute grow?"},
    cases=cases,
    headlines=(
        Headline(*TRENDS, beside={TRENDS[1]: "Trends", GAP[1]: "Medians"}),
        Headline(*OWNERS),
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
