"""The change of the shares of papers: within the same groups, and from changes of the groups."""

import pandas as pd

from reports.charts.figure import Parts
from reports.charts.plot import Plot, p9
from reports.charts.rows import height, lines_in_words, placed, row_chart
from reports.charts.theme import INK, MUTED
from reports.marts.changes import change_parts
from reports.marts.reader import FIELD, PAPERS, Marts, NotEnoughDataError, Scope
from reports.text.formatting import count, in_period, percent, with_sign

QUESTION = "Did the shares of papers change within the same venues, or because the venues changed?"
MARTS = ("change_parts", "metrics_of_papers", "vintages")
# The first of these measures that has a change is drawn: its words in the title, and its cases.
MEASURES = {
    ("paper_team_share", FIELD): ("the field's papers", "Accepted papers of the field"),
    PAPERS: ("papers", "Papers of known class"),
}
# The title of each share's panel. The title of the figure speaks of the first, as the answer does.
SHARES = {
    ("paper_team_share", "academic_only"): "Academic only",
    ("paper_team_share", "academia_industry"): "Academia + industry",
    ("paper_team_share", "industry_only"): "Industry only",
    ("any_industry_share", None): "Any industry author",
}
EARLIER = "2010-2014"
GROUPING = "venue"
WITHIN, BETWEEN = "#808080", "#c8c8c8"
# What each part of a change is called, by grouping: within the groups, and between them.
LABELS = {
    "venue": ("Within the same venues", "As the venues changed"),
    "topic": ("Within the same topics", "As the topics changed"),
    "country": ("Within the same countries", "As the countries changed"),
    "team size": ("At the same team size", "As team size changed"),
}
ROOM = 0.25  # of the scale: the longest number
NOTES = (
    "Dark: change within {groups} present in both periods. Light: from {groups} that entered, left "
    "or changed weight."
)
LEAD = "Changes in percentage points, within the same {groups} and from changes of the {groups}."
NO_CHANGE = "This publication has no two periods of the share to compare."
LINES = " Lines: 95% intervals{where}."


def draw(marts: Marts) -> Parts:
    """Draw both parts of the change of each share, by each grouping."""
    scope, (entity, cases), rows = _first(marts)
    teams = rows["team_class"].astype(object).where(rows["team_class"].notna(), None)
    places = zip(rows["metric"].astype(str), teams, strict=True)
    titles = pd.Series([SHARES.get(place) for place in places], dtype=object)
    panels = titles.astype(pd.CategoricalDtype(list(SHARES.values())))
    rows = rows.assign(panel=panels).dropna(subset=["panel"])
    if rows.empty:
        raise NotEnoughDataError(NO_CHANGE)
    lines = _lines(rows)
    first = rows.iloc[0]
    earlier, later = (in_period(first[f"{side}_period"]) for side in ("old", "new"))
    return Parts(
        scopes=[scope],
        population=(
            f"{cases}, {count(int(first['old_n']))} {earlier} and "
            f"{count(int(first['new_n']))} {later}"
        ),
        notes=_notes(rows),
        finding=_finding(rows, entity),
        data=rows.drop(columns="panel"),
        alt=f"{LEAD.format(groups=_groups(rows))} {lines_in_words(lines)}",
        plot=_plot(lines),
        height=height(lines),
    )


def _first(marts: Marts) -> tuple[Scope, tuple[str, str], pd.DataFrame]:
    for measure, words in MEASURES.items():
        scope = marts.scope(*measure)
        rows = change_parts(marts, scope, EARLIER) if scope else pd.DataFrame()
        if scope and not rows.empty:
            return scope, words, rows
    raise NotEnoughDataError(NO_CHANGE)


def _groups(rows: pd.DataFrame) -> str:
    return f"{GROUPING}s" if set(rows["grouping_name"]) == {GROUPING} else "groups"


def _notes(rows: pd.DataFrame) -> str:
    groups = _groups(rows)
    where = ", where a paper is in one group only" if groups == "groups" else ""
    lines = LINES.format(where=where) if rows["ci_low"].notna().any() else ""
    return NOTES.format(groups=groups) + lines


def _finding(rows: pd.DataFrame, entity: str) -> str | None:
    of_share = rows[rows["panel"] == next(iter(SHARES.values()))]
    parts = of_share[of_share["grouping_name"] == GROUPING]
    if parts.empty:
        return None
    first = parts.iloc[0]
    inside = 100 * parts.loc[parts["part"] == "within", "contribution"].sum()
    change = 100 * (first["new_value"] - first["old_value"])
    verb = "fell" if change < 0 else "rose"
    return (
        f"The {first['panel'].lower().replace(' ', '-')} share of {entity} {verb} by "
        f"{abs(change):.1f} points: {with_sign(inside, 1)} within the same {GROUPING}s"
    )


def _lines(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a heading for each share, and below it both parts of its change for each grouping."""
    parts = rows.assign(is_between=rows["part"].ne("within"))
    keys = ["grouping_name", "is_between"]
    lines = []
    for panel, group in parts.groupby("panel", observed=True):
        ends = " to ".join(percent(group[f"{side}_value"].iloc[0], 1) for side in ("old", "new"))
        lines.append({"label": f"{panel}: {ends}"})
        values = group.groupby(keys, as_index=False)[["contribution", "ci_low", "ci_high"]]
        bars = values.sum(min_count=1).sort_values(keys)
        for _, bar in bars.iterrows():
            label = f"   {LABELS[bar['grouping_name']][bar['is_between']]}"
            number = with_sign(100 * bar["contribution"], 1)
            ink = BETWEEN if bar["is_between"] else WITHIN
            lines.append({**bar, "label": label, "number": number, "ink": ink})
    table = pd.DataFrame(lines)
    return placed(table, table["number"].isna())


def _plot(lines: pd.DataFrame) -> Plot:
    bars = lines.dropna(subset=["number"])
    ends = bars[["contribution", "ci_low", "ci_high"]]
    layers = [
        p9.geom_vline(xintercept=0, color=MUTED, size=0.5),
        p9.geom_rect(
            p9.aes(xmin=0, xmax="contribution", ymin="y - 0.35", ymax="y + 0.35", fill="ink"), bars
        ),
        p9.geom_segment(
            p9.aes("ci_low", "y", xend="ci_high", yend="y"),
            bars.dropna(subset=["ci_low"]),
            color=INK,
            size=0.7,
        ),
    ]
    scale = (min(float(ends.min().min()), 0.0), max(float(ends.max().max()), 0.001))
    axis = "Change in percentage points"
    return row_chart(
        lines, layers, scale, ROOM, axis, lambda ticks: [with_sign(100 * tick) for tick in ticks]
    )
