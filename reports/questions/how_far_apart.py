"""How far apart industry and academia are."""

from reports.marts.estimates import Estimate
from reports.marts.headlines import Headline
from reports.marts.metric_query import IS_YEAR
from reports.marts.models import gap_sizes, median_models, tipping_point
from reports.marts.reader import Marts
from reports.questions.how_fast import DOUBLING
from reports.questions.question import Answer, Question
from reports.questions.wording import say, state, together
from reports.text.formatting import PURE_TEAMS, plain, quoted, ratio
from reports.text.sentence import Name, Number, Sentence, Time, in_a_list

POOLED = ("compute_gap", "notable_compute_known_classed_pooled")
TRENDS = ("compute_gap", "notable_compute_known_classed_at_date")
OWNERS = ("compute_gap", "notable_compute_known_classed_owner_effects")
GAP = ("compute_gap", "notable_compute_known_classed_median")
SINCE, BEFORE = "2010-latest", "2020-2023"
JUMP = 1.0  # orders of magnitude
LONGEST = 80


def answer(marts: Marts) -> Answer | None:
    """Compare both classes at the newest date that both have, in the same domain."""
    dates = marts.estimates(*TRENDS, where=IS_YEAR)
    if not dates:
        return None
    gap = dates[-1]
    doubt = state("The interval includes 1, so we claim no difference.")
    title = (
        "In {gap:period}, industry-only notable models took {gap:value} the compute of "
        "academic-only ones"
    )
    fact = state(
        "In the middle of {gap:period}, industry-only notable models took {gap:value} the compute "
        "of academic-only ones in the same domain ({gap:interval}; {n_industry_only} and "
        "{n_academic_only} models since {first} with known compute, a trend for each side).",
        title if gap.excludes_zero and gap.value > 0 else "",
        gap=gap,
        first=Time("2010"),
        **_sizes(marts, gap),
    )
    return together(
        fact,
        None if gap.excludes_zero else doubt,
        state(
            "Allowing for differences between owners, it was {gap:value} ({gap:interval}).",
            gap=marts.estimate(*OWNERS, gap.period),
        ),
        state(
            "In {gap:period}, it was {gap:value} ({gap:interval}).",
            gap=dates[-2] if len(dates) > 1 else None,
        ),
        _tipping_point(marts, gap),
    )


def _tipping_point(marts: Marts, gap: Estimate) -> Answer | None:
    """Say how small undisclosed models would have to be for the gap to vanish."""
    sizes = tipping_point(marts, gap)
    if sizes.row["times"] is None:
        return None
    return state(
        "There would be no gap if the {n} industry models of unknown compute had taken {times} "
        "times less than known ones of the same date and domain.",
        n=sizes.count("undisclosed_industry_only"),
        times=sizes.number("times", ratio(-sizes.row["tipping_point"])),
    )


def over_years(marts: Marts) -> Answer | None:
    """State the gap over several years, with one trend for both sides and all domains."""
    gap, before = (marts.estimate(*POOLED, period) for period in (SINCE, BEFORE))
    if gap is None:
        return None
    return together(
        state(
            "With one trend for both sides and all domains together, {gap:when}, the ratio is "
            "{gap:value} ({gap:interval}; {n_industry_only} and {n_academic_only} models). Most of "
            "its weight lies in years with many academic-only models.",
            gap=gap,
            **_sizes(marts, gap),
        ),
        state(
            "{gap:When}, it was {gap:value} ({gap:interval}; {n_industry_only} and "
            "{n_academic_only} models).",
            gap=before,
            **(_sizes(marts, before) if before else {}),
        ),
    )


def _sizes(marts: Marts, gap: Estimate) -> dict[str, Number]:
    sizes = gap_sizes(marts, gap)
    return {name: sizes.count(name) for name in sizes.row}


def trends(marts: Marts) -> Answer | None:
    """State how fast each side grows."""
    return state(
        "Compute doubled every {industry:value.1} months ({industry:interval.1}) for industry-only "
        "and {academic:value.1} ({academic:interval.1}) for academic-only models.",
        **dict(
            zip(
                ("academic", "industry"),
                (marts.estimate(*DOUBLING, "all", team) for team in PURE_TEAMS),
                strict=True,
            )
        ),
    )


def medians(marts: Marts) -> Answer | None:
    """Compare the median compute of both classes in the latest year that has both."""
    gap = marts.newest(*GAP)
    if gap is None or gap.ci_high is None:
        return None
    is_last = marts.estimates(*GAP, where=IS_YEAR)[-1].period == gap.period
    later = state("In every later year, one of the two classes has fewer than three models.")
    fact = state(
        "Another statistic is the ratio of a year's medians: {gap:when}, the median industry-only "
        "model took {gap:value} the compute of the median academic-only one ({gap:interval}; "
        "{n_industry_only} and {n_academic_only} notable models with known compute).",
        gap=gap,
        **_sizes(marts, gap),
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
            "{models} is the median of the {n} {team} models",
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
        "The ratio compares industry-only models with academic-only models of the same date and "
        "main domain. Each side has its own trend in time, so the gap has a date: the newest year "
        "with five models on each side. A ratio of ten means that, in the geometric mean, an "
        "industry model took ten times the compute of an academic one. The table also has the "
        "ratio over all dates together, and that of medians in single years, which rests on few "
        "models. If the interval includes one, we claim no difference."
    ),
    means_not=(
        "The ratio does not compare everything that companies and universities own. It needs "
        "models with known compute on both sides, and most years have few academic-only ones. It "
        "does not show that compute keeps academics out."
    ),
    answer=answer,
    more=(over_years, trends, medians, jump),
    figures=("compute_gap",),
    headlines=(
        Headline(*TRENDS),
        Headline(*POOLED),
        Headline(*GAP),
        Headline("compute_gap", "no_base_named_compute_known_median"),
        Headline("compute_gap", "notable_compute_known_median"),
        Headline("compute_gap", "no_base_named_compute_known_max"),
    ),
    terms=(
        "academic-only, industry-only",
        "known compute",
        "notable model",
        "interval by organisation",
        "vintage",
    ),
    near=("how-fast", "how-concentrated", "who-trains"),
)
