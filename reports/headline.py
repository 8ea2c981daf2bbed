"""The table of headline numbers: the contract's rows for the questions the page answers."""

from typing import Any

from reports.marts import COLUMNS, DIMENSIONS_ARE_ALL, SCHEMA, Marts, Scope
from reports.wording import count, number_range, percent, percent_range, period_name, team_name

# Metric, definition, and the team classes to show; "" is all teams together.
HEADLINES = (
    ("model_team_share", "notable_compute_known", ("academic_only", "industry_only")),
    ("compute_doubling_months", "notable_compute_known", ("", "academic_only", "industry_only")),
    ("disclosure_share", "notable", ("", "academic_only", "industry_only")),
    ("paper_team_share", "accepted", ("academic_only", "industry_only")),
    ("any_industry_share", "accepted", ("",)),
    ("paper_affiliation_coverage", "accepted", ("",)),
)


def headline_groups(marts: Marts) -> list[dict[str, Any]]:
    """One group per metric that the warehouse holds, each with its rows in words."""
    titles = {
        row["metric"]: row
        for row in marts.records(f"select metric, metric_id, title from {SCHEMA}.dim_metric")
    }
    groups = []
    for metric, definition, teams in HEADLINES:
        scope = marts.scope(metric, definition)
        if scope is not None:
            title = titles.get(metric, {"title": metric, "metric_id": ""})
            rows = [_row(row) for row in _rows(marts, scope, teams)]
            groups.append({**title, "scope": scope, "rows": rows})
    return groups


def _rows(marts: Marts, scope: Scope, teams: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows of the fixed periods and of all years, those that are suppressed too."""
    return marts.records(
        f"""
        select {COLUMNS}
        from {SCHEMA}.metrics
        where metric = ? and definition = ? and source = ? and vintage = ? and {DIMENSIONS_ARE_ALL}
            and list_contains(?, coalesce(team_class, ''))
            and (period = 'all' or contains(period, '-'))
        order by team_class nulls first, period = 'all', period_start, period
        """,
        [scope.metric, scope.definition, scope.source, scope.vintage, list(teams)],
    )


def _row(row: dict[str, Any]) -> dict[str, str]:
    """Write a row in words; the numbers of a suppressed one are never shown."""
    shown = not row["suppressed"] and row["value"] is not None
    return {
        "team": team_name(row["team_class"]),
        "period": period_name(row["period"]),
        "value": _value(row) if shown else "not shown",
        "interval": _interval(row) if shown else "",
        "base": _base(row) if shown else f"n = {count(row['n'])}",
        "unknown": count(row["n_unknown"]),
        "bounds": _bounds(row) if shown else "",
    }


def _value(row: dict[str, Any]) -> str:
    if row["unit"] == "share":
        return percent(row["value"], 1)
    return f"{row['value']:.2f} {row['unit']}"


def _interval(row: dict[str, Any]) -> str:
    if row["ci_low"] is None:
        return ""
    if row["unit"] == "share":
        return percent_range(row["ci_low"], row["ci_high"], 1)
    return number_range(row["ci_low"], row["ci_high"], 2)


def _base(row: dict[str, Any]) -> str:
    if row["k"] is None:
        return f"n = {count(row['n'])}"
    return f"{count(row['k'])} of {count(row['n'])}"


def _bounds(row: dict[str, Any]) -> str:
    if row["bound_low"] is None:
        return ""
    return percent_range(row["bound_low"], row["bound_high"], 1)
