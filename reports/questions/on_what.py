"""On which topics industry and academia publish."""

from reports.marts import dimensions, topics
from reports.marts.estimates import Estimate
from reports.marts.headlines import Headline
from reports.marts.metric_query import ANY
from reports.marts.reader import PAPERS, Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import LATEST, say
from reports.text.formatting import PURE_TEAMS, plain, quoted, team_name, with_sign
from reports.text.sentence import Name, Number, Sentence, joined

BY_TOPIC = "wls_all_models"
BY_PAPER = "logit_all_models"
GAP = "intensity_gap"
THIRD, FOUNDATION, SCRUTINY = "intensive_third", "foundation_models", "scrutiny"
FIXED = "_fixed_venues"
SIDES = ("share_intensive", "share_other")
TEAM = {"team_class": "academic_only", "unit": ANY}
NEWEST = TEAM | {"period": LATEST}
RATIO = "{ratio:value.2} times ({ratio:interval.2}; {ratio:n} papers)"
TOPIC_ACCURACY = MartTable(
    "topic_accuracy",
    "Accuracy of topic tags, on works that were not used to write the terms",
    "split = 'test'",
    "is_imprecise desc, topic, measure",
)


def answer(marts: Marts) -> Answer | None:
    """Compare academic-only shares of intensive topics and of foundation models with the others."""
    sentences: list[Sentence] = []
    for definition, topics_of, others in (
        (THIRD, "in compute-intensive topics", "in others of known compute"),
        (FOUNDATION, "on foundation models", "on all others"),
    ):
        rows = {row.unit: row for row in marts.estimates(GAP, definition, **NEWEST)}
        if rows.keys() >= {"share_gap", *SIDES}:
            teams = "They" if sentences else "{gap:When}, academic-only teams"
            sentences.append(_gap(f"{teams} wrote", topics_of, others, rows))
            newest = say("Newest list: {gap:list}.", gap=rows["share_gap"])
    return Answer([*sentences, newest]) if sentences else None


def _gap(start: str, topics_of: str, others: str, rows: dict[str, Estimate]) -> Sentence:
    """State the shares of both sides and their gap."""
    return say(
        f"{start} {{intensive:k of n}} papers {topics_of} ({{intensive:value}}), and "
        f"{{other:k of n}} {others} ({{other:value}}). The gap of {{gap:value}} points "
        "({gap:interval}) {verdict}.",
        gap=rows["share_gap"],
        intensive=rows["share_intensive"],
        other=rows["share_other"],
        verdict=_verdict(rows["share_gap"]),
    )


def _verdict(gap: Estimate) -> str:
    if not gap.excludes_zero:
        return "may be zero"
    return "is clearly negative" if gap.value < 0 else "is clearly positive"


def scrutiny(marts: Marts) -> Answer | None:
    """Compare the shares of both pure teams in topics that scrutinise models with the others."""
    parts = []
    for team in PURE_TEAMS:
        rows = {
            row.unit: row for row in marts.estimates(GAP, SCRUTINY, **NEWEST | {"team_class": team})
        }
        fixed = marts.estimates(
            GAP, SCRUTINY + FIXED, **NEWEST | {"team_class": team, "unit": "share_gap"}
        )
        if rows.keys() >= {"share_gap", *SIDES}:
            parts.append(
                say(
                    "{team} teams wrote {inside:with interval.1} of these and "
                    "{other:with interval.1} of the others, a gap of {gap:value} percentage points "
                    "({gap:interval}) that {verdict}{fixed}",
                    team=team_name(team).lower().replace(" ", "-"),
                    inside=rows["share_intensive"],
                    other=rows["share_other"],
                    gap=rows["share_gap"],
                    verdict=_verdict(rows["share_gap"]),
                    fixed=_with_venues_fixed(fixed[0]) if fixed else "",
                )
            )
    if not parts:
        return None
    papers = marts.estimates(GAP, SCRUTINY, **NEWEST | {"unit": "share_intensive"})[0]
    sentence = say(
        "{papers:When}, {papers:n} papers are on robustness, fairness, interpretability, or data "
        "sets and benchmarks: {parts}.",
        papers=papers,
        parts=joined(parts, "; "),
    )
    return Answer([sentence])


def _with_venues_fixed(gap: Estimate) -> Sentence:
    return say(" (with venues held fixed {gap:value}, {gap:interval})", gap=gap)


def gap_fixed(marts: Marts) -> Answer | None:
    """State each gap with venues held fixed."""
    parts = [
        say(
            f"for {name} it is {{gap:value}} ({{gap:interval}}) and {{verdict}}",
            gap=gap,
            verdict=_verdict(gap),
        )
        for definition, name in (
            (THIRD, "compute-intensive topics"),
            (FOUNDATION, "foundation models"),
        )
        for gap in marts.estimates(GAP, definition + FIXED, **NEWEST | {"unit": "share_gap"})
    ]
    if not parts:
        return None
    text = "With venues held fixed, the gap in percentage points has these values: {parts}."
    return Answer([say(text, parts=joined(parts, "; "))])


def gap_change(marts: Marts) -> Answer | None:
    """State the change of each gap since the first fixed period, with venues held fixed."""
    parts = []
    for definition, name in (
        (THIRD, "compute-intensive topics"),
        (FOUNDATION, "foundation models"),
    ):
        rows = marts.estimates(GAP, definition + FIXED, **TEAM, where="contains(period, '-')")
        gaps = [row for row in rows if row.unit == "share_gap"]
        changes = [row for row in rows if row.unit == "share_gap_change"]
        if changes:
            parts.append(
                say(
                    f"for {name}, the gap {{change:when}} differs from that of {{first:period}} by "
                    "{change:value} percentage points ({change:interval}), which {verdict}",
                    change=changes[-1],
                    first=gaps[0],
                    verdict=_verdict(changes[-1]),
                )
            )
    if not parts:
        return None
    return Answer([say("With venues held fixed, {parts}.", parts=joined(parts, "; "))])


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
    most = highest[0]
    rest: Sentence | str = ""
    if len(highest) > 1:
        topic = _topic(marts, highest[1].topic)
        rest = say("; {topic} follows with {ratio:value.2}", topic=topic, ratio=highest[1])
    sentence = say(
        "{ratio:When}, the period with most papers, papers on {topic} had an industry author "
        "{ratio:value.2} times as often as all papers ({ratio:interval.2}; {ratio:n} papers). This "
        "is the highest ratio of {topics} topics{rest}.",
        ratio=most,
        rest=rest,
        topic=_topic(marts, most.topic),
        topics=topics.tilted_topics(marts, scope, period).count("topics"),
    )
    return Answer([sentence])


def _topic(marts: Marts, topic: str | None) -> Sentence:
    """Name a topic, and say if its tags are imprecise."""
    row = dimensions.topic(marts, topic or "")
    name = Name(quoted(plain(row["title"] if row else topic or "", 60)))
    is_imprecise = row is not None and row["is_imprecise"]
    return say("{name} (imprecise tags)" if is_imprecise else "{name}", name=name)


def extremes(marts: Marts) -> Answer | None:
    """Name the topics with most and least industry, if their intervals exclude equality."""
    tilts = topics.tilts(marts, marts.scope(*PAPERS), "all")
    over = [tilt for tilt in tilts if tilt.ci_low > 0]
    under = [tilt for tilt in tilts if tilt.ci_high is not None and tilt.ci_high < 0]
    parts = [
        say(
            f"most {word}-represented in {{topic}}, at {RATIO}",
            topic=_topic(marts, tilt.topic),
            ratio=tilt,
        )
        for word, side in (("over", over[:1]), ("under", under[-1:]))
        for tilt in side
    ]
    if not parts:
        return None
    sentence = say(
        "Over all years, papers with an industry author are {parts}. The ratio compares their "
        "share of the topic's papers with their share of all papers.",
        parts=joined(parts, ", and "),
    )
    return Answer([sentence])


def regional_extremes(marts: Marts) -> Answer | None:
    """Name the topic with most industry in each region, if its interval excludes equality."""
    tilts = topics.region_tilts(marts, marts.scope(*PAPERS))
    if not tilts:
        return None
    parts = [
        say(
            f"{{topic}} in {{region}}, at {RATIO}",
            topic=_topic(marts, tilt.topic),
            region=_region(tilt.region or ""),
            ratio=tilt,
        )
        for tilt in tilts
    ]
    sentence = say(
        "Compared with their share of a region's papers, papers with an industry author are most "
        "over-represented in {parts}.",
        parts=joined(parts, "; "),
    )
    return Answer([sentence])


def _region(name: str) -> str:
    return "the United States" if name == "United States" else plain(name, 30)


def slope(marts: Marts) -> Answer | None:
    """State how the academic-only share relates to a topic's compute, since 2023 and over all."""
    scope = marts.scope(*PAPERS)
    pairs = [topics.default_slopes(marts, scope, period) for period in (LATEST, "all")]
    slopes = [pair for pair in pairs if pair.keys() >= {BY_TOPIC, BY_PAPER}]
    if not slopes:
        return None
    text = {BY_TOPIC: "{points} {slope:when} in {slope:n} topics", BY_PAPER: "{odds} {slope:when}"}
    by_topic, by_paper = (
        [
            say(
                text[name],
                slope=pair[name],
                points=_signed(pair[name], "percentage points ", 100, 1),
                odds=_signed(pair[name], "", 1, 3),
            )
            for pair in slopes
        ]
        for name in (BY_TOPIC, BY_PAPER)
    )
    sentence = say(
        "If the models of one topic take ten times the training compute of those of another, its "
        "academic-only share of papers differs by {by_topic}. A regression over papers that holds "
        "the year fixed gives a change of the log-odds of {by_paper}.",
        by_topic=joined(by_topic, ", and by "),
        by_paper=joined(by_paper, ", and of "),
    )
    return Answer([sentence])


def _signed(slope: Estimate, unit: str, scale: float, digits: int) -> Sentence:
    """Write a slope and its interval with their signs."""
    numbers = {
        column: Number(with_sign(scale * number, digits), number, slope.id, column)
        for column in ("value", "ci_low", "ci_high")
        if (number := getattr(slope, column)) is not None
    }
    return say(f"{{value}} {unit}({{ci_low}} to {{ci_high}})", **numbers)


QUESTION = Question(
    id="on-what",
    link="On what",
    title="On which topics do industry and academia publish?",
    means=(
        "Terms in title and abstract assign a paper to topics. The compute of a topic is the "
        "median of its models, and that of a paper the mean of its topics. The third of papers "
        "with most compute is compared with the others. With venues held fixed, only papers of one "
        "venue and year are compared. The ratio compares industry's share of the papers on a topic "
        "with its share of all papers. The slope asks whether academic-only papers are rarer in "
        "topics whose models take more compute."
    ),
    means_not=(
        "The topics are few, they overlap, and we chose them. A relation between topics and "
        "compute depends on this choice, on the years and on the method. It does not show that "
        "compute drives academics out of a topic."
    ),
    answer=answer,
    more=(scrutiny, gap_fixed, gap_change, ratio, extremes, regional_extremes, slope),
    figures=(
        "intensity_gap",
        "topic_tilt",
        "topic_scatter",
        "topic_shares",
        "accelerator_mentions",
    ),
    headlines=(
        Headline(GAP, THIRD, ("academic_only",)),
        Headline(GAP, FOUNDATION, ("academic_only",)),
        Headline(GAP, THIRD + FIXED, ("academic_only",)),
        Headline(GAP, FOUNDATION + FIXED, ("academic_only",)),
        Headline(GAP, SCRUTINY, PURE_TEAMS),
        Headline(GAP, SCRUTINY + FIXED, PURE_TEAMS),
        Headline("topic_tilt"),
        Headline("topic_compute_intensity", "all_models_compute_known"),
        Headline("academic_share_on_intensity", "wls_all_models"),
        Headline("topic_tilt", "accepted", regions=True),
        Headline("topic_compute_intensity", "all_models_compute_known", regions=True),
        Headline("academic_share_on_intensity", "wls_all_models", regions=True),
    ),
    tables=(
        MartTable(
            "metrics_latest",
            "Slope over all years, by definition",
            "metric = 'academic_share_on_intensity' and period = 'all' and region is null"
            " and not suppressed",
            "definition, counting",
        ),
        MartTable(
            "accelerator_counts",
            "Number of accelerators in abstracts that state a number (a weak proxy of compute)",
            "period = 'all'",
            "source, team_class",
        ),
        TOPIC_ACCURACY,
    ),
    terms=(
        "academic-only, industry-only",
        "compute-intensive topics",
        "foundation models",
        "scrutiny",
        "known compute",
        "counting",
        "vintage",
    ),
    near=("who-publishes", "who-adopts", "who-trains"),
)
