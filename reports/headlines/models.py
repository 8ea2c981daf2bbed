"""Answers about models: who trains them, their compute, hardware and openness."""

from reports.catalogue import Headline
from reports.charts.figure import fell, with_interval
from reports.headlines.sentences import (
    excludes_zero,
    latest_estimate,
    newest_years,
    period_estimates,
    period_rows,
    share,
    source_note,
)
from reports.marts.metric_query import IS_YEAR
from reports.marts.models import median_model
from reports.marts.reader import MODELS, Estimate, Marts, Scope
from reports.text.formatting import (
    PURE_TEAMS,
    count,
    factor,
    factor_range,
    in_period,
    number_range,
    percent_range,
    plain,
    quoted,
    sentence_list,
    team_adjective,
)

DOUBLING = ("compute_doubling_months", "notable_compute_known")
JUMP = 1.0  # orders of magnitude
LONGEST = 80
NO_DIFFERENCE = "The interval includes 1, so no difference can be claimed. "


def academic_share(marts: Marts) -> str:
    """State the academic-only share of models by period, and whether it changed."""
    scope = marts.scope(*MODELS)
    estimates = period_estimates(marts, scope, "academic_only")
    is_finding = scope is not None and not scope.is_sample and len(estimates) > 1
    change = _change(estimates[0], estimates[-1]) if is_finding else ""
    return _team_share(marts, "academic_only", change)


def industry_share(marts: Marts) -> str:
    """State the industry-only share of models by period."""
    return _team_share(marts, "industry_only")


def _team_share(marts: Marts, team_class: str, change: str = "") -> str:
    scope = marts.scope(*MODELS)
    estimates = period_estimates(marts, scope, team_class)
    if scope is None or not estimates:
        return ""
    first, *later = estimates
    shares = [
        f"{share(first)} of notable models with known training compute {in_period(first.period)}",
        *(f"{share(estimate)} {in_period(estimate.period)}" for estimate in later),
    ]
    teams = f"{team_adjective(team_class).capitalize()} teams"
    text = f"{teams} trained {sentence_list(shares)}."
    newest = newest_years(marts, scope, team_class)
    years = f"By year, they trained {newest}; these years are still filling." if newest else ""
    return " ".join(filter(None, (text, years, change, source_note(marts, scope, "models"))))


def _change(before: Estimate, after: Estimate) -> str:
    """State whether a test of the difference shows that the share fell between two periods."""
    test = "a test of the difference that accounts for models of one organisation"
    if fell(before, after) or fell(after, before):
        return f"The share {'fell' if fell(before, after) else 'rose'}, by {test}."
    return f"No change can be claimed, by {test}."


def largest_models(marts: Marts) -> str:
    """State how many of the ten largest models of the latest year are industry-only."""
    scope = marts.scope("top10_industry_share", "notable_compute_known", IS_YEAR)
    estimate = latest_estimate(marts, scope)
    if scope is None or estimate is None:
        return ""
    return (
        f"Industry-only teams trained {count(estimate.k or 0)} of the {count(estimate.n)} largest "
        f"notable models of {estimate.period} by known training compute: "
        f"{with_interval(estimate)}. {source_note(marts, scope, 'models')}"
    )


def compute_growth(marts: Marts) -> str:
    """State how fast training compute doubles, for all teams and for the pure classes."""
    scope = marts.scope(*DOUBLING)
    teams: dict[str | None, str] = {None: "over all teams"}
    teams |= {name: f"in {team_adjective(name)} teams" for name in PURE_TEAMS}
    speeds = [
        f"every {e.value:.1f} months {name} "
        f"({number_range(e.ci_low, e.ci_high)}, n = {count(e.n)} models)"
        for team_class, name in teams.items()
        if (e := marts.estimate(scope, "all", team_class)) is not None
    ]
    if scope is None or not speeds:
        return ""
    return (
        f"Since 2010, the training compute of notable models has doubled {sentence_list(speeds)}. "
        f"{source_note(marts, scope, 'models')}"
    )


def compute_gap(marts: Marts) -> str:
    """Compare the compute of the median industry-only and academic-only models of a year."""
    scope = marts.scope("compute_gap", "notable_compute_known_median", IS_YEAR)
    gap = latest_estimate(marts, scope)
    if scope is None or gap is None or gap.ci_high is None:
        return ""
    is_clear = scope.is_sample or gap.ci_low > 0 or gap.ci_high < 0
    return (
        f"The median industry-only notable model of {gap.period} took {factor(gap.value)} the "
        f"training compute of the median academic-only one "
        f"({factor_range(gap.ci_low, gap.ci_high)}, n = {count(gap.n)} models of both classes with "
        f"known compute). "
        f"{'' if is_clear else NO_DIFFERENCE}{source_note(marts, scope, 'models')}"
    )


def gap_jump(marts: Marts) -> str:
    """State which models make the highest and the latest ratio, if these ratios are far apart."""
    scope = marts.scope("compute_gap", "notable_compute_known_median", IS_YEAR)
    rows = marts.years(scope) if scope is not None else None
    if scope is None or scope.is_sample or rows is None or rows.empty:
        return ""
    years = rows.sort_values("year")
    highest, newest = years.sort_values("value").iloc[-1], years.iloc[-1]
    if highest["value"] - newest["value"] < JUMP:
        return ""
    parts = [_made_by(marts, scope, str(year)) for year in (highest["period"], newest["period"])]
    if not all(parts):
        return ""
    return (
        "The ratio varies from year to year, because it rests on few models. "
        f"{' '.join(parts)} {source_note(marts, scope, 'models')}"
    )


def _made_by(marts: Marts, scope: Scope, year: str) -> str:
    """Name the median model of each class in a year, with the numbers of models."""
    gap = marts.estimate(scope, year)
    middles = {team: median_model(marts, scope, team, year) for team in PURE_TEAMS}
    if gap is None or not all(found["models"] for found in middles.values()):
        return ""
    named = [
        f"{quoted(plain(found['models'], LONGEST))} is in the middle of the {count(found['n'])} "
        f"{team_adjective(team)} models"
        for team, found in middles.items()
    ]
    return f"{in_period(year).capitalize()} it was {factor(gap.value)}: {sentence_list(named)}."


def hardware_gap(marts: Marts) -> str:
    """Compare the hardware of the median industry-only and academic-only models."""
    headline = Headline("training_hardware_gap", "notable_setup_peak_median")
    scope, rows = period_rows(marts, headline)
    if scope is None or not rows:
        return ""
    (row,) = rows
    marts.state(row)
    return (
        f"Among notable models published {in_period(row['period'])}, the median industry-only one "
        f"had {factor(row['value'])} the peak hardware performance of the median academic-only one "
        f"({factor_range(row['ci_low'], row['ci_high'])}, n = {count(row['n'])} models of both "
        f"classes). The hardware of {count(row['n_unknown'])} others is unknown. "
        f"{'' if excludes_zero(row) else NO_DIFFERENCE}{source_note(marts, scope, 'models')}"
    )


def concentration(marts: Marts) -> str:
    """State the share of the four organisations with the most compute."""
    scope = marts.scope("compute_concentration", "notable_compute_known", IS_YEAR)
    estimate = latest_estimate(marts, scope, unit="cr4")
    if scope is None or estimate is None:
        return ""
    return (
        f"The four organisations with the most training compute account for "
        f"{with_interval(estimate)} of the compute of the {count(estimate.n)} notable models of "
        f"{estimate.period} with known compute. {source_note(marts, scope, 'models')}"
    )


def private_clusters(marts: Marts) -> str:
    """State the private share of the computing power of listed clusters."""
    scope = marts.scope("cluster_private_share", "clusters_in_place", IS_YEAR)
    estimate = latest_estimate(marts, scope)
    if scope is None or estimate is None:
        return ""
    bounds = percent_range(estimate.bound_low or 0.0, estimate.bound_high or 1.0, 1)
    return (
        f"Private owners held {with_interval(estimate, 1)} of the computing power of the "
        f"{count(estimate.n)} listed GPU clusters at the end of {estimate.period}. The share is "
        f"{bounds} if clusters of shared or unknown ownership are all public or all private. "
        f"{source_note(marts, scope, 'models')}"
    )


def disclosure(marts: Marts) -> str:
    """State the share of the models of the latest year with known training compute."""
    return _share_by_team(marts, "disclosure_share", "Training compute is known")


def open_weights(marts: Marts) -> str:
    """State the share of the models of the latest year with weights to download."""
    return _share_by_team(marts, "open_weights_share", "Weights can be downloaded")


def _share_by_team(marts: Marts, metric: str, statement: str) -> str:
    scope = marts.scope(metric, "notable")
    overall = latest_estimate(marts, scope)
    if scope is None or overall is None:
        return ""
    shares = [f"{share(overall, 0)} of notable models of {overall.period}"]
    shares += [
        f"for {share(estimate, 0)} of those by {team_adjective(team_class)} teams"
        for team_class in PURE_TEAMS
        if (estimate := marts.estimate(scope, overall.period, team_class)) is not None
    ]
    return f"{statement} for {sentence_list(shares)}. {source_note(marts, scope, 'models')}"
