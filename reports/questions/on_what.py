"""On which topics industry and academia publish."""

from collections.abc import Mapping

from dbt_project.functions.estimates.intervals import REACHES_SHOWN
from reports.marts import dimensions, topics
from reports.marts.estimates import Estimate
from reports.marts.headlines import Headline
from reports.marts.metric_query import SCHEMA
from reports.marts.reader import PAPERS, Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import LATEST, listing, say, state, together
from reports.text.formatting import PURE_TEAMS, number, plain, quoted, team_phrase
from reports.text.sentence import Name, Number, Sentence, in_a_list, joined

GAP = "intensity_gap"
THIRD, FOUNDATION, SCRUTINY = "intensive_third", "foundation_models", "scrutiny"
FIXED = {
    THIRD: "intensive_third_fixed_venues",
    FOUNDATION: "foundation_models_fixed_venues",
    SCRUTINY: "scrutiny_fixed_venues",
}
# Each gap compares the papers on these topics with these others.
GAPS = {
    FOUNDATION: ("on foundation models", "on all others"),
    THIRD: ("in compute-intensive topics", "in other topics of known compute"),
}
SCOPE = ("metric", "definition", "source", "vintage")
TOPIC_ACCURACY = MartTable(
    "topic_accuracy",
    "Accuracy of topic tags, on works that were not used to write the terms",
    "split = 'test'",
    "is_imprecise desc, topic, measure",
)


def _gap(
    marts: Marts, definition: str, team: str = "academic_only", side: str = "gap"
) -> Estimate | None:
    """Return the gap of a team class since 2023, or its share in these topics or in the others."""
    return marts.estimate(GAP, definition, LATEST, team, unit=f"share_{side}")


def _verdict(gap: Estimate | None) -> str:
    """Say what the interval of a gap shows."""
    if gap is None or not gap.excludes_zero:
        return "does not clearly differ from"
    return "is clearly lower than" if gap.value < 0 else "is clearly higher than"


def _power(marts: Marts, gap: Estimate | None, word: str = "gap") -> Sentence | str:
    """Say which gap these lists could show, if the interval holds zero."""
    if gap is None or gap.excludes_zero:
        return ""
    points = _points(marts, gap, f"{REACHES_SHOWN} * (ci_high - value)")
    return Sentence(f"; a {word} below {{points}} points could go undetected", {"points": points})


def _points(marts: Marts, gap: Estimate, expression: str) -> Number:
    """Write what an expression makes of the numbers of a gap, in points."""
    key = {name: getattr(gap, name) for name in (*SCOPE, "period", "team_class", "unit")}
    fact = marts.fact(
        f"select {expression} as points from {SCHEMA}.metrics"
        f" where {' and '.join(f'{name} = ?' for name in key)}",
        list(key.values()),
    )
    return fact.number("points", number(100 * fact.row["points"], 1))


def answer(marts: Marts) -> Answer | None:
    """Compare shares of universities alone on foundation models and intensive topics with others.

    The gaps are those with venues held fixed, because venues differ in their topics and teams.
    """
    models, third = (_gap(marts, FIXED[name]) for name in (FOUNDATION, THIRD))
    few, low = ("fewer", "lower") if models and models.value < 0 else ("more", "higher")
    title = (
        f"Universities alone write {few} papers on foundation models: {{gap:value}} points"
        if models and models.excludes_zero
        else ""
    )
    first = (
        "{gap:When}, at the same conferences, the share of universities alone was {size} points "
        f"({{least}} to {{most}}) {low} among papers on foundation models than among others."
        if title
        else "At the same conferences, the share of universities alone in papers on foundation "
        f"models {_verdict(models)} that in others {{gap:when}} ({{gap:value}} points, "
        "{gap:interval})."
    )
    sizes = (
        {
            "size": _points(marts, models, "abs(value)"),
            "least": _points(marts, models, "least(abs(ci_low), abs(ci_high))"),
            "most": _points(marts, models, "greatest(abs(ci_low), abs(ci_high))"),
        }
        if models and title
        else {}
    )
    return together(
        state(first, title, gap=models, **sizes),
        state(
            f"Their share in compute-intensive topics {_verdict(third)} that in other topics.",
            third=third,
        ),
    )


def gaps(marts: Marts) -> Answer | None:
    """State both gaps with venues held fixed, which gap could go undetected, and the panel."""
    fixed = {name: gap for name in GAPS if (gap := _gap(marts, FIXED[name]))}
    parts = [
        say(
            f"{{gap:value}} points ({{gap:interval}}) {GAPS[name][0]}{{power}}",
            gap=gap,
            power=_power(marts, gap),
        )
        for name, gap in fixed.items()
    ]
    return together(
        listing(
            "With venues held fixed, the share of universities alone differs by {parts}.",
            parts,
            "; ",
        ),
        state("Which of the two gaps is wider, our lists do not decide.")
        if _overlap(fixed)
        else None,
        _panel(marts),
    )


def _overlap(gaps: Mapping[str, Estimate]) -> bool:
    """Whether the interval of each of the two gaps holds a part of the other's."""
    ends = [
        (gap.ci_low, gap.ci_high)
        for gap in gaps.values()
        if gap.ci_low is not None and gap.ci_high is not None
    ]
    return len(ends) == len(GAPS) and max(low for low, _ in ends) <= min(high for _, high in ends)


def _panel(marts: Marts) -> Answer | None:
    """State whether a topic whose compute grows loses academics."""
    slope = marts.estimate("compute_slope", "topic_effects", "all", "academic_only")
    if slope is None or slope.ci_low is None:
        return None
    verdict = (
        "did not clearly change"
        if not slope.excludes_zero
        else "fell"
        if slope.value < 0
        else "rose"
    )
    return state(
        f"As the compute of a topic grew, its share of universities alone {verdict}: "
        f"{{slope:value}} "
        "points per order of magnitude ({slope:interval}){power}.",
        slope=slope,
        power=_power(marts, slope, "change"),
    )


def pooled(marts: Marts) -> Answer | None:
    """State the gaps over all venues."""
    gaps = {name: gap for name in GAPS if (gap := _gap(marts, name))}
    parts = [
        say(f"{{gap:value}} points ({{gap:interval}}) {GAPS[name][0]}", gap=gap)
        for name, gap in gaps.items()
    ]
    return state(
        "Pooled over all venues {newest:when}, the share of universities alone differs by "
        "{gaps}, on lists up to {newest:list}.",
        gaps=in_a_list(parts) if parts else None,
        newest=next(iter(gaps.values()), None),
    )


def scrutiny(marts: Marts) -> Answer | None:
    """Compare the shares of both pure teams in topics that scrutinise models with the others."""
    parts = []
    for team in PURE_TEAMS:
        sides = {side: _gap(marts, SCRUTINY, team, side) for side in ("gap", "intensive", "other")}
        fixed = _gap(marts, FIXED[SCRUTINY], team)
        text = (
            f"{team_phrase(team)} wrote {{intensive:value.1}} of these and "
            "{other:value.1} of the others, a gap of {gap:value} points ({gap:interval})"
        )
        if fixed:
            text += ", or {fixed:value} ({fixed:interval}) with venues held fixed"
        if all(sides.values()):
            parts.append(say(text, **sides, fixed=fixed))
    return state(
        "{papers:When}, {papers:n} papers are on robustness, fairness, interpretability, or data "
        "sets and benchmarks: {parts}.",
        papers=_gap(marts, SCRUTINY, side="intensive"),
        parts=joined(parts, "; ") if parts else None,
    )


def ratio(marts: Marts) -> Answer | None:
    """Name the topic with the highest ratio, if its interval is above one.

    The answer states how many ratios there are and the next one, because the highest of many is
    also high by chance.
    """
    scope = marts.scope(*PAPERS)
    period = topics.tilt_period(marts, scope)
    highest = topics.tilts(marts, scope, period)[:2]
    if scope is None or not highest or highest[0].ci_low <= 0:
        return None
    rest = [
        say("; {topic} follows with {ratio:value.2}", topic=_topic(marts, tilt.topic), ratio=tilt)
        for tilt in highest[1:]
    ]
    return state(
        "{ratio:When}, the period with the most papers, papers on {topic} had a company on the "
        "team {ratio:value.2} times as often as all papers, over all venues ({ratio:interval.2}; "
        "{ratio:n} papers). This is the highest of {topics} topics{rest}.",
        ratio=highest[0],
        rest=rest[0] if rest else "",
        topic=_topic(marts, highest[0].topic),
        topics=topics.tilted_topics(marts, scope, period).count("topics"),
    )


def _topic(marts: Marts, topic: str | None) -> Sentence:
    """Name a topic, and say if its tags are imprecise."""
    row = dimensions.topic(marts, topic or "")
    name = Name(quoted(plain(row["title"] if row else topic or "", 60)))
    is_imprecise = row is not None and row["is_imprecise"]
    return say("{name} (imprecise tags)" if is_imprecise else "{name}", name=name)


QUESTION = Question(
    id="on-what",
    link="On what",
    title="On which topics do industry and academia publish?",
    means=(
        "Terms in the title and abstract assign a paper to topics. A topic's compute is the median "
        "of its models, and a paper's is the mean of its topics. We compare the third of papers "
        "with the most compute with the rest. With venues held fixed, we compare papers of the "
        "same venue and year; how venues differ is estimated from all years. The ratio compares "
        "industry's share of the papers on a topic with its share of all papers."
    ),
    means_not=(
        "The topics are few, they overlap, and we chose them. Any relation between topics and "
        "compute depends on that choice, on the years and on the method. It does not show that "
        "compute drives academics out of a topic."
    ),
    answer=answer,
    doubted="For compute-intensive topics, other choices",
    figures=("intensity_gap",),
    headlines=(
        *(Headline(GAP, FIXED[name], ("academic_only",)) for name in GAPS),
        *(Headline(GAP, name, ("academic_only",)) for name in GAPS),
        Headline(GAP, SCRUTINY, PURE_TEAMS),
        Headline(GAP, FIXED[SCRUTINY], PURE_TEAMS),
        Headline("compute_slope", "topic_effects", ("academic_only",)),
        Headline("topic_tilt"),
        Headline("topic_compute_intensity", "all_models_compute_known"),
    ),
    tables=(TOPIC_ACCURACY,),
    terms=(
        "academic-only, industry-only",
        "compute-intensive topics",
        "foundation models",
        "scrutiny",
        "known compute",
        "vintage",
    ),
    near=("who-publishes", "who-adopts", "who-trains"),
)
