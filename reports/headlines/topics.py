"""Answers about topics: which topics industry prefers, and how compute relates to academia."""

from typing import Any

from reports.catalogue import Headline
from reports.headlines.sentences import excludes_zero, period_rows, source_note
from reports.marts import dimensions
from reports.marts import topics as queries
from reports.marts.reader import PAPERS, Marts
from reports.text.formatting import count, in_period, number_range, plain, sentence_list, with_sign

QUOTES = "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
BY_TOPIC = "wls_all_models"
BY_PAPER = "logit_all_models"


def topic_tilt(marts: Marts) -> str:
    """Name the topics with most and least industry, if their intervals exclude equality."""
    scope, rows = period_rows(marts, Headline("topic_tilt", "accepted"))
    extremes = []
    for direction, furthest, sign in (("over", max, 1), ("under", min, -1)):
        clear = [row for row in rows if sign * row["ci_low"] > 0 and sign * row["ci_high"] > 0]
        if clear:
            row = furthest(clear, key=lambda row: row["value"])
            marts.state(row)
            topic = _topic_title(marts, row["topic"])
            extremes.append(f"most {direction}-represented in {topic}, at {_ratio(row)}")
    if scope is None or not extremes:
        return ""
    return (
        f"{in_period(rows[0]['period']).capitalize()}, papers with an industry author are "
        f"{', and '.join(extremes)}. The ratio compares their share of the topic's papers with "
        f"their share of all papers. {source_note(marts, scope, 'papers')}"
    )


def _ratio(row: dict[str, Any]) -> str:
    """Format a log2 ratio with its interval and n."""
    interval = number_range(2 ** row["ci_low"], 2 ** row["ci_high"], 2)
    return f"{2 ** row['value']:.2f} times ({interval}, n = {count(row['n'])} papers)"


def _topic_title(marts: Marts, topic: str) -> str:
    row = dimensions.topic(marts, topic)
    if row is None:
        return plain(topic, 60)
    title = f"{QUOTES[0]}{plain(row['title'], 60)}{QUOTES[1]}"
    return f"{title} (imprecise tags)" if row["is_imprecise"] else title


def compute_slope(marts: Marts) -> str:
    """State how the academic-only share relates to a topic's compute, by topic and by paper."""
    scope = marts.scope(*PAPERS)
    slopes = {row["definition"]: row for row in queries.default_slopes(marts, scope)}
    if scope is None or not {BY_TOPIC, BY_PAPER} <= slopes.keys():
        return ""
    by_topic, by_paper = slopes[BY_TOPIC], slopes[BY_PAPER]
    marts.state(by_topic)
    marts.state(by_paper)
    value, low, high = (with_sign(by_paper[name], 3) for name in ("value", "ci_low", "ci_high"))
    verdict = "excludes" if excludes_zero(by_paper) else "includes"
    return (
        "If the models of one topic take ten times the training compute of those of another, its "
        f"academic-only share of papers differs by {_points(by_topic)}. A regression over papers "
        f"that holds the year fixed gives a change of the log-odds of {value} ({low} to {high}); "
        f"this interval {verdict} zero. {source_note(marts, scope, 'papers')}"
    )


def _points(row: dict[str, Any]) -> str:
    """Format a slope in percentage points with its interval and n."""
    value, low, high = (with_sign(100 * row[name], 1) for name in ("value", "ci_low", "ci_high"))
    return f"{value} percentage points ({low} to {high}, n = {count(row['n'])} topics)"


def slope_definitions(marts: Marts) -> str:
    """Count the definitions under which the slope over all years is clearly negative."""
    scope = marts.scope(*PAPERS)
    found = queries.negative_slopes(marts, scope)
    negative = found["topics_negative"] + found["papers_negative"]
    if scope is None or negative in (0, found["topics"] + found["papers"]):
        return ""
    groups = [
        f"{found[f'{of}_negative']} of the {found[of]} definitions that compare {unit}"
        for of, unit in (("topics", "topics"), ("papers", "papers of the same year"))
        if found[of]
    ]
    clear_slopes, all_slopes = queries.clear_slopes(marts, scope)
    return (
        "Over all years, this relation of share and compute is negative, and its interval excludes "
        f"zero, under {sentence_list(groups)}. A comparison of topics does not hold the year "
        "fixed, and topics that take much compute are newer. Over all definitions, periods and "
        "regions, "
        f"{count(clear_slopes)} of {count(all_slopes)} intervals exclude zero. "
        f"{source_note(marts, scope, 'papers')}"
    )


def regional_slopes(marts: Marts) -> str:
    """State the slope for the papers of each region."""
    scope = marts.scope(*PAPERS)
    rows = queries.region_slope_rows(marts, scope, BY_TOPIC)
    if scope is None or not rows:
        return ""
    for row in rows:
        marts.state(row)
    changes = [f"{_points(row)} for papers from {_region(row['region'])}" for row in rows]
    clear = [_region(row["region"]) for row in rows if excludes_zero(row)]
    verdict = f"excludes zero for {sentence_list(clear)}" if clear else "includes zero for each"
    return (
        f"Per tenfold compute of a topic, the academic-only share differs by "
        f"{sentence_list(changes)}. The interval {verdict}. A paper counts in each of its regions; "
        f"papers without a known country do not count. {source_note(marts, scope, 'papers')}"
    )


def _region(name: str) -> str:
    return "the United States" if name == "United States" else plain(name, 30)


def regional_tilts(marts: Marts) -> str:
    """Name the topic with most industry in each region, if its interval excludes equality."""
    scope = marts.scope(*PAPERS)
    rows = queries.region_tilts(marts, scope)
    if scope is None or not rows:
        return ""
    for row in rows:
        marts.state(row)
    topics = [
        f"{_topic_title(marts, row['topic'])} in {_region(row['region'])}, at {_ratio(row)}"
        for row in rows
    ]
    return (
        "Compared with their share of a region's papers, papers with an industry author are most "
        f"over-represented in {'; '.join(topics)}. {source_note(marts, scope, 'papers')}"
    )
