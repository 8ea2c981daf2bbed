"""The answer to "how much of ML is still academic?", in sentences with their numbers.

Every number comes from ``marts.metrics``; a change over time is called one only where the two
intervals are apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reports.catalogue import PURE, Headline
from reports.charts.figure import fell, listed, with_interval
from reports.headlines.tables import base, interval, is_visible, value
from reports.marts import dimensions, topics
from reports.marts.headlines import Place, find_place, headline_rows
from reports.marts.metric_query import IS_YEAR
from reports.marts.papers import listed_venues
from reports.marts.reader import MODELS, PAPERS, Estimate, Marts, Scope
from reports.text.formatting import (
    RANGE,
    count,
    definition_name,
    factor,
    factor_range,
    in_period,
    number_range,
    percent,
    percent_range,
    period_name,
    plain,
    sentence_list,
    with_sign,
)

FIRST = "2010-2014"
MIDDLE = "2020-2022"
NEWEST = "2023-latest"
TEAM_SHARE = ("paper_team_share", "accepted")
DOUBLING = ("compute_doubling_months", "notable_compute_known")
QUOTES = "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
NOT_TOLD_APART = ": the two can't be told apart"


@dataclass(frozen=True)
class Tile:
    """One number at the top of the page: large value, what it is, interval and base."""

    value: str
    label: str
    detail: str


def tiles(marts: Marts) -> list[Tile]:
    """Academic-only shares of models, first and newest, and of papers."""
    models, papers = marts.scope(*MODELS), marts.scope(*TEAM_SHARE)
    wanted = [
        (models, FIRST, "notable models with known compute"),
        (models, NEWEST, "notable models with known compute"),
        (papers, NEWEST, "papers of known sector"),
        (papers, "all", "papers of known sector"),
    ]
    found = [
        _tile(estimate, f"of {_possessive(scope)}{what}", scope)
        for scope, period, what in wanted
        if scope and (estimate := marts.estimate(scope, period, "academic_only")) is not None
    ]
    return found[:3]


def _possessive(scope: Scope) -> str:
    return "the sample's " if scope.is_sample else ""


def _tile(estimate: Estimate, what: str, scope: Scope) -> Tile:
    label = f"{what} {in_period(estimate.period)} came from academic-only teams"
    low_high = with_interval(estimate).partition(" ")[2].strip("()")
    unknown = (
        f"; with the unknown outside or inside {_bounds(estimate)}" if estimate.n_unknown else ""
    )
    detail = f"{_base(estimate)}; 95% interval {low_high}{unknown}; {scope.citation}"
    return Tile(percent(estimate.value), label, detail)


def answer_questions(marts: Marts) -> dict[str, list[str]]:
    """Answer every question of the catalogue, by page: what is not known is left out."""
    found = {page: [text for part in parts if (text := part(marts))] for page, parts in PARTS}
    return {page: sentences for page, sentences in found.items() if sentences}


def on_the_list(marts: Marts, scope: Scope, entity: str) -> str:
    """Name the list and its date, or the sample and its size, at the start of a sentence."""
    if scope.is_sample:
        size = count(listed(marts, entity))
        return f"In the embedded sample of {size} landmark {entity}, chosen by hand"
    lists = "list" if entity == "models" else "lists"
    return f"On the {lists} of {plain(scope.publisher)} as of {scope.vintage:%Y-%m-%d}"


def _models(marts: Marts) -> str:
    scope = marts.scope(*MODELS)
    found = _shares(marts, scope, "academic_only", (MIDDLE, FIRST, NEWEST))
    if scope is None or not found:
        return ""
    lead, *others = found
    text = (
        f"{on_the_list(marts, scope, 'models')}, {with_interval(lead, 1)} of notable models with "
        f"known training compute {_from(lead.period)} were academic-only, {_base(lead)}"
    )
    verdict = "" if scope.is_sample else _verdict(marts, scope)
    return f"{_continued(text, others)}. {verdict}".strip()


def _continued(text: str, others: Sequence[Estimate]) -> str:
    further = [f"{in_period(e.period)}, {with_interval(e, 1)}, {_base(e)}" for e in others]
    return "; ".join([text, *further])


def _verdict(marts: Marts, scope: Scope) -> str:
    """Say whether the first and the newest period differ by more than their intervals."""
    found = _shares(marts, scope, "academic_only", (FIRST, MIDDLE, NEWEST))
    if len(found) < 2:
        return ""
    before, after = found[0], found[-1]
    names = f"{period_name(before.period)} and {period_name(after.period)}"
    if fell(before, after) or fell(after, before):
        change = "fell" if fell(before, after) else "rose"
        return f"The intervals for {names} do not overlap: the share {change}."
    return f"The intervals for {names} overlap: no change can be claimed."


def _industry(marts: Marts) -> str:
    scope = marts.scope(*MODELS)
    found = _shares(marts, scope, "industry_only", (FIRST, MIDDLE, NEWEST))
    shares = [f"{with_interval(e, 1)} {in_period(e.period)} ({_base(e)})" for e in found]
    if scope is None or not shares:
        return ""
    whose = f"{_possessive(scope)}notable models with known compute"
    return f"Of {whose}, industry-only teams trained {sentence_list(shares)}."


def _compute(marts: Marts) -> str:
    scope = marts.scope(*DOUBLING)
    teams = (
        (None, "over all teams"),
        *((name, f"in {name.replace('_', '-')} teams") for name in PURE),
    )
    speeds = [
        f"{e.value:.1f} months {name} ({number_range(e.ci_low, e.ci_high)}, n = {count(e.n)})"
        for team_class, name in teams
        if (e := marts.estimate(scope, "all", team_class)) is not None
    ]
    if scope is None or not speeds:
        return ""
    return (
        f"{on_the_list(marts, scope, 'models')}, training compute of notable models since 2010 "
        f"doubled every {sentence_list(speeds)}."
    )


def _gap(marts: Marts) -> str:
    scope = marts.scope("compute_gap", "notable_compute_known_median", IS_YEAR)
    found = _newest(marts, scope)
    if scope is None or found is None or found.ci_high is None:
        return ""
    is_clear = scope.is_sample or found.ci_low > 0 or found.ci_high < 0
    verdict = "" if is_clear else NOT_TOLD_APART
    return (
        f"{on_the_list(marts, scope, 'models')}, the median industry-only model of {found.period} "
        f"took {factor(found.value)} the training compute of the median academic-only one "
        f"({factor_range(found.ci_low, found.ci_high)}, n = {count(found.n)}){verdict}."
    )


def _hardware_gap(marts: Marts) -> str:
    headline = Headline("training_hardware_gap", "notable_setup_peak_median")
    place, rows = _widest(marts, headline)
    if place is None or not rows:
        return ""
    (row,) = rows
    is_clear = row["ci_low"] > 0 or row["ci_high"] < 0
    return (
        f"Of the models published {in_period(row['period'])} whose training hardware is known, the "
        f"median industry-only one had {factor(row['value'])} the peak performance of the "
        f"academic-only one ({factor_range(row['ci_low'], row['ci_high'])}, n = {count(row['n'])}; "
        f"of {count(row['n_unknown'])} it is not known){'' if is_clear else NOT_TOLD_APART}."
    )


def _concentration(marts: Marts) -> str:
    scope = marts.scope("compute_concentration", "notable_compute_known", IS_YEAR)
    found = _newest(marts, scope, unit="cr4")
    if scope is None or found is None:
        return ""
    return (
        f"{on_the_list(marts, scope, 'models')}, the four organisations with most training compute "
        f"held {with_interval(found)} of the compute of the notable models of {found.period} whose "
        f"compute is known, n = {count(found.n)}."
    )


def _clusters(marts: Marts) -> str:
    scope = marts.scope("cluster_private_share", "clusters_standard", IS_YEAR)
    rows = marts.years(scope) if scope else None
    if scope is None or rows is None or rows.empty:
        return ""
    newest = rows.sort_values("year").iloc[-1]
    return (
        f"On the list of clusters of {scope.citation}, private owners held "
        f"{percent(newest['value'], 1)} "
        f"({percent_range(newest['ci_low'], newest['ci_high'], 1)}) of the computing power of "
        f"those in place by the end of {newest['period']}, n = {count(int(newest['n']))}; with "
        "clusters of shared or unknown ownership outside or inside, "
        f"{percent_range(newest['bound_low'], newest['bound_high'], 1)}."
    )


def _share_by_team(marts: Marts, place: tuple[str, str], what: str, done: str) -> str:
    """Name the newest year's share of all teams and of the two pure classes."""
    scope = marts.scope(*place)
    whole = _newest(marts, scope)
    if scope is None or whole is None:
        return ""
    parts = [f"{with_interval(whole)} of all, {_of(whole)}"]
    for team_class in PURE:
        found = marts.estimate(scope, whole.period, team_class)
        if found is not None:
            name = team_class.replace("_", "-")
            parts.append(f"{with_interval(found)} of {name} ones, {_of(found)}")
    start = on_the_list(marts, scope, "models")
    return f"{start}, {what} of {whole.period} {done}: {'; '.join(parts)}."


def _disclosure(marts: Marts) -> str:
    place = ("disclosure_share", "notable")
    return _share_by_team(marts, place, "notable models", "with known training compute")


def _weights(marts: Marts) -> str:
    place = ("open_weights_share", "notable")
    return _share_by_team(marts, place, "notable models", "with weights to download")


def _top_ten(marts: Marts) -> str:
    scope = marts.scope("top10_industry_share", "notable_compute_known", IS_YEAR)
    found = _newest(marts, scope)
    if scope is None or found is None:
        return ""
    return (
        f"Of the {count(found.n)} models of {found.period} with most known training compute, "
        f"industry-only teams trained {count(found.k or 0)} "
        f"({percent_range(found.ci_low, found.ci_high or 1)})."
    )


def _topics(marts: Marts) -> str:
    """Name the topics furthest to either side whose interval leaves no tilt out."""
    place, rows = _widest(marts, Headline("topic_tilt", "accepted"))
    named = []
    for word, end, sign in (("over", max, 1), ("under", min, -1)):
        apart = [row for row in rows if sign * row["ci_low"] > 0 and sign * row["ci_high"] > 0]
        if apart:
            row = end(apart, key=lambda row: row["value"])
            named.append(
                f"most {word}-represented in {_topic_title(marts, row['topic'])}, "
                f"{2 ** row['value']:.2f} times their share of all papers "
                f"({number_range(2 ** row['ci_low'], 2 ** row['ci_high'], 2)}, "
                f"n = {count(row['n'])})"
            )
    if place is None or not named:
        return ""
    start = f"{_place(marts, place)}, {in_period(rows[0]['period'])}"
    return f"{start}, papers with an industry author were {sentence_list(named)}."


def _topic_title(marts: Marts, topic: str) -> str:
    found = dimensions.topic(marts, topic)
    if found is None:
        return plain(topic, 60)
    title = f"{QUOTES[0]}{plain(found['title'], 60)}{QUOTES[1]}"
    return f"{title} (tagged imprecisely)" if found["is_imprecise"] else title


def _slope(marts: Marts) -> str:
    """Say whether academic-only teams are rarer in topics of much compute, by both models."""
    scope = marts.scope(*PAPERS)
    slopes = {row["definition"]: row for row in topics.default_slopes(marts, scope)}
    if not {"wls_all_models", "logit_all_models"} <= slopes.keys():
        return ""
    shares, odds = slopes["wls_all_models"], slopes["logit_all_models"]
    points = [with_sign(100 * shares[part], 1) for part in ("value", "ci_low", "ci_high")]
    log_odds = [with_sign(odds[part], 3) for part in ("value", "ci_low", "ci_high")]
    told = "can" if odds["ci_low"] > 0 or odds["ci_high"] < 0 else "can't"
    clear, all_slopes = topics.clear_slopes(marts, scope)
    return (
        f"In a topic whose models take ten times the compute the share of academic-only papers "
        f"differs by {points[0]} points ({points[1]} to {points[2]}), "
        f"n = {count(shares['n'])} topics; "
        f"by paper, with the year held fixed, the log-odds change by {log_odds[0]} ({log_odds[1]} "
        f"to {log_odds[2]}), which {told} be told from none. Of {count(all_slopes)} slopes, by "
        f"every definition, period and region, {count(clear)} can be told from none."
    )


def _slope_choices(marts: Marts) -> str:
    """Name the definitions by which the slope of all years has a sign, and those by which not."""
    rows = topics.default_slopes(marts, marts.scope(*PAPERS))
    below = [definition_name(row["definition"]) for row in rows if row["ci_high"] < 0]
    others = [definition_name(row["definition"]) for row in rows if row["ci_high"] >= 0]
    if not below or not others:
        return ""
    return (
        f"Over all years the whole interval is below zero by {sentence_list(below)}, and not by "
        f"{sentence_list(others)}. Lines over topics (wls) leave the year free, and topics of much "
        "compute are younger ones; regressions by paper (logit) hold it fixed."
    )


def _regions(marts: Marts) -> str:
    """Say the slope of each region's papers, and for which of them its sign is clear."""
    found = topics.region_slopes(marts, marts.scope(*PAPERS), "wls_all_models")
    rows = [row for _, row in found.iterrows() if row["country"]]
    if not rows:
        return ""
    parts = [
        f"of {_region(row['country'])} by {with_sign(100 * row['value'], 1)} points "
        f"({with_sign(100 * row['ci_low'], 1)} to {with_sign(100 * row['ci_high'], 1)}, "
        f"n = {count(row['n'])} topics)"
        for row in rows
    ]
    clear = [row for row in rows if row["ci_high"] < 0 or row["ci_low"] > 0]
    named = sentence_list([_region(row["country"]) for row in clear]) if clear else "none of them"
    return (
        f"Per tenfold compute the share differs in papers {sentence_list(parts)}; the "
        f"whole interval is on one side of zero for {named}. A paper counts in each of its "
        "regions, and papers without a known country in none."
    )


def _region(name: str) -> str:
    return "the United States" if name == "United States" else plain(name, 30)


def _region_topics(marts: Marts) -> str:
    """Name the topic that industry leans to most in each region, if one is clear of none."""
    rows = topics.region_tilts(marts, marts.scope(*PAPERS))
    named = [
        f"in {_region(row['country'])}, {_topic_title(marts, row['topic'])}, "
        f"{2 ** row['value']:.2f} times "
        f"({number_range(2 ** row['ci_low'], 2 ** row['ci_high'], 2)}, n = {count(row['n'])})"
        for row in rows
    ]
    if not named:
        return ""
    return (
        "Against their share of the region's papers, papers with an industry author were most "
        f"over-represented {sentence_list(named)}."
    )


def _adoption(marts: Marts) -> str:
    """Name the share of academic-only papers that name a listed model, by who made it."""
    place, rows = _widest(
        marts, Headline("pretrained_adoption", "accepted", ("academic_only",)), NEWEST
    )
    made = {row["sector"]: row for row in rows}
    if place is None or "industry" not in made:
        return ""
    parts = [
        f"{value(made[sector])} ({interval(made[sector])}) named a pre-trained model made by "
        f"{sector}, {base(made[sector])}"
        for sector in ("industry", "academia")
        if sector in made
    ]
    when = in_period(rows[0]["period"])
    return (
        f"Over all lists with abstracts, whose venues change, of academic-only papers with an "
        f"abstract {when}, {sentence_list(parts)}; {count(rows[0]['n_unknown'] or 0)} have no "
        f"abstract.{_adoption_before(marts)} To name a model is not yet to use it."
    )


def _adoption_before(marts: Marts) -> str:
    """Give the share of the period before, over the lists of that time."""
    headline = Headline("pretrained_adoption", "accepted", ("academic_only",))
    _, rows = _widest(marts, headline, MIDDLE)
    made = [row for row in rows if row["sector"] == "industry" and row["period"] == MIDDLE]
    if not made:
        return ""
    return (
        f" Over the lists of {period_name(MIDDLE)} {value(made[0])} ({interval(made[0])}), "
        f"{base(made[0])}, named one made by industry."
    )


def _adoption_course(marts: Marts) -> str:
    """Compare two periods over the venues that have abstracts in both."""
    headline = Headline("pretrained_adoption", "accepted_same_venues", ("academic_only",))
    place = find_place(marts, headline)
    rows = {
        row["period"]: row
        for row in (headline_rows(marts, place, headline) if place else [])
        if row["sector"] == "industry" and is_visible(row)
    }
    if place is None or not {MIDDLE, NEWEST} <= rows.keys():
        return ""
    before, after = rows[MIDDLE], rows[NEWEST]
    rose, fell = after["ci_low"] > before["ci_high"], after["ci_high"] < before["ci_low"]
    verdict = f"the share {'rose' if rose else 'fell'}" if rose or fell else "no change is clear"
    shares = [
        f"{value(row)} ({interval(row)}) {in_period(p)}, {base(row)}"
        for p, row in ((MIDDLE, before), (NEWEST, after))
    ]
    return (
        f"{_place(marts, place)}, in the venues with abstracts in both periods, of academic-only "
        f"papers {sentence_list(shares)}, named a pre-trained model made by industry: {verdict}. "
        "The venues are the same in both periods, their weights are not."
    )


def _derivatives(marts: Marts) -> str:
    """Name the share of academic accounts' derived models that are made from one of industry."""
    headline = Headline("hub_derivative_share", "hub_accounts", ("academic_only",))
    place, rows = _widest(marts, headline)
    if place is None or not rows:
        return ""
    (row,) = rows
    return (
        f"On the Hugging Face Hub on {place.vintage}, of the models of academic accounts that name "
        f"a base model of another organisation, {value(row)} ({interval(row)}) named one of an "
        f"industry account, {base(row)}. The accounts were chosen by us."
    )


def _widest(
    marts: Marts, headline: Headline, period: str = "all"
) -> tuple[Place | None, list[dict[str, Any]]]:
    """Rows of one period that may be shown: the one asked for, else the newest."""
    place = find_place(marts, headline)
    rows = headline_rows(marts, place, headline) if place else []
    shown = [row for row in rows if is_visible(row) and row["ci_low"] is not None]
    periods = [row["period"] for row in sorted(shown, key=lambda row: str(row["period_start"]))]
    chosen = period if period in periods else next(reversed(periods), "")
    return place, [row for row in shown if row["period"] == chosen]


def _place(marts: Marts, place: Place) -> str:
    terms = marts.terms(place.source)
    scope = Scope(place.metric, place.definition, place.source, place.vintage, *terms)
    return on_the_list(marts, scope, "papers")


def _newest(marts: Marts, scope: Scope | None, unit: str | None = None) -> Estimate | None:
    """Find the newest calendar year of all teams that can be shown."""
    if scope is None:
        return None
    rows = marts.years(scope)
    rows = rows[rows["team_class"].isna()]
    if unit is not None:
        rows = rows[rows["unit"] == unit]
    if rows.empty:
        return None
    return marts.estimate(scope, str(rows["year"].max()), unit=unit)


def _of(estimate: Estimate) -> str:
    return f"n = {count(estimate.n)}" if estimate.k is None else _base(estimate)


def _papers(marts: Marts) -> str:
    teams, industry = marts.scope(*TEAM_SHARE), marts.scope(*PAPERS)
    found = _shares(marts, teams, "academic_only", (NEWEST, "all"))
    if teams is None or not found:
        return ""
    academic = found[0]
    text = (
        f"{on_the_list(marts, teams, 'papers')}, {with_interval(academic, 1)} of accepted papers "
        f"of known sector {_from(academic.period)} were academic-only, {_base(academic)}"
    )
    mixed = marts.estimate(industry, academic.period)
    if mixed is not None:
        text += f"; {with_interval(mixed, 1)} had at least one industry author"
    return f"{text}. {_beyond_chance(marts, academic)}"


def _beyond_chance(marts: Marts, academic: Estimate) -> str:
    """Say what the interval of the academic-only share of papers does not cover."""
    parts = []
    if academic.n_unknown:
        parts.append(
            f"with the {count(academic.n_unknown)} papers of unknown sector outside or inside, "
            f"{_bounds(academic)} were academic-only"
        )
    adjusted = marts.estimate(
        marts.scope("paper_team_share", "accepted_adjusted"), academic.period, "academic_only"
    )
    if adjusted is not None:
        parts.append(f"corrected for errors of our labels, {with_interval(adjusted, 1)}")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if parts else ""


def _bounds(estimate: Estimate) -> str:
    return percent_range(estimate.bound_low or 0.0, estimate.bound_high or 1.0)


def _venues(marts: Marts) -> str:
    """Say which venues and years the newest period is of, and how old the lists are."""
    scope = marts.scope(*TEAM_SHARE)
    if scope is None or scope.is_sample:
        return ""
    held = listed_venues(marts, scope, int(NEWEST[:4]))
    if held is None:
        return ""
    years = RANGE.join(dict.fromkeys((str(held["first"]), str(held["last"]))))
    return (
        f"Those papers are of {years} and of {count(held['venues'])} venues, by lists dated "
        f"{held['oldest']} to {held['newest']}. Which venues are listed changes from year to year, "
        "so a change over the years is also a change of venues."
    )


def _shares(
    marts: Marts, scope: Scope | None, team_class: str, periods: Sequence[str]
) -> list[Estimate]:
    """Estimates of the periods that can be shown, in the order given."""
    found = (marts.estimate(scope, period, team_class) for period in periods)
    return [estimate for estimate in found if estimate is not None]


def _base(estimate: Estimate) -> str:
    return f"{count(estimate.k or 0)} of {count(estimate.n)}"


def _from(period: str) -> str:
    """Write a period after the noun it belongs to."""
    return in_period(period).replace("in ", "from ", 1).replace("over all years", "of all years")


PARTS: Sequence[tuple[str, Sequence[Callable[[Marts], str]]]] = (
    ("who-trains", (_models, _industry, _top_ten)),
    ("how-fast", (_compute,)),
    ("how-far-apart", (_gap, _hardware_gap)),
    ("how-concentrated", (_concentration, _clusters)),
    ("who-discloses", (_disclosure, _weights)),
    ("who-publishes", (_papers, _venues)),
    ("on-what", (_topics, _slope, _slope_choices, _region_topics, _regions)),
    ("who-adopts", (_adoption_course, _adoption, _derivatives)),
)
