"""On which topics industry and academia publish."""

from reports.marts import dimensions, topics
from reports.marts.estimates import Estimate
from reports.marts.headlines import Headline
from reports.marts.reader import PAPERS, Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import cases, interval, value, when_first, whose
from reports.text.formatting import plain, quoted, with_sign
from reports.text.sentence import Name, Number, Sentence, in_a_list, joined, keep, say

BY_TOPIC = "wls_all_models"
BY_PAPER = "logit_all_models"
TOPIC_ACCURACY = MartTable(
    "topic_accuracy",
    "Accuracy of topic tags, on works that were not used to write the terms",
    "split = 'test'",
    "is_imprecise desc, topic, measure",
)


def answer(marts: Marts) -> Answer | None:
    """Name the topic with the highest ratio, if its interval is above one.

    The answer states how many ratios there are, because the highest of many is also high by
    chance.
    """
    scope = marts.scope(*PAPERS)
    period = topics.tilt_period(marts, scope)
    tilt = next((tilt for tilt in topics.tilts(marts, scope, period) if tilt.ci_low > 0), None)
    if scope is None or tilt is None:
        return None
    sentences = [
        say(
            "{when}, papers on {topic} had an industry author {ratio} times as often as all papers "
            "({interval}; {whose}{n} papers).",
            when=when_first(tilt.period),
            topic=_topic(marts, tilt.topic),
            ratio=value(tilt, 1),
            interval=interval(tilt, 1),
            whose=whose(tilt),
            n=cases(tilt),
        ),
        say(
            "This is the highest ratio of {topics} topics.",
            topics=topics.tilted_topics(marts, scope, period).count("topics"),
        ),
    ]
    return Answer(sentences)


def _topic(marts: Marts, topic: str | None) -> Sentence:
    """Name a topic, and say if its tags are imprecise."""
    row = dimensions.topic(marts, topic or "")
    name = Name(quoted(plain(row["title"] if row else topic or "", 60)))
    is_imprecise = row is not None and row["is_imprecise"]
    return say("{name} (imprecise tags)" if is_imprecise else "{name}", name=name)


def _ratio(tilt: Estimate) -> Sentence:
    return say(
        "{value} times ({interval}; {n} papers)",
        value=value(tilt, 2),
        interval=interval(tilt, 2),
        n=cases(tilt),
    )


def extremes(marts: Marts) -> Answer | None:
    """Name the topics with most and least industry, if their intervals exclude equality."""
    tilts = topics.tilts(marts, marts.scope(*PAPERS), "all")
    over = [tilt for tilt in tilts if tilt.ci_low > 0]
    under = [tilt for tilt in tilts if tilt.ci_high is not None and tilt.ci_high < 0]
    parts = [
        say("most {word} in {topic}, at {ratio}", word=word, topic=topic, ratio=_ratio(tilt))
        for word, chosen in (("over-represented", over[:1]), ("under-represented", under[-1:]))
        for tilt in chosen
        for topic in [_topic(marts, tilt.topic)]
    ]
    if not parts:
        return None
    sentences = [
        say(
            "Over all years, papers with an industry author are {parts}.",
            parts=joined(parts, ", and "),
        ),
        say("The ratio compares their share of the topic's papers with their share of all papers."),
    ]
    return Answer(sentences)


def slope(marts: Marts) -> Answer | None:
    """State how the academic-only share relates to a topic's compute, by topic and by paper."""
    slopes = {
        slope.definition: slope for slope in topics.default_slopes(marts, marts.scope(*PAPERS))
    }
    if not {BY_TOPIC, BY_PAPER} <= slopes.keys():
        return None
    by_paper = slopes[BY_PAPER]
    sentences = [
        say(
            "If the models of one topic take ten times the training compute of those of another, "
            "its academic-only share of papers differs by {points}.",
            points=_points(slopes[BY_TOPIC]),
        ),
        say(
            "A regression over papers that holds the year fixed gives a change of the log-odds of "
            "{value} ({interval}); this interval {verdict} zero.",
            value=_signed(by_paper, "value", by_paper.value, 3),
            interval=_signed_interval(by_paper, 1, 3),
            verdict="excludes" if by_paper.excludes_zero else "includes",
        ),
    ]
    return Answer(sentences)


def _points(slope: Estimate) -> Sentence:
    """Write a slope in percentage points with its interval and n."""
    return say(
        "{value} percentage points ({interval}; {n} topics)",
        value=_signed(slope, "value", 100 * slope.value, 1),
        interval=_signed_interval(slope, 100, 1),
        n=cases(slope),
    )


def _signed_interval(slope: Estimate, scale: float, digits: int) -> Sentence:
    high = slope.ci_low if slope.ci_high is None else slope.ci_high
    return keep(
        "{low} to {high}",
        low=_signed(slope, "ci_low", scale * slope.ci_low, digits),
        high=_signed(slope, "ci_high", scale * high, digits),
    )


def _signed(slope: Estimate, column: str, shown: float, digits: int) -> Number:
    return Number(with_sign(shown, digits), getattr(slope, column), slope.id, column)


def definitions(marts: Marts) -> Answer | None:
    """Count the definitions under which the slope over all years is clearly negative."""
    scope = marts.scope(*PAPERS)
    counts = topics.negative_slopes(marts, scope)
    negative = counts.row["topics_negative"] + counts.row["papers_negative"]
    if scope is None or negative in (0, counts.row["topics"] + counts.row["papers"]):
        return None
    groups = [
        say(
            "{negative} of the {all} definitions that compare {unit}",
            negative=counts.count(f"{of}_negative"),
            all=counts.count(of),
            unit=unit,
        )
        for of, unit in (("topics", "topics"), ("papers", "papers of the same year"))
        if counts.row[of]
    ]
    clear = topics.clear_slopes(marts, scope)
    sentences = [
        say(
            "Over all years, this relation of share and compute is negative, and its interval "
            "excludes zero, under {groups}.",
            groups=in_a_list(groups),
        ),
        say(
            "A comparison of topics does not hold the year fixed, and topics that take much "
            "compute are newer."
        ),
        say(
            "Over all definitions, periods and regions, {clear} of {slopes} intervals exclude "
            "zero.",
            clear=clear.count("clear"),
            slopes=clear.count("slopes"),
        ),
    ]
    return Answer(sentences)


def regional_tilts(marts: Marts) -> Answer | None:
    """Name the topic with most industry in each region, if its interval excludes equality."""
    tilts = topics.region_tilts(marts, marts.scope(*PAPERS))
    if not tilts:
        return None
    parts = [
        say(
            "{topic} in {region}, at {ratio}",
            topic=_topic(marts, tilt.topic),
            region=_region(tilt),
            ratio=_ratio(tilt),
        )
        for tilt in tilts
    ]
    sentence = say(
        "Compared with their share of a region's papers, papers with an industry author are most "
        "over-represented in {parts}.",
        parts=joined(parts, "; "),
    )
    return Answer([sentence])


def regional_slopes(marts: Marts) -> Answer | None:
    """State the slope for the papers of each region."""
    slopes = topics.region_slope_estimates(marts, marts.scope(*PAPERS), BY_TOPIC)
    if not slopes:
        return None
    parts = [
        say("{points} for papers from {region}", points=_points(slope), region=_region(slope))
        for slope in slopes
    ]
    clear = [_region(slope) for slope in slopes if slope.excludes_zero]
    sentences = [
        say(
            "Per tenfold compute of a topic, the academic-only share differs by {parts}.",
            parts=in_a_list(parts),
        ),
        say("The interval excludes zero for {regions}.", regions=in_a_list(clear))
        if clear
        else say("The interval includes zero for each."),
        say("A paper counts in each of its regions; papers without a known country do not count."),
    ]
    return Answer(sentences)


def _region(estimate: Estimate) -> str:
    name = estimate.region or ""
    return "the United States" if name == "United States" else plain(name, 30)


QUESTION = Question(
    id="on-what",
    link="On what",
    title="On which topics do industry and academia publish?",
    means=(
        "Terms in title and abstract assign a paper to topics. The ratio compares industry's share "
        "of the papers on a topic with its share of all papers. A second measure asks "
        "whether academic-only papers are rarer in topics whose models take more compute."
    ),
    means_not=(
        "The topics are few, they overlap, and we chose them. A relation between topics and "
        "compute depends on this choice, on the years and on the method. It does not show that "
        "compute drives academics out of a topic."
    ),
    answer=answer,
    more=(extremes, slope, definitions, regional_tilts, regional_slopes),
    figures=(
        "topic_tilt",
        "topic_scatter",
        "topic_regions",
        "topic_shares",
        "topic_heatmap",
        "accelerator_mentions",
    ),
    headlines=(
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
    terms=("academic-only, industry-only", "known compute", "counting", "vintage"),
    near=("who-publishes", "who-adopts", "who-trains"),
)
