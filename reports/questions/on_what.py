"""On which topics industry and academia publish."""

from reports.marts.estimates import Estimate
from reports.marts.headlines import Headline
from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import LATEST, state, together
from reports.text.formatting import number
from reports.text.sentence import Number

GAP = "intensity_gap"
THIRD, FOUNDATION = "intensive_third", "foundation_models"
FIXED = {
    THIRD: "intensive_third_fixed_venues",
    FOUNDATION: "foundation_models_fixed_venues",
}
# Each gap compares the papers on these topics with these others.
GAPS = {
    FOUNDATION: ("on foundation models", "on all others"),
    THIRD: ("in compute-intensive topics", "in other topics of known compute"),
}
SCOPE = ("metric", "definition", "source", "vintage")
TOPIC_ACCURACY = MartTable(
    "accuracy",
    "Accuracy of topic tags, on works that were not used to write the terms",
    "subject = 'topics' and split = 'test'",
    "value < 0.8 and measure = 'precision' desc, item, measure",
    columns="item as topic, measure, k, n, value, ci_low, ci_high",
    part="-topics",
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
        Headline("compute_slope", "topic_effects", ("academic_only",)),
        Headline("topic_tilt"),
        Headline("topic_compute_intensity", "all_models_compute_known"),
    ),
    tables=(TOPIC_ACCURACY,),
    terms=(
        "academic-only, industry-only",
        "compute-intensive topics",
        "foundation models",
        "known compute",
        "vintage",
    ),
    near=("who-publishes", "who-adopts", "who-trains"),
)
